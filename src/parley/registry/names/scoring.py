"""The raw score of two names: a function of the two and of `MATCHER_VERSION` alone (DESIGN.md, rule 12).

1. Each part of the one is held against each part of the other, and against two neighbours as one (Abd al-Rahman,
   Abdurrahman), by sound; words of organisations also by meaning.
2. The parts are laid beside each other, the most telling pair first; no part is used twice.
3. What agrees is weighed against what is left over. A part of the query that the entry lacks counts against it; a
   part of the entry that the query lacks counts little (long genealogies are often cut short), unless it is the name
   that a person is called by: that a father's or a son's name agrees is no agreement.
4. Where both have a part left, or a number is on one side only, they contradict each other: that lowers the score of
   long names as much as of short ones.
5. Little evidence is worth less than much: one common name alone never comes near one.
6. A name written the same is reported, however little it tells: whoever asks for a name that stands on the list is
   told so. Not of a person's one name alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise, repeat
from typing import NamedTuple

from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from parley.registry.names import sounds
from parley.registry.names.parts import Role
from parley.registry.names.reading import QUIET, Name, Part
from parley.registry.names.similarity import near
from parley.registry.names.written import written
from parley.registry.rules.entries import Kind

MATCHER_VERSION = "names-4"

DOUBTFUL, SURE = 0.76, 0.92
"""Parts as near as the first say nothing for it, as near as the second are one name."""
LEFT_QUERY, LEFT_ENTRY, LEFT_FIRST, DOUBTED = 1.15, 0.3, 1.1, 1.2
LEFT_ENTRY_ORGANISATION = 0.55
LEFT_PATRONYMIC = 0.5
"""Of its weight, for the patronymic of the query where the entry has none: passports have it, lists leave it out."""
INITIALS_SURE = 0.95
"""For each of several initials that agree: one alone says `INITIAL_SURE`."""
CONTRADICTED, CONTRADICTED_BY_DOUBT = 0.9, 0.35
NAME_AGAINST = 0.7
"""The least that a name tells when it is another one, however common: Ahmad is not Muhammad."""
CROSSED = 0.6
"""For a father where the other name has the son: Ahmad bin Hasan, Hasan bin Ahmad."""
REVERSED = 0.7
"""For an organisation whose words stand in another order though nothing was translated: Jaish-e-Mohammed is no Mohammed
Jaish."""
EVIDENCE_LOST, EVIDENCE_SCALE = 0.45, 0.9
INITIAL_SURE = 0.8
WHOLE_NEAR = 0.93
"""The whole name as one word counts from here: names written without spaces, or cut otherwise."""
MEANING, OTHER_ORIGIN = 0.97, 0.82
"""How near two words of one meaning are: a word and its translation, or two words that are both names of their own."""
SAME_PERSON, SAME_WORDS, SAME_WORD = 0.75, 0.85, 0.78
"""The least that names are worth which are written the same: a person's, one of several words, one of one word."""
SAME_WORD_OF = 3
"""Letters of a name of one word, at least."""
ROUNDING = 1e-9
TELLING_LETTERS = 4
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
    how: str  # "parts", "whole", "same" or "acronym"


ACRONYMS = Aligned(ACRONYM, (), 0, 0, "acronym")


@lru_cache(maxsize=1 << 12)
def _nothing(query: int, entry: int) -> Aligned:
    return Aligned(0.0, (), (1 << query) - 1, (1 << entry) - 1, "parts")


def align_many(query: Name, entries: Sequence[Name], least: float = 0.0) -> list[Aligned]:
    """How the query lies beside each entry. A name whose kind is not known is read as what the entry is.

    Whoever asks for at least `least` may be told nothing of an entry whose raw score is less.
    """
    if query.as_person is None:
        return _align_all(query, entries, least)
    persons = [n for n, entry in enumerate(entries) if entry.kind is Kind.PERSON]
    others = [n for n, entry in enumerate(entries) if entry.kind is not Kind.PERSON]
    found: dict[int, Aligned] = {}
    for name, which in ((query.as_person, persons), (query, others)):
        found.update(zip(which, _align_all(name, [entries[n] for n in which], least), strict=True))
    return [found[n] for n in range(len(entries))]


