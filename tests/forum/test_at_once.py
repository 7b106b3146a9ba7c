"""Two people press a button at the same moment. PostgreSQL alone: on SQLite, writers wait for each other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from functools import partial

import pytest
from django.db import connection, connections
from tests.worlds import NOON, PASSWORD, World, council_of, quick_hashes

from parley.council import acts as council
from parley.council.errors import ParleyError
from parley.council.models import Account
from parley.council.rules import PartyKind
from parley.forum import acts as forum
from parley.forum.models import Document, Meeting
from parley.forum.rules import MeetingKind
from parley.ledger.models import Act
from parley.ledger.rules.actor import Actor
from parley.release import acts as release
from parley.release.rules import Named, Terms, terms

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's writers wait for each other"),
]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each answers: what it returns, or its refusal. Anything else that goes wrong is raised."""
    answers: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = acts[number]() or "done"
        except Exception as error:  # noqa: BLE001  (raised below, in the thread of the test)
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for answer in answers:
        if isinstance(answer, Exception) and not isinstance(answer, ParleyError):
            raise answer
    return answers


def refused(answers: list[object]) -> int:
    return sum(isinstance(answer, ParleyError) for answer in answers)


@pytest.fixture
def world() -> World:
    return council_of(3)


def paper(world: World, on: Terms, symbol: str = "DOC.1") -> Document:
    upload = forum.Upload("en", "paper.txt", "text/plain", b"Paper\n")
    by = world.members[0].actor()
    return forum.submit_document(by, symbol_=symbol, titles={"en": "Paper"}, files=[upload], circulation=on)


def named(world: World, *places: int) -> Terms:
    return terms(Named(frozenset(world.members[place].party.id for place in places)))


@quick_hashes
def test_an_enrolment_link_works_once_even_at_the_same_moment(world: World) -> None:
    proposed = council.propose_account(world.members[0].first.actor(), display_name="Analyst", roles=["analyst"])
    secret = council.confirm_account(world.members[0].second.actor(), proposed.id)
    before = Account.objects.count()

    def use(name: str) -> Callable[[], object]:
        nobody = Actor(council.NOBODY, council.NOBODY, council.NOBODY, NOON)
        return lambda: council.use_enrolment(secret, username=name, password=PASSWORD, by=nobody)

    answers = at_once(*(use(name) for name in ("one", "two", "three", "four")))
    assert (refused(answers), Account.objects.count()) == (3, before + 1)


def test_a_member_never_gets_a_third_first_focal_point(world: World) -> None:
    keeper = world.secretariat.actor()
    party = council.add_party(keeper, kind=PartyKind.STATE, code="ZZ", names={"en": "A State with nobody yet"})
    kind = council.AuthorityKind.MISSION
    authority = council.add_authority(keeper, party=party.id, kind=kind, names={"en": "Mission"})

    def enrol(name: str) -> Callable[[], object]:
        return lambda: council.enrol_first(keeper, authority=authority.id, display_name=name, reference="Note 7")

    assert refused(at_once(*(enrol(name) for name in ("one", "two", "three", "four")))) == 2


def test_a_symbol_is_given_once_even_at_the_same_moment(world: World) -> None:
    assert refused(at_once(*[lambda: paper(world, terms())] * 4)) == 3


def test_what_is_withdrawn_is_circulated_no_more(world: World) -> None:
    for turn in range(5):
        made = paper(world, named(world, 1), f"DOC.{turn}")
        by = world.members[0].actor()
        at_once(
            partial(forum.circulate, by, made.id, named(world, 1, 2)),
            partial(forum.withdraw_document, by, made.id),
        )
        made.refresh_from_db()
        assert made.audience.terms == terms().canonical()


def test_entries_follow_a_document_through_two_changes_at_once(world: World) -> None:
    for turn in range(5):
        made = paper(world, named(world, 1), f"DOC.{turn}")
        by = world.members[0].actor()
        at_once(
            partial(forum.circulate, by, made.id, named(world, 2)),
            partial(forum.circulate, by, made.id, named(world, 1, 2)),
        )
        made.refresh_from_db()
        assert set(Act.objects.filter(subject=made.id).values_list("scope", flat=True)) == {made.audience_id}


def test_a_state_is_invited_once_and_joins_a_group_once(world: World) -> None:
    aa, bb, _ = world.members
    meeting: Meeting = forum.convene(
        aa.actor(),
        kind=MeetingKind.SEMINAR,
        titles={"en": "Seminar"},
        host=aa.party.id,
        starts=date(2021, 12, 10),
        ends=date(2021, 12, 11),
        zone="Asia/Kolkata",
    )
    group = release.make_group(aa.actor(), name="Group", parties=[], confidential=False)
    assert refused(at_once(*[lambda: forum.invite(aa.actor(), meeting.id, bb.party.id)] * 3)) == 2
    assert refused(at_once(*[lambda: release.add_to_group(aa.actor(), group.id, bb.party.id)] * 3)) == 2
