"""A segment is made from the names of an audience's entries."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any
from uuid import UUID

import numpy as np
import numpy.typing as npt

from parley.registry import names
from parley.registry.index.packing import Packer
from parley.registry.index.segments import KINDS, Keyed, written
from parley.registry.names import Key, Name, UnreadableNameError
from parley.registry.rules.entries import Kind


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry in force: `list_` is "joint", "national" or the key of the list kept elsewhere."""

    id: UUID
    version: int
    kind: Kind
    list_: str
    names: tuple[str, ...]


SHORT = 2
NEAR = 0.7
"""Of a part's weight, where one sound is too much, missing or another: about what the score makes of it."""
_WHOLE, _SHORTER = "", "-"


@lru_cache(maxsize=1 << 17)
def digest(key: str) -> int:
    """64 bits by which a key is looked for: the same in every process."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "little")


def weight(name: Name) -> float:
    return sum(part.weight for part in name.parts)


def _groups(name: Name) -> list[list[Key]]:
    """The keys of a name by the parts that they come from: the whole one, then those without one of its sounds."""
    groups: list[list[Key]] = []
    for key in names.keys(name):
        if groups and _is_without_one(key.text, groups[-1][0].text):
            groups[-1].append(key)
        else:
            groups.append([key])
    return groups


def keyed(name: Name) -> Keyed:
    """Each group: a name that has the same whole key, then those that have one sound more, less, or another.

    Two sounds that are left of three are in so many names that they say nothing.
    """
    digests: list[int] = []
    weights: list[float] = []
    counts: list[int] = []
    for whole, *shorter in sorted(_groups(name), key=lambda group: -group[0].weight):
        same = [_WHOLE + whole.text]
        near = [_SHORTER + whole.text] if len(whole.text) > SHORT else []
        near += [kind + key.text for key in shorter if len(key.text) > SHORT for kind in (_WHOLE, _SHORTER)]
        digests += map(digest, same + near)
        weights += [whole.weight] + [whole.weight * NEAR] * len(near)
        counts.append(1 + len(near))
    return Keyed(weight(name), np.array(digests, np.uint64), tuple(weights), tuple(counts))


def _is_without_one(shorter: str, longer: str) -> bool:
    if len(shorter) != len(longer) - 1:
        return False
    differs = next((n for n, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    return shorter[differs:] == longer[differs + 1 :]


class _Columns:
    def __init__(self) -> None:
        self.digests, self.posted = array("Q"), array("I")
        self.totals, self.offsets = array("f"), array("Q", [0])
        self.entries, self.places, self.kinds = array("I"), array("H"), array("B")
        self.ids, self.versions, self.lists = array("Q"), array("I"), array("H")
        self.texts, self.packed = bytearray(), bytearray()
        self.ends, self.part_ends = array("Q", [0]), array("Q", [0])
        self.packer = Packer()
        self.lists_named: dict[str, int] = {}

    def add(self, listed: Listed) -> None:
        """A name that cannot be read stands on its list and is found by nobody: the importer has said so."""
        entry = len(self.versions)
        self.ids.extend((listed.id.int >> 64, listed.id.int & (1 << 64) - 1))
        self.versions.append(listed.version)
        self.lists.append(self.lists_named.setdefault(listed.list_, len(self.lists_named)))
        for place, text in enumerate(listed.names):
            try:
                name = names.read(text, listed.kind)
            except UnreadableNameError:
                continue
            digests = {
                digest((_SHORTER if n else _WHOLE) + key.text)
                for group in _groups(name)
                for n, key in enumerate(group)
                if not n or len(key.text) > SHORT
            }
            self.digests.extend(digests)
            self.posted.extend([len(self.totals)] * len(digests))
            self.totals.append(weight(name))
            self.entries.append(entry)
            self.places.append(place)
            self.kinds.append(KINDS.index(listed.kind))
            self.texts += text.encode()
            self.offsets.append(len(self.texts))
            self.packed += self.packer.pack(name)
            self.ends.append(len(self.packed))

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        digests, posted = np.frombuffer(self.digests, np.uint64), np.frombuffer(self.posted, np.uint32)
        for octets in self.packer.parts:
            self.part_ends.append(self.part_ends[-1] + len(octets))
        order = np.argsort(digests, kind="stable")  # so the names of a key stay in order
        digests = digests[order]
        first = np.flatnonzero(np.concatenate(([True], digests[1:] != digests[:-1]))) if len(digests) else order
        return {
            "keys": digests[first],
            "starts": np.append(first, len(digests)),
            "postings": posted[order],
            "texts": np.frombuffer(bytes(self.texts), np.uint8),
            "packed": np.frombuffer(bytes(self.packed), np.uint8),
            "parts": np.frombuffer(b"".join(self.packer.parts), np.uint8),
        } | {
            name: np.asarray(getattr(self, name))
            for name in (
                "totals",
                "offsets",
                "ends",
                "part_ends",
                "entries",
                "places",
                "kinds",
                "ids",
                "versions",
                "lists",
            )
        }


def built(listed: Iterable[Listed]) -> bytes:
    """The octets of the segment of these entries, which come in the order of their ids."""
    columns = _Columns()
    for each in listed:
        columns.add(each)
    return written({"lists": list(columns.lists_named)}, columns.arrays())
