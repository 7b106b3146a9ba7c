"""The exchange's reading pages: what is new, search, one object, and what of it its originator learns."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import connection
from django.template.loader import get_template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.worlds import NOON, Member, World, council_of

from parley.exchange.acts.adding import add
from parley.exchange.acts.changing import withdraw
from parley.exchange.acts.settling import settle
from parley.exchange.queries import objects
from parley.exchange.queries.objects import search
from parley.exchange.rules import collections as channels
from parley.exchange.rules import pictures
from parley.exchange.rules.feeds import EVERY_VERSION, micros
from parley.release.acts import make_group
from parley.release.rules import RELEASE_EXTENSION, Named, terms
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

    def group(self, keeper: Member, *members: Member, confidential: bool = False) -> UUID:
        self.minutes += 1
        made = make_group(
            keeper.actor(self.now), name="Inner", parties=[m.party.id for m in members], confidential=confidential
        )
        self.minutes += 1
        return made.id

    def take_back(self, by: Member, stix_id: str) -> None:
        self.minutes += 1
        collection = channels.council(self.world.council.party_id).id
        withdraw(by.actor(self.now), collection, stix_id, EVERY_VERSION)
        self.minutes += 1

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


BAD = id_of("indicator", "bad")


def test_a_relation_is_said_in_the_readers_language_and_one_of_its_originators_own_as_it_is_written(
    council: Council,
) -> None:
    aa, bb, _ = council.world.members
    ends = {"source_ref": BAD, "target_ref": id_of("malware", "Quiet")}
    links = [stix("relationship", kind, relationship_type=kind, **ends) for kind in ("indicates", "smells-of")]
    report = stix("report", "r", name="Weekly", published="2021-12-01T00:00:00Z", object_refs=[BAD])
    council.share(aa, indicator("bad"), stix("malware", "Quiet", name="Quiet", is_family=True), *links, report)
    theirs = bb.first.browser()
    for language, said in (("ru", "указывает на"), ("zh-hans", "指示"), ("ur", "نشاندہی")):
        theirs.cookies["parley_language"] = language
        for path in (f"objects/{BAD}/", f"objects/{id_of('relationship', 'indicates')}/"):
            page = see(theirs, path)
            assert said in page
            assert ">indicates<" not in page
        page = see(theirs, f"objects/{BAD}/")
        assert ">smells-of<" in page
        assert ">object<" not in page


def masked(by: str) -> dict[str, Any]:
    return {"extensions": {RELEASE_EXTENSION: {"extension_type": "property-extension", "attribution": by}}}


def alone(council: Council, by: Member, *parties: Member, name: str = "bad") -> None:
    """Shared with some by name."""
    to = terms(Named(frozenset(m.party.id for m in parties)))
    council.share(by, indicator(name), into=channels.own(by.party.id).id, to=to)


def test_absent_forbidden_and_malformed_are_one_404_after_the_same_statements(council: Council) -> None:
    aa, bb, cc = council.world.members
    alone(council, aa, bb)
    theirs = cc.first.browser()
    see(theirs, "")
    answers = set()
    for path in (BAD, id_of("indicator", "never"), "indicator--1", "nonsense", "%00", "x" * 300):
        for form in (f"objects/{path}/", f"objects/{path}/octets/"):
            with CaptureQueriesContext(connection) as asked:
                response = theirs.get(f"/exchange/{form}")
                statements = tuple(q["sql"].partition(" WHERE ")[0].partition("\nWHERE ")[0] for q in asked)
            assert response.status_code == 404
            body = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)
            answers.add((statements, body))
            assert theirs.head(f"/exchange/{form}").status_code == 404
    assert len(answers) == 1, [len(statements) for statements, _ in answers]
    assert "bad[.]example" in see(bb.first.browser(), f"objects/{BAD}/")


def test_its_octets_are_served_as_they_came(council: Council) -> None:
    aa, bb, _ = council.world.members
    came = indicator("bad", description="ä  \u0416").replace(b'", "', b'" ,  "')
    council.share(aa, came)
    response = bb.first.browser().get(f"/exchange/objects/{BAD}/octets/")
    assert response.content == came
    assert response["Content-Type"] == "application/stix+json;version=2.1"
    assert "attachment" in response["Content-Disposition"]


def test_the_originator_learns_who_was_shown_it_by_a_list_a_search_or_its_page_and_nobody_else_does(
    council: Council,
) -> None:
    aa, bb, cc = council.world.members
    council.share(aa, indicator("bad"))
    mine = aa.first.browser()
    assert "Nobody yet" in see(mine, f"objects/{BAD}/")
    see(bb.first.browser(), "", q="bad")
    council.minutes += 1
    page = see(mine, f"objects/{BAD}/")
    shown = page[page.index("Who has been shown it") :]
    assert "State BB" in shown
    assert "State CC" not in shown
    see(cc.first.browser(), "")
    council.minutes += 1
    assert "State CC" in see(mine, f"objects/{BAD}/").partition("Who has been shown it")[2]
    assert "Who has been shown it" not in see(bb.first.browser(), f"objects/{BAD}/")


def test_a_search_that_shows_one_object_is_no_fetch_of_its_neighbours(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, indicator("bad"), indicator("worse"), indicator("worst"))
    see(bb.first.browser(), "", q="worst")
    council.minutes += 1
    assert "Nobody yet" in see(aa.first.browser(), f"objects/{BAD}/")
    assert "State BB" in see(aa.first.browser(), f"objects/{id_of('indicator', 'worst')}/").partition("been shown")[2]


def test_whoever_was_shown_what_is_taken_back_reads_a_notice_with_its_id_only(council: Council) -> None:
    aa, bb, cc = council.world.members
    council.share(aa, indicator("bad"))
    see(bb.first.browser(), f"objects/{BAD}/")
    council.minutes += 1
    council.take_back(aa, BAD)
    see(bb.first.browser(), "")
    council.minutes += 1
    page = see(bb.first.browser(), "")
    assert "Recalled by its originator" in page
    assert BAD in page
    assert "State AA" not in page
    assert "bad[.]example" not in page
    assert BAD not in see(cc.first.browser(), "")
    see(bb.first.browser(), f"objects/{BAD}/", 404)


def test_a_masked_originator_is_named_nowhere(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, indicator("bad", **masked("masked")))
    theirs = bb.first.browser()
    for page in (see(theirs, ""), see(theirs, "", q="bad"), see(theirs, f"objects/{BAD}/")):
        assert "Its originator is masked" in page
        assert "State AA" not in page
        assert str(aa.party.id) not in page


def test_the_originator_reads_who_sees_it_and_why_not_the_others(council: Council) -> None:
    aa, bb, _ = council.world.members
    alone(council, aa, bb)
    page = see(aa.first.browser(), f"objects/{BAD}/")
    assert "You released this to those you named: \N{FIRST STRONG ISOLATE}State BB" in page
    assert "It is released to those named, and this is not among them." in page
    others = see(bb.first.browser(), f"objects/{BAD}/")
    assert "You see this because its originator named you among those who may." in others
    assert "not among them" not in others
    assert "State CC" not in others


def test_of_a_group_whose_members_are_its_keepers_to_know_there_are_no_names_and_no_receipts(council: Council) -> None:
    aa, bb, cc = council.world.members
    inner = council.group(aa, bb, cc, confidential=True)
    council.share(bb, indicator("bad"), into=inner)
    see(cc.first.browser(), f"objects/{BAD}/")
    council.minutes += 1
    page = see(bb.first.browser(), f"objects/{BAD}/")
    assert "Only the keeper of the group knows who they are" in page
    assert "State CC" not in page
    assert "State AA" not in page


def test_each_version_can_be_read_and_the_latest_of_its_originator_is_the_one_that_is_shown(council: Council) -> None:
    aa, bb, cc = council.world.members
    council.share(aa, indicator("bad"))
    council.share(aa, indicator("bad", name="second", modified="2021-12-02T00:00:00.000Z"))
    council.share(bb, indicator("bad", name="usurped", modified="2021-12-03T00:00:00.000Z"))
    theirs = cc.first.browser()
    page = see(theirs, f"objects/{BAD}/")
    assert "<h1><bdi>second</bdi></h1>" in page
    first = see(theirs, f"objects/{BAD}/", version="2021-12-01T00:00:00.000000Z")
    assert "<h1><bdi>bad</bdi></h1>" in first
    assert "This is an earlier version." in first
    see(theirs, f"objects/{BAD}/", 404, version="2020-01-01T00:00:00.000000Z")


def test_what_is_no_longer_valid_or_revoked_says_so(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, indicator("bad", valid_until="2021-12-02T00:00:00Z"), indicator("worse", revoked=True))
    theirs = bb.first.browser()
    assert see(theirs, "").count("No longer valid") == see(theirs, "").count("Revoked") == 1
    assert "That time has passed" in see(theirs, f"objects/{BAD}/")
    assert "Its originator has revoked it" in see(theirs, f"objects/{id_of('indicator', 'worse')}/")


def test_sightings_are_counted_over_what_the_viewer_may_see(council: Council) -> None:
    aa, bb, cc = council.world.members

    def seen(name: str, count: int) -> bytes:
        return stix("sighting", name, sighting_of_ref=BAD, count=count, last_seen="2021-11-30T00:00:00Z")

    council.share(aa, indicator("bad"))
    council.share(bb, seen("open", 2))
    council.share(bb, seen("quiet", 40), into=channels.own(bb.party.id).id)
    assert "Seen 42 times" in see(bb.first.browser(), f"objects/{BAD}/")
    assert "Seen 2 times" in see(cc.first.browser(), f"objects/{BAD}/")


def test_a_relation_to_what_one_has_not_is_like_one_to_nothing(council: Council) -> None:
    aa, bb, cc = council.world.members
    council.share(bb, stix("malware", "hidden", name="Hidden", is_family=True), into=channels.own(bb.party.id).id)
    for name in ("hidden", "absent"):
        ends = {"source_ref": BAD, "target_ref": id_of("malware", name)}
        council.share(aa, stix("relationship", name, relationship_type="indicates", **ends))
    council.share(aa, indicator("bad"))
    page = see(cc.first.browser(), f"objects/{BAD}/")
    assert page.count("You have no object of this id.") == 2
    assert "Hidden" not in page


def test_only_a_definition_by_its_own_originator_says_what_a_marking_means(council: Council) -> None:
    aa, bb, cc = council.world.members
    own = id_of("marking-definition", "own")

    def definition(tlp: str) -> bytes:  # other systems write TLP so
        body = json.loads(stix("marking-definition", "own"))
        del body["modified"]
        said = {"definition_type": "statement", "definition": {"statement": f"TLP:{tlp}"}}
        return json.dumps(body | said).encode()

    council.share(aa, definition("AMBER"), indicator("bad", object_marking_refs=[own]))
    assert "TLP:AMBER" in see(cc.first.browser(), f"objects/{BAD}/")
    council.share(bb, definition("CLEAR"), indicator("worse", object_marking_refs=[own]))
    assert "TLP:AMBER" in see(cc.first.browser(), f"objects/{BAD}/")


def test_while_one_types_only_the_list_comes_back(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, indicator("bad"))
    response = bb.first.browser().get("/exchange/", {"q": "ba"}, headers={"HX-Request": "true"})
    part = str(response.content, "utf-8")
    assert part.lstrip().startswith('<div id="found"')
    assert BAD in part
    assert "HX-Request" in response["Vary"]


def test_the_list_is_paged_both_ways_and_filtered_by_type(council: Council) -> None:
    aa, bb, _ = council.world.members
    council.share(aa, *(indicator(f"n{n:03}") for n in range(120)), stix("tool", "t", name="Spade"))
    theirs = bb.first.browser()
    seen, query, pages = [], "", []
    while True:
        page = str(theirs.get(f"/exchange/{query}").content, "utf-8")
        found = re.findall(r'href="/exchange/objects/([^"/]+)/"', page)
        seen += found
        pages.append(found)
        older = re.search(r'class="older" rel="next" href="([^"]+)"', page)
        if older is None:
            break
        query = older[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == 121
    newer = re.search(r'class="newer" rel="prev" href="([^"]+)"', page)
    assert newer is not None
    back = str(theirs.get(f"/exchange/{newer[1].replace('&amp;', '&')}").content, "utf-8")
    assert re.findall(r'href="/exchange/objects/([^"/]+)/"', back) == pages[-2]
    tools = see(theirs, "", type="tool")
    assert "Spade" in tools
    assert "n001" not in tools
    see(theirs, "", 400, older="nonsense")
    see(theirs, "", 400, q="x" * 501)


def test_a_common_word_finds_the_newest_in_the_same_order_as_a_rare_one(
    council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    aa, bb, cc = council.world.members
    for n in range(6):
        council.share((aa, bb)[n % 2], *(indicator(f"n{n}{k}", description="Beacon") for k in range(4)))
    council.take_back(aa, id_of("indicator", "n02"))

    def found() -> list[str]:
        looked = search(cc.viewer, "beacon", before=micros(council.now) + 1, limit=15)
        return [view.stix_id for view in looked]

    settle(cc.actor(council.now))
    by_one_statement = found()
    assert len(by_one_statement) == 15
    monkeypatch.setattr(objects, "IDS_A_STATEMENT", 5)
    monkeypatch.setattr(objects, "FIRST_BLOCK_IDS", 2)
    assert found() == by_one_statement


def test_the_words_of_a_picture_are_as_large_on_a_phone_as_those_around_it() -> None:
    """A phone has 390 units, of which the page's edges take 36: a wider view box would be made smaller."""
    assert pictures.WIDTH <= 390 - 30
    for name in ("relations", "sightings"):
        template = get_template(f"exchange/object/{name}.html").template.source
        assert f'viewBox="0 0 {pictures.WIDTH} ' in template
