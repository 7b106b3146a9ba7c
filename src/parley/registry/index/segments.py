"""A segment: the names of one audience's entries in arrays, mapped from a file or held in memory.

    keys       sorted digests of the keys of all names
    starts     where in `postings` the names of each key begin
    postings   name numbers, ascending for each key
    totals     of each name: the frozen weight of all its parts
    ...        of each name: its entry, its number in the entry, its kind; of each entry: id, version, list
    texts      the names themselves; packed: as they were read, made of parts (`packing`)

Names are numbered in the order of (entry id, place in the entry), so that ties are decided by the entry alone. A file
is a cache: one that is missing, cut, damaged or of another release is made anew.
"""

from __future__ import annotations

import json
import mmap
import os
import sys
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from threading import local
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from parley.registry import names
from parley.registry.index.packing import unpack, unpack_part
from parley.registry.names import MATCHER_VERSION, Name, Part
from parley.registry.rules.entries import Kind

FORMAT = f"2 {sys.implementation.cache_tag}"  # what is packed is of one Python
MAGIC = b"parley-register\n"
CANDIDATES_MAX = 100
"""Names of one audience that are compared with a name asked for."""
FLOOR = 0.4
"""The least share of a query's weight that a name must have in common with it to be compared at all."""
KINDS = tuple(Kind)
GROUPS_MAX = 250
"""Parts of a query by which names are found."""
NAMES_CACHED_MAX = 100_000
"""Names of one segment that are kept as they were read, the rest being read when they are needed."""

Numbers = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]


class DamagedError(ValueError):
    """Not a whole segment of this release."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A name that is asked for, and what its parts weigh.

    A group are the keys of one part of it, of which the heaviest that a name has counts. `digests` and `weights` are
    those of all groups; the groups come heaviest first, and so do the keys of each.
    """

    weight: float
    digests: npt.NDArray[np.uint64]
    weights: tuple[float, ...]
    groups: tuple[int, ...]  # how many keys each has

    @property
    def firsts(self) -> list[int]:
        return [0, *accumulate(self.groups[:-1])] if self.groups else []


@dataclass(frozen=True, slots=True)
class Found:
    """Names worth comparing, by their numbers, and about what their scores will be, the best first."""

    numbers: Numbers
    promise: Weights


class _Scratch(local):
    """Zeros for each thread, for as many names as the longest segment has: what each shares with the query, and for
    which group that was noted last. Whoever uses them leaves zeros."""

    def __init__(self) -> None:
        self.shared: Weights = np.zeros(0, np.float32)
        self.noted: npt.NDArray[np.uint8] = np.zeros(0, np.uint8)

    def of(self, length: int) -> tuple[Weights, npt.NDArray[np.uint8]]:
        if len(self.shared) < length:
            self.shared, self.noted = np.zeros(length, np.float32), np.zeros(length, np.uint8)
        return self.shared, self.noted


_scratch = _Scratch()


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

    def text_at(self, entry: int, place: int) -> str:
        """The text of an entry's name by its place; "" where that one cannot be read."""
        first, end = np.searchsorted(self.entries, [entry, entry + 1])
        return next((self.text(n) for n in range(first, end) if int(self.places[n]) == place), "")

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

    def find(self, asked: Keyed, *, kind: str = "", lists: frozenset[str] | None = None, limit: int) -> Found:
        """The names that promise most, at most `limit`; ties go to the lesser number.

        The groups of keys are taken heaviest first. Names enter by them until what is left weighs less than the floor:
        a name that has none of these cannot reach it, so from then on keys only add to names that have entered.
        """
        at = np.searchsorted(self.keys, asked.digests)
        at[at == len(self.keys)] = 0
        there = self.keys[at] == asked.digests if len(self.keys) else np.zeros(len(at), np.bool_)
        begins, ends = self.starts[at], self.starts[at + 1] if len(self.keys) else at
        shared, noted = _scratch.of(len(self))
        floor = FLOOR * asked.weight
        left = sum(asked.weights[n] for n in asked.firsts)
        entered: list[Numbers] = []
        first = 0
        try:
            for group, count in enumerate(asked.groups[:GROUPS_MAX], 1):
                enters = left >= floor
                left -= asked.weights[first]
                for key in range(first, first + count):
                    if not there[key]:
                        continue
                    posted = self.postings[begins[key] : ends[key]]
                    if not enters:
                        posted = posted[shared[posted] > 0]
                    fresh = posted[noted[posted] != group]
                    shared[fresh] += asked.weights[key]
                    noted[fresh] = group
                    if enters:
                        entered.append(fresh)
                first += count
            return self._best(asked.weight, entered, shared, floor, kind, lists, limit)
        finally:
            for posted in entered:
                shared[posted] = 0
                noted[posted] = 0

    def _best(
        self,
        weight: float,
        entered: Sequence[Numbers],
        shared: Weights,
        floor: float,
        kind: str,
        lists: frozenset[str] | None,
        limit: int,
    ) -> Found:
        reached = [posted[shared[posted] >= floor] for posted in entered]
        numbers = np.unique(np.concatenate(reached)) if reached else np.zeros(0, np.uint32)
        if kind:
            numbers = numbers[self.kinds[numbers] == KINDS.index(Kind(kind))]
        if self.dead is not None:
            numbers = numbers[~self.dead[self.entries[numbers]]]
        if lists is not None:
            wanted = np.array([name in lists for name in self.lists_named], np.bool_)
            numbers = numbers[wanted[self.lists[self.entries[numbers]]]]
        promise = promising(shared[numbers], weight, self.totals[numbers])
        best = np.argsort(-promise, kind="stable")[:limit]
        return Found(numbers[best], promise[best])