def _align_all(query: Name, entries: Sequence[Name], least: float) -> list[Aligned]:
    if not entries:
        return []
    initials = any(part.role is Role.INITIAL for part in query.parts)
    bearers = _bearers(entries) if least and not initials else {}
    units = list(bearers or set(chain.from_iterable(entry.units for entry in entries)))
    table = near(query.units, units, persons=query.kind in (None, Kind.PERSON))
    meanings: dict[str, list[int]] = {}
    for index, part in enumerate(query.parts):
        if part.meaning:
            meanings.setdefault(part.meaning, []).append(index)
    codes = [entry.whole for entry in entries]
    wholes = cdist([query.whole], codes, scorer=Indel.normalized_similarity, score_cutoff=WHOLE_NEAR)[0].tolist()
    ours = written(query.text)
    same = [_as_written(ours, written(entry.text), entry.kind) for entry in entries]
    most = _most(query, len(entries), bearers, table, meanings) if bearers else repeat(1.0)
    return [
        _nothing(len(query.parts), len(entry.parts))
        if at_most < least and not as_written and whole < WHOLE_NEAR and _is_of_parts(query, entry)
        else _align(query, entry, table, meanings, whole, initials, as_written)
        for entry, whole, as_written, at_most in zip(entries, wholes, same, most, strict=False)
    ]


def _bearers(entries: Sequence[Name]) -> dict[Part, list[int]]:
    found: dict[Part, list[int]] = {}
    for number, entry in enumerate(entries):
        for unit in entry.units:
            found.setdefault(unit, []).append(number)
    return found


def _is_of_parts(query: Name, entry: Name) -> bool:
    """Whether the score is made of parts that are near each other, and of nothing else."""
    return not any(part.role is Role.INITIAL for part in entry.parts) and not _is_acronym(query, entry)


def _most(
    query: Name,
    count: int,
    bearers: dict[Part, list[int]],
    table: dict[Part, list[tuple[int, float]]],
    meanings: dict[str, list[int]],
) -> list[float]:
    """What `_raw` can be at most of each of so many entries, since it has no other parts that are near the query's.

    As if all that is near agreed, and each part of the query that nothing is near to were all that speaks against it.
    """
    agreed, alike = [0.0] * count, [0] * count  # weights of the entry's units, bits of the query's
    for unit, numbers in bearers.items():
        found = table.get(unit, ())
        bits, sure = 0, 0.0
        for other, nearness in found:
            bits |= 1 << other
            sure = max(sure, _sure(nearness))
        for other in meanings.get(unit.meaning, ()) if unit.meaning else ():
            bits, sure = bits | 1 << other, 1.0
        if bits:
            for number in numbers:
                agreed[number] += unit.weight * sure
                alike[number] |= bits
    sides = {bits: _query_side(query, bits) for bits in set(alike)}
    found_most = []
    for told, bits in zip(agreed, alike, strict=True):
        ours, against = sides[bits]
        both = (told + ours) / 2
        found_most.append(both / (both + against) * _worth(both) + ROUNDING if both else 0.0)
    return found_most


def _query_side(query: Name, alike: int) -> tuple[float, float]:
    """Of the query: what the units weigh that something is near to, and the least that speaks against it."""
    ours, covered = 0.0, 0
    for n, unit in enumerate(query.units):
        if alike >> n & 1:
            ours += unit.weight
            covered |= query.covers[n]
    left = _left(query, covered) - (1 - LEFT_PATRONYMIC) * _left_of(query, covered, Role.PATRONYMIC)
    return ours, LEFT_QUERY * left + _first_left(query, covered)


def _sure(nearness: float) -> float:
    return min(1.0, max(0.0, (nearness - DOUBTFUL) / (SURE - DOUBTFUL)))


