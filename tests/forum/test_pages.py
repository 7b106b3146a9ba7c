"""Who sees what on the forum's pages, and what their forms refuse."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.forum import bad_files
from tests.forum.conftest import AFTER, BEFORE, EARLY, TEXT, Seminar, convened
from tests.worlds import Member

from parley.forum import acts
from parley.forum.models import Delegation, Document, Invitation, Meeting, Reply
from parley.forum.rules import Answer, Channel, MeetingKind, NoteTopic, Presence, Rank
from parley.release import acts as release
from parley.release.rules import Group, Named, Posture, WholeCouncil, terms
from parley.settings import SETTINGS

Look = Callable[..., Client]
SOURCE = {"publisher": "A newspaper", "title": "A report", "date": "2021-12-07", "url": "https://example.org/report"}
STATEMENT = {"answer": Answer.CONFIRMED, "channel": Channel.PUBLIC_STATEMENT, "sources": [SOURCE]}
LETTER = {"answer": "confirmed", "channel": "letter"}


def text(response: HttpResponse) -> str:
    return html.unescape(response.content.decode())


def body(response: HttpResponse) -> str:
    """Without the token against forged requests, which is masked anew in every answer."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text(response))


def url(name: str, *args: object) -> str:
    return reverse(f"forum:{name}", args=args)


def page(look: Look, member: Member, seminar: Seminar, moment: object = BEFORE) -> str:
    return text(look(member, moment).get(url("meeting", seminar.meeting.id)))


def row(shown: str, state: str) -> str:
    """A State's row of the table of participants."""
    table = shown[shown.index('class="table participants"') :]
    return next(r for r in table[: table.index("</table>")].split("<tr ") if f"State {state}" in r)


def panel(shown: str, name: str) -> str:
    return shown[shown.index(f'aria-labelledby="{name}"') :].split("</section>", maxsplit=1)[0]


def counts(shown: str) -> dict[str, int]:
    found = re.findall(r'<dt><span class="mark[^>]*></span>([^<]+)</dt><dd>(\d+)</dd>', shown)
    return {words: int(n) for words, n in found}


# The page of a meeting.


def test_the_page_says_who_is_coming_and_who_has_not_answered(seminar: Seminar, look: Look) -> None:
    acts.reply(seminar.bb.actor(EARLY), seminar.meeting.id, **STATEMENT)
    shown = page(look, seminar.cc, seminar)
    assert counts(shown) == {"Confirmed": 1, "Declined": 0, "No reply on record": 1}
    assert "Confirmed" in row(shown, "BB")
    assert "Public statement" in row(shown, "BB")
    assert "No reply on record" in row(shown, "CC")
    assert "Declined" not in row(shown, "CC")
    assert "Hosts the meeting" in row(shown, "AA")
    assert [m.group() for m in re.finditer(r"State (AA|BB|CC)(?=</bdi>)", shown[shown.index("<tbody") :])][:3] == [
        "State AA",
        "State BB",
        "State CC",
    ]


def test_no_reply_to_an_ended_meeting_is_not_known_and_never_declined(seminar: Seminar, look: Look) -> None:
    shown = page(look, seminar.cc, seminar, AFTER)
    assert "No reply known" in row(shown, "CC")
    assert "Declined" not in row(shown, "CC")
    assert counts(shown)["No reply known"] == 2
    assert "Nothing: the meeting is over." in panel(shown, "owed")


def test_the_page_says_what_the_reader_still_owes(seminar: Seminar, look: Look) -> None:
    owed = panel(page(look, seminar.bb, seminar), "owed")
    assert "Answer the invitation" in owed
    assert "Overdue: it was due by 25 November 2021" in owed
    assert url("reply", seminar.meeting.id, seminar.bb.party.id) in owed
    acts.reply(seminar.bb.actor(EARLY), seminar.meeting.id, **STATEMENT)
    owed = panel(page(look, seminar.bb, seminar), "owed")
    assert "Answer the invitation" not in owed
    assert "Name your delegation" in owed
    assert "Nothing: you are the host." in panel(page(look, seminar.host, seminar), "owed")


