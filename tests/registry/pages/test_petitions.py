"""Without an account: the joint list, what one can do about it, a petition and its way to the reviewer and back."""

from __future__ import annotations

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from tests.registry.acts.samples import DAYS, content, day, listed, on
from tests.registry.pages.browsing import Look, fetch, said, send, url
from tests.worlds import Person, World

from parley.registry.acts import designating, listing, reviewing
from parley.registry.models import Entry, Petition, PetitionStep
from parley.release.rules import WholeCouncil, terms

pytestmark = pytest.mark.django_db
SENT = {"about": "J.001", "petitioner": "Karim", "contact": "", "text": "I am not he.", "language": "en"}


@pytest.fixture(autouse=True)
def _no_petitions_counted(db: None) -> None:
    cache.clear()


def petition(look: Look, at: int) -> str:
    """Its code."""
    response = look(None, day(at)).post(url("petition"), SENT)
    assert response.status_code == 200
    assert response["Cache-Control"] == "private, no-store"
    found = re.search(r"<code>([A-Z0-9-]+)</code>", said(response))
    assert found is not None
    return found[1]


def test_the_public_reads_listed_joint_entries_alone(world: World, look: Look) -> None:
    aa, *_ = world.members
    shown = listed(world, aa, content("The Listed Ones"))
    proposed = listing.propose(aa.actor(day(1)), content("The Proposed Ones"))
    own = designating.designate(aa.actor(day(1)), content("The Own Ones"), to=terms(WholeCouncil()))
    listing.show_evidence(aa.actor(day(1)), shown.id, title="A secret report", text="Text", to=terms(WholeCouncil()))
    anybody = look(None, day(DAYS + 1))
    page = fetch(anybody, "public_list")
    assert "The Listed Ones" in page
    assert "The Proposed Ones" not in page
    assert "The Own Ones" not in page
    entry = fetch(anybody, "public_entry", shown.id)
    assert "It claimed an attack." in entry
    assert "A secret report" not in entry
    assert "State AA" not in entry
    for hidden in (proposed, own):
        assert anybody.get(url("public_entry", hidden.id)).status_code == 404
    assert anybody.get(url("list")).status_code == 302


def test_the_rights_of_a_person_concerned_need_no_account(world: World, look: Look) -> None:
    page = fetch(look(None, day(0)), "rights")
    assert "4 months" in page
    assert "60 days" in page


def test_without_a_reviewer_a_petition_says_where_to_write(world: World, look: Look) -> None:
    response = look(None, day(0)).post(url("petition"), SENT)
    assert response.status_code == 422
    assert "no independent reviewer yet" in said(response)
    assert not Petition.objects.exists()


def test_a_petition_goes_to_the_reviewer_alone_and_is_followed_by_its_code(
    world: World, reviewer: Person, look: Look
) -> None:
    code = petition(look, DAYS + 1)
    anybody = look(None, day(DAYS + 2))
    assert "the reviewer has not begun" in said(anybody.post(url("follow"), {"code": code.lower().replace("-", " ")}))
    wrong = anybody.post(url("follow"), {"code": "AAAA-BBBB"})
    assert wrong.status_code == 422
    assert "the code of a petition" in said(wrong)
    for member in (*world.members, world.secretariat):
        assert look(member.first, day(DAYS + 2)).get(url("inbox")).status_code == 403
    assert "J.001" in fetch(look(reviewer, day(DAYS + 2)), "inbox")


def test_the_reviewer_reads_in_which_language_to_answer(world: World, reviewer: Person, look: Look) -> None:
    assert look(None, day(1)).post(url("petition"), SENT | {"language": "ur"}).status_code == 200
    assert "Urdu" in fetch(look(reviewer, day(2)), "petition_page", Petition.objects.get().id)


def test_an_empty_joint_list_is_said_of_to_the_council_alone(world: World, reviewer: Person, look: Look) -> None:
    nobody = "Nobody is on the joint list"
    assert nobody in fetch(look(world.members[0].first, day(1)), "list")
    assert nobody not in fetch(look(reviewer, day(1)), "list")


def test_what_is_under_review_waits_for_the_reviewer_on_its_start_page(
    world: World, reviewer: Person, look: Look
) -> None:
    entry = listed(world, world.members[0])
    petition(look, DAYS + 1)
    row = Petition.objects.get()
    judge = look(reviewer, day(DAYS + 2))
    waits = f'<a href="{url("petition_page", row.id)}">Petition: '
    assert waits in start(judge)
    assert waits in fetch(judge, "list")
    send(judge, "review_petition", row.id, "gather", entry=str(entry.id))
    assert "until " in start(judge)
    assert "(overdue)" in start(look(reviewer, day(DAYS + 200)))
    send(judge, "review_petition", row.id, "dialogue")
    send(judge, "review_petition", row.id, "report", recommends="retained", text="It holds.")
    assert waits not in start(judge)
    for other in (*world.members, world.secretariat):
        assert waits not in start(look(other.first, day(DAYS + 2)))


