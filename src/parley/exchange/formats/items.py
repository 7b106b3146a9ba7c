"""What reading a file gives: objects as octets, or a sentence for each thing that could not be read; and the limits."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias
from uuid import UUID

import msgspec

from parley.council.errors import Message, gettext_noop, shown


@dataclass(frozen=True, slots=True)
class Read:
    """One STIX 2.1 object: the very octets where they came as STIX 2.1, otherwise those it was converted to."""

    raw: bytes
    place: str
    to: str = ""
    """The collection that `Options.groups` names for it; "" for the one that the import is for."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands at a place is not taken. The rest of the file is, unless the place is the file itself."""

    place: str
    sentence: Message


Item: TypeAlias = Read | Unreadable


@dataclass(frozen=True, slots=True)
class Limits:
    file_bytes: int = 256 * 2**20
    """Of a file, after unpacking."""
    objects: int = 1_000_000
    """Objects, events or rows in one file."""
    depth: int = 64
    """Levels of JSON in what is converted; what came as STIX 2.1 is judged by the checks of objects."""
    event_bytes: int = 32 * 2**20
    """Of one MISP event: converting takes seconds for each MiB."""


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Options:
    """What whoever imports says of the files."""

    format: str = ""
    """stix, misp or csv: nothing else is taken then. "" for whatever it looks like."""
    columns: Mapping[str, str] | None = None
    """Of CSV: which column plays which role (`indicators_csv.ROLES`)."""
    delimiter: str = ""
    encoding: str = ""
    groups: Mapping[str, str] | None = field(default_factory=dict)
    """Of MISP: the uuid of a sharing group, and the collection into which goes what is for it. What is for a group that
    is not named here stays with its originator (misp_bounds.py). None: no distribution counts, only TLP does."""


OPTIONS = Options()


@dataclass(frozen=True, slots=True)
class Making:
    """What an object gets that is made here from a row, an event or a STIX 2.0 object.

    `key` is a secret of the party whose file it is. The ids are derived with it: the same file gives the same ids
    again, and nobody without the key can tell the value by trying ids (DESIGN.md, rule 3). So none is a UUIDv5 of a
    value, which STIX 2.1 (2.9) lets us choose: for observables that is a SHOULD.
    """

    at: datetime
    key: bytes
    creator: str = ""
    """The identity that `created_by_ref` names, if any."""

    def uuid(self, *parts: str) -> str:
        digest = hmac.digest(self.key, msgspec.json.encode(parts), hashlib.sha256)
        return str(UUID(bytes=digest[:16], version=4))

    def stamp(self) -> str:
        return timestamp(self.at)


def timestamp(at: datetime) -> str:
    """As STIX writes it (2.1, 3.2): UTC, milliseconds, Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"


def unreadable(place: str, expected: Message | str, came: Message | str, do: Message | str = "") -> Unreadable:
    """`expected` and `do` are templates; `came`, where it is a string, is a raw value."""
    return Unreadable(
        place,
        Message(
            gettext_noop("Expected: %(expected)s. Came: %(came)s. %(do)s"),
            expected=Message(expected) if isinstance(expected, str) else expected,
            came=(shown(came) or Message(gettext_noop("nothing"))) if isinstance(came, str) else came,
            do=Message(do) if isinstance(do, str) and do else do,
        ),
    )


def too_deep(value: object, most: int) -> bool:
    """Whether JSON that was parsed has more levels than `most`. Without recursion."""
    level = [value]
    for _ in range(most + 1):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.values()
    elif isinstance(value, list):
        yield from value
