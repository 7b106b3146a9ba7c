"""An act as six fields that are committed to one by one, so that any of them can be opened without the others.

    salt of a field    HMAC-SHA256(the act's salt, the field's name)
    field commitment   SHA-256(DOMAIN || framed(name) || framed(salt of the field) || framed(value)),
                       framed(x) = length of x in octets as uint32, big-endian, then x
    act commitment     root of the RFC 6962 tree over the six field commitments, in the order of `Field`

A field's salt tells nothing of the act's salt, so an opened field helps nobody to guess a closed one. Number and
order of the fields never vary, so that closed fields do not even tell whether they are used.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, TypeAlias
from uuid import UUID

from parley.ledger.rules import merkle

DOMAIN = b"parley/act-field/v1\n"
SALT_BYTES = 32
CONTENT_BYTES_MAX = 256 * 1024
"""Longest canonical content of an act, in octets of UTF-8."""
CONTENT_DEPTH_MAX = 16
"""Deepest nesting of lists and objects in a content."""
INTEGER_MAX = 2**53 - 1
"""Largest magnitude of a number, so that every JSON reader gets the same one (RFC 7493, 2.2)."""
KIND_CHARS_MAX = 64

_KIND = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*)+")


class Field(StrEnum):
    """The six fields of every act. Their order here is their order in the tree."""

    WHO = "who"
    ON_BEHALF = "on_behalf"
    WHAT = "what"
    WHEN = "when"
    ABOUT = "about"
    CONTENT = "content"


ALL = frozenset(Field)
INDEX = {name: position for position, name in enumerate(Field)}


class ContentError(ValueError):
    """Our own code gave a value that has no canonical form."""


@dataclass(frozen=True, slots=True)
class Opened:
    """One field as shown: whoever has it can compute its commitment."""

    salt: bytes
    value: str

    def commitment(self, name: Field) -> bytes:
        return field_commitment(name, self.salt, self.value)


@dataclass(frozen=True, slots=True)
class Closed:
    """One field as withheld: 32 octets that fit the others into the act's commitment."""

    hash: bytes

    def commitment(self, _name: Field) -> bytes:
        return self.hash


Shown: TypeAlias = Opened | Closed
Opening: TypeAlias = Mapping[Field, Shown]


def canonical(content: Mapping[str, Any]) -> str:
    """The one JSON text of a content: keys sorted by code point, no spaces, no floats; `ContentError` if there is none.

    Strings keep their characters; only the quotation mark, the backslash and the controls below U+0020 are escaped.
    """
    _check(content, 0, "content")
    text = json.dumps(content, default=dict, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    try:
        size = len(text.encode())
    except UnicodeEncodeError as broken:
        raise ContentError("The content holds half a surrogate pair, which has no UTF-8.") from broken
    if size > CONTENT_BYTES_MAX:
        raise ContentError(f"The content is {size} octets long; at most {CONTENT_BYTES_MAX} are kept.")
    return text


def values(
    *, person: UUID, authority: UUID, party: UUID, kind: str, at: datetime, subject: UUID, content: str
) -> dict[Field, str]:
    """The canonical value of each field. `content` is canonical already, so that it is never made anew."""
    if len(kind) > KIND_CHARS_MAX or not _KIND.fullmatch(kind):
        raise ContentError(f"The kind of an act is a short dotted word such as forum.reply; {kind!r} came.")
    return {
        Field.WHO: str(person),
        Field.ON_BEHALF: canonical({"authority": str(authority), "party": str(party)}),
        Field.WHAT: kind,
        Field.WHEN: timestamp(at),
        Field.ABOUT: str(subject),
        Field.CONTENT: content,
    }


def timestamp(at: datetime) -> str:
    """UTC with microseconds, such as 2021-12-07T04:30:00.000000Z."""
    if at.utcoffset() != timedelta(0):
        raise ContentError(f"An act's time is aware and in UTC; {at!r} came.")
    return at.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def field_salt(act_salt: bytes, name: Field) -> bytes:
    if len(act_salt) != SALT_BYTES:
        raise ContentError(f"An act's salt is {SALT_BYTES} octets long; {len(act_salt)} came.")
    return hmac.digest(act_salt, name.encode(), "sha256")


def field_commitment(name: Field, salt: bytes, value: str) -> bytes:
    framed = b"".join(len(part).to_bytes(4, "big") + part for part in (name.encode(), salt, value.encode()))
    return hashlib.sha256(DOMAIN + framed).digest()


def open_fields(act_salt: bytes, of: Mapping[Field, str], opened: frozenset[Field]) -> dict[Field, Shown]:
    """The act's opening for somebody who may see the fields `opened`."""
    opening: dict[Field, Shown] = {}
    for name in Field:
        shown = Opened(field_salt(act_salt, name), of[name])
        opening[name] = shown if name in opened else Closed(shown.commitment(name))
    return opening


def commit(opening: Opening) -> bytes:
    """The act's commitment: what its leaf holds, in every log alike."""
    return merkle.root_of(merkle.leaf_hash(opening[name].commitment(name)) for name in Field)


def to_mask(fields: Iterable[str]) -> int:
    """Fields as the bits of a small number, for a column. `ContentError` for a name that is no field."""
    names = set(fields)
    if unknown := names - ALL:
        raise ContentError(f"An act has no field {sorted(unknown)[0]!r}.")
    return sum(1 << INDEX[Field(name)] for name in names)


def from_mask(mask: int) -> frozenset[Field]:
    return frozenset(name for name in Field if mask >> INDEX[name] & 1)


def _check(value: object, depth: int, place: str) -> None:
    if depth > CONTENT_DEPTH_MAX:
        raise ContentError(f"{place} is nested deeper than {CONTENT_DEPTH_MAX} levels.")
    match value:
        case None | bool() | str():
            return
        case int():
            if abs(value) > INTEGER_MAX:
                raise ContentError(f"{place} is a number beyond {INTEGER_MAX}; write it as a string.")
        case list() | tuple():
            for position, item in enumerate(value):
                _check(item, depth + 1, f"{place}[{position}]")
        case Mapping():
            for key, item in value.items():
                if not isinstance(key, str):
                    raise ContentError(f"{place} has the key {key!r}; keys are strings.")
                _check(item, depth + 1, f"{place}.{key}")
        case _:
            raise ContentError(f"{place} is a {type(value).__name__}; text, whole numbers, lists and objects are kept.")