def start(browser: Client) -> str:
    return said(browser.get(reverse("start")))


def test_one_address_sends_few_petitions_a_day(world: World, reviewer: Person, look: Look) -> None:
    answers = [look(None, day(1)).post(url("petition"), SENT).status_code for _ in range(6)]
    assert answers == [200] * 5 + [422]


def test_few_messages_a_day_are_taken_about_one_petition_and_from_one_address(
    world: World, reviewer: Person, look: Look
) -> None:
    first, second = petition(look, 1), petition(look, 1)
    anybody = look(None, day(1))

    def write(times: int, code: str, address: str) -> int:
        """How many were taken."""
        before = PetitionStep.objects.filter(kind="message").count()
        for _ in range(times):
            typed = {"code": code, "do": "write", "text": "More."}
            answer = anybody.post(url("follow"), typed, REMOTE_ADDR=address)
        shown = said(answer)
        taken = PetitionStep.objects.filter(kind="message").count() - before
        assert (answer.status_code, "send it tomorrow, all in one" in shown) == ((200, False), (422, True))[
            taken < times
        ]
        return taken

    assert write(11, first, "192.0.2.1") == 10
    assert write(1, first, "192.0.2.2") == 0  # about the same petition
    assert write(10, second, "192.0.2.1") == 9  # from the same address
    assert write(1, second, "192.0.2.2") == 1
    assert "The petition is withdrawn." in said(anybody.post(url("follow"), {"code": first, "do": "withdraw"}))


def test_the_reviewer_gathers_talks_and_reports_and_the_entry_comes_off(
    world: World, reviewer: Person, look: Look
) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa)
    code = petition(look, DAYS + 1)
    row = Petition.objects.get()
    judge = look(reviewer, day(DAYS + 2))
    assert fetch(judge, "review_petition", row.id, "gather").count("selected") >= 1
    send(judge, "review_petition", row.id, "gather", entry=str(entry.id))
    send(judge, "review_petition", row.id, "ask_evidence", text="On what does it rest?")
    asked = row.steps.get(kind="evidence asked for")
    theirs = look(aa.first, day(DAYS + 3))
    assert "The reviewer asks for your evidence" in fetch(theirs, "list")
    assert look(bb.first, day(DAYS + 3)).get(url("refuse_evidence", asked.id)).status_code == 404
    refused = send(look(aa.first, day(DAYS + 3)), "refuse_evidence", asked.id, text="It is secret.", language="en")
    assert "Its reviewer was refused evidence" in refused
    assert "was refused it" in fetch(look(None, day(DAYS + 3)), "public_entry", entry.id)
    judge = look(reviewer, day(DAYS + 4))
    send(judge, "review_petition", row.id, "dialogue")
    send(judge, "review_petition", row.id, "write", text="Tell me more.")
    anybody = look(None, day(DAYS + 5))
    assert "Tell me more." in said(anybody.post(url("follow"), {"code": code}))
    assert "More." in said(anybody.post(url("follow"), {"code": code, "do": "write", "text": "More."}))
    judge = look(reviewer, day(DAYS + 6))
    send(judge, "review_petition", row.id, "report", recommends="delisted", text="It does not hold.")
    assert "It does not hold." in fetch(look(bb.first, day(DAYS + 7)), "entry", entry.id)
    assert fetch(look(None, day(DAYS + 7)), "public_entry", entry.id)
    assert look(None, day(DAYS + 90)).get(url("public_entry", entry.id)).status_code == 404
    assert "Delisted on" in fetch(look(bb.first, day(DAYS + 90)), "entry", entry.id)


def test_every_system_acknowledges_a_delisting_and_every_member_sees_by_which_party(world: World, look: Look) -> None:
    aa, bb, cc = world.members
    send(look(bb.first, day(0)), "consumers", name="The gate at the airport")
    entry = listed(world, aa)
    late = DAYS + 1
    step = reviewing.propose_delisting(aa.actor(day(late)), entry.id, reasons={"en": "It is no more."})
    keeper = look(world.secretariat.first, day(late + DAYS))
    met = {"meeting": "Council", "meeting_on": on(late + DAYS).isoformat()}
    send(keeper, "record_delisting", step.id, **met, text="It is no more.", language="en")
    others = fetch(look(cc.first, day(late + DAYS)), "entry", entry.id)
    assert "Not all have acknowledged it" in others
    assert "The gate at the airport" not in others
    browser = look(bb.first, day(late + DAYS + 1))
    waiting = fetch(browser, "consumers")
    button = re.search(r'action="(/register/systems/[^"]+)"', waiting)
    assert button is not None
    assert browser.post(button[1]).status_code == 302
    assert "All have acknowledged it" in fetch(look(cc.first, day(late + DAYS + 1)), "entry", entry.id)
    assert Entry.objects.get().state == "delisted"
