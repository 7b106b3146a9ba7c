"""The raw score of two names: a function of the two and of `MATCHER_VERSION` alone (DESIGN.md, rule 12).

1. Each part of the one is held against each part of the other, and against two neighbours as one (Abd al-Rahman,
   Abdurrahman), by sound; words of organisations also by meaning.
2. The parts are laid beside each other, the most telling pair first; no part is used twice.
3. What agrees is weighed against what is left over. A part of the query that the entry lacks counts against it, a
   part of the entry that the query lacks counts little (long genealogies are often cut short), and where both have one
   left they contradict each other.
4. Little evidence is worth less than much: one common name alone never comes near one.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from parley.registry.names.parts import Role
from parley.registry.names.reading import Name, Part
from parley.registry.names.similarity import near

MATCHER_VERSION = "names-1"

SURE = 0.95
"""Parts as near as this are one name."""
LEFT_QUERY, LEFT_ENTRY, CONTRADICTION = 0.9, 0.3, 1.0
EVIDENCE_LOST, EVIDENCE_SCALE = 0.45, 1.1
WHOLE_NEAR = 0.93
"""The whole name as one word counts from here: names written without spaces, or cut otherwise."""
MEANING = 0.97
"""How near two words of one meaning are that are not spelled alike."""
ACRONYM = 0.74
"""What an acronym and the name that it stands for are worth."""


class Pair(NamedTuple):
    query: int  # index of a unit
    entry: int
    near: float


class Aligned(NamedTuple):
    raw: float
    pairs: tuple[Pair, ...]
    left_query: int  # bits of parts
    left_entry: int
    how: str  # "parts", "whole" or "acronym"


def align_many(query: Name, entries: Sequence[Name]) -> list[Aligned]:
    others = list(set(chain.from_iterable(entry.units for entry in entries)))
    table = near(query.units, others) if others else {}
    meanings: dict[str, list[int]] = {}
    for index, part in enumerate(query.parts):
        if part.meaning:
            meanings.setdefault(part.meaning, []).append(index)
    wholes = (
        cdist([query.whole], [e.whole for e in entries], scorer=Indel.normalized_similarity, score_cutoff=WHOLE_NEAR)[
            0
        ].tolist()
        if query.whole and entries
        else [0.0] * len(entries)
    )
    initials = any(part.role is Role.INITIAL for part in query.parts)
    return [
        _align(query, entry, table, meanings, whole, initials) for entry, whole in zip(entries, wholes, strict=True)
    ]


_NOTHING = Aligned(0.0, (), 0, 0, "parts")


def _align(
    query: Name,
    entry: Name,
    table: dict[Part, list[tuple[int, float]]],
    meanings: dict[str, list[int]],
    whole: float,
    initials: bool,
) -> Aligned:
    found: list[tuple[float, int, int, float]] = []
    q_count, e_count = len(query.parts), len(entry.parts)
    for index, unit in enumerate(entry.units):
        for other, nearness in table.get(unit, ()):
            if other < q_count or index < e_count:  # two joined ones are never held against each other
                found.append(_gain(query.units[other], unit, other, index, nearness))
        if unit.meaning and unit.meaning in meanings:
            for other in meanings[unit.meaning]:
                nearness = MEANING if query.units[other].text != unit.text else 1.0
                found.append(_gain(query.units[other], unit, other, index, nearness))
    if initials or any(part.role is Role.INITIAL for part in entry.parts):
        found.extend(_initials(query, entry))
    by_acronym = _is_acronym(query, entry)
    if not found:
        return Aligned(ACRONYM, (), 0, 0, "acronym") if by_acronym else _NOTHING
    found.sort(reverse=True)
    pairs, q_mask, e_mask = _taken(query, entry, found)
    raw = _raw(query, entry, pairs, q_mask, e_mask)
    all_query, all_entry = (1 << q_count) - 1, (1 << e_count) - 1
    if whole >= WHOLE_NEAR:
        evidence = sum(part.weight for part in query.parts)
        as_whole = (whole - 0.5) / 0.5 * _worth(evidence)
        if as_whole > raw:
            return Aligned(min(as_whole, 1.0), tuple(pairs), all_query & ~q_mask, all_entry & ~e_mask, "whole")
    if by_acronym and raw < ACRONYM:
        return Aligned(ACRONYM, (), 0, 0, "acronym")
    return Aligned(raw, tuple(pairs), all_query & ~q_mask, all_entry & ~e_mask, "parts")


def _gain(query: Part, entry: Part, q_index: int, e_index: int, nearness: float) -> tuple[float, int, int, float]:
    if query.role is not entry.role and Role.NUMBER in (query.role, entry.role):
        nearness *= 0.8
    return (nearness**3 * (query.weight + entry.weight), q_index, e_index, nearness)


def _initials(query: Name, entry: Name) -> Iterable[tuple[float, int, int, float]]:
    for q_index, ours in enumerate(query.parts):
        for e_index, theirs in enumerate(entry.parts):
            if Role.INITIAL not in (ours.role, theirs.role) or ours.role is theirs.role:
                continue
            if Role.NAME in (ours.role, theirs.role) and ours.sounds[:1] == theirs.sounds[:1]:
                yield (0.2, q_index, e_index, 0.9)


def _taken(query: Name, entry: Name, found: list[tuple[float, int, int, float]]) -> tuple[list[Pair], int, int]:
    pairs: list[Pair] = []
    q_mask = e_mask = 0
    for _, q_index, e_index, nearness in found:
        ours, theirs = query.covers[q_index], entry.covers[e_index]
        if ours & q_mask or theirs & e_mask:
            continue
        pairs.append(Pair(q_index, e_index, nearness))
        q_mask |= ours
        e_mask |= theirs
    return pairs, q_mask, e_mask


def _stretched(nearness: float) -> float:
    """0 at `similarity.NEAR`, 1 from `SURE`."""
    return min(1.0, max(0.0, (nearness - 0.72) / (SURE - 0.72)))


def _worth(evidence: float) -> float:
    return 1.0 - EVIDENCE_LOST * math.exp(-EVIDENCE_SCALE * evidence)


def _raw(query: Name, entry: Name, pairs: list[Pair], q_mask: int, e_mask: int) -> float:
    agreed = doubted = 0.0
    for pair in pairs:
        ours, theirs = query.units[pair.query], entry.units[pair.entry]
        if Role.INITIAL in (ours.role, theirs.role):
            weight, sure = min(ours.weight, theirs.weight), 0.8
        else:
            weight, sure = (ours.weight + theirs.weight) / 2, _stretched(pair.near)
        agreed += weight * sure
        doubted += weight * (1 - sure)
    left_query = sum(part.weight for n, part in enumerate(query.parts) if not q_mask >> n & 1)
    left_entry = sum(part.weight for n, part in enumerate(entry.parts) if not e_mask >> n & 1)
    against = (
        doubted * 1.4 + LEFT_QUERY * left_query + LEFT_ENTRY * left_entry + CONTRADICTION * min(left_query, left_entry)
    )
    if agreed <= 0:
        return 0.0
    return agreed / (agreed + against) * _worth(agreed)


def _is_acronym(query: Name, entry: Name) -> bool:
    return (query.letters != "" and query.letters in entry.acronyms) or (
        entry.letters != "" and entry.letters in query.acronyms
    )
