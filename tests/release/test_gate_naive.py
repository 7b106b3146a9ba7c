"""The gate against a model that shares nothing with it: sets of letters, filtered one rule after the other.

PARLEY_GATE_CASES says how many random cases are compared (all shards together). The model is told of a case in plain
tuples, and never sees terms, constraints or markings of ours.
"""

from __future__ import annotations

import os
from itertools import combinations
from random import Random
from uuid import UUID

import pytest

from parley.release import rules
from parley.release.rules import (
    Except,
    Group,
    Marking,
    Named,
    Posture,
    Released,
    ReleaseExtension,
    Terms,
    WholeCouncil,
    World,
)
from parley.release.rules.markings import TLP_IDS

CASES = int(os.environ.get("PARLEY_GATE_CASES", "30000"))
SHARDS = 4  # so that workers share them

# The universe, in the model's words and in ours.
EVERYBODY = frozenset("ABCDE")
PARTY = {letter: UUID(int=place) for place, letter in enumerate("ABCDE", 1)}
SETS = [frozenset(some) for size in range(6) for some in combinations("ABCDE", size)]
OURS = {some: frozenset(PARTY[letter] for letter in some) for some in SETS}
POSTURES = ["open", "open", "forum only", "closed"]
CONSTRAINTS = (
    [(("council",), WholeCouncil())] * 20
    + [((kind, g), Group(UUID(int=100 + g), forum=kind == "meeting")) for kind in ("group", "meeting") for g in (0, 1)]
    * 6
    + [(("named", some), Named(OURS[some])) for some in SETS]
    + [(("except", some), Except(OURS[some])) for some in SETS]
)
STATEMENT, STRANGE = (f"marking-definition--{n}0000000-0000-4000-8000-000000000000" for n in (1, 2))
RED = [id_ for id_, level in TLP_IDS.items() if level is Marking.RED]
HARMLESS = [STATEMENT, *(id_ for id_ in TLP_IDS if id_ not in RED)]
IDS = HARMLESS * 3 + RED * 2 + [STRANGE]

Said = tuple[object, ...]  # ("council",), ("group", 0), ("named", {"A"}), ...
NOT_DIRECT = {"council", "meeting", "except"}


def reached(said: list[Said], council: frozenset[str], groups: list[frozenset[str]]) -> frozenset[str]:
    """Who passes every constraint, before postures."""
    if all(words[0] == "except" for words in said):
        return frozenset()
    found = EVERYBODY
    for kind, *about in said:
        if kind == "council":
            found &= council
        elif kind in ("group", "meeting"):
            found &= groups[about[0]]  # type: ignore[call-overload]
        elif kind == "named":
            found &= about[0]  # type: ignore[operator]
        else:
            found -= about[0]  # type: ignore[operator]
    return found


def naive(
    owner: str,
    posted: list[Said],
    marked: list[str],
    extension: tuple[frozenset[str] | None, frozenset[str]] | None,
    referred: list[list[Said]],
    council: frozenset[str],
    groups: list[frozenset[str]],
    postures: dict[str, str],
) -> frozenset[str]:
    everything = [*posted, *(words for other in referred for words in other)]
    found = reached(posted, council, groups)
    for other in referred:
        found &= reached(other, council, groups)
    by_name = any(words[0] == "named" for words in posted)
    if extension is not None:
        to, not_to = extension
        if to is not None:
            found &= to
            by_name = True
            everything.append(("named", to))
        found -= not_to
    for id_ in marked:
        if id_ == STRANGE or (id_ in RED and not by_name):
            found = frozenset()
    direct = any(words[0] not in NOT_DIRECT for words in everything)
    for other_party, stance in postures.items():
        if stance == "closed" or (stance == "forum only" and direct):
            found -= {other_party}
    return found | {owner}


def some_terms(draw: Random, most: int) -> tuple[list[Said], Terms]:
    chosen = draw.choices(CONSTRAINTS, k=int(draw.random() * (most + 0.9)))
    return [said for said, _ in chosen], Terms(frozenset(ours for _, ours in chosen))


def compare(draw: Random) -> int:
    """One case. Returns whether anybody but the owner was reached, so that the test can tell it tested something."""
    owner = draw.choice("ABCDE")
    council = draw.choice(SETS) | draw.choice(SETS)
    groups = [draw.choice(SETS), draw.choice(SETS)]
    postures = {letter: draw.choice(POSTURES) for letter in draw.choice(SETS)}
    posted, base = some_terms(draw, 2)
    marked = draw.choices(IDS, k=int(draw.random() * 2.5))
    referred = [some_terms(draw, 2) for _ in range(int(draw.random() ** 2 * 2.5))]
    extension = ours = None
    if draw.random() < 0.4:
        to, not_to = draw.choice(SETS) or None, draw.choice(SETS) if draw.random() < 0.5 else frozenset()
        extension, ours = (to, not_to), ReleaseExtension(to and OURS[to], OURS[not_to])

    marking = rules.strictest(marked, {STATEMENT: Marking.SILENT})
    on = rules.narrow(base, marking, ours, [terms for _, terms in referred]).terms
    world = World(
        OURS[council],
        {UUID(int=100 + g): OURS[some] for g, some in enumerate(groups)},
        {PARTY[letter]: Posture(stance) for letter, stance in postures.items()},
    )
    expected = naive(owner, posted, marked, extension, [said for said, _ in referred], council, groups, postures)
    case = (owner, posted, marked, extension, referred, council, groups, postures)
    assert rules.audience(PARTY[owner], on, world) == OURS[expected], case
    for letter, party in PARTY.items():
        released = isinstance(rules.judge(PARTY[owner], on, world, party), Released)
        assert released == (letter in expected), (letter, case)
    return len(expected) > 1


@pytest.mark.parametrize("shard", range(SHARDS))
def test_the_gate_equals_a_naive_model_over_random_cases(shard: int) -> None:
    draw = Random(shard)
    cases = CASES // SHARDS
    shared = sum(compare(draw) for _ in range(cases))
    assert shared > cases // 10


@pytest.mark.parametrize("shard", range(SHARDS))
def test_references_in_an_envelope_equal_a_naive_walk(shard: int) -> None:
    draw = Random(100 + shard)
    for _ in range(CASES // SHARDS // 20):
        size = draw.randint(1, 6)
        own = {n: some_terms(draw, 2) for n in range(size)}
        references = {n: set(draw.choices(range(size + 1), k=draw.randint(0, 2))) for n in range(size)}
        council, groups = draw.choice(SETS), [draw.choice(SETS), draw.choice(SETS)]
        world = World(OURS[council], {UUID(int=100 + g): OURS[some] for g, some in enumerate(groups)})
        found = rules.fixpoint({n: terms for n, (_, terms) in own.items()}, references)
        for start in own:
            led_to = {start}
            for _ in own:
                led_to |= {to for here in led_to for to in references[here] if to in own}
            expected = EVERYBODY
            for n in led_to:
                expected &= reached(own[n][0], council, groups)
            owner = UUID(int=99)
            assert rules.audience(owner, found[start], world) - {owner} == OURS[expected], (own, references)