def test_who_is_not_named_is_shown_by_function(seminar: Seminar, look: Look) -> None:
    head = acts.Person(Rank.HEAD, {}, {"en": "Head of the cyber directorate"})
    other = acts.Person(Rank.ADVISER, {"en": "Named Adviser"}, {})
    acts.name_delegation(seminar.bb.actor(EARLY), seminar.meeting.id, [other, head], size=8)
    shown = row(page(look, seminar.cc, seminar), "BB")
    assert "Head of the cyber directorate" in shown
    assert "A delegation of 8 persons" in shown
    assert "Named Adviser" not in shown


def test_a_reception_says_by_whom_and_where(seminar: Seminar, look: Look) -> None:
    acts.record_reception(
        seminar.bb.actor(EARLY),
        seminar.meeting.id,
        by_names={"en": "A. Person"},
        by_functions={"en": "Chargé d'Affaires"},
        authority=seminar.bb.authority.id,
        sources=[SOURCE],
    )
    shown = page(look, seminar.cc, seminar)
    said = re.sub(r"<[^>]+>", "", row(shown, "BB"))
    assert "Received by Chargé d'Affaires A. Person at Authority of BB" in said
    assert "A newspaper" in panel(shown, "record")


def test_presence_stands_with_its_remark_and_its_source(seminar: Seminar, look: Look) -> None:
    acts.record_presence(
        seminar.host.actor(AFTER),
        seminar.meeting.id,
        seminar.cc.party.id,
        Presence.ABSENT,
        remark={"en": "Scheduling was given as the reason"},
        sources=[SOURCE],
    )
    shown = page(look, seminar.bb, seminar, AFTER)
    assert "Did not attend" in row(shown, "CC")
    assert "Scheduling was given as the reason" in row(shown, "CC")
    assert "https://example.org/report" in panel(shown, "record")
    assert "7 December 2021" in panel(shown, "record")


def test_every_reply_stays_and_the_latest_counts(seminar: Seminar, look: Look) -> None:
    acts.reply(seminar.bb.actor(EARLY), seminar.meeting.id, answer=Answer.TENTATIVE, channel=Channel.LETTER)
    later = EARLY + timedelta(hours=1)
    acts.reply(seminar.bb.actor(later), seminar.meeting.id, answer=Answer.DECLINED, channel=Channel.LETTER)
    shown = page(look, seminar.cc, seminar)
    assert "Declined" in row(shown, "BB")
    record = panel(shown, "record")
    assert record.index("Declined") < record.index("replaced by a later record") < record.index("Tentative")


def test_a_source_that_disagrees_stands_beside_what_the_page_shows(seminar: Seminar, look: Look) -> None:
    acts.note_source(
        seminar.host.actor(EARLY),
        seminar.meeting.id,
        about=NoteTopic.DATES,
        note={"en": "Also reported as 8 to 9 December."},
        speaker={"en": "A correspondent"},
        sources=[SOURCE],
        disputed=True,
    )
    shown = panel(page(look, seminar.bb, seminar), "sources")
    for words in ("Sources disagree", "Also reported as 8 to 9 December.", "A correspondent", "A report"):
        assert words in shown


def test_only_keepers_get_the_links_that_record(seminar: Seminar, look: Look) -> None:
    link = url("presence", seminar.meeting.id, seminar.bb.party.id)
    for keeper in (seminar.host, seminar.world.secretariat):
        assert link in page(look, keeper, seminar)
    assert link not in page(look, seminar.cc, seminar)


