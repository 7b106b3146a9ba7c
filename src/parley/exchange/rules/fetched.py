"""Which objects a party was served, from the pages it was served (docs/decisions/0007-what-is-fetched.md).

1. A page holds what stood between its two ends when it was asked for and passed its filter.
2. A copy that another originator's hides was not on it (`rules.feeds.shown`): an id is whose copy was delivered first;
   what others gave the same id is served to whoever asks for all versions or for that very one, and of a version that
   the feed holds already not even to these. So nobody learns who looks at an object by adding a copy of it.
3. A copy of the same originator is the same content: which of two alike was shown makes no difference.

All pages are gone through once, in the order of time, and each copy is judged at most once for each way of asking
(latest, first, all, that version; by its id or its type): a copy that is shown after it was hidden is delivered again,
at a new place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from uuid import UUID

from parley.exchange.rules.feeds import INT63_MAX, Copy, Filter, Position, timestamp

Of = tuple[str, UUID]
"""An object of one originator: its id and whose it is."""
_WORDS = frozenset({"last", "first", "all"})


@dataclass(frozen=True, slots=True)
class Served:
    """One page that was served: every place from `first` to `last` that the filter let through."""

    at: int  # microseconds
    first: Position
    last: Position
    on: Filter


@dataclass(frozen=True, slots=True)
class Standing:
    """A copy at one of its places in a feed. `until` (microseconds) it was lost, or delivered again elsewhere."""

    type: str
    copy: Copy
    place: Position
    until: int

    @property
    def of(self) -> Of:
        return self.copy.stix_id, self.copy.owner

    @property
    def shown_version(self) -> str:
        return self.copy.version or timestamp(self.place.added_at)


def standings(type_: str, copy: Copy, places: Iterable[Position], until: int = INT63_MAX) -> list[Standing]:
    """A copy at all places at which it was delivered, the first of which is `copy.at`."""
    in_order = sorted(places)
    ends = [*(place.added_at for place in in_order[1:]), until]
    return [Standing(type_, copy, place, end) for place, end in zip(in_order, ends, strict=True)]


def fetched(own: Sequence[Standing], beside: Iterable[Standing], pages: Iterable[Served]) -> dict[Of, int]:
    """When a party first fetched any version of each object that `own` is of; what it never fetched is not there.

    `beside`: whatever else stands or stood in the feed under these ids.
    """
    there: defaultdict[str, list[Standing]] = defaultdict(list)
    for one in [*own, *beside]:
        there[one.copy.stix_id].append(one)
    feed = {stix_id: _Timeline(of_id) for stix_id, of_id in there.items()}
    asked = _Asked(own)
    found: dict[Of, int] = {}
    for page in sorted(pages, key=lambda p: p.at):
        for version, one in asked.on(page):
            if one.of not in found and feed[one.copy.stix_id].shows(one, version, page.at):
                found[one.of] = page.at
    return found


class _Run:
    """Standings in the order of their places, from which what lies between two places is taken, each once."""

    def __init__(self, some: Iterable[Standing]) -> None:
        self.ordered = sorted(some, key=lambda one: one.place)
        self.places = [one.place for one in self.ordered]
        self.next = list(range(len(self.ordered) + 1))

    def take(self, page: Served) -> Iterable[Standing]:
        end = bisect_right(self.places, page.last)
        number = self._left(bisect_left(self.places, page.first))
        while number < end:
            if self.places[number].added_at < page.at:
                self.next[number] = number + 1
                yield self.ordered[number]
            number = self._left(number + 1)

    def _left(self, number: int) -> int:
        """The first from this one on that was not taken."""
        start = number
        while self.next[number] != number:
            number = self.next[number]
        while self.next[start] != number and start != number:
            self.next[start], start = number, self.next[start]
        return number


class _Asked:
    """What of some standings a page asks for, by ids or types and versions. What it asked for before is left out."""

    def __init__(self, own: Sequence[Standing]) -> None:
        self._by_id: defaultdict[str, list[Standing]] = defaultdict(list)
        self._by_type: defaultdict[str, list[Standing]] = defaultdict(list)
        for one in own:
            self._by_id[one.copy.stix_id].append(one)
            self._by_type[one.type].append(one)
        self._by_version: dict[str, dict[str, list[Standing]]] = {}
        self._runs: dict[tuple[str, str], _Run] = {}

    def on(self, page: Served) -> Iterable[tuple[str, Standing]]:
        types, versions = frozenset(page.on.types), frozenset(page.on.versions)
        groups = self._by_id if page.on.ids else self._by_type
        for name in frozenset(page.on.ids or types or groups) & groups.keys():
            # Not each of the versions that were asked for: those that there are.
            there = versions & _WORDS | (versions - _WORDS and versions & self._of_version(groups, name).keys())
            for version in there:
                for one in self._run(groups, name, version).take(page):
                    if not types or one.type in types:
                        yield version, one

    def _run(self, groups: dict[str, list[Standing]], name: str, version: str) -> _Run:
        key = name, version
        if key not in self._runs:
            self._runs[key] = _Run(groups[name] if version in _WORDS else self._of_version(groups, name)[version])
        return self._runs[key]

    def _of_version(self, groups: dict[str, list[Standing]], name: str) -> dict[str, list[Standing]]:
        if name not in self._by_version:
            self._by_version[name] = {}
            for one in groups[name]:
                self._by_version[name].setdefault(one.shown_version, []).append(one)
        return self._by_version[name]


class _Timeline:
    """The copies of one id in a feed, as they stood at moments that are asked for in their order."""

    def __init__(self, of_id: Iterable[Standing]) -> None:
        self._coming = sorted(set(of_id), key=lambda one: one.place.added_at, reverse=True)
        self._rank = {v: -n for n, v in enumerate(sorted({one.copy.version for one in self._coming}))}
        self._first: list[tuple[Position, int, int, UUID]] = []  # a heap of whose copy was delivered first
        self._latest: defaultdict[UUID, list[tuple[int, int]]] = defaultdict(list)  # heaps of versions and ends
        self._alike: defaultdict[str, list[Standing]] = defaultdict(list)

    def shows(self, one: Standing, version: str, at: int) -> bool:
        """Is it on a page of that moment which asks for this version?"""
        self._go_on(at)
        if one.until < at:
            return False
        owner = one.copy.owner
        originator = self._first[0][-1]
        if owner != originator:  # 2
            alike = [c for c in self._alike[one.copy.version] if c.until >= at and c.copy.owner != owner]
            before = any(c.copy.owner == originator or c.copy.at < one.copy.at for c in alike)
            return version not in {"last", "first"} and not before
        return version != "last" or self._latest[owner][0][0] == self._rank[one.copy.version]  # 3

    def _go_on(self, at: int) -> None:
        while self._coming and self._coming[-1].place.added_at < at:
            one = self._coming.pop()
            copy = one.copy
            heappush(self._first, (copy.at, one.until, len(self._coming), copy.owner))
            heappush(self._latest[copy.owner], (self._rank[copy.version], one.until))
            self._alike[copy.version].append(one)
        while self._first and self._first[0][1] < at:
            heappop(self._first)
        for heap in self._latest.values():
            while heap and heap[0][1] < at:
                heappop(heap)
