"""Patterns that the recogniser leaves undecided (rules/patterns.py), judged by stix2-patterns.

It may take long, or never end, on patterns that are made for it. So it works in a process of its own, which is ended
when its time is over; and a pattern that is too long does not get there.

The regular expressions of MATCHES are run neither here nor anywhere else in Parley. Others will run them, so a long
one is not passed on (known attack 37).
"""

from __future__ import annotations

import re
import subprocess
import sys

from parley.council.errors import Message, gettext_noop, shown

PATTERN_SECONDS_MAX = 5.0
PATTERN_CHARS_MAX = 10_000
REGEX_CHARS_MAX = 500
MEMORY_BYTES_MAX = 1 << 30
"""Of the process that judges; where the system knows no such limit (macOS), its time is the only one."""

_TEXT_OR_REGEX = re.compile(r"(?:\bMATCHES\s*+)?+'((?:[^'\\]++|\\['\\])*+)'")
_TAKEN, _REFUSED, _ABSENT = 0, 3, 4
_JUDGE = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY_BYTES_MAX}, {MEMORY_BYTES_MAX}))
except (ImportError, ValueError, OSError):
    pass
try:
    from stix2patterns.validator import run_validator
except ImportError:
    sys.exit({_ABSENT})
found = run_validator(sys.stdin.buffer.read().decode(), "2.1")
sys.stdout.buffer.write(str(found[0] if found else "").encode("utf-8", "replace")[:1000])
sys.exit({_REFUSED} if found else {_TAKEN})
"""


def judge_slowly(pattern: str, seconds: float = PATTERN_SECONDS_MAX) -> Message | None:
    """None: it is a pattern. Otherwise why it is not taken: what is wrong with it, or that this was not found out."""
    if len(pattern) > PATTERN_CHARS_MAX:
        return Message(
            gettext_noop("Expected: a pattern of at most %(most)s characters. Came: %(came)s. Divide it."),
            most=PATTERN_CHARS_MAX,
            came=len(pattern),
        )
    for found in _TEXT_OR_REGEX.finditer(pattern):
        if found[0][0] == "M" and len(found[1]) > REGEX_CHARS_MAX:
            return Message(
                gettext_noop(
                    "Expected: after MATCHES a regular expression of at most %(most)s characters. "
                    "Came: %(came)s. Shorten it: those who get it will have to run it."
                ),
                most=REGEX_CHARS_MAX,
                came=len(found[1]),
            )
    return _judged(pattern, seconds)


def _judged(pattern: str, seconds: float) -> Message | None:
    command = [sys.executable, "-I", "-c", _JUDGE]
    try:
        done = subprocess.run(  # noqa: S603 - our own program; the pattern comes on its standard input
            command, input=pattern.encode(), capture_output=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return Message(
            gettext_noop("Expected: a pattern that is judged within %(seconds)s seconds. It was not. Make it simpler."),
            seconds=seconds,
        )
    match done.returncode:
        case 0:
            return None
        case 3:
            return Message(
                gettext_noop("Expected: a STIX pattern (STIX 2.1, 9). Came: %(said)s. Correct it."),
                said=shown(done.stdout.decode(errors="replace")),
            )
        case 4:
            return Message(
                gettext_noop(
                    "This server cannot judge such a pattern: stix2-patterns is not installed. Ask who runs it."
                )
            )
        case _:
            return Message(
                gettext_noop("The pattern could not be judged: stix2-patterns failed on it. Make it simpler.")
            )
