"""Pages of sharing groups and postures, and "who sees this, and why not X?"."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.worlds import NOON, Member, World, council_of, member, person

from parley.council.errors import NotFoundError
from parley.council.rules import Role, Status
from parley.forum import acts as forum
from parley.forum.models import Document
from parley.release import acts
from parley.release.models import Group, Posture
from parley.release.queries import explain
from parley.release.rules import Except, Named, Terms, WholeCouncil, terms
from parley.release.rules import Group as InGroup
from parley.release.rules import Posture as Stance
from parley.web import middleware

pytestmark = pytest.mark.django_db

LATER = NOON + timedelta(hours=1)


@pytest.fixture(autouse=True)
def _the_clock_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: LATER)


@pytest.fixture
def world() -> World:
    return council_of(3)


def text(client: Client, name: str, *args: object, status: int = 200) -> str:
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def names_in(page: str) -> set[str]:
    return set(re.findall(r"State [A-Z]{2}|Secretariat", page))


def group_of(keeper: Member, *others: Member, confidential: bool = False, name: str = "The group") -> Group:
    parties = [other.party.id for other in others]
    return acts.make_group(keeper.actor(), name=name, parties=parties, confidential=confidential)


def release(by: Member, on: Terms, symbol: str = "DOC.1") -> Document:
    upload = forum.Upload("en", "paper.txt", "text/plain", b"Paper\n")
    return forum.submit_document(
        by.actor(), symbol_=symbol, titles={"en": f"Paper {symbol}"}, files=[upload], circulation=on
    )


# Groups.


def test_a_focal_point_makes_a_group_and_keeps_it(world: World) -> None:
    aa, bb, cc = world.members
    browser = aa.first.browser()
    posted = {"name": "Malware", "parties": [str(bb.party.id)]}
    made = browser.post(reverse("release:new_group"), posted)
    group = Group.objects.get()
    assert made.headers["Location"] == reverse("release:group", args=[group.id])
    assert "You keep this group" in text(browser, "release:group", group.id)
    seen = text(bb.first.browser(), "release:group", group.id)
    assert "State AA" in seen
    assert "Malware" in text(bb.first.browser(), "release:groups")
    assert "Malware" not in text(cc.first.browser(), "release:groups")
    assert "Malware" not in text(world.secretariat.first.browser(), "release:groups")


def test_a_group_that_one_is_not_in_looks_like_none(world: World) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb)
    stranger = cc.first.browser()
    for of in (group.id, UUID(int=1)):
        assert stranger.get(reverse("release:group", args=[of])).status_code == 404
        assert stranger.post(reverse("release:add_party", args=[of]) + f"?party={cc.party.id}").status_code == 404
        assert stranger.post(reverse("release:remove_party", args=[of, bb.party.id])).status_code == 404


def test_a_member_who_does_not_keep_a_group_changes_nothing_in_it(world: World) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb)
    joined = bb.first.browser()
    assert "Add a State" not in text(joined, "release:group", group.id)
    assert joined.post(reverse("release:add_party", args=[group.id]) + f"?party={cc.party.id}").status_code == 404
    analyst = person(aa, "Analyst", {Role.ANALYST})
    assert analyst.browser().get(reverse("release:new_group")).status_code == 403
    assert analyst.browser().post(reverse("release:remove_party", args=[group.id, bb.party.id])).status_code == 403
    assert "State BB" in text(analyst.browser(), "release:group", group.id)


def test_joining_a_group_gives_the_past_things_and_leaving_takes_them(world: World) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb)
    document = release(bb, terms(InGroup(group.id)))
    keeper, joining = aa.first.browser(), cc.first.browser()
    page = reverse("forum:document", args=[document.id])
    assert joining.get(page).status_code == 404
    adding = reverse("release:add_party", args=[group.id]) + f"?party={cc.party.id}"
    warning = keeper.get(adding).content.decode()
    assert "will see everything released to this group so far" in warning
    assert "State CC" in warning
    assert joining.get(page).status_code == 404  # looking at the warning adds nobody
    assert keeper.post(adding).status_code == 302
    assert joining.get(page).status_code == 200
    removing = reverse("release:remove_party", args=[group.id, cc.party.id])
    assert "sees nothing that is released to this group" in keeper.get(removing).content.decode()
    assert keeper.post(removing).status_code == 302
    assert joining.get(page).status_code == 404


def test_a_confidential_group_hides_its_members_from_all_but_its_keeper(world: World) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb, cc, confidential=True)
    assert {"State BB", "State CC"} <= names_in(text(aa.first.browser(), "release:group", group.id))
    for name, args in (("release:group", [group.id]), ("release:groups", [])):
        page = text(bb.first.browser(), name, *args)
        assert "known to its keeper only" in page
        assert "State CC" not in page
    document = release(bb, terms(InGroup(group.id)))
    why = text(bb.first.browser(), "release:explain", document.audience_id)
    assert "State CC" not in why
    assert "no" in why
    assert "The group" in why


def test_a_group_is_refused_where_it_was_typed(world: World) -> None:
    browser = world.members[0].first.browser()
    for posted in (
        {"name": ""},
        {"name": "a\0b"},
        {"name": "x" * 10_000},
        {"name": "G", "parties": [str(UUID(int=1))]},
    ):
        answer = browser.post(reverse("release:new_group"), posted)
        assert answer.status_code == 200
        assert 'role="alert"' in answer.content.decode()
    assert not Group.objects.exists()


def test_adding_whom_one_cannot_add_is_refused(world: World) -> None:
    aa, bb, _ = world.members
    group = group_of(aa, bb)
    keeper = aa.first.browser()
    already = keeper.post(reverse("release:add_party", args=[group.id]) + f"?party={bb.party.id}")
    assert "It is already in the group" in already.content.decode()
    for party in ("", "x", "\0", str(UUID(int=1))):
        assert keeper.get(reverse("release:add_party", args=[group.id]), {"party": party}).status_code == 404
    itself = keeper.post(reverse("release:remove_party", args=[group.id, aa.party.id]))
    assert "The keeper of a group cannot leave it" in itself.content.decode()


# Postures.


def towards(of: Member, stance: Stance) -> dict[str, str]:
    return {f"towards_{of.party.id.hex}": stance.value}


def test_postures_are_set_on_one_page_in_protocol_order(world: World) -> None:
    aa, bb, cc = world.members
    browser = aa.first.browser()
    page = text(browser, "release:postures")
    assert page.index("State BB") < page.index("State CC")
    posted = towards(bb, Stance.CLOSED) | towards(cc, Stance.OPEN)
    assert browser.post(reverse("release:postures"), posted).status_code == 302
    assert Posture.objects.get().towards_id == bb.party.id  # what stays open leaves no trace
    chosen = re.search(
        rf'name="towards_{bb.party.id.hex}" value="closed"[^>]*checked', text(browser, "release:postures")
    )
    assert chosen


def test_a_page_of_postures_is_saved_whole_or_not_at_all(world: World) -> None:
    aa, bb, _ = world.members
    answer = aa.first.browser().post(reverse("release:postures"), towards(bb, Stance.CLOSED))
    assert 'role="alert"' in answer.content.decode()
    assert not Posture.objects.exists()


def test_a_posture_is_shown_to_nobody_but_its_owner(world: World) -> None:
    aa, bb, cc = world.members
    pages = {}
    for moment in ("before", "after"):
        for other in (bb, cc, world.secretariat):
            browser = other.first.browser()
            paths = ["release:postures", "release:groups", "council:overview", "council:people"]
            shown = [re.sub(r'value="\w{64}"', "", text(browser, name)) for name in paths]
            export = b"".join(browser.get(reverse("export")).streaming_content)
            pages[moment, other.party.code] = [*shown, re.sub(rb'"last_login":"[^"]*"', b"", export)]
        acts.set_posture(aa.actor(), bb.party.id, Stance.CLOSED)
    for code in ("BB", "CC", "SEC"):
        assert pages["before", code] == pages["after", code]


def test_who_is_no_focal_point_reads_the_postures_and_sets_none(world: World) -> None:
    aa, bb, cc = world.members
    acts.set_posture(aa.actor(), bb.party.id, Stance.CLOSED)
    analyst = person(aa, "Analyst", {Role.ANALYST}).browser()
    page = text(analyst, "release:postures")
    assert "Closed" in page
    assert 'type="radio"' not in page
    posted = towards(bb, Stance.OPEN) | towards(cc, Stance.OPEN)
    assert analyst.post(reverse("release:postures"), posted).status_code in {200, 403}
    assert Posture.objects.get().stance == Stance.CLOSED


def test_a_closed_posture_keeps_back_what_was_released_before(world: World) -> None:
    aa, bb, cc = world.members
    document = release(aa, terms(WholeCouncil()))
    page = reverse("forum:document", args=[document.id])
    assert bb.first.browser().get(page).status_code == 200
    posted = towards(bb, Stance.CLOSED) | towards(cc, Stance.FORUM_ONLY)
    assert aa.first.browser().post(reverse("release:postures"), posted).status_code == 302
    assert bb.first.browser().get(page).status_code == 404
    assert cc.first.browser().get(page).status_code == 200


# Who sees this, and why not X?


def test_the_originator_is_told_party_by_party_who_sees_a_thing_and_why_the_others_do_not(world: World) -> None:
    aa, bb, cc = world.members
    acts.set_posture(aa.actor(), cc.party.id, Stance.FORUM_ONLY)
    named = terms(Named(frozenset({bb.party.id, cc.party.id})))
    page = text(aa.first.browser(), "release:explain", release(aa, named).audience_id)
    lines = {name: line for line in page.split("<tr ") for name in names_in(line.split("</th>")[0])}
    assert "is-confirmed" in lines["State BB"]
    assert "is-confirmed" not in lines["State CC"] + lines["Secretariat"]
    assert "Your posture towards it is forum only" in lines["State CC"]
    assert "this is not among them" in lines["Secretariat"]
    assert page.index("State BB") < page.index("State CC")


def test_whom_the_originator_left_out_is_its_own_to_read(world: World) -> None:
    aa, bb, cc = world.members
    document = release(aa, terms(WholeCouncil(), Except(frozenset({cc.party.id}))))
    page = text(aa.first.browser(), "release:explain", document.audience_id)
    lines = {name: line for line in page.split("<tr ") for name in names_in(line.split("</th>")[0])}
    assert "You left it out." in lines["State CC"]
    assert "You left out" in page
    seen = text(bb.first.browser(), "forum:document", document.id)
    assert "released to the whole council" in seen
    assert "State CC" not in seen
    text(cc.first.browser(), "forum:document", document.id, status=404)


def test_nobody_can_be_left_out_who_is_not_there(world: World) -> None:
    with pytest.raises(NotFoundError):
        release(world.members[0], terms(WholeCouncil(), Except(frozenset({UUID(int=1)}))))


def test_a_thing_released_to_nobody_says_so(world: World) -> None:
    aa = world.members[0]
    page = text(aa.first.browser(), "release:explain", release(aa, terms()).audience_id)
    assert "It is released to nobody" in page or "Nobody but you sees this" in page
    assert "is-confirmed" not in page


def test_an_explanation_is_not_there_for_anybody_but_the_originator(world: World) -> None:
    aa, bb, _ = world.members
    audience = release(aa, terms(WholeCouncil())).audience_id
    for other in (bb, world.secretariat):
        pages = [text(other.first.browser(), "release:explain", id_, status=404) for id_ in (audience, UUID(int=1))]
        assert len({re.sub(r'value="\w{64}"', "", page) for page in pages}) == 1


def test_whoever_left_a_group_is_not_told_who_is_in_it_now(world: World) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb)
    document = release(bb, terms(InGroup(group.id)))
    acts.remove_from_group(aa.actor(), group.id, bb.party.id)
    acts.add_to_group(aa.actor(), group.id, cc.party.id)
    document.refresh_from_db()
    assert explain(bb.viewer, document.audience_id, NOON.date()).sights == ()
    assert "State CC" not in text(bb.first.browser(), "release:explain", document.audience_id)


# Export, and the cost of a page.


def test_an_export_tells_of_a_group_what_its_page_tells(world: World) -> None:
    aa, bb, cc = world.members
    group_of(aa, bb, cc, confidential=True)
    acts.set_posture(bb.actor(), aa.party.id, Stance.CLOSED)
    lines = b"".join(bb.first.browser().get(reverse("export")).streaming_content).decode().splitlines()
    things = [json.loads(line) for line in lines]
    group = next(t for t in things if t["record"] == "release.group")
    assert group["parties"] is None
    assert [t["stance"] for t in things if t["record"] == "release.posture"] == ["closed"]
    assert str(cc.party.id) not in "\n".join(lines)


@pytest.mark.parametrize("name", ["groups", "group", "postures", "explain", "new_group"])
def test_a_page_takes_the_same_number_of_statements_however_much_it_shows(world: World, name: str) -> None:
    aa, bb, cc = world.members
    group = group_of(aa, bb)
    audience = release(aa, terms(InGroup(group.id), WholeCouncil())).audience_id
    args = {"group": [group.id], "explain": [audience]}.get(name, [])
    url = reverse(f"release:{name}", args=args)
    browser = aa.first.browser()
    browser.get(url)

    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(url).status_code == 200
        return len(captured)

    before = statements()
    acts.add_to_group(aa.actor(), group.id, cc.party.id)
    for number, code in enumerate(("DD", "EE", "FF")):
        joined = member(world, code, status=Status.MEMBER)
        group_of(joined, aa, bb, name=f"Group {number}")
        acts.set_posture(aa.actor(), joined.party.id, Stance.FORUM_ONLY)
        acts.add_to_group(aa.actor(), group.id, joined.party.id)
    assert statements() == before