def test_who_is_not_invited_sees_neither_the_meeting_nor_its_documents(seminar: Seminar, look: Look) -> None:
    document = seminar.submit(seminar.bb, "BB/1", terms(Group(seminar.meeting.participants_id, forum=True)))
    file = document.files.get()
    client = look(seminar.dd)
    for name, id_ in (("meeting", seminar.meeting.id), ("document", document.id), ("file", file.id)):
        hidden, absent = client.get(url(name, id_)), client.get(url(name, uuid4()))
        assert hidden.status_code == absent.status_code == 404
        assert body(hidden) == body(absent)
        assert body(client.post(url(name, id_))) == body(client.post(url(name, uuid4())))
    assert "Seminar on trust" not in text(client.get(url("meetings")))
    assert "BB/1" not in text(client.get(url("documents")))


def test_a_meeting_for_the_whole_council_shows_no_replies_to_those_not_invited(seminar: Seminar, look: Look) -> None:
    meeting = acts.convene(
        seminar.host.actor(EARLY),
        kind=MeetingKind.SEMINAR,
        titles={"en": "Open seminar"},
        host=seminar.host.party.id,
        body=seminar.world.council.party_id,
        starts=date(2021, 12, 7),
        ends=date(2021, 12, 8),
        zone="Asia/Kolkata",
        whole_council=True,
    )
    acts.invite(seminar.host.actor(EARLY), meeting.id, seminar.bb.party.id)
    acts.reply(seminar.bb.actor(EARLY), meeting.id, **STATEMENT)
    shown = text(look(seminar.dd).get(url("meeting", meeting.id)))
    assert "Open seminar" in shown
    assert "State BB" not in shown
    form = text(look(seminar.dd).get(url("submit_to_meeting", meeting.id)))
    assert 'value="participants"' not in form


