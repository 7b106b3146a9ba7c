"""Objections, holds and questions: what stands in the way of a listing, and for how long."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import DAYS, WHY, adopt, content, day, listed, on, proposal, state
from tests.worlds import World

from parley.council.errors import ConflictError, InputError, NotAllowedError
from parley.registry.acts import considering, listing
from parley.registry.models import Entry, Step
from parley.registry.queries.entries import entry_page, in_force, refused
from parley.registry.queries.history import entry_on
from parley.registry.queries.waiting import Waits, waiting
from parley.registry.rules.procedure import StepKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(world: World) -> Entry:
    return listing.propose(world.members[0].actor(day(0)), content())


@pytest.mark.parametrize("when", [0, DAYS - 1, DAYS, DAYS + 5])
def test_nothing_is_listed_over_an_objection_that_stands(world: World, entry: Entry, when: int) -> None:
    _, bb, _ = world.members
    considering.object_to(bb.actor(day(when)), proposal(entry), reasons=WHY)
    with pytest.raises(ConflictError, match="no consensus"):
        adopt(world, entry, DAYS + 400)
    assert state(bb, entry, DAYS + 400) == "under consideration"


def test_an_objection_is_lifted_by_who_made_it_alone(world: World, entry: Entry) -> None:
    aa, bb, cc = world.members
    made = considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    for other in (aa, cc):
        with pytest.raises(ConflictError):
            considering.lift(other.actor(day(2)), made.id)
    with pytest.raises(NotAllowedError):
        considering.record_lifting(aa.actor(day(2)), made.id, received_on=on(2))
    with pytest.raises(ConflictError):
        considering.record_lifting(world.secretariat.actor(day(2)), made.id, received_on=on(2))
    considering.lift(bb.actor(day(3)), made.id)
    adopt(world, entry, DAYS)
    assert state(aa, entry, DAYS) == "listed"


def test_a_meeting_on_a_day_on_which_an_objection_stood_adopted_nothing(world: World, entry: Entry) -> None:
    _, bb, _ = world.members
    made = considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    considering.lift(bb.actor(day(DAYS + 3)), made.id)
    keeper = world.secretariat.actor(day(DAYS + 5))
    with pytest.raises(ConflictError):
        listing.record_listing(keeper, proposal(entry), meeting="C", meeting_on=on(DAYS + 2))
    listing.record_listing(keeper, proposal(entry), meeting="C", meeting_on=on(DAYS + 4))


def test_an_objection_has_reasons(world: World, entry: Entry) -> None:
    with pytest.raises(InputError):
        considering.object_to(world.members[1].actor(day(1)), proposal(entry), reasons={"en": " "})


def test_a_note_verbale_counts_from_its_receipt(world: World, entry: Entry) -> None:
    _, bb, _ = world.members
    keeper = world.secretariat.actor(day(DAYS + 9))
    made = considering.record_objection(
        keeper, proposal(entry), member=bb.party.id, received_on=on(DAYS - 1), reasons=WHY
    )
    objection = entry_page(bb.viewer, entry.id, day(DAYS + 9)).standing.proposals[0].objections[0]
    assert (objection.by, objection.in_time, objection.by_note) == (bb.party.id, True, True)
    considering.record_lifting(keeper, made.id, received_on=on(DAYS + 8))
    adopt(world, entry, DAYS + 9)


def test_a_note_is_of_a_member_and_not_of_the_future(world: World, entry: Entry) -> None:
    _, bb, _ = world.members
    keeper = world.secretariat.actor(day(3))
    with pytest.raises(InputError):
        considering.record_objection(
            keeper, proposal(entry), member=world.secretariat.party.id, received_on=on(2), reasons=WHY
        )
    for received in (on(4), on(-1)):
        with pytest.raises(ConflictError):
            considering.record_objection(keeper, proposal(entry), member=bb.party.id, received_on=received, reasons=WHY)


def test_a_note_received_by_the_meeting_sets_aside_a_listing_recorded_without_it(world: World) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa)
    keeper = world.secretariat.actor(day(DAYS + 20))
    with pytest.raises(ConflictError):
        considering.record_objection(keeper, proposal(entry), member=bb.party.id, received_on=on(DAYS + 1), reasons=WHY)
    considering.record_objection(keeper, proposal(entry), member=bb.party.id, received_on=on(DAYS), reasons=WHY)
    shown = entry_page(bb.viewer, entry.id, day(DAYS + 20))
    assert shown.standing.state == "under consideration"
    assert "set aside" in str(shown.explained[0])
    assert not in_force(on(DAYS + 20)).exists()
    assert entry_on(bb.viewer, entry.id, on(DAYS + 19)).state == "listed"


def test_a_hold_lapses_by_itself_and_is_shown_as_lapsed(world: World, entry: Entry) -> None:
    aa, bb, _ = world.members
    considering.hold(bb.actor(day(DAYS)), proposal(entry), reasons=WHY, days=5)
    assert state(aa, entry, DAYS + 4) == "on hold"
    with pytest.raises(ConflictError, match="held"):
        adopt(world, entry, DAYS + 4)
    shown = entry_page(aa.viewer, entry.id, day(DAYS + 5))
    assert shown.standing.state == "under consideration"
    assert shown.standing.proposals[0].holds[0].lapsed_on(on(DAYS + 5))
    assert any("lapsed" in str(s) for s in shown.explained)
    adopt(world, entry, DAYS + 5)


def test_why_it_cannot_be_listed_yet_is_what_stands_against_it_and_the_days_left(world: World, entry: Entry) -> None:
    _, bb, _ = world.members
    keeper = world.secretariat

    def why_not(when: int) -> str:
        page = entry_page(keeper.viewer, entry.id, day(when))
        return str(refused(keeper.viewer, page, StepKind.LISTED, day(when), proposal(entry)))

    assert why_not(2) == f"It may be decided at a meeting from {on(DAYS)} on. Days left: {DAYS - 2}."
    considering.object_to(bb.actor(day(2)), proposal(entry), reasons=WHY)
    assert why_not(2).startswith("There is no consensus")
    assert why_not(2).endswith(f"Days left: {DAYS - 2}.")
    assert "Days left" not in why_not(DAYS)


def test_who_objects_has_nothing_left_to_do_in_time(world: World, entry: Entry) -> None:
    _, bb, cc = world.members
    made = considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    considering.hold(cc.actor(day(1)), proposal(entry), reasons=WHY, days=5)
    assert not waiting(bb.viewer, day(1))
    assert [each.what for each in waiting(cc.viewer, day(1))] == [Waits.CONSIDER]
    considering.lift(bb.actor(day(2)), made.id)
    assert [each.what for each in waiting(bb.viewer, day(2))] == [Waits.CONSIDER]


def test_a_member_holds_once_until_it_is_revised_and_no_longer_than_is_set(world: World, entry: Entry) -> None:
    aa, bb, _ = world.members
    with pytest.raises(InputError):
        considering.hold(bb.actor(day(1)), proposal(entry), reasons=WHY, days=61)
    considering.hold(bb.actor(day(1)), proposal(entry), reasons=WHY, days=1)
    with pytest.raises(ConflictError):
        considering.hold(bb.actor(day(9)), proposal(entry), reasons=WHY)
    listing.revise(aa.actor(day(9)), proposal(entry), content())
    made = considering.hold(bb.actor(day(9)), proposal(entry), reasons=WHY)
    assert made.until == on(9 + 59)
    considering.lift(bb.actor(day(10)), made.id)
    assert state(aa, entry, 10) == "under consideration"


def test_its_proposer_answers_questions_and_a_question_stops_nothing(world: World, entry: Entry) -> None:
    aa, bb, cc = world.members
    asked = considering.ask(bb.actor(day(1)), proposal(entry), question=WHY)
    with pytest.raises(ConflictError):
        considering.answer(cc.actor(day(2)), asked.id, text=WHY)
    assert len(entry_page(cc.viewer, entry.id, day(2)).standing.proposals[0].open_questions) == 1
    considering.answer(aa.actor(day(3)), asked.id, text=WHY)
    assert entry_page(cc.viewer, entry.id, day(3)).standing.proposals[0].open_questions == ()
    with pytest.raises(ConflictError):
        considering.answer(aa.actor(day(3)), asked.id, text=WHY)
    considering.ask(bb.actor(day(4)), proposal(entry), question=WHY)
    adopt(world, entry, DAYS)


def test_a_page_knows_what_the_viewer_may_do_and_why_not(world: World, entry: Entry) -> None:
    aa, bb, _ = world.members
    shown = entry_page(bb.viewer, entry.id, day(1))
    about = proposal(entry)
    assert refused(bb.viewer, shown, StepKind.OBJECTED, day(1), about) is None
    assert "Only its proposer" in str(refused(bb.viewer, shown, StepKind.REVISED, day(1), about))
    assert "secretariat" in str(refused(bb.viewer, shown, StepKind.LISTED, day(1), about))
    assert "does not object" in str(refused(aa.viewer, shown, StepKind.OBJECTED, day(1), about))
    assert on(DAYS).isoformat() in str(refused(world.secretariat.viewer, shown, StepKind.LISTED, day(1), about))
    assert refused(world.secretariat.viewer, shown, StepKind.LISTED, day(DAYS), about) is None
    assert refused(world.secretariat.viewer, shown, StepKind.OBJECTED, day(1), about) is not None


def test_steps_are_numbered_in_their_order(world: World, entry: Entry) -> None:
    for n, member in enumerate(world.members[1:]):
        considering.ask(member.actor(day(n)), proposal(entry), question=WHY)
    assert list(Step.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]
