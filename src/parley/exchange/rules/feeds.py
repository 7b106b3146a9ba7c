"""What stands where in a feed: positions, filters, and which of several copies and versions is shown.

A *feed* is what one party may read of one collection. In it an object stands at a *position*: when it was added for
this party, then two random numbers, so that ties tell nothing of the order in which things came. A *copy* is one
object of one originator in one collection; a feed can hold several of one id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntFlag
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

INT63_MAX = 2**63 - 1
K_BITS = 27
"""An object's id is 36 random bits of its release and 27 of its own."""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


def micros(at: datetime) -> int:
    """Microseconds since 1970, UTC."""
    return (at - EPOCH) // MICROSECOND


def moment(at: int) -> datetime:
    return EPOCH + timedelta(microseconds=at)


def timestamp(at: int) -> str:
    """Microseconds as TAXII 2.1 writes timestamps (2): RFC 3339 in UTC, with six digits of a second."""
    return moment(at).isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def digest(text: str) -> int:
    """64 bits of a text, as the store's signed integer: to look up by, never to show."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big", signed=True)


def object_id(release: int, k: int) -> int:
    return release << K_BITS | k


def own_part(object_id: int) -> int:
    """`k` of an object's id."""
    return object_id & ((1 << K_BITS) - 1)


def span(release: int) -> tuple[int, int]:
    """The first and the last id that objects of a release can have."""
    return object_id(release, 0), object_id(release, (1 << K_BITS) - 1)


_ORDINARY = 1 << 62


def ordinary_key(drawn: int) -> int:
    """A release's key from 64 random bits. Among what is added at one moment, notices of recall stand before it."""
    return drawn & (_ORDINARY - 1) | _ORDINARY


def notice_key(drawn: int) -> int:
    return drawn & (_ORDINARY - 1)


class Position(NamedTuple):
    """Where an object stands in a feed. `key` is its release's and `k` its own: random, so no clock and no count."""

    added_at: int  # microseconds since 1970, UTC: the later of receipt and release to this party
    key: int
    k: int


START = Position(-1, 0, 0)
END = Position(INT63_MAX, INT63_MAX, INT63_MAX)


@dataclass(frozen=True, slots=True)
class Filter:
    """What `match[...]` asks for (TAXII 2.1, 3.4). An empty tuple matches everything.

    `versions` holds the words last, first and all, or canonical timestamps (`rules.objects.timestamps`); the default is
    the latest version. The version of what has no dates is when it was added to the feed that is read (5.3.1).
    """

    ids: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    versions: tuple[str, ...] = ("last",)
    spec_versions: tuple[str, ...] = ()

    def canonical(self) -> str:
        """One text for equal filters."""
        if self == EVERYTHING:  # as nearly every filter is
            return _EVERYTHING
        return self._text()

    def _text(self) -> str:
        parts = [sorted(set(p)) for p in (self.ids, self.types, self.versions, self.spec_versions)]
        return json.dumps(parts, separators=(",", ":"))

    @staticmethod
    def parse(text: str) -> Filter:
        ids, types, versions, spec_versions = (tuple(part) for part in json.loads(text))
        return Filter(ids, types, versions, spec_versions)


EVERYTHING = Filter()
_EVERYTHING = EVERYTHING._text()
EVERY_VERSION = Filter(versions=("all",))


class Bits(IntFlag):
    """Why a copy is not shown at its place in a feed. A copy without bits is shown."""

    DUPLICATE = 1  # another originator's copy of the same id and version came first (rule 5)
    SUPERSEDED = 2  # there is a later version, or the id is another originator's
    LATER = 4  # there is an earlier version, or the id is another originator's
    MOVED = 8  # it was delivered again, at a later place


HIDES: Mapping[str, Bits] = {
    # What keeps a copy out of the answer, by the version that is asked for.
    "last": Bits.DUPLICATE | Bits.SUPERSEDED,
    "first": Bits.DUPLICATE | Bits.LATER,
    "all": Bits.DUPLICATE,
}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy as one feed holds it. `at` is where it was delivered first."""

    stix_id: str
    version: str
    at: Position
    id: int
    owner: UUID


def shown(copies: Iterable[Copy]) -> dict[int, Bits]:
    """The bits of each copy, by its id.

    1. An id belongs to the originator whose copy was delivered first (rule 5): a later version by anybody else stands
       beside it, and neither takes its place nor revokes it.
    2. Of equal (id, version), that originator's copy is the one, else the copy delivered first; the others are
       duplicates.
    3. Of the originator's versions the last is shown by default; the first can be asked for.
    """
    bits: dict[int, Bits] = {}
    in_order = sorted(copies, key=lambda c: (c.stix_id, c.version, c.at))
    for _, same_id in groupby(in_order, key=lambda c: c.stix_id):
        there = list(same_id)
        originator = min(there, key=lambda c: c.at).owner  # 1
        line: list[Copy] = []
        for _, same_version in groupby(there, key=lambda c: c.version):
            one, *others = sorted(same_version, key=lambda c: (c.owner != originator, c.at))  # 2
            bits |= {c.id: Bits.DUPLICATE for c in others}
            if one.owner == originator:
                line.append(one)
            else:
                bits[one.id] = Bits.SUPERSEDED | Bits.LATER
        for number, one in enumerate(line):  # 3
            superseded = Bits.SUPERSEDED if number < len(line) - 1 else Bits(0)
            bits[one.id] = superseded | (Bits.LATER if number else Bits(0))
    return bits