@pytest.mark.parametrize("more", [0, 6])
def test_a_page_takes_as_many_statements_for_many_states_and_documents(
    more: int, seminar: Seminar, look: Look, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    from tests.worlds import member

    everybody = [seminar.bb, seminar.cc]
    for n in range(more):
        extra = member(seminar.world, f"X{n}", at=EARLY)
        acts.invite(seminar.host.actor(EARLY), seminar.meeting.id, extra.party.id)
        everybody.append(extra)
    for n, each in enumerate(everybody):
        acts.reply(each.actor(EARLY), seminar.meeting.id, **STATEMENT)
        acts.name_delegation(each.actor(EARLY), seminar.meeting.id, [acts.Person(Rank.HEAD, {"en": f"Head {n}"}, {})])
        seminar.submit(each, f"D/{n}", terms(Named(frozenset({seminar.bb.party.id, each.party.id}))))
    client = look(seminar.bb)
    client.get(url("meeting", seminar.meeting.id))
    with django_assert_max_num_queries(35):
        assert client.get(url("meeting", seminar.meeting.id)).status_code == 200
    with django_assert_max_num_queries(25):
        assert client.get(url("meetings")).status_code == 200
    with django_assert_max_num_queries(25):
        assert client.get(url("documents")).status_code == 200


# Lists.


def test_meetings_are_grouped_and_paged(seminar: Seminar, look: Look) -> None:
    for n in range(SETTINGS.page_rows_max):
        convened(seminar.world, seminar.host, f"Another {n}")
    client = look(seminar.host)
    first = text(client.get(url("meetings")))
    assert "Upcoming" in first
    assert "Past" not in re.findall(r"<h2[^>]*>([^<]+)", first)
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    second = text(client.get(url("meetings") + older.group(1)))
    ids = [set(re.findall(r"/meetings/([0-9a-f-]{36})/", shown)) for shown in (first, second)]
    assert len(ids[0]) == SETTINGS.page_rows_max
    assert len(ids[1]) == 1
    assert not ids[0] & ids[1]
    newer = re.search(r'rel="prev" href="([^"]+)"', second)
    assert newer is not None
    assert set(re.findall(r"/meetings/([0-9a-f-]{36})/", text(client.get(url("meetings") + newer.group(1))))) == ids[0]


@pytest.mark.parametrize("cursor", ["nonsense", "%00", "x" * 500, "MjAyMS0xMi0wNyBub3QtYS11dWlk", "é"])
@pytest.mark.parametrize("name", ["meetings", "documents"])
def test_a_cursor_that_no_page_gave_is_refused(seminar: Seminar, look: Look, name: str, cursor: str) -> None:
    assert look(seminar.bb).get(url(name), {"before": cursor}).status_code == 400


def test_empty_lists_say_what_will_stand_there(seminar: Seminar, look: Look) -> None:
    client = look(seminar.dd)
    assert "There is no meeting for you here" in text(client.get(url("meetings")))
    assert "There is no document for you here" in text(client.get(url("documents")))


# What is done to a meeting.


CONVENE = {
    "kind": "working group",
    "titles_en": "Working group on formats",
    "starts": "2021-12-20",
    "ends": "2021-12-21",
    "zone": "Asia/Tashkent",
    "topics_en": "Formats\r\nMarkings",
    "topics_ru": "Форматы",
}


def test_a_meeting_is_convened_and_states_are_invited(seminar: Seminar, look: Look) -> None:
    client = look(seminar.bb)
    made = client.post(url("convene"), CONVENE | {"host": str(seminar.bb.party.id)}, follow=True)
    assert "The meeting is convened." in text(made)
    meeting = Meeting.objects.get(owner=seminar.bb.party)
    assert meeting.topics == [{"en": "Formats", "ru": "Форматы"}, {"en": "Markings"}]
    states = [str(seminar.cc.party.id), str(seminar.dd.party.id)]
    client.post(url("invite", meeting.id), {"states": states, "reference": "Note 5"}, follow=True)
    assert set(Invitation.objects.filter(meeting=meeting).values_list("party_id", flat=True)) == {*map(UUID, states)}
    assert "Working group on formats" in text(look(seminar.dd).get(url("meetings")))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ends": "2021-12-19"}, "Put the dates the right way round."),
        ({"zone": "Mars/Olympus"}, "Write it like Asia/Kolkata."),
        ({"titles_en": "x" * 10_000}, "at most this many characters: 300. Came: this many: 10000"),
        ({"titles_en": "a\0b"}, "Null characters are not allowed."),
        ({"titles_en": "a\u2067b"}, "direction isolates"),
        ({"titles_en": "a\u202eb"}, "no direction overrides"),
        ({"titles_en": ""}, "Fill it in."),
        ({"reply_by": "2021-12-25"}, "Ask for replies before the meeting begins."),
        ({"starts": "soon"}, "Enter a valid date."),
        ({"host": "nobody"}, "Select a valid choice."),
        ({"publisher": "P", "source_url": "javascript:alert(1)"}, "an address that begins with https://"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_and_what_was_typed_stays(
    seminar: Seminar, look: Look, change: dict[str, str], said: str
) -> None:
    typed = CONVENE | {"host": str(seminar.bb.party.id)} | change
    refused = look(seminar.bb).post(url("convene"), typed)
    assert refused.status_code == 422
    assert said in text(refused)
    assert 'value="2021-12-21"' in text(refused) or "ends" in change
    assert not Meeting.objects.filter(owner=seminar.bb.party).exists()


def test_the_authority_of_the_host_is_one_of_the_hosts_own(seminar: Seminar, look: Look) -> None:
    typed = CONVENE | {"host": str(seminar.bb.party.id), "host_authority": str(seminar.cc.authority.id)}
    assert "an authority of the host" in text(look(seminar.bb).post(url("convene"), typed))
    assert not Meeting.objects.filter(owner=seminar.bb.party).exists()


def test_nobody_keeps_a_meeting_that_is_not_theirs(seminar: Seminar, look: Look) -> None:
    client = look(seminar.bb)
    for name in ("invite", "note"):
        assert client.get(url(name, seminar.meeting.id)).status_code == 403
    for name in ("reply", "delegation", "credentials", "reception", "presence"):
        assert client.get(url(name, seminar.meeting.id, seminar.cc.party.id)).status_code == 403
        assert client.post(url(name, seminar.meeting.id, seminar.cc.party.id), LETTER).status_code == 403
        assert look(seminar.dd).get(url(name, seminar.meeting.id, seminar.dd.party.id)).status_code == 404


# Replies and records.


def test_a_reply_is_recorded_and_can_be_given_again(seminar: Seminar, look: Look) -> None:
    client = look(seminar.bb)
    here = url("reply", seminar.meeting.id, seminar.bb.party.id)
    answer = client.post(here, LETTER | {"answer": "tentative"})
    assert answer["Location"] == url("meeting", seminar.meeting.id)
    assert "The reply is recorded." in text(client.get(answer["Location"]))
    client.post(here, LETTER)
    assert [r.answer for r in Reply.objects.order_by("released_at", "id")].count("confirmed") == 1
    assert Reply.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"channel": "note verbale"}, "Write both as they stand on the note."),
        ({"channel": "public statement"}, "Name who published it and when."),
        ({"channel": "pigeon"}, "Select a valid choice."),
        ({"answer": ""}, "This field is required."),
        ({"remark_en": "a\u202eb"}, "no direction overrides"),
        ({"reference": "x" * 10_000}, "at most this many characters: 300"),
        ({"source_title": "Title without a publisher"}, "Fill it in."),
    ],
)
def test_a_reply_that_lacks_something_is_refused(
    seminar: Seminar, look: Look, typed: dict[str, str], said: str
) -> None:
    refused = look(seminar.bb).post(url("reply", seminar.meeting.id, seminar.bb.party.id), LETTER | typed)
    assert refused.status_code == 422
    assert said in text(refused)
    assert not Reply.objects.exists()


