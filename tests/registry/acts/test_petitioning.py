"""A petition: sent without an account, reviewed by an organ of its own against clocks, and decided towards freedom."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from tests.registry.acts.samples import DAYS, WHY, adopt, content, day, listed, on, state
from tests.worlds import Person, World, person

from parley.council.errors import ConflictError, InputError, NotAllowedError, NotFoundError
from parley.council.rules import Role
from parley.ledger import queries as ledger
from parley.ledger.models import Act, Leaf
from parley.registry.acts import consuming, listing, petitioning, reviewing
from parley.registry.acts.petitioning import petitioner
from parley.registry.export import export
from parley.registry.models import Entry, Petition, PetitionStep
from parley.registry.queries import petitions, public
from parley.registry.queries.entries import entries, entry_page, in_force
from parley.registry.queries.history import entry_on
from parley.registry.queries.history import on as list_on
from parley.registry.rules.entries import State
from parley.release.rules import Named, terms

pytestmark = pytest.mark.django_db

L = DAYS


@dataclass
class Case:
    world: World
    reviewer: Person
    entry: Entry
    id: object
    code: str

    def reviewing(self, at: int):  # type: ignore[no-untyped-def]
        return self.reviewer.actor(day(at))

    def reported(self, at: int, *, delist: bool) -> None:
        """Through all its phases on one day; the report last."""
        petitioning.gather(self.reviewing(at), self.id, self.entry.id)
        petitioning.begin_dialogue(self.reviewing(at), self.id)
        petitioning.report(self.reviewing(at), self.id, text="What I found.", recommends_delisting=delist)

    def seen(self, at: int) -> list[str]:
        """What the petitioner is told."""
        return [s.kind for s in petitions.by_code(self.code, day(at)).steps]


def send(at: int = L, text: str = "It is not us.") -> tuple[Petition, str]:
    return petitioning.petition(
        petitioner(day(at)), about="The Grey Wolves", name="A. Wolf", contact="a@example.org", language="en", text=text
    )


@pytest.fixture
def case(world: World, reviewer: Person) -> Case:
    entry = listed(world, world.members[0])
    row, code = send()
    return Case(world, reviewer, entry, row.id, code)


def test_it_needs_no_account_and_is_followed_by_a_code_shown_once(case: Case) -> None:
    assert case.seen(L) == ["received"]
    assert petitions.by_code(case.code.lower().replace("-", " "), day(L)).petition.id == case.id
    assert case.code.replace("-", "") not in str(Petition.objects.values().get())
    for wrong in ("", "x", case.code[:-1], "A" * 10_000, case.code + "A"):
        with pytest.raises(NotFoundError):
            petitions.by_code(wrong, day(L))


def test_without_a_reviewer_nobody_pretends_that_it_is_reviewed(world: World) -> None:
    with pytest.raises(ConflictError, match="no independent reviewer"):
        send()
    person(world.secretariat, "Own reviewer", [Role.REVIEWER])
    with pytest.raises(ConflictError):
        send()


def test_it_is_the_reviewers_alone(case: Case) -> None:
    assert [row.petition.id for row in petitions.inbox(case.reviewer.viewer, day(L))[0]] == [case.id]
    for member in (*case.world.members, case.world.secretariat):
        with pytest.raises(NotAllowedError):
            petitions.inbox(member.viewer, day(L))
        with pytest.raises(NotAllowedError):
            petitioning.gather(member.actor(day(L)), case.id, case.entry.id)
    acts = Act.objects.filter(kind__startswith="registry.petition")
    parties = set(Leaf.objects.filter(act__in=acts).values_list("log__party", flat=True))
    assert parties == {case.reviewer.authority.party_id}
    assert not any("Wolf" in act.content for act in acts)


def test_what_is_sent_has_limits(case: Case) -> None:
    for text in ("", "x" * 10_001, "\u202e"):
        with pytest.raises(InputError):
            send(text=text)


def test_its_clocks_run_four_months_and_two_and_each_is_extended_once(case: Case) -> None:
    def here(at: int):  # type: ignore[no-untyped-def]
        return petitions.petition_page(case.reviewer.viewer, case.id, day(at)).course

    petitioning.gather(case.reviewing(L), case.id, case.entry.id)
    assert (here(L).stage, here(L).until) == ("gathering information", on(L).replace(month=5))
    petitioning.extend(case.reviewing(L), case.id, reasons="More is to come.")
    assert here(L).until == on(L).replace(month=7)
    with pytest.raises(ConflictError):
        petitioning.extend(case.reviewing(L), case.id, reasons="Again.")
    assert not here(L + 180).overdue
    assert here(L + 190).overdue
    with pytest.raises(ConflictError):
        petitioning.report(case.reviewing(L), case.id, text="Too early.", recommends_delisting=True)
    petitioning.begin_dialogue(case.reviewing(L), case.id)
    assert (here(L).stage, here(L).until) == ("dialogue", on(L).replace(month=3))
    petitioning.extend(case.reviewing(L), case.id, reasons="A letter is on its way.")
    assert here(L).until == on(L).replace(month=5)


def test_both_write_to_each_other(case: Case) -> None:
    petitioning.write_to_petitioner(case.reviewing(L), case.id, text="Who are you?")
    petitioning.petitioner_writes(petitioner(day(L)), case.code, text="Somebody else.")
    assert [s.text for s in petitions.by_code(case.code, day(L)).steps] == ["", "Who are you?", "Somebody else."]
    with pytest.raises(NotFoundError):
        petitioning.petitioner_writes(petitioner(day(L)), "AAAA", text="Let me in.")


def test_the_petitioner_withdraws_and_the_reviewer_returns(case: Case) -> None:
    petitioning.withdraw_petition(petitioner(day(L)), case.code)
    assert petitions.by_code(case.code, day(L)).course.stage == "ended"
    with pytest.raises(ConflictError):
        petitioning.gather(case.reviewing(L), case.id, case.entry.id)
    row, code = send()
    petitioning.return_petition(case.reviewing(L), row.id, reasons="Nobody of that name is listed.")
    assert petitions.by_code(code, day(L)).course.outcome == "returned"


def test_it_is_about_an_entry_that_is_listed(case: Case) -> None:
    proposed = listing.propose(case.world.members[0].actor(day(L)), content("Others"))
    with pytest.raises(NotFoundError):
        petitioning.gather(case.reviewing(L), case.id, proposed.id)


def test_a_delisting_that_the_reviewer_recommends_takes_effect_whether_or_not_anything_runs(case: Case) -> None:
    aa, bb, _ = case.world.members
    case.reported(L, delist=True)
    before, after = L + 59, L + 60
    assert state(bb, case.entry, before) == "listed"
    assert list(in_force(on(before))) == [case.entry]
    assert public.listed(day(before))[0]
    assert state(bb, case.entry, after) == "delisted"
    assert not in_force(on(after)).exists()
    assert public.listed(day(after)) == ([], "")
    assert entries(aa.viewer, day(after), state=State.DELISTED).rows == [case.entry]
    assert entries(aa.viewer, day(after), state=State.LISTED).rows == []
    assert entry_on(aa.viewer, case.entry.id, on(before)).state == "listed"
    assert [was.state for was in list_on(aa.viewer, on(after))[0]] == ["delisted"]


def test_what_took_effect_is_written_down_by_the_next_act_and_ends_the_petition(case: Case) -> None:
    _, bb, _ = case.world.members
    case.reported(L, delist=True)
    before = consuming.changes(bb.actor(day(L + 59)))
    page = consuming.changes(bb.actor(day(L + 70)), after=before.next)
    assert [c.version.state for c in page.rows if c.version] == ["delisted"]
    assert case.seen(L + 71)[-1] == "delisted"
    shown = entry_page(bb.viewer, case.entry.id, day(L + 71))
    assert [s.kind for s in shown.steps[-3:]] == [
        "delisting recommended by the reviewer",
        "delisted",
        "review closed",
    ]
    assert "reviewer recommended" in str(shown.explained[0])
    assert on(L + 60).isoformat() in str(shown.explained[0])
    assert entry_on(bb.viewer, case.entry.id, on(L + 59)).version.state == "listed"
    assert entry_on(bb.viewer, case.entry.id, on(L + 65)).version.state == "delisted"
    assert [w.state for w in list_on(bb.viewer, on(L + 59))[0]] == ["listed"]
    assert [w.state for w in list_on(bb.viewer, on(L + 65))[0]] == ["delisted"]


def test_the_council_retains_by_consensus_in_time_and_not_later(case: Case) -> None:
    _, bb, _ = case.world.members
    case.reported(L, delist=True)
    _retain(case, L + 59)
    assert state(bb, case.entry, L + 400) == "listed"
    assert case.seen(L + 60)[-1] == "retained"
    other = listed(case.world, bb, content("Others"), at=2 * L)
    row, _ = send(4 * L)
    late = Case(case.world, case.reviewer, other, row.id, "")
    late.reported(4 * L, delist=True)
    with pytest.raises(ConflictError):
        _retain(late, 4 * L + 60)
    assert state(bb, other, 4 * L + 60) == "delisted"


def _retain(case: Case, at: int) -> None:
    reviewing.retain(
        case.world.secretariat.actor(day(at)), case.entry.id, reasons=WHY, meeting="Council", meeting_on=on(at)
    )


def test_while_a_member_proposes_to_delist_there_is_no_consensus_to_retain(case: Case) -> None:
    _, bb, _ = case.world.members
    case.reported(L, delist=True)
    opened = reviewing.propose_delisting(bb.actor(day(L + 1)), case.entry.id, reasons=WHY)
    with pytest.raises(ConflictError):
        _retain(case, L + 2)
    listing.withdraw(bb.actor(day(L + 3)), opened.id)
    _retain(case, L + 3)


def test_a_report_that_recommends_to_retain_ends_the_petition_and_the_council_reads_it(case: Case) -> None:
    _, bb, _ = case.world.members
    case.reported(L, delist=False)
    assert case.seen(L)[-1] == "retained"
    assert state(bb, case.entry, L + 400) == "listed"
    (report,) = petitions.reports(bb.viewer, case.entry)
    assert (report.text, report.recommends_delisting) == ("What I found.", False)


def test_an_entry_says_that_its_reviewer_was_refused_evidence(case: Case) -> None:
    aa, bb, _ = case.world.members
    petitioning.gather(case.reviewing(L), case.id, case.entry.id)
    asked = petitioning.ask_evidence(case.reviewing(L), case.id, text="On what is it based?")
    assert petitions.asked_of_us(bb.viewer) == []
    (question,) = petitions.asked_of_us(aa.viewer)
    assert (question.step.text, question.entry, question.refused) == ("On what is it based?", case.entry, False)
    assert "evidence asked for" not in case.seen(L)
    with pytest.raises(NotFoundError):
        petitioning.refuse_evidence(bb.actor(day(L)), asked.id, reasons=WHY)
    with pytest.raises(InputError):
        petitioning.refuse_evidence(aa.actor(day(L)), asked.id, reasons={})
    petitioning.refuse_evidence(aa.actor(day(L)), asked.id, reasons=WHY)
    assert petitions.asked_of_us(aa.viewer)[0].refused
    assert case.seen(L)[-1] == "evidence refused"
    shown = entry_page(bb.viewer, case.entry.id, day(L))
    assert shown.standing.evidence_refused
    assert "refused evidence" in str(shown.explained[-1])
    assert public.entry(case.entry.id, day(L)).evidence_refused
    with pytest.raises(ConflictError):
        petitioning.refuse_evidence(aa.actor(day(L)), asked.id, reasons=WHY)


def test_who_is_asked_for_evidence_cannot_tell_which_petition_it_is_about(case: Case) -> None:
    aa, bb, _ = case.world.members
    for row, _code in (send(), send()):
        petitioning.gather(case.reviewing(L), row.id, case.entry.id)
        asked = petitioning.ask_evidence(case.reviewing(L), row.id, text="On what is it based?")
        petitioning.refuse_evidence(aa.actor(day(L)), asked.id, reasons=WHY)
        petitioning.begin_dialogue(case.reviewing(L), row.id)
        petitioning.report(case.reviewing(L), row.id, text="What I found.", recommends_delisting=False)
    petition_ids = [str(id_) for id_ in Petition.objects.values_list("id", flat=True)]
    for member in (aa, bb):
        told = f"{ledger.acts(member.viewer)} {list(export(member.viewer))}"
        assert "registry.petition_report" in told
        assert not [id_ for id_ in petition_ids if id_ in told]
    assert petition_ids[-1] in str(ledger.acts(case.reviewer.viewer))


def test_evidence_shown_to_the_reviewer_is_on_the_petitions_page(case: Case) -> None:
    aa, *_ = case.world.members
    petitioning.gather(case.reviewing(L), case.id, case.entry.id)
    to = terms(Named(frozenset({case.reviewer.authority.party_id})))
    row = listing.show_evidence(aa.actor(day(L)), case.entry.id, title="A", text="B", to=to)
    assert petitions.petition_page(case.reviewer.viewer, case.id, day(L)).evidence == (row,)


def test_a_delisting_by_the_council_ends_the_petition_and_tells_nobody_else_that_there_was_one(case: Case) -> None:
    _, bb, _ = case.world.members
    petitioning.gather(case.reviewing(L), case.id, case.entry.id)
    opened = reviewing.propose_delisting(bb.actor(day(L)), case.entry.id, reasons=WHY)
    keeper = case.world.secretariat.actor(day(2 * L))
    reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(2 * L))
    assert case.seen(2 * L)[-1] == "delisted"
    act = Act.objects.get(kind="registry.petition_delisted")
    assert set(Leaf.objects.filter(act=act).values_list("log__party", flat=True)) == {case.reviewer.authority.party_id}


def test_what_an_ended_petition_says_is_erased_after_its_retention(case: Case) -> None:
    petitioning.petitioner_writes(petitioner(day(L)), case.code, text="I am A. Wolf.")
    petitioning.withdraw_petition(petitioner(day(L)), case.code)
    send(L + 1095)
    assert Petition.objects.get(id=case.id).text
    send(L + 1096)
    found = Petition.objects.get(id=case.id)
    assert (found.petitioner, found.contact, found.text, found.about) == ("", "", "", "")
    assert not PetitionStep.objects.filter(petition=found).exclude(text="").exists()
    assert [s.kind for s in petitions.by_code(case.code, day(L + 1096)).steps] == ["received", "message", "withdrawn"]


def test_what_is_past_its_retention_is_shown_to_nobody_before_it_is_erased(case: Case) -> None:
    petitioning.petitioner_writes(petitioner(day(L)), case.code, text="I am A. Wolf.")
    petitioning.withdraw_petition(petitioner(day(L)), case.code)
    reader = case.reviewer.viewer

    def told(at: int) -> str:
        (row,), _ = petitions.inbox(reader, day(at))
        pages = petitions.petition_page(reader, case.id, day(at)), petitions.by_code(case.code, day(at))
        said = [(p.about, p.petitioner, p.contact, p.text) for p in (row.petition, *(page.petition for page in pages))]
        return f"{said} {[step.text for page in pages for step in page.steps]}"

    assert told(L + 1095).count("Wolf") == 5
    assert "Wolf" not in told(L + 1096)
    assert Petition.objects.get(id=case.id).text
    assert petitioning.forget(day(L + 1095)) == 0
    assert petitioning.forget(day(L + 1096)) == 1


def test_a_set_aside_listing_does_not_cost_the_petitioner_its_recommendation(case: Case) -> None:
    from parley.registry.acts import considering

    _, bb, _ = case.world.members
    case.reported(L, delist=True)
    opened = case.entry.steps.get(number=1).id
    keeper = case.world.secretariat.actor(day(L + 5))
    made = considering.record_objection(keeper, opened, member=bb.party.id, received_on=on(L - 1), reasons=WHY)
    considering.lift(bb.actor(day(L + 6)), made.id)
    adopt(case.world, case.entry, L + 7)
    assert state(bb, case.entry, L + 60) == "delisted"
