"""A remark reaches whom it is for, and never tells its author who a masked originator is."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from tests.exchange.pages.browsing import (
    LATE,
    Look,
    id_of,
    indicator,
    later,
    masked,
    text,
    url,
)
from tests.worlds import Member, World, council_of

from parley.exchange.acts.adding import add
from parley.exchange.acts.reading import read
from parley.exchange.queries.objects import fetches, versions
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import micros
from parley.ledger.models import Act
from parley.release import acts as release
from parley.release.models import Audience
from parley.release.rules import RELEASE_EXTENSION, Named, Posture, terms

pytestmark = pytest.mark.django_db


def remark(browser: Client, name: str, **data: object) -> HttpResponse:
    given_ = {"kind": "note", "text": "I have seen this as well.", "into": "originator"}
    return browser.post(url("remark", id_of(name)), given_ | data)


def remarks_seen(member: Member) -> list[dict[str, Any]]:
    actor = member.actor(LATE + timedelta(days=1))
    page = read(actor, channels.shared(member.party.id).id, limit=100)
    return [json.loads(e.raw) for e in page.entries if e.type in {"note", "sighting", "opinion"}]


@pytest.mark.parametrize(
    ("data", "type_", "held"),
    [
        ({}, "note", {"content": "I have seen this as well."}),
        ({"kind": "correction"}, "note", {"labels": ["proposal-for-correction"]}),
        ({"kind": "opinion", "opinion": "agree"}, "opinion", {"opinion": "agree", "authors": ["State BB"]}),
        ({"kind": "sighting", "count": "3", "seen": "2021-12-08T10:00"}, "sighting", {"count": 3}),
    ],
)
def test_a_remark_reaches_the_originator_alone(
    world: World, look: Look, data: dict[str, str], type_: str, held: dict[str, object]
) -> None:
    aa, bb, cc, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    response = remark(look(bb), "one", **data)
    assert response.status_code == 302, text(response)
    (made,) = remarks_seen(aa)
    assert made["type"] == type_
    assert made.items() >= held.items()
    assert id_of("one") in {made.get("sighting_of_ref"), *made.get("object_refs", [])}
    assert remarks_seen(cc) == []


def test_a_remark_to_a_masked_originator_arrives_and_tells_its_author_nothing(world: World, look: Look) -> None:
    aa, bb, cc, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [masked("one")])
    browser = look(bb)
    page = text(browser.get(url("remark", id_of("one"))))
    assert "You are not told who it is" in page
    response = remark(browser, "one")
    assert response.status_code == 302, text(response)
    (made,) = remarks_seen(aa)
    assert made["authors"] == ["State BB"]
    assert remarks_seen(cc) == []
    page = page.replace("State AA, State CC, State DD and Secretariat", "")  # whom the whole council is
    mine = [page, text(browser.get(response["Location"])), text(browser.get(url("withdraw", made["id"])))]
    for shown in mine:
        assert "State AA" not in shown
    assert fetches(bb.viewer, made["id"]) == []
    own = Audience.objects.filter(owner=bb.party).values_list("terms", flat=True)
    assert str(aa.party.id) not in " ".join(own)
    (kept,) = versions(bb.viewer, made["id"], before=micros(LATE + timedelta(days=1)))
    assert kept.mine
    logged = [str(act.content) for act in Act.objects.all() if act.party == bb.party.id]
    assert not any(str(aa.party.id) in each for each in logged)


def test_the_author_of_a_remark_sees_the_same_whoever_is_masked(look: Look) -> None:
    world = council_of(4)
    aa, bb, cc, _ = world.members
    council = channels.council(world.council.party_id).id
    add(aa.actor(), council, [masked("by-aa")])
    add(cc.actor(), council, [masked("by-cc")])
    pages = []
    for minutes, name in enumerate(("by-aa", "by-cc")):
        browser = look(bb, later(minutes + 1))
        response = remark(browser, name)
        shown = text(browser.get(url("remark", id_of(name)))) + text(browser.get(response["Location"]))
        shown = re.sub(r"12:0\d|by-(aa|cc)|[0-9a-f]{8}-[0-9a-f-]{27}|csrfmiddlewaretoken\" value=\"\w+\"", "*", shown)
        pages.append(shown)
    assert pages[0] == pages[1]


@pytest.mark.parametrize("stance", [Posture.CLOSED, Posture.FORUM_ONLY])
def test_ones_own_posture_keeps_a_remark_from_its_originator_and_says_so_of_one_who_is_shown(
    world: World, look: Look, stance: Posture
) -> None:
    aa, bb, _, _ = world.members
    council = channels.council(world.council.party_id).id
    add(aa.actor(), council, [indicator("one")])
    add(aa.actor(), council, [masked("two")])
    release.set_posture(bb.actor(), aa.party.id, stance)
    browser = look(bb)
    refused = remark(browser, "one")
    assert refused.status_code == 422
    assert "Your posture towards its originator keeps this from it" in text(refused)
    assert remark(browser, "two").status_code == 302
    assert remarks_seen(aa) == []


def test_that_the_page_of_a_remark_showed_an_object_is_known_to_its_originator(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    look(bb).get(url("remark", id_of("one")))
    assert [f.party for f in fetches(aa.viewer, id_of("one"))] == [bb.party.id]


def test_a_remark_is_offered_only_to_those_who_see_what_it_is_about(world: World, look: Look) -> None:
    aa, bb, cc, dd = world.members
    small = release.make_group(aa.actor(), name="Small", parties=[bb.party.id], confidential=False)
    release.make_group(bb.actor(), name="Other", parties=[cc.party.id, dd.party.id], confidential=False)
    council = channels.council(world.council.party_id).id
    add(aa.actor(later(1)), council, [indicator("wide"), indicator("left-out", **_except(dd))])
    add(aa.actor(later(2)), small.id, [indicator("narrow")])
    add(
        aa.actor(later(3)),
        channels.own(aa.party.id).id,
        [indicator("named")],
        to=terms(Named(frozenset({bb.party.id}))),
    )
    browser = look(bb)

    def offered(name: str) -> int:
        return text(browser.get(url("remark", id_of(name)))).count('name="into"')

    assert {name: offered(name) for name in ("wide", "narrow", "named")} == {"wide": 4, "narrow": 2, "named": 1}
    assert remark(browser, "narrow", into="council").status_code == 422


def _except(member: Member) -> dict[str, Any]:
    extension = {"extension_type": "property-extension", "not_releasable_to": [member.party.code]}
    return {"extensions": {RELEASE_EXTENSION: extension}}


@pytest.mark.parametrize(
    "data",
    [
        {"text": ""},
        {"kind": "opinion", "opinion": ""},
        {"kind": "sighting", "count": "-1"},
        {"kind": "sighting", "seen": "2121-12-08T10:00"},
        {"kind": "sighting", "count": "1000000000"},
        {"kind": "other"},
        {"text": "x" * 10_001},
        {"text": "\u202e"},
    ],
)
def test_a_remark_that_says_nothing_or_too_much_is_refused_beside_its_field(
    world: World, look: Look, data: dict[str, str]
) -> None:
    aa, bb, _, _ = world.members
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one")])
    assert remark(look(bb), "one", **data).status_code == 422
    assert remarks_seen(aa) == []


def test_what_cannot_be_sighted_is_not_asked_how_often_it_was_seen(world: World, look: Look) -> None:
    aa, bb, _, _ = world.members
    seen = json.dumps(
        {
            "type": "sighting",
            "spec_version": "2.1",
            "id": "sighting--6f1f0d52-3f0e-4a5e-9c0e-0000000000aa",
            "created": "2021-12-01T00:00:00.000Z",
            "modified": "2021-12-01T00:00:00.000Z",
            "sighting_of_ref": id_of("one"),
        }
    ).encode()
    add(aa.actor(), channels.council(world.council.party_id).id, [indicator("one"), seen])
    browser = look(bb)
    asked = {
        name: text(browser.get(reverse("exchange:remark", args=[id_])))
        for name, id_ in (("one", id_of("one")), ("seen", "sighting--6f1f0d52-3f0e-4a5e-9c0e-0000000000aa"))
    }
    assert 'name="count"' in asked["one"]
    assert 'name="count"' not in asked["seen"]
    response = browser.post(
        reverse("exchange:remark", args=["sighting--6f1f0d52-3f0e-4a5e-9c0e-0000000000aa"]),
        {"kind": "note", "text": "Seen by us too.", "into": "originator"},
    )
    assert response.status_code == 302