def test_a_reply_after_the_end_changes_nothing(seminar: Seminar, look: Look) -> None:
    refused = look(seminar.bb, AFTER).post(url("reply", seminar.meeting.id, seminar.bb.party.id), LETTER)
    assert "The meeting ended on 2021-12-08" in text(refused)
    assert not Reply.objects.exists()


def test_who_was_not_invited_has_nothing_to_answer(seminar: Seminar, look: Look) -> None:
    refused = look(seminar.host).post(url("reply", seminar.meeting.id, seminar.dd.party.id), LETTER)
    assert refused.status_code == 422
    assert "has no invitation to this meeting" in text(refused)
    assert look(seminar.host).post(url("reply", seminar.meeting.id, uuid4()), LETTER).status_code == 404
    assert not Reply.objects.exists()


def test_a_keeper_writes_down_what_came_on_paper_and_the_page_says_so(seminar: Seminar, look: Look) -> None:
    note = LETTER | {"channel": "note verbale", "reference": "No. 7/2021", "reference_date": "2021-11-20"}
    look(seminar.host).post(url("reply", seminar.meeting.id, seminar.cc.party.id), note)
    record = panel(page(look, seminar.bb, seminar), "record")
    assert "No. 7/2021" in record
    assert "Written down by <bdi>State AA</bdi>" in record


def delegates(*rows: tuple[str, str, str]) -> dict[str, str]:
    typed = {"rows": "8", "language": "en"}
    for n, (rank, name, function) in enumerate(rows):
        typed |= {f"rank_{n}": rank, f"name_{n}": name, f"function_{n}": function}
    return typed


def test_a_delegation_is_named_and_shown_again_to_be_changed(seminar: Seminar, look: Look) -> None:
    client = look(seminar.bb)
    here = url("delegation", seminar.meeting.id, seminar.bb.party.id)
    client.post(here, delegates(("head", "A. Head", "Director"), ("delegate", "", ""), ("adviser", "", "Adviser")))
    assert Delegation.objects.get().delegates.count() == 2
    assert 'value="A. Head"' in text(client.get(here))


