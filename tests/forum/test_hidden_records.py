"""What is on record without a State's knowledge changes nothing that the State is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from tests.forum.conftest import EARLY, Seminar
from tests.worlds import Member

from parley.council.errors import ConflictError, InputError
from parley.council.rules import PartyKind, Status
from parley.forum import acts
from parley.forum.models import Delegation, Meeting
from parley.forum.rules import Credentials, MeetingKind, Presence, Rank
from parley.ledger.queries import acts as log_of
from parley.release.acts import admit_party
from parley.release.queries import explain
from parley.release.rules import Named, Terms, WholeCouncil, terms

Look = Callable[..., Client]
HEAD = acts.Person(Rank.HEAD, {"en": "A. Person"}, {"en": "Director"})


def named(*members: Member) -> Terms:
    return terms(Named(frozenset(member.party.id for member in members)))


def convened(seminar: Seminar, **more: object) -> Meeting:
    return acts.convene(
        seminar.host.actor(EARLY),
        **{
            "kind": MeetingKind.SEMINAR,
            "titles": {"en": "Open to all eyes"},
            "host": seminar.host.party.id,
            "body": seminar.world.council.party_id,
            "starts": seminar.meeting.starts,
            "ends": seminar.meeting.ends,
            "zone": "Asia/Kolkata",
            "whole_council": True,
            **more,
        },
    )


@pytest.mark.parametrize("name", ["delegation", "reception"])
def test_a_state_is_not_told_that_its_presence_is_on_record(seminar: Seminar, look: Look, name: str) -> None:
    meeting = convened(seminar)
    address = reverse(f"forum:{name}", args=[meeting.id, seminar.dd.party.id])
    typed = {"language": "en", "rank_0": "head", "name_0": "A. Person", "by_names_en": "B. Person"}

    def answer() -> tuple[int, str]:
        page = look(seminar.dd).post(address, typed)
        return page.status_code, re.sub(r'csrfmiddlewaretoken" value="\w+"', "", page.content.decode())

    before = answer()
    acts.record_presence(seminar.host.actor(EARLY), meeting.id, seminar.dd.party.id, Presence.EXPECTED)
    assert answer() == before
    assert before[0] == 422


def test_the_keepers_write_down_who_led_a_state_that_came_uninvited(seminar: Seminar) -> None:
    by, dd = seminar.host.actor(EARLY), seminar.dd.party.id
    acts.record_presence(by, seminar.meeting.id, dd, Presence.ATTENDED)
    made = acts.name_delegation(by, seminar.meeting.id, [HEAD], party=dd)
    assert (made.party_id, made.owner_id) == (dd, seminar.host.party.id)
    assert not made.audience.parties.filter(party=dd).exists()


def test_credentials_answer_only_to_a_delegation_that_is_shown(seminar: Seminar) -> None:
    """A list of names that the State keeps to itself is, to the keepers, none."""
    acts.name_delegation(seminar.bb.actor(EARLY), seminar.meeting.id, [HEAD], to=terms())
    assert Delegation.objects.count() == 1
    with pytest.raises(ConflictError, match="has not named a delegation yet"):
        acts.record_credentials(
            seminar.host.actor(EARLY),
            seminar.meeting.id,
            seminar.bb.party.id,
            Credentials.RECEIVED,
            received_by="The protocol department",
        )


def test_who_keeps_a_document_is_not_told_that_others_gain_or_lose_it(seminar: Seminar) -> None:
    made = seminar.submit(seminar.bb, "BB/1", named(seminar.cc))
    before = log_of(seminar.cc.viewer)
    acts.circulate(seminar.bb.actor(EARLY), made.id, named(seminar.cc, seminar.dd))
    acts.circulate(seminar.bb.actor(EARLY), made.id, named(seminar.cc, seminar.host))
    assert log_of(seminar.cc.viewer) == before
    assert [act.what for act in log_of(seminar.dd.viewer)[:2]] == ["forum.document_circulated"] * 2


@pytest.mark.parametrize(("starts", "ends"), [("0001-01-01", "2021-12-08"), ("2021-12-07", "9999-12-31")])
def test_no_meeting_has_days_from_which_nothing_can_be_reckoned(seminar: Seminar, starts: str, ends: str) -> None:
    days = {"starts": date.fromisoformat(starts), "ends": date.fromisoformat(ends)}
    with pytest.raises(InputError, match="a year from 1900 to 2999"):
        convened(seminar, **days)


def test_the_whole_council_is_who_is_a_member_today(seminar: Seminar) -> None:
    """Standings begin and end with the days, without any act."""

    def admitted(code: str, since: date, until: date | None) -> UUID:
        standings = [(Status.MEMBER, since, until, ())]
        keeper = seminar.world.secretariat.actor(EARLY)
        return admit_party(keeper, kind=PartyKind.STATE, code=code, names={"en": code}, standings=standings).id

    leaving = admitted("LV", date(2001, 6, 15), date(2021, 11, 20))
    coming = admitted("CM", date(2021, 11, 20), None)
    seminar.submit(seminar.bb, "BB/1", terms(WholeCouncil()))
    later = EARLY + timedelta(days=30)
    made = seminar.submit(seminar.bb, "BB/2", terms(WholeCouncil()), at=later)
    reached = set(made.audience.parties.values_list("party_id", flat=True)) - {seminar.bb.party.id}
    assert coming in reached
    assert leaving not in reached
    assert reached == explain(seminar.bb.viewer, made.audience_id, later.date()).reached
