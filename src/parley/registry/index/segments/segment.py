"""A segment in use: its names by their numbers, its entries, and the names that promise most for a query."""

from __future__ import annotations

import mmap
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from parley.registry import names
from parley.registry.index.packing import unpack, unpack_part
from parley.registry.index.segments.sharing import Keyed, Numbers, Weights, names_sharing, promising
from parley.registry.names import Name, Part
from parley.registry.rules.entries import Kind

CANDIDATES_MAX = 100
"""Names of one audience that are compared with a name asked for."""
KINDS = tuple(Kind)
NAMES_CACHED_MAX = 100_000
"""Names of one segment that are kept as they were read, the rest being read when they are needed."""


@dataclass(frozen=True, slots=True)
class Found:
    """Names worth comparing, by their numbers, and about what their scores will be, the best first."""

    numbers: Numbers
    promise: Weights


@dataclass
class Segment:
    header: dict[str, Any]
    keys: npt.NDArray[np.uint64]
    starts: Numbers
    postings: Numbers
    totals: Weights
    entries: Numbers
    places: npt.NDArray[np.uint16]
    kinds: npt.NDArray[np.uint8]
    ids: npt.NDArray[np.uint64]  # two for each entry: the halves of its id
    versions: Numbers
    lists: npt.NDArray[np.uint16]
    offsets: npt.NDArray[np.uint64]
    ends: npt.NDArray[np.uint64]
    part_ends: npt.NDArray[np.uint64]
    texts: memoryview
    packed: memoryview
    parts: memoryview
    dead: npt.NDArray[np.bool_] | None = None  # entries that changed since: searched elsewhere, or no more in force
    origin: tuple[Path, tuple[int, int]] | None = None  # the file that is mapped, and its `stamp`
    octets: bytes | mmap.mmap = b""
    _parts: dict[int, Part] = field(default_factory=dict, repr=False)
    _read: dict[int, Name] = field(default_factory=dict, repr=False)  # some names as they were read

    def __len__(self) -> int:
        return len(self.totals)

    @property
    def lists_named(self) -> tuple[str, ...]:
        return tuple(self.header["lists"])

    def entry_id(self, entry: int) -> UUID:
        high, low = self.ids[2 * entry], self.ids[2 * entry + 1]
        return UUID(int=int(high) << 64 | int(low))

    def entry_number(self, id_: UUID) -> int | None:
        high, low = id_.int >> 64, id_.int & (1 << 64) - 1
        halves = self.ids[::2]
        at = int(np.searchsorted(halves, np.uint64(high)))
        while at < len(halves) and int(halves[at]) == high:
            if int(self.ids[2 * at + 1]) == low:
                return at
            at += 1
        return None

    def text(self, number: int) -> str:
        return str(self.texts[int(self.offsets[number]) : int(self.offsets[number + 1])], "utf-8")

    def name(self, number: int) -> Name:
        found = self._read.get(number)
        if found is None:
            octets = self.packed[int(self.ends[number]) : int(self.ends[number + 1])]
            kind, text = KINDS[self.kinds[number]], self.text(number)
            found = unpack(octets, text, kind, self._part) if octets else names.read(text, kind)
            if len(self._read) >= NAMES_CACHED_MAX:
                self._read.clear()
                self._parts.clear()
            self._read[number] = found
        return found

    def _part(self, number: int) -> Part:
        found = self._parts.get(number)
        if found is None:
            found = unpack_part(self.parts[int(self.part_ends[number]) : int(self.part_ends[number + 1])])
            self._parts[number] = found
        return found

    def find(
        self, asked: Keyed, *, kinds: Collection[Kind] = KINDS, lists: frozenset[str] | None = None, limit: int
    ) -> Found:
        """The names that promise most, at most `limit`; of those that promise as much, the ones that share more first,
        then the lesser number."""
        numbers, shared = names_sharing(asked, self.keys, self.starts, self.postings, len(self))
        wanted = self._wanted(numbers, kinds, lists)
        numbers, shared = numbers[wanted], shared[wanted]
        promise = promising(shared, asked.weight, self.totals[numbers])
        best = np.lexsort((-shared, -promise))[:limit]
        return Found(numbers[best], promise[best])

    def _wanted(self, numbers: Numbers, kinds: Collection[Kind], lists: frozenset[str] | None) -> npt.NDArray[np.bool_]:
        """Which of these names are of the kinds, of the lists, and of entries that are not dead."""
        wanted = np.ones(len(numbers), np.bool_)
        if kinds != KINDS:
            of_kinds = np.array([kind in kinds for kind in KINDS], np.bool_)
            wanted &= of_kinds[self.kinds[numbers]]
        if self.dead is not None:
            wanted &= ~self.dead[self.entries[numbers]]
        if lists is not None:
            among = np.array([name in lists for name in self.lists_named], np.bool_)
            wanted &= among[self.lists[self.entries[numbers]]]
        return wanted