def test_names_in_other_languages_stay_when_a_list_is_sent_again(seminar: Seminar, look: Look) -> None:
    head = acts.Person(Rank.HEAD, {"en": "A. Head", "ru": "А. Глава"}, {"en": "Director"})
    acts.name_delegation(seminar.bb.actor(EARLY), seminar.meeting.id, [head])
    here = url("delegation", seminar.meeting.id, seminar.bb.party.id)
    look(seminar.bb).post(here, delegates(("head", "A. Head", "Director"), ("delegate", "B. Other", "")))
    latest = Delegation.objects.order_by("released_at").last()
    assert latest is not None
    assert latest.delegates.get(position=0).names == {"en": "A. Head", "ru": "А. Глава"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (delegates(("head", "A", ""), ("head", "B", "")), "Make the others delegates."),
        (delegates(), "Name its head first."),
        (delegates(("head", "", ""), ("delegate", "B" * 10_000, "")), "at most this many characters: 300"),
        (delegates(("head", "A\u202e", "")), "no direction overrides"),
        (delegates(("head", "A\0", "")), "Null characters are not allowed."),
        (delegates(("king", "A", "")), "Select a valid choice."),
    ],
)
def test_a_delegation_that_cannot_be_is_refused(seminar: Seminar, look: Look, typed: dict[str, str], said: str) -> None:
    here = url("delegation", seminar.meeting.id, seminar.bb.party.id)
    refused = look(seminar.bb).post(here, typed)
    assert refused.status_code == 422
    assert said in text(refused)
    assert not Delegation.objects.exists()


def test_the_complaint_about_a_person_stands_at_its_row(seminar: Seminar, look: Look) -> None:
    here = url("delegation", seminar.meeting.id, seminar.bb.party.id)
    typed = delegates(("head", "A", ""), ("delegate", "", ""), ("delegate", "B\u202e", ""))
    assert 'href="#id_name_2"' in text(look(seminar.bb).post(here, typed))


def test_more_rows_keep_what_was_typed_and_record_nothing(seminar: Seminar, look: Look) -> None:
    here = url("delegation", seminar.meeting.id, seminar.bb.party.id)
    shown = text(look(seminar.bb).post(here, delegates(("head", "A. Head", "Director")) | {"more": "1"}))
    assert 'value="A. Head"' in shown
    assert 'name="name_15"' in shown
    assert not Delegation.objects.exists()
    many = delegates() | {"more": "1", "rows": "999"}
    assert f'name="name_{SETTINGS.delegates_max}"' not in text(look(seminar.bb).post(here, many))


def test_keepers_record_credentials_reception_and_presence(seminar: Seminar, look: Look) -> None:
    client = look(seminar.host)
    at = seminar.meeting.id, seminar.bb.party.id
    too_early = client.post(url("credentials", *at), {"status": "received", "received_by": "Protocol"})
    assert "has not named a delegation yet" in text(too_early)
    client.post(url("delegation", *at), delegates(("head", "A. Head", "")))
    client.post(url("credentials", *at), {"status": "provisional", "received_by": "Protocol"})
    client.post(url("reception", *at), {"by_names_en": "A. Person", "on": "2021-12-07"})
    client.post(url("presence", *at), {"presence": "expected", "publisher": "A newspaper"})
    shown = page(look, seminar.cc, seminar)
    for words in ("Credentials: Seated provisionally", "Received by <bdi>A. Person</bdi>", "Expected"):
        assert words in row(shown, "BB")


def test_a_note_needs_its_source(seminar: Seminar, look: Look) -> None:
    client = look(seminar.host)
    typed = {"about": "dates", "note_en": "One line.\r\nAnother.", "disputed": "on"}
    refused = client.post(url("note", seminar.meeting.id), typed)
    assert "Name publisher and date." in text(refused)
    client.post(url("note", seminar.meeting.id), typed | {"publisher": "A newspaper", "source_date": "2021-12-09"})
    shown = panel(page(look, seminar.bb, seminar), "sources")
    assert "One line.<br>Another." in shown
    assert "9 December 2021" in shown


# Documents.


def paper(name: str = "text.txt", content: bytes = TEXT, kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, kind)


def typed_document(**more: object) -> dict[str, object]:
    return {"symbol": "BB/1", "titles_en": "A paper", "file_en": paper(), "circulation": "us"} | more