def _align(
    query: Name,
    entry: Name,
    table: dict[Part, list[tuple[int, float]]],
    meanings: dict[str, list[int]],
    whole: float,
    initials: bool,
    same: float,
) -> Aligned:
    found = _candidates(query, entry, table, meanings)
    if initials or any(part.role is Role.INITIAL for part in entry.parts):
        found.extend(_initials(query, entry))
    if not found and whole < WHOLE_NEAR and not same:
        return ACRONYMS if _is_acronym(query, entry) else _nothing(len(query.parts), len(entry.parts))
    found.sort(reverse=True)
    pairs, q_mask, e_mask = _taken(query, entry, found)
    raw, how = _raw(query, entry, pairs, q_mask, e_mask, same=same > 0) if pairs else 0.0, "parts"
    if query.whole and whole >= WHOLE_NEAR and _cut_otherwise(query, entry):
        as_whole = min(1.0, (whole - 0.5) / 0.5) * _worth(sum(part.weight for part in query.parts))
        if as_whole > raw:
            raw, how = as_whole, "whole"
    if raw < same:
        raw, how = same, "same"
    if raw < ACRONYM and _is_acronym(query, entry):
        return ACRONYMS
    all_query, all_entry = (1 << len(query.parts)) - 1, (1 << len(entry.parts)) - 1
    return Aligned(raw, tuple(pairs), all_query & ~q_mask, all_entry & ~e_mask, how)


def _cut_otherwise(query: Name, entry: Name) -> bool:
    """Whether the same letters may stand in other words. Numbers are no letters."""
    ours, theirs = (sorted(part.meaning for part in name.parts if part.role is Role.NUMBER) for name in (query, entry))
    return ours == theirs and len(query.parts) != len(entry.parts)


_ORDERED = frozenset({Role.NAME, Role.WORD})
_Found = tuple[float, int, int, float]  # how much it tells, index in the query, index in the entry, how near


def _candidates(
    query: Name, entry: Name, table: dict[Part, list[tuple[int, float]]], meanings: dict[str, list[int]]
) -> list[_Found]:
    found: list[_Found] = []
    q_count, e_count = len(query.parts), len(entry.parts)
    for index, unit in enumerate(entry.units):
        for other, nearness in table.get(unit, ()):
            if other < q_count or index < e_count:  # two joined ones are never held against each other
                ours = query.units[other]
                if ours.meaning and unit.meaning and ours.meaning != unit.meaning:
                    continue
                if ours.role is not unit.role and (ours.role in QUIET or unit.role in QUIET):
                    continue  # a particle is no name, and no name with a particle
                found.append((nearness**3 * (ours.weight + unit.weight), other, index, nearness))
        if unit.meaning and unit.meaning in meanings:
            for other in meanings[unit.meaning]:
                ours = query.units[other]
                nearness = 1.0 if ours.plain == unit.plain else MEANING
                if ours.origin and unit.origin and ours.origin != unit.origin:
                    nearness = OTHER_ORIGIN
                found.append((nearness**3 * (ours.weight + unit.weight), other, index, nearness))
    return found


def _initials(query: Name, entry: Name) -> Iterable[_Found]:
    for q_index, ours in enumerate(query.parts):
        for e_index, theirs in enumerate(entry.parts):
            if (ours.role is Role.INITIAL) == (theirs.role is Role.INITIAL):
                continue
            if Role.NAME in (ours.role, theirs.role) and ours.sounds[:1] == theirs.sounds[:1]:
                yield (0.2, q_index, e_index, 0.9)


def _taken(query: Name, entry: Name, found: list[_Found]) -> tuple[list[Pair], int, int]:
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


def _worth(evidence: float) -> float:
    return 1.0 - EVIDENCE_LOST * math.exp(-EVIDENCE_SCALE * evidence)