def promising(shared: Weights, asked: float, totals: Weights) -> Weights:
    """About what the score will be: what is shared, against what either name has besides. What the query lacks is
    little (`names.scoring`)."""
    besides = np.maximum(asked - shared, 0)
    more = np.maximum(totals - shared, 0)
    about: Weights = shared / (shared + besides + 0.3 * more + np.minimum(besides, more))
    return about


_ARRAYS: dict[str, Any] = {
    "keys": np.uint64,
    "starts": np.uint32,
    "postings": np.uint32,
    "totals": np.float32,
    "entries": np.uint32,
    "places": np.uint16,
    "kinds": np.uint8,
    "ids": np.uint64,
    "versions": np.uint32,
    "lists": np.uint16,
    "offsets": np.uint64,
    "ends": np.uint64,
    "part_ends": np.uint64,
    "texts": np.uint8,
    "packed": np.uint8,
    "parts": np.uint8,
}


def written(header: dict[str, Any], arrays: dict[str, npt.NDArray[Any]]) -> bytes:
    """A segment as the octets of its file: a line that names it, what stands where, then the arrays."""
    body = bytearray()
    places = {}
    for name, kind in _ARRAYS.items():
        array = np.ascontiguousarray(arrays[name], kind)
        places[name] = [len(body), len(array)]
        body += array.tobytes() + b"\0" * (-array.nbytes % 8)
    head = header | {"format": FORMAT, "matcher": MATCHER_VERSION, "arrays": places, "octets": len(body)}
    head["crc"] = zlib.crc32(body)
    line = json.dumps(head, separators=(",", ":")).encode()
    line += b" " * (-(len(MAGIC) + 8 + len(line)) % 8)
    return MAGIC + len(line).to_bytes(8, "little") + line + bytes(body)


def opened(octets: bytes | mmap.mmap) -> Segment:
    """The segment that these octets hold, or `DamagedError`."""
    view = memoryview(octets)
    begin = len(MAGIC) + 8
    try:
        if bytes(view[: len(MAGIC)]) != MAGIC:
            raise DamagedError("It does not begin as a segment does.")
        length = int.from_bytes(view[len(MAGIC) : begin], "little")
        header = json.loads(bytes(view[begin : begin + length]))
        if header["format"] != FORMAT or header["matcher"] != MATCHER_VERSION:
            raise DamagedError("It was made by another release.")
        body = view[begin + length :]
        if len(body) != header["octets"] or zlib.crc32(body) != header["crc"]:
            raise DamagedError("It is not whole.")
        arrays = {
            name: np.frombuffer(body, kind, header["arrays"][name][1], header["arrays"][name][0])
            for name, kind in _ARRAYS.items()
        }
    except (KeyError, TypeError, IndexError, ValueError, RecursionError) as error:
        raise DamagedError(str(error)) from error
    views = {name: arrays.pop(name).data for name in ("texts", "packed", "parts")}
    return Segment(header, **arrays, **views, octets=octets)  # type: ignore[arg-type]


def stamp(path: Path) -> tuple[int, int]:
    """Another one when the file is another; (0, 0) where there is none."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_ino, found.st_mtime_ns


def mapped(path: Path) -> Segment:
    """The segment in a file, which may be replaced by another while this one is in use."""
    try:
        with path.open("rb") as file:
            known = os.fstat(file.fileno())
            segment = opened(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
            segment.origin = path, (known.st_ino, known.st_mtime_ns)
            return segment
    except (OSError, ValueError) as error:
        raise DamagedError(str(error)) from error