def test_a_document_reaches_those_it_names_and_says_why(seminar: Seminar, look: Look) -> None:
    made = look(seminar.bb).post(
        url("submit_to_meeting", seminar.meeting.id), typed_document(circulation="participants"), follow=True
    )
    assert "You released this to the participants of the meeting." in text(made)
    assert "State CC" in panel(text(made), "reach")
    document = Document.objects.get()
    shown = panel(page(look, seminar.cc, seminar), "documents")
    assert "BB/1" in shown
    assert "You see this because you are a participant of the meeting." in shown
    assert look(seminar.cc).get(url("document", document.id)).status_code == 200
    assert 'aria-labelledby="reach"' not in text(look(seminar.cc).get(url("document", document.id)))
    assert look(seminar.dd).get(url("document", document.id)).status_code == 404


def test_the_narrowest_circulation_is_offered_first_and_each_says_whom_it_reaches(seminar: Seminar, look: Look) -> None:
    release.set_posture(seminar.bb.actor(EARLY), seminar.dd.party.id, Posture.CLOSED)
    secret = release.make_group(
        seminar.cc.actor(EARLY), name="Quiet circle", parties={seminar.bb.party.id}, confidential=True
    )
    client = look(seminar.bb)
    inside = text(client.get(url("submit_to_meeting", seminar.meeting.id)))
    assert re.search(r'value="participants"[^>]* checked', inside)
    alone = text(client.get(url("submit")))
    assert re.search(r'value="us"[^>]* checked', alone)
    council = alone[alone.index('value="council"') :].split("</label>")[0]
    assert "State CC" in council
    assert "State DD" not in council
    group = alone[alone.index(f'value="group:{secret.id}"') :].split("</label>")[0]
    assert "the members of <bdi>Quiet circle</bdi>" in group
    assert "State CC" not in group
    named = alone[alone.index('name="states"') :]
    assert "Your posture towards it is closed." in named[named.index("State DD") :].split("</label>")[0]


def test_a_group_that_the_reader_is_not_in_cannot_be_chosen(seminar: Seminar, look: Look) -> None:
    group = release.make_group(
        seminar.cc.actor(EARLY), name="Others", parties={seminar.dd.party.id}, confidential=False
    )
    refused = look(seminar.bb).post(url("submit"), typed_document(circulation=f"group:{group.id}"))
    assert refused.status_code == 422
    assert "Others" not in text(refused)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"circulation": "named"}, "Choose one State at least"),
        ({"symbol": "<b>"}, "letters, digits, spaces"),
        ({"titles_en": "x" * 10_000}, "at most this many characters: 300"),
        ({"file_en": ""}, "Choose the file in at least one language."),
        ({"file_en": paper("a.svg", b"<svg onload='alert(1)'/>", "image/svg+xml")}, "Save it as a PDF"),
        ({"file_en": paper("a.txt", b"<!doctype html><script>alert(1)</script>")}, "HTML, SVG, XML or a script"),
        ({"file_en": paper("a.pdf", TEXT, "application/pdf")}, "by its bytes"),
        ({"file_en": paper("a.docx", bad_files.bomb(declared_bytes=10), "")}, "Expected"),
        ({"file_en": paper("empty.txt", b"")}, "a file of 1 to this many bytes"),
    ],
)
def test_a_document_that_cannot_be_taken_is_refused_and_nothing_is_stored(
    seminar: Seminar, look: Look, change: dict[str, object], said: str
) -> None:
    refused = look(seminar.bb).post(url("submit"), typed_document() | change)
    assert refused.status_code == 422
    assert said in text(refused)
    assert "a browser does not keep them" in text(refused)
    assert 'value="BB/1"' in text(refused) or "symbol" in change
    assert not Document.objects.exists()


def test_a_file_over_the_limit_is_not_read(seminar: Seminar, look: Look) -> None:
    large = paper("large.txt", b"x" * (SETTINGS.file_bytes_max + 1))
    refused = look(seminar.bb).post(url("submit"), typed_document(file_ru=large))
    assert f"bytes: {SETTINGS.file_bytes_max + 1}" in text(refused)
    assert 'href="#id_file_ru"' in text(refused)
    assert not Document.objects.exists()


