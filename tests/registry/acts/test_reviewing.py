"""What becomes of a listed entry: amended by consensus, reviewed with an outcome, delisted, removed with proof."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import DAYS, WHY, content, day, listed, on, person_content, state
from tests.worlds import World

from parley.council.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from parley.registry.acts import considering, listing, reviewing
from parley.registry.models import Entry
from parley.registry.queries.entries import entry_page, in_force
from parley.registry.rules.entries import Kind
from parley.registry.rules.procedure import Outcome

pytestmark = pytest.mark.django_db

L = DAYS  # the day of the listing
DUE = 395  # twelve months after the meeting, and a day


@pytest.fixture
def entry(world: World) -> Entry:
    return listed(world, world.members[0])


def test_an_amendment_is_adopted_at_a_meeting_and_the_listed_version_stays_in_force_meanwhile(
    world: World, entry: Entry
) -> None:
    aa, bb, cc = world.members
    opened = reviewing.propose_amendment(bb.actor(day(L)), entry.id, content("The Grey Foxes"), reasons=WHY)
    made = considering.object_to(cc.actor(day(L + 1)), opened.id, reasons=WHY)
    keeper = world.secretariat.actor(day(L + DAYS))
    with pytest.raises(ConflictError):
        reviewing.record_amendment(keeper, opened.id, meeting="C", meeting_on=on(L + DAYS))
    shown = entry_page(aa.viewer, entry.id, day(L + DAYS))
    assert (shown.standing.state, shown.content.name) == ("listed", "The Grey Wolves of Nowhere")
    considering.lift(cc.actor(day(L + 2)), made.id)
    listing.revise(bb.actor(day(L + 3)), opened.id, content("The Greyer Foxes"))
    reviewing.record_amendment(
        world.secretariat.actor(day(L + DAYS + 3)), opened.id, meeting="C", meeting_on=on(L + DAYS + 3)
    )
    shown = entry_page(aa.viewer, entry.id, day(L + DAYS + 3))
    assert (shown.standing.state, shown.content.name, shown.entry.version) == ("listed", "The Greyer Foxes", 3)
    assert shown.standing.proposals == ()


def test_an_amendment_keeps_the_kind_and_the_safeguards(world: World, entry: Entry) -> None:
    aa, *_ = world.members
    for wrong in (person_content(), content(legal_basis="")):
        with pytest.raises(InputError):
            reviewing.propose_amendment(aa.actor(day(L)), entry.id, wrong, reasons=WHY)
    with pytest.raises(InputError):
        reviewing.propose_amendment(aa.actor(day(L)), entry.id, content(), reasons={})


def test_a_withdrawn_or_rejected_amendment_changes_nothing(world: World, entry: Entry) -> None:
    aa, bb, _ = world.members
    opened = reviewing.propose_amendment(bb.actor(day(L)), entry.id, content("X"), reasons=WHY)
    with pytest.raises(ConflictError):
        reviewing.propose_amendment(aa.actor(day(L)), entry.id, content("Y"), reasons=WHY)
    listing.record_rejection(
        world.secretariat.actor(day(L + 1)), opened.id, meeting="C", meeting_on=on(L + 1), reasons=WHY
    )
    again = reviewing.propose_amendment(aa.actor(day(L + 2)), entry.id, content("Y"), reasons=WHY)
    listing.withdraw(aa.actor(day(L + 3)), again.id)
    shown = entry_page(aa.viewer, entry.id, day(L + 3))
    assert (shown.standing.state, shown.entry.version) == ("listed", 2)


def test_a_proposal_to_amend_cannot_be_recorded_as_a_listing_or_delisting(world: World, entry: Entry) -> None:
    aa, *_ = world.members
    opened = reviewing.propose_amendment(aa.actor(day(L)), entry.id, content("X"), reasons=WHY)
    keeper = world.secretariat.actor(day(L + DAYS))
    with pytest.raises(ConflictError):
        reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(L + DAYS))
    with pytest.raises(ConflictError):
        listing.record_listing(keeper, opened.id, meeting="C", meeting_on=on(L + DAYS))


def test_a_review_that_is_overdue_says_so_until_it_is_closed_with_a_reasoned_outcome(
    world: World, entry: Entry
) -> None:
    aa, *_ = world.members
    assert not entry_page(aa.viewer, entry.id, day(L + 365)).standing.review_overdue
    shown = entry_page(aa.viewer, entry.id, day(L + DUE))
    assert shown.standing.review_overdue
    assert any("overdue" in str(s) for s in shown.explained)
    keeper = world.secretariat.actor(day(L + DUE))
    with pytest.raises(InputError):
        _close(world, entry, L + DUE, reasons={})
    with pytest.raises(NotAllowedError):
        reviewing.close_review(
            aa.actor(day(L + DUE)),
            entry.id,
            outcome=Outcome.RETAINED,
            reasons=WHY,
            meeting="C",
            meeting_on=on(L + DUE),
        )
    for outcome in (Outcome.AMENDED, Outcome.DELISTED):
        with pytest.raises(ConflictError):
            reviewing.close_review(keeper, entry.id, outcome=outcome, reasons=WHY, meeting="C", meeting_on=on(L + DUE))
    assert entry_page(aa.viewer, entry.id, day(L + DUE)).standing.review_overdue
    _close(world, entry, L + DUE)
    found = entry_page(aa.viewer, entry.id, day(L + DUE)).standing
    assert not found.review_overdue
    assert found.next_review is not None
    assert found.next_review.year == on(L + DUE).year + 1


def _close(world: World, entry: Entry, at: int, outcome: Outcome = Outcome.RETAINED, reasons=WHY) -> None:  # type: ignore[no-untyped-def]
    reviewing.close_review(
        world.secretariat.actor(day(at)), entry.id, outcome=outcome, reasons=reasons, meeting="C", meeting_on=on(at)
    )


def test_a_review_is_closed_as_amended_once_an_amendment_was_adopted(world: World, entry: Entry) -> None:
    aa, *_ = world.members
    opened = reviewing.propose_amendment(aa.actor(day(L)), entry.id, content("X"), reasons=WHY)
    reviewing.record_amendment(world.secretariat.actor(day(L + DAYS)), opened.id, meeting="C", meeting_on=on(L + DAYS))
    _close(world, entry, L + DAYS, Outcome.AMENDED)
    with pytest.raises(ConflictError):
        _close(world, entry, L + DAYS + 1, Outcome.AMENDED)


def test_a_delisting_is_decided_by_consensus_and_closes_the_review(world: World, entry: Entry) -> None:
    aa, bb, cc = world.members
    opened = reviewing.propose_delisting(bb.actor(day(L)), entry.id, reasons=WHY)
    made = considering.object_to(aa.actor(day(L + 1)), opened.id, reasons=WHY)
    keeper = world.secretariat.actor(day(L + DAYS))
    with pytest.raises(ConflictError):
        reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(L + DAYS))
    considering.lift(aa.actor(day(L + 2)), made.id)
    reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(L + DAYS))
    shown = entry_page(cc.viewer, entry.id, day(L + DAYS))
    assert shown.standing.state == "delisted"
    assert shown.standing.next_review is None
    assert [(s.kind, s.outcome) for s in shown.steps[-2:]] == [("delisted", ""), ("review closed", "delisted")]
    assert not in_force(on(L + DAYS)).exists()
    assert entry_page(cc.viewer, entry.id, day(L + DAYS)).entry.state == "delisted"


def test_a_proposal_to_delist_is_not_adopted_by_silence(world: World, entry: Entry) -> None:
    reviewing.propose_delisting(world.members[1].actor(day(L)), entry.id, reasons=WHY)
    assert state(world.members[2], entry, 3650) == "listed"


def test_its_proposer_removes_a_person_who_has_died_with_proof(world: World) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa, person_content())
    with pytest.raises(InputError):
        reviewing.remove(aa.actor(day(L)), entry.id, proof={})
    with pytest.raises(ConflictError):
        reviewing.remove(bb.actor(day(L)), entry.id, proof=WHY)
    reviewing.remove(aa.actor(day(L)), entry.id, proof={"en": "Death certificate 12 of 3 May 2021"})
    shown = entry_page(bb.viewer, entry.id, day(L))
    assert [s.kind for s in shown.steps[-2:]] == ["removed: deceased", "review closed"]
    assert "died" in str(shown.explained[0])


def test_the_secretariat_removes_a_dissolved_organisation_on_a_members_proposal(world: World, entry: Entry) -> None:
    _, bb, _ = world.members
    opened = reviewing.propose_delisting(bb.actor(day(L)), entry.id, reasons=WHY)
    other = listed(world, bb, content("Others"))
    foreign = reviewing.propose_delisting(bb.actor(day(2 * L)), other.id, reasons=WHY)
    keeper = world.secretariat.actor(day(2 * L))
    with pytest.raises(ConflictError):
        reviewing.remove(keeper, entry.id, proof=WHY, proposal_id=foreign.id)
    with pytest.raises(NotAllowedError):
        reviewing.remove(keeper, entry.id, proof=WHY)
    reviewing.remove(keeper, entry.id, proof=WHY, proposal_id=opened.id)
    assert "dissolved" in str(entry_page(bb.viewer, entry.id, day(2 * L)).explained[0])


def test_a_ship_neither_dies_nor_dissolves(world: World) -> None:
    aa, *_ = world.members
    entry = listed(world, aa, content(kind=Kind.VESSEL))
    with pytest.raises(InputError):
        reviewing.remove(aa.actor(day(L)), entry.id, proof=WHY)


def test_nothing_of_this_is_done_to_an_entry_that_is_not_listed(world: World) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(ConflictError):
        reviewing.propose_delisting(aa.actor(day(1)), entry.id, reasons=WHY)
    with pytest.raises(ConflictError):
        _close(world, entry, 1)
    with pytest.raises(NotFoundError):
        reviewing.propose_delisting(aa.actor(day(1)), entry.owner_id, reasons=WHY)
