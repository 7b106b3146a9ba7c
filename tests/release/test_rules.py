"""The gate's rules, held against a naive model and against what each rule says."""

from __future__ import annotations

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from parley.release.rules import (
    Except,
    Group,
    Named,
    Posture,
    Reason,
    Released,
    Terms,
    WholeCouncil,
    Withheld,
    World,
    audience,
    judge,
    reaches_nobody,
    terms,
    unite,
)

PARTIES = [UUID(int=n) for n in range(1, 8)]
GROUPS = [UUID(int=n) for n in range(100, 104)]

parties = st.frozensets(st.sampled_from(PARTIES))
constraints = st.one_of(
    st.just(WholeCouncil()),
    st.builds(Group, st.sampled_from(GROUPS), st.booleans()),
    st.builds(Named, parties),
    st.builds(Except, parties),
)
some_terms = st.builds(Terms, st.frozensets(constraints, max_size=3), st.booleans())
worlds = st.builds(
    World,
    council=parties,
    groups=st.dictionaries(st.sampled_from(GROUPS), parties),
    postures=st.dictionaries(st.sampled_from(PARTIES), st.sampled_from(Posture)),
)
a_party = st.sampled_from(PARTIES)


def naive(owner: UUID, on: Terms, world: World, viewer: UUID) -> bool:
    """The rules once more, as a set comprehension would say them."""
    if viewer == owner:
        return True
    if all(isinstance(c, Except) for c in on.constraints):
        return False
    sets = {
        WholeCouncil: lambda c: world.council,
        Group: lambda c: world.groups.get(c.id, frozenset()),
        Named: lambda c: c.parties,
        Except: lambda c: set(PARTIES) - c.parties,
    }
    if not all(viewer in sets[type(c)](c) for c in on.constraints):
        return False
    stance = world.postures.get(viewer, Posture.OPEN)
    forum = all(isinstance(c, WholeCouncil | Except) or (isinstance(c, Group) and c.forum) for c in on.constraints)
    return on.procedural or stance is Posture.OPEN or (stance is Posture.FORUM_ONLY and forum)


@given(a_party, some_terms, worlds, a_party)
def test_the_gate_equals_a_naive_model(owner: UUID, on: Terms, world: World, viewer: UUID) -> None:
    assert isinstance(judge(owner, on, world, viewer), Released) == naive(owner, on, world, viewer)


@given(a_party, some_terms, worlds)
def test_an_audience_is_exactly_those_whom_the_gate_admits(owner: UUID, on: Terms, world: World) -> None:
    assert audience(owner, on, world) == {p for p in PARTIES if naive(owner, on, world, p)}


@given(a_party, some_terms, constraints, worlds)
def test_one_more_constraint_never_widens(owner: UUID, on: Terms, more: object, world: World) -> None:
    if reaches_nobody(on):
        return  # from nobody to somebody is the owner's own act, not a tightening
    narrower = Terms(on.constraints | {more}, on.procedural)  # type: ignore[arg-type]
    assert audience(owner, narrower, world) <= audience(owner, on, world)


@given(a_party, worlds)
def test_released_to_nobody_reaches_nobody(owner: UUID, world: World) -> None:
    assert audience(owner, terms(), world) == {owner}
    assert audience(owner, terms(Named(frozenset())), world) == {owner}
    assert audience(owner, terms(Group(UUID(int=999))), world) == {owner}


@given(a_party, some_terms, worlds, a_party, st.sampled_from(Posture))
def test_a_posture_never_widens_and_never_touches_others(
    owner: UUID, on: Terms, world: World, towards: UUID, stance: Posture
) -> None:
    changed = World(world.council, world.groups, {**world.postures, towards: stance})
    opened = World(world.council, world.groups, {**world.postures, towards: Posture.OPEN})
    assert audience(owner, on, changed) <= audience(owner, on, opened)
    assert audience(owner, on, changed) - {towards} == audience(owner, on, world) - {towards}


@given(a_party, a_party, worlds)
def test_procedural_acts_cross_postures(owner: UUID, viewer: UUID, world: World) -> None:
    closed = World(frozenset({viewer}), world.groups, {viewer: Posture.CLOSED})
    assert viewer in audience(owner, terms(WholeCouncil(), procedural=True), closed)


@given(some_terms)
def test_terms_survive_their_text(on: Terms) -> None:
    assert Terms.parse(on.canonical()) == on


@given(some_terms, some_terms)
def test_terms_have_one_text_each(one: Terms, other: Terms) -> None:
    assert (one == other) == (one.canonical() == other.canonical())


def test_forum_only_lets_through_bodies_of_the_council_and_nothing_else() -> None:
    owner, other = PARTIES[0], PARTIES[1]
    meeting, group = GROUPS[0], GROUPS[1]
    everyone = frozenset({owner, other})
    world = World(everyone, {meeting: everyone, group: everyone}, {other: Posture.FORUM_ONLY})
    assert other in audience(owner, terms(WholeCouncil()), world)
    assert other in audience(owner, terms(Group(meeting, forum=True)), world)
    for direct in (terms(Group(group)), terms(Named(everyone)), terms(WholeCouncil(), Named(everyone))):
        assert judge(owner, direct, world, other) == Withheld(Reason.FORUM_ONLY)


def test_leaving_somebody_out_lets_nobody_in() -> None:
    owner, other, third = PARTIES[:3]
    world = World(frozenset({other, third}), {}, {third: Posture.FORUM_ONLY})
    nobody_but = terms(Except(frozenset({other})))
    assert judge(owner, nobody_but, world, third) == Withheld(Reason.NOBODY)
    assert audience(owner, nobody_but, world) == {owner}
    council_but = terms(WholeCouncil(), Except(frozenset({other})))
    assert judge(owner, council_but, world, other) == Withheld(Reason.EXCLUDED)
    assert audience(owner, council_but, world) == {owner, third}  # and is as little direct as without


def test_of_several_reasons_the_same_is_told_whatever_the_order_of_the_constraints() -> None:
    owner, other = PARTIES[:2]
    world = World(frozenset(), {}, {other: Posture.CLOSED})
    whole = terms(Named(frozenset()), Group(GROUPS[0]), Except(frozenset({other})), WholeCouncil())
    assert judge(owner, whole, world, other) == Withheld(Reason.NOT_IN_COUNCIL)
    assert judge(owner, terms(*whole.constraints - {WholeCouncil()}), world, other) == Withheld(Reason.EXCLUDED)


@given(a_party, st.lists(some_terms, min_size=1, max_size=3), worlds)
def test_united_terms_reach_whom_each_of_them_reaches(owner: UUID, several: list[Terms], world: World) -> None:
    each = [audience(owner, on, world) for on in several]
    assert audience(owner, unite(several), world) <= frozenset.intersection(*each)
    if not any(on.procedural for on in several):
        open_world = World(world.council, world.groups)
        each = [audience(owner, on, open_world) for on in several]
        assert audience(owner, unite(several), open_world) == frozenset.intersection(*each)
