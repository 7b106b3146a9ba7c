"""What is another's cannot be changed, taken back, shadowed or revoked, whichever way one asks (6, 7, 8, 12, 22)."""

from __future__ import annotations

import csv
import io
import json
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, reverse
from tests.exchange.api.conftest import Clock, Council, Taxii, enveloped, id_of, indicator, stix
from tests.exchange.pages.browsing import bare

from parley.exchange import urls, urls_taxii
from parley.exchange.models import Object, Submission
from parley.exchange.rules import collections as channels

ABSENT = UUID("99999999-9999-4999-8999-999999999999")
LATER = "2021-12-02T00:00:00.000Z"
VALUE_OF = {  # what is asked for, by the name in the address: another's, and what there is not
    "stix_id": (id_of("indicator", "theirs"), id_of("indicator", "none")),
    "object_id": (id_of("indicator", "theirs"), id_of("indicator", "none")),
    "submission": ("", ABSENT),
    "status": ("", ABSENT),
    "event": ("", ABSENT),
    "collection": ("", ABSENT),
}
METHODS = ("GET", "HEAD", "POST", "DELETE", "PUT", "PATCH")


def named(patterns: list[Any], namespace: str) -> list[tuple[str, tuple[str, ...]]]:
    """The routes that name something."""
    found = [
        (f"{namespace}:{p.name}", tuple(p.pattern.converters))
        for p in patterns
        if isinstance(p, URLPattern) and p.pattern.converters
    ]
    return [each for each in found if each[0] not in {"exchange:blocklist", "taxii:nothing"}]


ROUTES = named(urls.urlpatterns, "exchange") + named(urls_taxii.urlpatterns, "taxii")


def ask(of: Taxii, browser: Client, route: str, names: dict[str, object], method: str) -> HttpResponse:
    where = reverse(route, kwargs=names)
    if route.startswith("taxii:"):
        return of.ask(method, where, body=enveloped(indicator("mine")) if method == "POST" else b"")
    form = {"of": str(channels.own(of.party).id), "into": "council", "confirmed": "1", "kind": "note", "text": "x"}
    return browser.generic(
        method,
        where,
        "&".join(f"{k}={v}" for k, v in form.items()) if method == "POST" else "",
        content_type="application/x-www-form-urlencoded",
    )


def plain(response: HttpResponse, names: dict[str, object]) -> tuple[int, str]:
    said = bare(response)
    for value in names.values():
        said = said.replace(str(value), "…")
    return response.status_code, said


@pytest.mark.parametrize(("route", "parameters"), ROUTES)
def test_what_is_anothers_is_answered_as_what_there_is_not(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii, route: str, parameters: tuple[str, ...]
) -> None:
    """AA keeps an object to itself, and one in a group with CC; BB asks for it, for what AA sent in, for the group."""
    group = council.group(council.members[0], "Group", council.members[2])
    sent = aa.add(indicator("theirs"), to=group)
    clock.tick()
    theirs = {"submission": sent["id"], "status": sent["id"], "collection": group, "event": event_of(council)}
    other = {name: theirs.get(name, VALUE_OF[name][0]) for name in parameters}
    absent = {name: VALUE_OF[name][1] for name in parameters}
    browser = council.members[1].first.browser()
    before = state()
    for method in METHODS:
        refused, nothing = (ask(bb, browser, route, names, method) for names in (other, absent))
        assert plain(refused, other) == plain(nothing, absent), method
        assert refused.status_code in {404, 405}, method
        assert state() == before, method


def state() -> tuple[list[Any], int]:
    rows = Object.objects.order_by("id").values_list("stix_id", "version", "release__owner", "release__audience")
    return list(rows), Submission.objects.count()


def event_of(council: Council) -> str:
    """The MISP event that CC has of it."""
    cc = council.token(council.members[2], at=council.clock.now)
    listed = Client().get("/exchange/misp/manifest.json", headers={"Authorization": f"Bearer {cc.secret}"})
    (uuid,) = json.loads(listed.content)
    return str(uuid)


