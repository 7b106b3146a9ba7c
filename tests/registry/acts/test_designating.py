"""A national designation is one State's own, seen by those to whom that State releases it."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import WHY, content, day, on
from tests.worlds import World

from parley.council.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from parley.ledger.models import Leaf
from parley.registry.acts import designating, reviewing
from parley.registry.models import Entry
from parley.registry.queries import public
from parley.registry.queries.entries import entries, entry_page, in_force
from parley.registry.rules.entries import Alias, Quality
from parley.release.rules import Named, WholeCouncil, terms

pytestmark = pytest.mark.django_db


def designated(world: World, *to: int) -> Entry:
    parties = frozenset(world.members[n].party.id for n in to)
    return designating.designate(world.members[0].actor(day(0)), content(), to=terms(Named(parties)))


def test_it_is_in_force_at_once_for_those_to_whom_it_is_released_and_absent_for_others(world: World) -> None:
    aa, bb, cc = world.members
    entry = designated(world, 1)
    assert list(in_force(on(0))) == [entry]
    for member in (aa, bb):
        assert entry_page(member.viewer, entry.id, day(0)).standing.state == "listed"
    with pytest.raises(NotFoundError):
        entry_page(cc.viewer, entry.id, day(0))
    with pytest.raises(NotFoundError):
        entry_page(world.secretariat.viewer, entry.id, day(0))
    assert entries(cc.viewer, day(0)).rows == []
    assert not Leaf.objects.filter(subject=entry.steps.get().id, log__party=cc.party.id).exists()


def test_it_is_on_no_public_page_even_if_released_to_the_whole_council(world: World) -> None:
    entry = designating.designate(world.members[0].actor(day(0)), content(), to=terms(WholeCouncil()))
    assert public.listed(day(1)) == ([], "")
    with pytest.raises(NotFoundError):
        public.entry(entry.id, day(1))


def test_it_has_reasons_and_a_legal_basis_as_well(world: World) -> None:
    aa, *_ = world.members
    with pytest.raises(InputError):
        designating.designate(aa.actor(day(0)), content(legal_basis=""), to=terms())
    plain = content(names=(Alias("A", Quality.PRIMARY), Alias("B")))
    assert designating.designate(aa.actor(day(0)), plain, to=terms())


def test_its_state_amends_and_ends_it_and_nobody_else(world: World) -> None:
    aa, bb, cc = world.members
    entry = designated(world, 1)
    with pytest.raises(NotAllowedError):
        designating.amend_designation(bb.actor(day(1)), entry.id, content("X"))
    with pytest.raises(NotFoundError):
        designating.amend_designation(cc.actor(day(1)), entry.id, content("X"))
    designating.amend_designation(aa.actor(day(1)), entry.id, content("X"))
    assert entry_page(bb.viewer, entry.id, day(1)).content.name == "X"
    designating.end_designation(aa.actor(day(2)), entry.id, reasons=WHY)
    shown = entry_page(bb.viewer, entry.id, day(2))
    assert (shown.standing.state, shown.entry.state) == ("delisted", "delisted")
    assert not in_force(on(2)).exists()
    with pytest.raises(ConflictError):
        designating.amend_designation(aa.actor(day(3)), entry.id, content("Y"))


def test_the_joint_procedure_does_not_touch_it(world: World) -> None:
    _, bb, _ = world.members
    entry = designated(world, 1)
    with pytest.raises(NotFoundError):
        reviewing.propose_delisting(bb.actor(day(1)), entry.id, reasons=WHY)


def test_released_anew_it_is_others_to_see_with_all_its_steps(world: World) -> None:
    aa, bb, cc = world.members
    entry = designated(world, 1)
    designating.amend_designation(aa.actor(day(1)), entry.id, content("X"))
    designating.release_designation(aa.actor(day(2)), entry.id, to=terms(Named(frozenset({cc.party.id}))))
    with pytest.raises(NotFoundError):
        entry_page(bb.viewer, entry.id, day(2))
    shown = entry_page(cc.viewer, entry.id, day(2))
    assert [s.kind for s in shown.steps] == ["designated", "amended"]
    assert shown.standing.state == "listed"
    with pytest.raises(ConflictError):
        designating.release_designation(aa.actor(day(2)), entry.id, to=terms(Named(frozenset({cc.party.id}))))


def test_who_keeps_it_is_not_told_that_others_gained_it(world: World) -> None:
    aa, bb, cc = world.members
    entry = designated(world, 1)
    before = Leaf.objects.filter(log__party=bb.party.id).count()
    both = terms(Named(frozenset({bb.party.id, cc.party.id})))
    designating.release_designation(aa.actor(day(2)), entry.id, to=both)
    assert Leaf.objects.filter(log__party=bb.party.id).count() == before
