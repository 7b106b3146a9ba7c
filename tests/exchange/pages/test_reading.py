"""The exchange's reading pages: what is new, search, one object, and what of it its originator learns."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.test import Client
from tests.worlds import NOON, Member, World, council_of

from parley.exchange.acts.adding import add
from parley.exchange.rules import collections as channels
from parley.web import middleware

pytestmark = pytest.mark.django_db
_NAMES = UUID("2f0b0f43-6f6e-4a3b-9d0b-8a1b7e7f3c11")
GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def id_of(type_: str, name: str) -> str:
    return f"{type_}--{UUID(bytes=uuid5(_NAMES, name).bytes, version=4)}"


def stix(type_: str, name: str, /, **properties: Any) -> bytes:
    made = {
        "type": type_,
        "spec_version": "2.1",
        "id": id_of(type_, name),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
    }
    return json.dumps(made | properties).encode()


def indicator(name: str, /, **properties: Any) -> bytes:
    own = {
        "name": name,
        "pattern": f"[domain-name:value = '{name}.example']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00.000Z",
    }
    return stix("indicator", name, **(own | properties))


@dataclass
class Council:
    world: World
    minutes: int = 0

    def share(self, by: Member, *objects: bytes, into: UUID | None = None, **terms: Any) -> None:
        self.minutes += 1
        to = into or channels.council(self.world.council.party_id).id
        done = add(by.actor(self.now), to, objects, **terms)
        assert not done.failures, done.failures
        self.minutes += 1

    @property
    def now(self) -> Any:
        return NOON + timedelta(minutes=self.minutes)


@pytest.fixture
def council(monkeypatch: pytest.MonkeyPatch) -> Council:
    made = Council(council_of(3))
    monkeypatch.setattr(middleware, "now", lambda: made.now)
    return made


def see(who: Client, path: str, status: int = 200, **query: str) -> str:
    response = who.get(f"/exchange/{path}", query)
    assert response.status_code == status, response.content[:500]
    return str(response.content, "utf-8")


def test_what_others_released_stands_on_the_page_newest_first_and_ones_own_behind_a_switch(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, indicator("older", object_marking_refs=[GREEN]))
    council.share(aa, indicator("newer"))
    theirs = bb.first.browser()
    page = see(theirs, "")
    assert page.index("newer") < page.index("older")
    assert "TLP:GREEN" in page
    assert "State AA" in page
    assert "older" not in see(theirs, "", of="ours")
    assert "older" in see(aa.first.browser(), "", of="ours")
    assert "older" not in see(aa.first.browser(), "")


def test_a_search_finds_a_value_defanged_or_not_and_only_what_one_may_see(council: Council) -> None:
    aa, bb, cc = council.world.members
    council.share(aa, indicator("bad"), into=channels.own(aa.party.id).id)
    council.share(bb, indicator("worse"))
    assert "worse" in see(cc.first.browser(), "", q="worse[.]example")
    assert id_of("indicator", "bad") in see(aa.first.browser(), "", q="hxxp bad") + see(
        aa.first.browser(), "", q="bad.exam"
    )
    assert id_of("indicator", "bad") not in see(cc.first.browser(), "", q="bad.exam")


def test_an_objects_page_shows_what_it_says_and_what_refers_to_it(council: Council) -> None:
    aa, bb, _ = council.world.members
    malware = stix("malware", "Quiet", name="Quiet", is_family=True)
    link = stix(
        "relationship",
        "indicates",
        relationship_type="indicates",
        source_ref=id_of("indicator", "bad"),
        target_ref=id_of("malware", "Quiet"),
    )
    seen = stix(
        "sighting",
        "seen",
        sighting_of_ref=id_of("indicator", "bad"),
        count=7,
        last_seen="2021-11-30T00:00:00Z",
        first_seen="2021-11-29T00:00:00Z",
    )
    note = stix("note", "n", content="Look twice.", object_refs=[id_of("indicator", "bad")])
    council.share(aa, indicator("bad"), malware, link, note)
    council.share(bb, seen)
    page = see(bb.first.browser(), f"objects/{id_of('indicator', 'bad')}/")
    assert "bad[.]example" in page
    assert "indicates" in page
    assert "Quiet" in page
    assert "Seen 7 times" in page
    assert "Look twice." in page
    assert "You see this because it is released to the whole council." in page