@pytest.mark.parametrize("way", ["withdraw", "release", "DELETE"])
def test_who_may_change_its_own_copy_changes_no_other_of_that_id(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii, way: str
) -> None:
    cc = council.token(council.members[2])
    aa.shared(indicator("both", description="AA's"))
    clock.tick()
    bb.shared(indicator("both", description="BB's", modified=LATER))
    clock.tick()
    id_ = id_of("indicator", "both")
    whole = str(channels.council(aa.council).id)
    browser = council.members[1].first.browser()
    if way == "DELETE":
        assert bb.ask("DELETE", f"collections/council/objects/{id_}/").status_code == 200
    else:
        data = {"of": whole, "into": "us", "confirmed": "1"}
        assert browser.post(reverse(f"exchange:{way}", args=[id_]), data).status_code == 302
    clock.tick()
    there = cc.get(f"collections/council/objects/{id_}/", **{"match_version": "all"})["objects"]
    assert [each["description"] for each in there if each["type"] == "indicator"] == ["AA's"]


def test_a_collection_that_is_named_in_a_form_must_hold_ones_own_copy(council: Council, aa: Taxii, bb: Taxii) -> None:
    bb.shared(indicator("own"), to="own")
    aa.shared(indicator("own"))
    council.clock.tick()
    browser = council.members[1].first.browser()
    for route in ("withdraw", "release"):
        where = reverse(f"exchange:{route}", args=[id_of("indicator", "own")])
        data = {"of": str(channels.council(aa.council).id), "into": "us", "confirmed": "1"}
        assert browser.post(where, data).status_code == 422
    assert Object.objects.count() == 2


def test_a_later_or_revoked_version_by_another_takes_nothing_off_a_list(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    cc = council.token(council.members[2])
    aa.shared(indicator("a"), indicator("b"))
    clock.tick()
    bb.shared(indicator("a", modified=LATER, revoked=True), indicator("b", modified=LATER, valid_until=LATER))
    clock.tick()
    found = Client().get("/exchange/blocklists/domain.txt?warned=1", headers={"Authorization": f"Bearer {cc.secret}"})
    assert found.content.decode().split() == ["a.example", "b.example"]
    page = council.members[2].first.browser().get(reverse("exchange:object", args=[id_of("indicator", "a")]))
    assert page.context["view"].revoked is False


def definition(name: str, level: str) -> bytes:
    """A definition that is TLP by what it says (release/rules/markings.py)."""
    said = {"definition_type": "statement", "definition": {"statement": f"TLP:{level}"}}
    made = json.loads(stix("marking-definition", name, **said))
    del made["modified"]
    return json.dumps(made).encode()


def misp(of: Taxii) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {of.secret}"}
    listed = json.loads(Client().get("/exchange/misp/manifest.json", headers=headers).content)
    return [
        json.loads(Client().get(f"/exchange/misp/{uuid}.json", headers=headers).content)["Event"] for uuid in listed
    ]


@pytest.mark.parametrize("first", ["theirs", "own"])
def test_what_another_defines_says_nothing_of_how_ones_object_is_marked(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii, first: str
) -> None:
    """AA marks by a definition of its own, which it shares or keeps; BB gives the same id another meaning."""
    cc = council.token(council.members[2])
    marked = {"object_marking_refs": [id_of("marking-definition", "m")]}
    named_ = [id_of("indicator", "a")]
    report = stix("report", "r", name="r", published=LATER, object_refs=named_, **marked)
    if first == "theirs":
        bb.shared(definition("m", "CLEAR"))
        clock.tick()
    aa.shared(definition("m", "AMBER"), indicator("a", **marked), indicator("b", **marked), report)
    clock.tick()
    if first == "own":
        bb.shared(definition("m", "CLEAR"))
        clock.tick()
    attributes = [each for event in misp(cc) for each in event["Attribute"]]
    assert {each["value"] for each in attributes} >= {"a.example", "b.example"}
    assert {tag["name"] for each in attributes for tag in each["Tag"]} == {"tlp:amber"}


def test_a_list_as_csv_says_how_each_value_is_marked(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    amber, own = "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421", id_of("marking-definition", "m")
    aa.shared(
        definition("m", "GREEN"),
        indicator("a", object_marking_refs=[amber]),
        indicator("b", granular_markings=[{"marking_ref": own, "selectors": ["name"]}]),
        indicator("c"),
    )
    clock.tick()
    where = "/exchange/blocklists/domain.csv?warned=1"
    found = Client().get(where, headers={"Authorization": f"Bearer {bb.secret}"}).content.decode()
    marked = {row["value"]: row["markings"] for row in csv.DictReader(io.StringIO(found))}
    assert marked == {"a.example": "TLP:AMBER", "b.example": own, "c.example": ""}
