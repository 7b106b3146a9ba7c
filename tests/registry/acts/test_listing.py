"""How an entry comes onto the joint list: by consensus at a meeting, and by nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from tests.registry.acts.samples import DAYS, WHY, adopt, content, day, listed, on, person_content, proposal, state
from tests.worlds import World, member

from parley.council.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from parley.council.rules import Status
from parley.ledger.models import Act, Leaf
from parley.registry.acts import considering, listing
from parley.registry.models import Entry, Step, Version
from parley.registry.queries.entries import entries, entry_page, in_force
from parley.registry.rules.entries import Alias, Kind, Quality, Roll, State
from parley.release.rules import Named, terms

pytestmark = pytest.mark.django_db


def test_a_proposal_is_under_consideration_and_listed_at_a_meeting_once_the_deadline_has_come(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    assert state(bb, entry, 1) == "under consideration"
    adopted = adopt(world, entry, DAYS)
    assert state(bb, entry, DAYS + 1) == "listed"
    assert adopted.reference == "J.001"
    assert listed(world, bb).reference == "J.002"


def test_silence_lists_nothing(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    assert state(bb, entry, 36_500) == "under consideration"
    assert not in_force(on(36_500)).exists()


def test_a_proposed_entry_is_not_in_force_and_a_listed_one_is(world: World) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    assert not in_force(on(1)).exists()
    adopt(world, entry, DAYS)
    assert list(in_force(on(DAYS))) == [entry]


@pytest.mark.parametrize(("recorded", "met"), [(DAYS - 1, DAYS - 1), (DAYS, DAYS - 1), (DAYS, DAYS + 1)])
def test_the_meeting_is_not_before_the_deadline_nor_in_the_future(world: World, recorded: int, met: int) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(ConflictError):
        listing.record_listing(
            world.secretariat.actor(day(recorded)), proposal(entry), meeting="Council", meeting_on=on(met)
        )
    assert state(aa, entry, recorded) == "under consideration"


def test_a_listing_is_recorded_with_its_meeting(world: World) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(InputError):
        listing.record_listing(world.secretariat.actor(day(DAYS)), proposal(entry), meeting=" ", meeting_on=on(DAYS))


def test_the_secretariat_records_and_members_propose(world: World) -> None:
    aa, *_ = world.members
    with pytest.raises(NotAllowedError):
        listing.propose(world.secretariat.actor(day(0)), content())
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(NotAllowedError):
        listing.record_listing(aa.actor(day(DAYS)), proposal(entry), meeting="Council", meeting_on=on(DAYS))


def test_an_observer_neither_proposes_nor_sees_what_is_proposed(world: World) -> None:
    aa, *_ = world.members
    observer = member(world, "OO", status=Status.OBSERVER)
    with pytest.raises(NotAllowedError):
        listing.propose(observer.actor(day(0)), content())
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(NotFoundError):
        entry_page(observer.viewer, entry.id, day(1))
    with pytest.raises(NotAllowedError):
        considering.object_to(observer.actor(day(1)), proposal(entry), reasons=WHY)


def test_a_reference_is_given_once_and_a_clash_is_refused(world: World) -> None:
    aa, *_ = world.members
    first, second = (listing.propose(aa.actor(day(0)), content(f"G{n}")) for n in range(2))
    keeper = world.secretariat.actor(day(DAYS))
    listing.record_listing(keeper, proposal(first), meeting="C", meeting_on=on(DAYS), reference="J.002")
    with pytest.raises(InputError) as error:
        listing.record_listing(keeper, proposal(second), meeting="C", meeting_on=on(DAYS), reference="J.002")
    assert error.value.field == "reference"
    assert listing.record_listing(keeper, proposal(second), meeting="C", meeting_on=on(DAYS)).reference == "J.003"


def test_a_rejection_is_recorded_with_reasons_and_ends_it(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    keeper = world.secretariat.actor(day(2))
    with pytest.raises(InputError):
        listing.record_rejection(keeper, proposal(entry), meeting="Council", meeting_on=on(1), reasons={})
    listing.record_rejection(keeper, proposal(entry), meeting="Council", meeting_on=on(1), reasons=WHY)
    assert state(bb, entry, 3) == "rejected"
    with pytest.raises(ConflictError):
        adopt(world, entry, DAYS)


def test_its_proposer_revises_which_restarts_the_deadline_and_lifts_no_objection(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    with pytest.raises(ConflictError):
        listing.revise(bb.actor(day(5)), proposal(entry), content())
    listing.revise(aa.actor(day(5)), proposal(entry), content("The Greyer Wolves"))
    shown = entry_page(bb.viewer, entry.id, day(6))
    assert shown.content.name == "The Greyer Wolves"
    assert shown.entry.name == "The Greyer Wolves"
    assert [v.number for v in shown.versions] == [2, 1]
    assert shown.standing.proposals[0].deadline == on(5 + DAYS)
    assert len(shown.standing.proposals[0].objections_on(on(6))) == 1
    with pytest.raises(ConflictError):
        adopt(world, entry, 5 + DAYS)


def test_a_person_does_not_become_an_organisation_by_revision(world: World) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(InputError):
        listing.revise(aa.actor(day(1)), proposal(entry), person_content())


def test_its_proposer_withdraws(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    with pytest.raises(ConflictError):
        listing.withdraw(bb.actor(day(1)), proposal(entry))
    listing.withdraw(aa.actor(day(1)), proposal(entry))
    assert state(bb, entry, 1) == "withdrawn"
    with pytest.raises(ConflictError):
        considering.ask(bb.actor(day(1)), proposal(entry), question=WHY)


@pytest.mark.parametrize(
    "wrong",
    [
        replace(content(), legal_basis=""),
        replace(content(), reasons={}),
        content(names=(Alias("A", Quality.PRIMARY), Alias("B"))),
    ],
)
def test_nothing_is_proposed_without_reasons_a_legal_basis_and_a_basis_of_each_alias(world: World, wrong) -> None:  # type: ignore[no-untyped-def]
    aa, *_ = world.members
    with pytest.raises(InputError):
        listing.propose(aa.actor(day(0)), wrong)
    assert not Entry.objects.exists()
    assert not Version.objects.exists()


def test_evidence_is_seen_by_those_chosen_and_taken_back_by_its_owner(world: World) -> None:
    aa, bb, cc = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    to = terms(Named(frozenset({bb.party.id})))
    row = listing.show_evidence(aa.actor(day(1)), entry.id, title="A", text="Seen there.", to=to)
    assert entry_page(bb.viewer, entry.id, day(1)).evidence == (row,)
    assert entry_page(cc.viewer, entry.id, day(1)).evidence == ()
    with pytest.raises(NotFoundError):
        listing.withdraw_evidence(bb.actor(day(2)), row.id)
    listing.withdraw_evidence(aa.actor(day(2)), row.id)
    assert entry_page(bb.viewer, entry.id, day(2)).evidence == ()
    assert entry_page(aa.viewer, entry.id, day(2)).evidence[0].withdrawn_at == day(2)


def test_each_step_stands_in_the_log_of_every_member_without_a_name(world: World) -> None:
    aa, bb, cc = world.members
    entry = listing.propose(aa.actor(day(0)), content("Nomen Nescio"))
    considering.object_to(bb.actor(day(1)), proposal(entry), reasons=WHY)
    acts = list(Act.objects.filter(kind__startswith="registry.").order_by("at"))
    assert [act.kind for act in acts] == ["registry.proposed", "registry.objected"]
    for act in acts:
        parties = set(Leaf.objects.filter(act=act).values_list("log__party", flat=True))
        assert parties == {aa.party.id, bb.party.id, cc.party.id, world.secretariat.party.id}
        assert "Nomen" not in act.content
        assert json.loads(act.content)["entry"] == str(entry.id)


def test_every_state_follows_from_what_the_ledger_holds(world: World) -> None:
    """The acts alone say which steps were taken, on which days, and the state and the content after each."""
    aa, *_ = world.members
    entry = listed(world, aa)
    said = [json.loads(act.content) for act in Act.objects.filter(kind__startswith="registry.").order_by("at")]
    assert [s["step"] for s in said] == ["proposed", "listed"]
    assert [s.get("state") for s in said] == ["under consideration", "listed"]
    assert [s["content"] for s in said] == [bytes(v.digest).hex() for v in entry.versions.order_by("number")]
    assert said[1]["meeting_on"] == on(DAYS).isoformat()
    assert Step.objects.filter(entry=entry).count() == 2


def test_the_list_is_filtered_by_the_day(world: World) -> None:
    aa, bb, _ = world.members
    held, free = (listing.propose(aa.actor(day(0)), content(f"G{n}")) for n in range(2))
    considering.hold(bb.actor(day(1)), proposal(held), reasons=WHY, days=5)

    def found(state: State, n: int) -> list[Entry]:
        return entries(bb.viewer, day(n), roll=Roll.JOINT, kind=Kind.ORGANISATION, state=state).rows

    assert found(State.ON_HOLD, 5) == [held]
    assert found(State.UNDER_CONSIDERATION, 5) == [free]
    assert found(State.ON_HOLD, 6) == []
    assert len(found(State.UNDER_CONSIDERATION, 6)) == 2
