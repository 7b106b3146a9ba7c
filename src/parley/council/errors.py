"""The few roots of what can go wrong. None knows HTTP: `web` maps them to statuses, once.

A message is kept as a template and its params, so that the page which shows it can translate it:
``error.message.translated(gettext)``. ``str(error)`` is the English one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

SHOWN_CHARS_MAX = 60


def gettext_noop(template: str) -> str:
    """Mark a template for `makemessages`, which looks for this name; the web layer translates it."""
    return template


class Message:
    """Words to be said in the reader's language: a template with ``%(name)s`` in it, and the params.

    A param that is itself a `Message` is translated with it. Amounts are phrased as "characters: 12",
    so that no template needs plural forms. Without params a template is said as it stands, ``%`` and all.
    """

    __slots__ = ("params", "template")

    def __init__(self, template: str, /, **params: object) -> None:
        self.template = template
        self.params = params

    def translated(self, gettext: Callable[[str], str]) -> str:
        if not self.params:
            return gettext(self.template)
        words = {
            name: param.translated(gettext) if isinstance(param, Message) else param
            for name, param in self.params.items()
        }
        return gettext(self.template) % words

    def __str__(self) -> str:
        return self.translated(gettext_noop)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"


class Names(Message):
    """Several words, each translated, one after the other."""

    __slots__ = ("names",)

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("%(names)s")
        self.names = tuple(names)

    def translated(self, gettext: Callable[[str], str]) -> str:
        return gettext(gettext_noop(", ")).join(gettext(name) for name in self.names)


class ParleyError(Exception):
    """Root of everything that Parley refuses, with a sentence for the person who asked."""

    def __init__(self, template: str, /, **params: object) -> None:
        super().__init__(template)
        self.message = Message(template, **params)

    def __str__(self) -> str:
        return str(self.message)


class InputError(ParleyError):
    """What was typed or uploaded cannot be taken: what was expected, what came, what to do.

    `field` is the name of the form's field or of the JSON member. `expected` and `came` are phrases ("at most
    250", "another member") and `do` is a sentence: templates, or a `Message` where they have params.
    A `came` that is a plain string is taken for the raw value: made short and safe to print, not translated.
    """

    def __init__(self, field: str, expected: Message | str, came: Message | str, do: Message | str) -> None:
        self.field = field
        self.expected = Message(expected) if isinstance(expected, str) else expected
        self.came = (shown(came) or Message(gettext_noop("nothing"))) if isinstance(came, str) else came
        self.do = Message(do) if isinstance(do, str) else do
        parts = {"expected": self.expected, "came": self.came, "do": self.do}
        super().__init__(
            gettext_noop("%(field)s: Expected: %(expected)s. Came: %(came)s. %(do)s"), field=field, **parts
        )
        #: The same without the field's name: for a form, which shows it beside the field.
        self.reason = Message(gettext_noop("Expected: %(expected)s. Came: %(came)s. %(do)s"), **parts)


class NotAllowedError(ParleyError):
    """The actor lacks a right; `roles` are those that would have it.

    Never for a thing that the actor may not see: that is `NotFoundError`.
    """

    def __init__(self, *, right: str, roles: Sequence[str]) -> None:
        super().__init__(
            gettext_noop("You may not do this: %(right)s. Who may: %(roles)s."),
            right=Message(right),
            roles=Names(roles),
        )
        self.right = right
        self.roles = roles


class NotFoundError(ParleyError):
    """Absent, or not released to the viewer: the same, so it takes nothing that could tell them apart."""

    def __init__(self) -> None:
        super().__init__(gettext_noop("There is nothing here, or nothing that is released to you."))


class ConflictError(ParleyError):
    """The state of a thing does not allow the act: a reply after the meeting ended, a second adoption."""


class SealedError(ParleyError):
    """The node was restored from a backup and takes no acts until it is opened (DESIGN.md, The ledger)."""

    def __init__(self) -> None:
        super().__init__(
            gettext_noop(
                "This node was restored from a backup and is sealed. "
                "The secretariat opens it once newer recalls and delistings have been entered."
            )
        )


def shown(value: object) -> str:
    """A value from outside, shortened, with each character that is not seen as itself written as U+XXXX.

    Right-to-left text is isolated (UAX #9, 2.7), so that it cannot reorder the sentence around it.
    """
    text = value if isinstance(value, str) else repr(value)
    head = text[:SHOWN_CHARS_MAX]
    safe = "".join(c if c.isprintable() else f"<{code_point(c)}>" for c in head)
    safe += "…" if len(text) > SHOWN_CHARS_MAX else ""
    right_to_left = any(unicodedata.bidirectional(c) in {"R", "AL", "AN"} for c in safe)
    return f"\N{FIRST STRONG ISOLATE}{safe}\N{POP DIRECTIONAL ISOLATE}" if right_to_left else safe


def code_point(character: str) -> str:
    """A character's number as the standards write it: U+202E."""
    return f"U+{ord(character):04X}"
