"""Plain text and CSV: what can be read as UTF-8 and moves no terminal."""

from __future__ import annotations

import re

from parley.council.errors import Message, code_point, gettext_noop
from parley.forum.files.limits import refusal

_SAVE_UTF8 = gettext_noop("Save it as text in UTF-8.")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")


def check(content: bytes) -> None:
    """UTF-8 without control characters other than tab, line ends and form feed, or `InputError`.

    Not looked for: formulas in a CSV (its reader's program decides what they do), direction controls.
    """
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise refusal(
            gettext_noop("text in UTF-8"),
            Message(gettext_noop("something else at the byte number %(position)d"), position=error.start),
            _SAVE_UTF8,
        ) from error
    if control := _CONTROL.search(text):
        raise refusal(
            gettext_noop("text without control characters"),
            Message(gettext_noop("the character %(code_point)s"), code_point=code_point(control.group())),
            _SAVE_UTF8,
        )
