"""The command line: `parley COMMAND`. Each command is a function in commands.py."""

from __future__ import annotations

import os
import signal
import sys

from parley.cli.arguments import parser


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a refusal is one sentence on standard error and exit status 2.

    Where the reader of a pipe has left (`| head`), the command ends as a program does that SIGPIPE ended.
    """
    try:
        # Django is set up by the first import that reads the settings, and a bad setting is a sentence too.
        from parley.cli.commands import run
    except ValueError as error:
        sys.exit(f"parley: {error}")
    try:
        try:
            status = run(parser().parse_args(arguments))
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the interpreter flushes once more as it ends
        status = 128 + signal.SIGPIPE
    sys.exit(status)
