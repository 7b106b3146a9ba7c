"""What loading leaves in the store, as the gate shows it to four viewers in four languages."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from django.apps import apps

from parley.council import queries as council
from parley.council.errors import ConflictError
from parley.council.models import Account, Council
from parley.council.text import LANGUAGES
from parley.demo.facts.parties import KHAN, NSCS, PROTOCOL
from parley.demo.load import load
from parley.forum import queries
from parley.forum.models import Document, Meeting, OfMeeting, SourceNote
from parley.forum.rules import Answer, Channel, Debt, Presence
from parley.ledger.models import Act
from parley.registry.models import Entry, LookUp, Step
from parley.release.models import AudienceParty, Group, Posture, Released
from parley.release.queries import groups
from tests.demo.council import FOUR, NOW, meeting, viewer

pytestmark = [pytest.mark.usefixtures("loaded"), pytest.mark.django_db]

RELEASED = [model for model in apps.get_models() if issubclass(model, Released) and model is not LookUp]
"""Nobody of the demo has looked anybody up."""
MEETINGS = ("hyderabad", "rats-36", "indus-116", "dushanbe", "delhi-dialogue", "seminar", "working-group")


def page(who: str, key: str) -> queries.MeetingPage:
    return queries.meeting_page(viewer(who), meeting(key), NOW)


def seat(shown: queries.MeetingPage, code: str) -> queries.Seat:
    return next(seat for seat in shown.seats if seat.party.code == code)


@pytest.mark.parametrize("who", FOUR)
def test_the_seminar_shows_the_facts(who: str) -> None:
    shown = page(who, "seminar")
    held = shown.meeting
    assert (held.starts, held.ends) == (date(2021, 12, 7), date(2021, 12, 8))
    assert held.city["en"] == "New Delhi"
    assert held.host.code == "IN"
    assert held.host_authority is not None
    assert held.host_authority.names == NSCS
    assert held.support is not None
    assert held.support.code == "RATS"
    assert [partner["en"] for partner in held.partners] == ["Data Security Council of India (DSCI)"]
    assert len(held.topics) == 4
    assert held.illustration is False


@pytest.mark.parametrize("who", FOUR)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_seminar_lists_eight_members_in_protocol_order(who: str, language: str) -> None:
    members = [seat.party.name[language] for seat in page(who, "seminar").seats if seat.party.kind == "state"]
    assert members == [name for _, name in PROTOCOL[language]]


@pytest.mark.parametrize("who", FOUR)
def test_pakistan_confirmed_by_a_public_statement_of_its_high_commission(who: str) -> None:
    pakistan = seat(page(who, "seminar"), "PK")
    reply = pakistan.reply
    assert reply is not None
    assert (reply.answer, reply.channel) == (Answer.CONFIRMED, Channel.PUBLIC_STATEMENT)
    assert reply.authority is not None
    assert reply.authority.names["en"] == "High Commission of Pakistan in New Delhi"
    assert [source["publisher"] for source in reply.sources][1] == "republicworld.com"
    assert reply.released_at.date() == date(2021, 12, 7)


@pytest.mark.parametrize("who", FOUR)
def test_its_delegation_was_received_by_the_charge_daffaires(who: str) -> None:
    (reception,) = seat(page(who, "seminar"), "PK").receptions
    assert reception.by_names == KHAN
    assert reception.by_functions["en"] == "Chargé d'Affaires"
    assert reception.sources


@pytest.mark.parametrize("who", FOUR)
def test_seven_were_expected_and_all_eight_and_the_executive_committee_came(who: str) -> None:
    seats = page(who, "seminar").seats
    expected = {s.party.code for s in seats for p in s.presences if p.presence == Presence.EXPECTED}
    came = {s.party.code for s in seats if s.presence and s.presence.presence == Presence.ATTENDED}
    assert expected == {"KZ", "CN", "KG", "PK", "RU", "TJ", "UZ"}
    assert came == expected | {"IN", "RATS-EC"}


@pytest.mark.parametrize("who", FOUR)
def test_unnamed_heads_of_delegation_are_shown_by_function(who: str) -> None:
    heads = [person for seat in page(who, "seminar").seats for person in seat.delegation.delegates.all()]  # type: ignore[union-attr]
    assert len(heads) == 9
    assert all(person.names == {} and set(person.functions) == set(LANGUAGES) for person in heads)


@pytest.mark.parametrize("who", FOUR)
def test_the_delhi_dialogue_shows_pakistan_declined_and_china_absent(who: str) -> None:
    shown = page(who, "delhi-dialogue")
    assert shown.meeting.body is None
    reply = seat(shown, "PK").reply
    assert reply is not None
    assert reply.answer == Answer.DECLINED
    china = seat(shown, "CN")
    assert china.presence is not None
    assert china.presence.presence == Presence.ABSENT
    assert "scheduling" in china.presence.remark["en"]
    assert china.reply is None
    came = {s.party.code for s in shown.seats if s.presence and s.presence.presence == Presence.ATTENDED}
    assert came == {"IN", "IR", "RU", "KZ", "KG", "TJ", "TM", "UZ"}


@pytest.mark.parametrize("who", FOUR)
def test_hyderabad_shows_no_reply_of_pakistan(who: str) -> None:
    shown = page(who, "hyderabad")
    pakistan = seat(shown, "PK")
    assert pakistan.invitation is not None
    assert (pakistan.reply, pakistan.presence) == (None, None)
    assert (shown.tally.no_reply, shown.tally.declined) == (1, 0)
    assert "exact days" in shown.meeting.about["en"]


@pytest.mark.parametrize("who", FOUR)
def test_dushanbe_shows_where_the_sources_disagree_and_who_spoke(who: str) -> None:
    shown = page(who, "dushanbe")
    assert {note.about for note in shown.notes if note.disputed} == {"dates", "participants"}
    (statement,) = (note for note in shown.notes if note.about == "statement")
    assert "Doval" in statement.speaker["en"]
    assert statement.sources
    heads = {s.party.code: s.delegation.delegates.get().names["en"] for s in shown.seats if s.delegation}
    assert heads["PK"] == "Yusuf"
    assert heads["RATS-EC"] == "Dzhumakhon Giyosov"
    assert len(heads) == 10


@pytest.mark.parametrize("who", FOUR)
def test_the_indus_commission_is_shown_as_a_body_of_others(who: str) -> None:
    shown = page(who, "indus-116")
    assert shown.meeting.body is not None
    assert shown.meeting.body.kind == "body"
    delegation = seat(shown, "PK").delegation
    assert delegation is not None
    assert delegation.size == 8


@pytest.mark.parametrize("who", FOUR)
def test_all_meetings_are_listed(who: str) -> None:
    rows, _ = queries.meetings(viewer(who), NOW)
    assert {row.meeting.id for row in rows} == {meeting(key) for key in MEETINGS}


def test_each_of_the_four_sees_other_documents() -> None:
    def symbols(who: str) -> set[str]:
        return {row.document.symbol for row in page(who, "seminar").documents}

    common = {"SEM/2021/ILL.1", "EC/2021/ILL.2"}
    assert symbols("pk-mission") == common | {"GLOSSARY/ILL.1", "REQ/ILL.1"}
    assert symbols("in-nscs") == common | {"CHECKLIST/ILL.1", "REQ/ILL.1"}
    assert symbols("cn-authority") == common | {"GLOSSARY/ILL.1", "LAB/ILL.1"}
    assert symbols("secretariat") == common | {"REQ/ILL.1"}


def test_the_confidential_group_shows_its_members_to_its_keeper_alone() -> None:
    (kept,) = (g for g in groups(viewer("cn-authority")) if g.confidential)
    (joined,) = (g for g in groups(viewer("tj-authority")) if g.confidential)
    assert kept.id == joined.id
    assert kept.parties is not None
    assert len(kept.parties) == 3
    assert joined.parties is None
    assert not any(g.confidential for g in groups(viewer("in-nscs")))


def test_the_coming_meeting_is_owed_answers() -> None:
    def debts(who: str) -> list[Debt]:
        return [owed.debt for each in queries.owed_by(viewer(who), NOW) for owed in each.owed]

    assert debts("pk-mission") == [Debt.REPLY]
    assert debts("in-nscs") == [Debt.REPLY]
    assert debts("cn-authority") == [Debt.DELEGATION, Debt.CREDENTIALS]
    assert debts("kz-authority") == []


def test_illustrations_are_marked_and_facts_are_not() -> None:
    assert set(Document.objects.values_list("illustration", flat=True)) == {True}
    assert set(Group.objects.filter(participants=False).values_list("illustration", flat=True)) == {True}
    assert [m.titles["en"] for m in Meeting.objects.filter(illustration=True)] == ["Working group on exchange formats"]


def test_all_postures_are_open_but_one() -> None:
    codes = Posture.objects.values_list("owner__code", "towards__code", "stance")
    assert list(codes) == [("KZ", "TJ", "closed")]


def test_members_stand_with_their_dates() -> None:
    parties = council.names(None)
    code = {name.id: name.code for name in parties.values()}

    def members(day: date) -> set[str]:
        return {code[id_] for id_ in council.council_parties(day)} - {"RATS-EC"}

    eight = {"IN", "KZ", "CN", "KG", "PK", "RU", "TJ", "UZ"}
    assert members(date(2017, 6, 8)) == eight - {"IN", "PK"}
    assert members(date(2021, 12, 7)) == eight
    assert members(date(2023, 7, 4)) == eight | {"IR"}
    assert members(NOW.date()) == eight | {"IR", "BY"}


def test_later_members_see_what_is_for_the_whole_council_and_no_more() -> None:
    parties = {name.code: name.id for name in council.names(None).values()}
    held = Meeting.objects.get(id=meeting("seminar"))
    for code in ("IR", "BY"):
        seen = AudienceParty.objects.filter(party=parties[code])
        assert seen.filter(audience=held.audience_id).exists()
        documents = Document.objects.filter(audience__parties__party=parties[code])
        assert [document.symbol for document in documents] == ["EC/2021/ILL.2"]


@pytest.mark.parametrize("model", RELEASED, ids=lambda model: model.__name__)
def test_everything_released_was_done_by_an_act_in_the_ledger(model: type[Released]) -> None:
    acts = dict(Act.objects.values_list("subject", "at"))
    rows = list(model.objects.all())  # type: ignore[attr-defined]
    assert rows
    for row in rows:
        assert acts[subject_of(row)] == row.released_at


def subject_of(row: Released) -> UUID:
    """An import is one act for all its entries; an entry of the joint list, or a State's, begins with a step."""
    entry = row.entry if isinstance(row, Step) else row
    if isinstance(entry, Entry) and entry.source_id is not None:
        return entry.source_id
    return row.steps.get(number=1).id if isinstance(row, Entry) else row.id


def test_every_published_record_in_the_store_carries_its_sources() -> None:
    for model in RELEASED:
        if issubclass(model, OfMeeting | SourceNote):
            sourceless = model.objects.filter(sources=[]).exclude(meeting__illustration=True)  # type: ignore[union-attr]
            assert not sourceless.exists(), model


def test_each_authority_acts_by_an_account_of_its_own() -> None:
    acted = {act.person for act in Act.objects.filter(kind="forum.delegation_named")}
    assert len(acted) >= 12
    assert Account.objects.count() == 16 + 3  # the reviewer, and its two focal points


def test_loading_twice_is_refused_and_changes_nothing() -> None:
    before = {model: model.objects.count() for model in apps.get_models()}  # type: ignore[attr-defined]
    with pytest.raises(ConflictError, match="only into an empty one"):
        load(NOW)
    assert {model: model.objects.count() for model in apps.get_models()} == before  # type: ignore[attr-defined]
    assert Council.objects.get().demo is True


def test_loading_says_what_it_does(loaded: list[str]) -> None:
    assert len(loaded) == 9
    assert "16 authorities" in loaded[0]