def _raw(query: Name, entry: Name, pairs: list[Pair], q_mask: int, e_mask: int, *, same: bool) -> float:
    agreed = doubted = 0.0
    crossed = 0
    initials = sum(query.units[pair.query].role is Role.INITIAL for pair in pairs)
    initials = max(initials, sum(entry.units[pair.entry].role is Role.INITIAL for pair in pairs))
    for pair in pairs:
        ours, theirs = query.units[pair.query], entry.units[pair.entry]
        if (ours.role is Role.INITIAL) != (theirs.role is Role.INITIAL):
            weight, sure = min(ours.weight, theirs.weight), INITIAL_SURE if initials < 2 else INITIALS_SURE
        else:
            weight = (ours.weight + theirs.weight) / 2
            sure = _sure(pair.near)
        agreed += weight * sure
        doubted += weight * (1.0 - sure)
        our_bits, their_bits = query.covers[pair.query], entry.covers[pair.entry]
        if query.fathers and entry.fathers and ours.role not in QUIET:
            crossed |= 1 if our_bits & query.fathers and not their_bits & entry.fathers else 0
            crossed |= 2 if their_bits & entry.fathers and not our_bits & query.fathers else 0
    if agreed <= 0.0:
        return 0.0
    left_query = _left(query, q_mask)
    if entry.kind is Kind.PERSON and not any(part.role is Role.PATRONYMIC for part in entry.parts):
        left_query -= (1 - LEFT_PATRONYMIC) * _left_of(query, q_mask, Role.PATRONYMIC)
    left_entry = _left(entry, e_mask)
    cut_short = LEFT_ENTRY if entry.kind is Kind.PERSON else LEFT_ENTRY_ORGANISATION
    against = DOUBTED * doubted + LEFT_QUERY * left_query + cut_short * left_entry
    against += _first_left(query, q_mask) + _first_left(entry, e_mask)
    contradicted = CONTRADICTED * (
        min(_left(query, q_mask, NAME_AGAINST), _left(entry, e_mask, NAME_AGAINST))
        + _left_of(query, q_mask, Role.NUMBER)
        + _left_of(entry, e_mask, Role.NUMBER)
    )
    contradicted += CONTRADICTED_BY_DOUBT * doubted
    raw = agreed / (agreed + against) * _worth(agreed) * math.exp(-contradicted)
    if crossed == 3:
        raw *= CROSSED
    may_be_reversed = entry.kind is not Kind.PERSON and not same
    return raw * REVERSED if may_be_reversed and _is_reversed(query, entry, pairs) else raw


def _is_reversed(query: Name, entry: Name, pairs: list[Pair]) -> bool:
    placed = sorted(
        (query.covers[pair.query], entry.covers[pair.entry], sounds.plain(query.units[pair.query].sounds))
        for pair in pairs
        if query.units[pair.query].role in _ORDERED and entry.units[pair.entry].role in _ORDERED
        and pair.near != MEANING
    )  # fmt: skip
    return any(before[1] > after[1] and before[2] != after[2] for before, after in pairwise(placed))


_AGAINST = frozenset({Role.NAME, Role.ELEMENT})


def _left(name: Name, taken: int, name_least: float = 0.0) -> float:
    return sum(
        max(part.weight, name_least) if part.role in _AGAINST else part.weight
        for n, part in enumerate(name.parts)
        if not taken >> n & 1
    )


def _first_left(name: Name, taken: int) -> float:
    """What it costs that a person's own name is not in the other; Muhammad before another name is often left out."""
    if not name.first or name.first & taken:
        return 0.0
    if any(name.first >> n & 1 and part.given == "muhammad" for n, part in enumerate(name.parts)):
        return 0.0
    return LEFT_FIRST * max(NAME_AGAINST, _left(name, ~name.first))


def _left_of(name: Name, taken: int, role: Role) -> float:
    return sum(part.weight for n, part in enumerate(name.parts) if part.role is role and not taken >> n & 1)


def _as_written(ours: tuple[str, ...], theirs: tuple[str, ...], kind: Kind | None) -> float:
    """What it is worth that the two are written the same, else 0. A surname may come first or last."""
    if not ours or len(ours) != len(theirs) or ours[0] not in theirs:
        return 0.0
    if kind is Kind.PERSON:
        turned = any(ours[n:] + ours[:n] == theirs for n in range(len(ours)))
        return SAME_PERSON if turned and len(ours) > 1 else 0.0
    if ours != theirs:
        return 0.0
    return SAME_WORDS if len(ours) > 1 else SAME_WORD if len("".join(ours)) >= SAME_WORD_OF else 0.0


def _is_acronym(query: Name, entry: Name) -> bool:
    """A few letters on a list stand for a name of many words, and so for many people's: only for a long acronym is a
    name that may be a person's held against it."""
    if query.letters and query.letters in entry.acronyms:
        return True
    known = query.as_person is None or len(entry.letters) >= TELLING_LETTERS
    return known and entry.letters != "" and entry.letters in query.acronyms
