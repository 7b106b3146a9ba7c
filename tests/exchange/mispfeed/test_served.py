"""A MISP that subscribes gets what its party may see, as events, and is told when something came or went."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.exchange.api.conftest import START, Clock, Council, Taxii, id_of, identity, indicator, stix

from parley.council.rules import Scope
from parley.exchange.queries.objects import fetches
from parley.release.acts import add_to_group

GREEN = "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb"


def ask(of: Taxii, name: str) -> HttpResponse:
    return Client().get(f"/exchange/misp/{name}", headers={"Authorization": f"Bearer {of.secret}"})


def manifest(of: Taxii) -> dict[str, Any]:
    response = ask(of, "manifest.json")
    assert response.status_code == 200, response.content
    found: dict[str, Any] = json.loads(response.content)
    return found


def events(of: Taxii) -> dict[str, dict[str, Any]]:
    """By what they are called."""
    found = {}
    for uuid, entry in manifest(of).items():
        event = json.loads(ask(of, f"{uuid}.json").content)["Event"]
        assert event["uuid"] == uuid
        assert {key: event[key] for key in entry} == entry
        found[event["info"]] = event
    return found


def values(event: dict[str, Any]) -> list[str]:
    return sorted(attribute["value"] for attribute in event["Attribute"])


def report(name: str, *names: str, **more: Any) -> bytes:
    refs = [id_of("indicator", each) for each in names]
    return stix("report", name, name=name, published="2021-12-01T00:00:00Z", object_refs=refs, **more)


def test_a_report_is_an_event_with_what_it_names_and_the_rest_of_a_day_is_another(
    clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    link = [{"source_name": "CERT", "url": "https://cert.example/1"}]
    aa.shared(
        indicator("a"), indicator("b"), report("Campaign", "a", description="What was seen.", external_references=link)
    )
    clock.tick()
    found = events(bb)
    assert set(found) == {"Campaign", "State AA (AA): 2021-12-07"}
    assert values(found["Campaign"]) == ["What was seen.", "a.example", "https://cert.example/1"]
    assert values(found["State AA (AA): 2021-12-07"]) == ["b.example"]
    (b,) = found["State AA (AA): 2021-12-07"]["Attribute"]
    assert (b["type"], b["category"], b["to_ids"]) == ("domain", "Network activity", True)
    assert b["comment"] == f"b ({id_of('indicator', 'b')})"
    assert found["Campaign"]["Orgc"]["name"] == "State AA (AA)"
    assert events(aa) == {}  # its own are no news


def test_days_and_originators_are_events_of_their_own_and_their_ids_stay(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    cc = council.token(council.members[2])
    aa.shared(indicator("a"))
    clock.tick()
    before = manifest(cc)
    bb.shared(indicator("b"))
    clock.tick(86_400)
    aa.shared(indicator("c"))
    clock.tick()
    assert list(events(cc)) == ["State AA (AA): 2021-12-08", "State AA (AA): 2021-12-07", "State BB (BB): 2021-12-07"]
    assert before.items() <= manifest(cc).items()
    assert not set(manifest(cc)) & set(manifest(bb))


def test_what_is_recalled_vanishes_and_the_event_says_that_it_changed(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a"), indicator("b"), report("Campaign", "a"))
    clock.tick()
    before = events(bb)
    clock.tick(3600)
    aa.ask("DELETE", f"collections/council/objects/{id_of('indicator', 'a')}/")
    clock.tick(3600)
    after = events(bb)
    assert values(after["Campaign"]) == []
    assert int(after["Campaign"]["timestamp"]) > int(before["Campaign"]["timestamp"])
    assert values(after["State AA (AA): 2021-12-07"]) == ["b.example"]
    assert int(after["State AA (AA): 2021-12-07"]["timestamp"]) > int(before["State AA (AA): 2021-12-07"]["timestamp"])
    clock.tick()
    assert values(events(bb)["Originator masked: 2021-12-07"]) == [
        f"Recalled by its originator: {id_of('indicator', 'a')}"
    ]


def test_what_is_not_released_changes_no_octet(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    group = council.group(council.members[0], "G", council.members[2])
    aa.shared(indicator("a"), report("Campaign", "a", "hidden"))
    clock.tick()
    before = {name: ask(bb, name).content for name in ["manifest.json", *(f"{uuid}.json" for uuid in manifest(bb))]}
    aa.shared(indicator("hidden"), report("Hidden", "a", "hidden"), to=group)
    clock.tick()
    aa.ask("DELETE", f"collections/{group}/objects/{id_of('report', 'Hidden')}/")
    clock.tick(60)
    assert {name: ask(bb, name).content for name in before} == before
    hidden = next(iter(set(manifest(council.token(council.members[2]))) - set(manifest(bb))))
    assert ask(bb, f"{UUID(int=7)}.json").status_code == 404
    assert ask(bb, f"{hidden}.json").status_code == 404


def test_who_came_after_a_recall_sees_no_trace_of_it(council: Council, clock: Clock, aa: Taxii) -> None:
    group = council.group(council.members[0], "G", council.members[2])
    aa.shared(indicator("a"), to=group)
    clock.tick()
    aa.ask("DELETE", f"collections/{group}/objects/{id_of('indicator', 'a')}/")
    clock.tick()
    add_to_group(council.members[0].actor(clock.now), UUID(group), council.members[1].party.id)
    clock.tick()
    assert manifest(council.token(council.members[1])) == {}


def test_the_originator_sees_what_was_fetched_and_what_was_not(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    aa.shared(indicator("a"), indicator("b"), report("Campaign", "a"))
    clock.tick()
    (uuid,) = [uuid for uuid, entry in manifest(bb).items() if entry["info"] == "Campaign"]
    ask(bb, f"{uuid}.json")
    looking = council.members[0].viewer
    assert [fetch.party for fetch in fetches(looking, id_of("indicator", "a"))] == [bb.party]
    assert [fetch.party for fetch in fetches(looking, id_of("report", "Campaign"))] == [bb.party]
    assert fetches(looking, id_of("indicator", "b")) == []
    events(bb)
    assert [fetch.party for fetch in fetches(looking, id_of("indicator", "b"))] == [bb.party]


def test_the_days_event_of_one_originator_is_no_fetch_from_another(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    cc = council.token(council.members[2])
    for of, name in ((aa, "a1"), (bb, "b1"), (aa, "a2")):
        of.shared(indicator(name))
        clock.tick()
    (uuid,) = [uuid for uuid, entry in manifest(cc).items() if entry["Orgc"]["name"] == "State AA (AA)"]
    event = json.loads(ask(cc, f"{uuid}.json").content)["Event"]
    assert values(event) == ["a1.example", "a2.example"]
    assert fetches(council.members[1].viewer, id_of("indicator", "b1")) == []
    for name in ("a1", "a2"):
        assert len(fetches(council.members[0].viewer, id_of("indicator", name))) == 1


def test_what_makes_no_attribute_makes_no_event(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(identity("someone"), indicator("a"), report("Alone", "a"))
    aa.ask("DELETE", f"collections/council/objects/{id_of('indicator', 'a')}/")
    clock.tick()
    assert set(events(bb)) == {"Alone"}


def test_markings_are_tags(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a", object_marking_refs=[GREEN]))
    clock.tick()
    ((attribute,),) = [event["Attribute"] for event in events(bb).values()]
    assert [tag["name"] for tag in attribute["Tag"]] == ["tlp:green"]


def test_without_the_scope_there_is_nothing(council: Council, bb: Taxii) -> None:
    other = council.token(council.members[1], Scope.EXCHANGE_WRITE)
    assert ask(other, "manifest.json").status_code == 401


def test_misps_own_library_reads_it(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    pymisp = pytest.importorskip("pymisp", reason="PyMISP is in the extra misp")
    together = "[ipv4-addr:value = '45.1.1.1' AND domain-name:value = 'a.example']"
    until = (START + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M:%SZ")
    aa.shared(
        indicator("a", valid_until=until),
        indicator("together", pattern=together),
        indicator("yara", pattern_type="yara", pattern="rule x { condition: true }"),
        report("Campaign", "a", "together", "yara", description="Text."),
    )
    clock.tick()
    types = set()
    for event in events(bb).values():
        read = pymisp.MISPEvent()
        read.from_dict(**event)
        types |= {attribute.type for attribute in read.attributes}
        assert len(read.attributes) == len(event["Attribute"])
        assert read.orgc.name == "State AA (AA)"
    assert types == {"domain", "stix2-pattern", "yara", "text"}
