"""What is wrong with an object: where, what was expected there, what came. A value, not an exception."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parley.council.errors import InputError, Message, gettext_noop

CORRECT = Message(gettext_noop("Correct it and send the object again."))
ABSENT = ""
"""What came, where nothing came."""


@dataclass(slots=True)
class Fault:
    expected: Message
    came: object = ABSENT
    do: Message = CORRECT
    pointer: str = ""  # RFC 6901

    def under(self, step: str | int) -> Fault:
        """The same fault, seen from one level further out."""
        self.pointer = f"/{escaped(step)}{self.pointer}"
        return self

    def sentence(self) -> Message:
        return InputError(self.pointer, self.expected, _in_words(self.came), self.do).reason


def fault(template: str, came: object = ABSENT, /, **params: object) -> Fault:
    return Fault(Message(template, **params), came)


def missing(name: str) -> Fault:
    return fault(gettext_noop("this property, which the standard requires here")).under(name)


def escaped(step: str | int) -> str:
    """RFC 6901, 3."""
    return str(step).replace("~", "~0").replace("/", "~1")


def listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _in_words(came: Any) -> str | Message:
    match came:
        case str() | Message():
            return came
        case bool():
            return "true" if came else "false"
        case int() | float():
            return str(came) if abs(came) < 1e20 else Message(gettext_noop("a number beyond all bounds"))
        case None:
            return "null"
        case list():
            return Message(gettext_noop("a list")) if came else Message(gettext_noop("an empty list"))
        case dict():
            return Message(gettext_noop("an object")) if came else Message(gettext_noop("an empty object"))
        case _:
            raise TypeError(type(came))