def test_an_authority_uses_a_symbol_once_and_another_may_use_it_too(seminar: Seminar, look: Look) -> None:
    look(seminar.bb).post(url("submit"), typed_document(circulation="council"))
    again = look(seminar.bb).post(url("submit"), typed_document())
    assert "a symbol that your authority has not used yet" in text(again)
    made = look(seminar.cc).post(url("submit"), typed_document(), follow=True)
    assert "You see another document under the same symbol:" in text(made)
    assert "under the same symbol" not in text(
        look(seminar.bb).get(url("document", Document.objects.get(authority=seminar.bb.authority).id))
    )


def test_a_circulation_is_shown_in_words_before_it_is_changed(seminar: Seminar, look: Look) -> None:
    document = seminar.submit(seminar.bb, "BB/1", terms(WholeCouncil()))
    client = look(seminar.bb)
    here = url("circulation", document.id)
    chosen = {"circulation": "named", "states": [str(seminar.cc.party.id)]}
    assert re.search(r'value="council"[^>]* checked', text(client.get(here)))
    preview = text(client.post(here, chosen))
    assert "This will reach: <bdi>State CC</bdi>." in preview
    assert "It is taken from: <bdi>State AA, State DD and Secretariat</bdi>." in preview
    assert look(seminar.dd).get(url("document", document.id)).status_code == 200
    look(seminar.bb).post(here, chosen | {"confirmed": "1"})
    again = text(look(seminar.bb).get(here))
    assert re.search(r'value="named"[^>]* checked', again)
    assert re.search(rf'value="{seminar.cc.party.id}"[^>]* checked', again)
    assert look(seminar.cc).get(url("document", document.id)).status_code == 200
    assert look(seminar.dd).get(url("document", document.id)).status_code == 404


def test_only_its_own_authority_changes_a_document(seminar: Seminar, look: Look) -> None:
    document = seminar.submit(seminar.bb, "BB/1", terms(WholeCouncil()))
    for name in ("circulation", "withdraw"):
        assert look(seminar.cc).get(url(name, document.id)).status_code == 403
        assert look(seminar.cc).post(url(name, document.id)).status_code == 403
        assert look(seminar.cc).get(url(name, uuid4())).status_code == 404


def test_a_document_is_withdrawn_after_a_question(seminar: Seminar, look: Look) -> None:
    document = seminar.submit(seminar.bb, "BB/1", terms(WholeCouncil()))
    client = look(seminar.bb)
    assert "will be seen by your own authorities only" in text(client.get(url("withdraw", document.id)))
    assert look(seminar.cc).get(url("document", document.id)).status_code == 200
    withdrawn = look(seminar.bb).post(url("withdraw", document.id), follow=True)
    assert "Withdrawn" in text(withdrawn)
    assert look(seminar.cc).get(url("document", document.id)).status_code == 404
    assert "is withdrawn already" in text(look(seminar.bb).post(url("withdraw", document.id)))


def test_a_file_is_saved_and_never_shown(seminar: Seminar, look: Look) -> None:
    made = acts.submit_document(
        seminar.bb.actor(EARLY),
        symbol_="BB/1",
        titles={"en": "A paper"},
        files=[acts.Upload("ru", "Программа «семинара».txt", "text/plain", TEXT)],
        circulation=terms(WholeCouncil()),
    )
    response = look(seminar.cc).get(url("file", made.files.get().id))
    assert response.content == TEXT
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%D0%9F")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"] == "text/plain"


def test_no_address_is_a_uuid_that_is_not_one(seminar: Seminar, look: Look) -> None:
    client = look(seminar.bb)
    absent = client.get(url("meeting", uuid4()))
    for path in ("/meetings/1/", "/documents/abc/", "/files/../", "/meetings/not-a-uuid/reply/x/"):
        assert client.get(path).status_code == 404
        assert body(client.get(path)) == body(absent)
