"""Identifiers (STIX 2.1, 2.9): type--UUID. References say which types they may lead to.

An id of a cyber-observable object that is a UUIDv5 SHOULD be made from its contributing properties (2.9). Whether it
was made in the standard's namespace cannot be seen, and another namespace is allowed, so it is not computed here.
"""

from __future__ import annotations

import re
from typing import Any

from parley.council.errors import Message, gettext_noop
from parley.exchange.rules.objects.faults import Fault, fault, listed
from parley.exchange.rules.objects.limits import TYPE_CHARS_MAX, TYPE_CHARS_MIN

_UUID_CHARS = 36
_VERSION_AT = -22  # the digit of a UUID that says its version
_UUID = re.compile(  # RFC 4122: versions 1 to 5 of its own variant
    "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-5][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
).fullmatch
_TYPE = re.compile("[a-z][a-z0-9]*+(?:-[a-z0-9]++)*+").fullmatch
RESERVED_TYPES = frozenset({"action"})


def is_type(text: Any) -> bool:
    """Could it be the name of a type, the standard's or another's (3.1, 11.2)?"""
    return (
        type(text) is str
        and TYPE_CHARS_MIN <= len(text) <= TYPE_CHARS_MAX
        and _TYPE(text) is not None
        and text not in RESERVED_TYPES
    )


def type_in(id_: Any) -> str | None:
    """The type that an identifier names; None of what is no identifier."""
    if type(id_) is not str or id_[-_UUID_CHARS - 2 : -_UUID_CHARS] != "--" or not _UUID(id_[-_UUID_CHARS:]):
        return None
    type_ = id_[: -_UUID_CHARS - 2]
    return type_ if is_type(type_) else None


def is_version_4(id_: str) -> bool:
    return id_[_VERSION_AT] == "4"


class Reference:
    """The check of a reference: an identifier of one of the types named, or of any type that is not the standard's."""

    __slots__ = ("_foreign", "_standard", "_types")

    def __init__(self, types: frozenset[str], standard: frozenset[str], *, foreign: bool) -> None:
        self._types = types
        self._standard = standard
        self._foreign = foreign

    def admits(self, type_: str) -> bool:
        return type_ in self._types or (self._foreign and type_ not in self._standard)

    def __call__(self, value: Any) -> Fault | None:
        type_ = type_in(value)
        if type_ is None:
            return fault(gettext_noop("an identifier: a type, two hyphens and a UUID (RFC 4122)"), value)
        if self.admits(type_):
            return None
        return Fault(self.expected(), type_)

    def expected(self) -> Message:
        return Message(gettext_noop("a reference to one of: %(types)s"), types=listed(sorted(self._types)))
