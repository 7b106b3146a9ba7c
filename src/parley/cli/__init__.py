"""The command line: `parley COMMAND`. Each command is a function in commands.py."""

from __future__ import annotations

import sys

from parley.cli.arguments import parser


def main(arguments: list[str] | None = None) -> None:
    """Run one command; a refusal is one sentence on standard error and exit status 2."""
    try:
        # Django is set up by the first import that reads the settings, and a bad setting is a sentence too.
        from parley.cli.commands import run
    except ValueError as error:
        sys.exit(f"parley: {error}")
    sys.exit(run(parser().parse_args(arguments)))
