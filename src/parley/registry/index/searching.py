"""One name, or many, held against the segments that a viewer may search."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import repeat
from typing import NamedTuple
from uuid import UUID

from parley.registry import names
from parley.registry.index.building import keyed
from parley.registry.index.segments import CANDIDATES_MAX, KINDS, Keyed, Segment
from parley.registry.names import Name
from parley.registry.rules.entries import Kind

FEW, MUCH = 40, 0.5
"""These are compared however little they promise; of the others, those that promise this much."""


class Hit(NamedTuple):
    """An entry; `place` is where in it the name stands that is most like the one that was asked for."""

    raw: float
    entry: UUID
    version: int
    place: int


def search(
    name: Name,
    kind: Kind | None,
    within: Sequence[tuple[Segment, ...]],
    least: float,
    lists: Collection[str] | None = None,
) -> list[Hit]:
    """One hit for each entry whose raw score is at least `least`, the best first; ties go by the entry's id.

    The cap is one audience's own: what stands in another leaves nothing out.
    """
    readings = _readings(name, kind)
    wanted = None if lists is None else frozenset(lists)
    best: dict[UUID, Hit] = {}
    for segments in within:
        found = [each for asked, kinds in readings for each in _candidates(segments, asked, kinds, wanted)]
        others = [segment.name(number) for segment, number in found]
        for (segment, number), raw in zip(found, names.score_many(name, others, least), strict=True):
            if raw < least:
                continue
            entry = int(segment.entries[number])
            id_ = segment.entry_id(entry)
            if id_ not in best or raw > best[id_].raw:
                best[id_] = Hit(raw, id_, int(segment.versions[entry]), int(segment.places[number]))
    return sorted(best.values(), key=lambda hit: (-hit.raw, hit.entry))


def _readings(name: Name, kind: Kind | None) -> list[tuple[Keyed, Collection[Kind]]]:
    """What is looked for among which kinds: a name whose kind is not known, as a person's among persons as well."""
    if kind is not None:
        return [(keyed(name), (kind,))]
    if name.as_person is None:
        return [(keyed(name), KINDS)]
    others = tuple(each for each in KINDS if each is not Kind.PERSON)
    return [(keyed(name.as_person), (Kind.PERSON,)), (keyed(replace(name, as_person=None)), others)]


def _candidates(
    segments: Sequence[Segment], asked: Keyed, kinds: Collection[Kind], lists: frozenset[str] | None
) -> list[tuple[Segment, int]]:
    """Of one audience and one reading: the few that promise most, and all others that promise much, up to the cap."""
    found: list[tuple[float, Segment, int]] = []
    for segment in segments:
        there = segment.find(asked, kinds=kinds, lists=lists, limit=CANDIDATES_MAX)
        found += zip(there.promise.tolist(), repeat(segment), there.numbers.tolist(), strict=False)
    if len(segments) > 1:
        found.sort(key=lambda each: (-each[0], each[1].entry_id(int(each[1].entries[each[2]]))))
    return [
        (segment, number)
        for n, (promise, segment, number) in enumerate(found[:CANDIDATES_MAX])
        if n < FEW or promise >= MUCH
    ]
