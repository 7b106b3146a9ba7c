"""Pages of a feed over TAXII 2.1: filters, order, limits, cursors, dates, receipts (3.2 to 3.5, 5.3, 5.4, 5.6, 5.8)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.exchange.api.conftest import ROOT, START, Council, Taxii, id_of, identity, indicator, stix

from parley.exchange.models import Receipt
from parley.settings import SETTINGS

OBJECTS, MANIFEST = "collections/council/objects/", "collections/council/manifest/"
FIRST, LAST = "X-TAXII-Date-Added-First", "X-TAXII-Date-Added-Last"


def names(page: dict[str, Any]) -> list[str]:
    return [each["name"] for each in page.get("objects", [])]


@pytest.fixture
def filled(council: Council, aa: Taxii, bb: Taxii) -> Taxii:
    """BB, whom AA sent three things, a second apart; of the first then a new version."""
    for each in (
        indicator("one"),
        identity("two"),
        indicator("three"),
        indicator("one", name="one again", modified="2021-12-02T00:00:00.000Z"),
    ):
        aa.shared(each)
        council.clock.tick()
    return bb


def test_what_came_first_is_served_first(filled: Taxii) -> None:
    assert names(filled.get(OBJECTS)) == ["two", "three", "one again"]
    dates = [each["date_added"] for each in filled.get(MANIFEST, match_version="all")["objects"]]
    assert dates == sorted(dates)
    assert len(set(dates)) == 4


def test_each_filter_lets_through_what_it_names(filled: Taxii) -> None:
    two = id_of("identity", "two")
    assert names(filled.get(OBJECTS, match_type="identity")) == ["two"]
    assert names(filled.get(OBJECTS, match_type="identity,indicator")) == ["two", "three", "one again"]
    assert names(filled.get(OBJECTS, match_id=two)) == ["two"]
    assert names(filled.get(OBJECTS, match_id=f"{two},{id_of('indicator', 'three')}")) == ["two", "three"]
    assert names(filled.get(OBJECTS, match_id=two, match_type="indicator")) == []
    assert names(filled.get(OBJECTS, match_spec_version="2.0")) == []
    assert names(filled.get(OBJECTS, match_spec_version="2.0,2.1")) == ["two", "three", "one again"]
    assert names(filled.get(OBJECTS, match_version="2021-12-02T00:00:00.000Z")) == ["one again"]
    assert names(filled.get(OBJECTS, added_after="2021-12-07T12:00:02Z")) == ["three", "one again"]
    assert names(filled.get(OBJECTS, added_after="2021-12-07T12:00:02.000000Z", match_type="identity")) == []
    for page in (OBJECTS, MANIFEST):
        assert len(filled.get(page, match_type="indicator", match_version="all")["objects"]) == 3


def test_versions_are_served_as_they_are_asked_for(filled: Taxii) -> None:
    where = f"{OBJECTS}{id_of('indicator', 'one')}/"
    first, last = "2021-12-01T00:00:00.000Z", "2021-12-02T00:00:00.000Z"
    for versions, expected in [
        ("last", ["one again"]),
        ("first", ["one"]),
        ("first,last", ["one", "one again"]),
        ("all", ["one", "one again"]),
        (first, ["one"]),
        (f"{first},{last}", ["one", "one again"]),
    ]:
        assert names(filled.get(where, match_version=versions)) == expected
    assert names(filled.get(where)) == ["one again"]
    assert filled.get(f"{where}versions/")["versions"] == [first, last]


TYPES = """
    attack-pattern campaign course-of-action grouping identity incident indicator infrastructure intrusion-set location
    malware malware-analysis note observed-data opinion report threat-actor tool vulnerability relationship sighting
    language-content marking-definition extension-definition bundle artifact autonomous-system directory domain-name
    email-addr email-message file ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url user-account
    windows-registry-key x509-certificate x-own-type
"""


@pytest.mark.parametrize("type_", TYPES.split())
def test_every_type_of_stix_may_be_asked_for(bb: Taxii, type_: str) -> None:
    assert bb.get(OBJECTS, match_type=type_) == {}


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=-1",
        "limit=x",
        "added_after=x",
        "next=x",
        "match[version]=newest",
        "match[spec_version]=x",
        "limit=1&limit=2",
        "match[type]=a&match[type]=b",
        "match[id]=%00",
        "match[version]=last,last",
    ],
)
@pytest.mark.parametrize("page", [OBJECTS, MANIFEST, f"{OBJECTS}{id_of('indicator', 'one')}/"])
def test_a_malformed_parameter_is_a_400(filled: Taxii, page: str, query: str) -> None:
    response = filled.ask("GET", page, query)
    assert response.status_code == 400
    assert json.loads(response.content)["description"]


def test_a_field_that_the_standard_does_not_know_is_ignored(filled: Taxii) -> None:
    assert filled.get(OBJECTS, match_severity="high", colour="red") == filled.get(OBJECTS)


def test_an_object_is_found_by_its_id(filled: Taxii) -> None:
    assert names(filled.get(f"{OBJECTS}{id_of('identity', 'two')}/")) == ["two"]
    for other in ("none", "two", id_of("indicator", "two"), id_of("identity", "two").upper(), "a%00b", "x" * 400):
        assert filled.ask("GET", f"{OBJECTS}{other}/").status_code == 404
        assert filled.ask("GET", f"{OBJECTS}{other}/versions/").status_code == 404


def test_nothing_found_is_an_empty_envelope(filled: Taxii) -> None:
    where = f"{OBJECTS}{id_of('identity', 'two')}/"
    late = {"added_after": "2030-01-01T00:00:00Z"}
    assert filled.get(OBJECTS, **late) == filled.get(MANIFEST, **late) == {}
    assert filled.get(where, match_version="2001-01-01T00:00:00.000Z") == filled.get(where, **late) == {}
    assert (
        filled.get(where, match_spec_version="2.0") == filled.get(f"{where}versions/", match_spec_version="2.0") == {}
    )


def test_what_has_no_modified_has_its_created_as_version(aa: Taxii, bb: Taxii, council: Council) -> None:
    created = "2021-11-01T00:00:00.000Z"
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_of("marking-definition", "m"),
        "created": created,
        "definition_type": "statement",
        "definition": {"statement": "Made for this test."},
    }
    aa.shared(json.dumps(marking).encode())
    council.clock.tick()
    (record,) = bb.get(MANIFEST)["objects"]
    assert record["version"] == created
    assert bb.get(f"{OBJECTS}{marking['id']}/versions/")["versions"] == [created]
    assert bb.get(OBJECTS, match_version=created)["objects"] == [marking]
    failed = aa.add(json.dumps(marking | {"definition": {"statement": "Another."}}).encode())["failures"]
    assert [each["version"] for each in failed] == [created]


def test_what_has_no_date_has_one_version_everywhere(aa: Taxii, bb: Taxii, council: Council) -> None:
    address = {
        "type": "ipv4-addr",
        "spec_version": "2.1",
        "id": "ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67",
        "value": "198.51.100.3",
    }
    aa.shared(json.dumps(address).encode())
    council.clock.tick()
    (record,) = bb.get(MANIFEST)["objects"]
    assert bb.get(f"{OBJECTS}{address['id']}/versions/")["versions"] == [record["version"]]
    assert bb.get(OBJECTS, match_version=record["version"])["objects"] == [address]


def test_a_manifest_is_of_the_objects_that_are_served(filled: Taxii) -> None:
    for query in ({}, {"match_type": "indicator"}, {"limit": 2}, {"match_version": "all"}):
        served = filled.get(OBJECTS, **query)
        listed = filled.get(MANIFEST, **query)
        assert [(r["id"], r["version"]) for r in listed["objects"]] == [
            (o["id"], o["modified"]) for o in served["objects"]
        ]
        assert {r["media_type"] for r in listed["objects"]} == {"application/stix+json;version=2.1"}
        assert (listed.get("more"), listed.get("next")) == (served.get("more"), served.get("next"))


# Pages (3.4, 3.5)


def pages(of: Taxii, where: str, **query: Any) -> list[dict[str, Any]]:
    found = [of.get(where, **query)]
    while found[-1].get("more"):
        found.append(of.get(where, **query, next=found[-1]["next"]))
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 8, 10**9])
@pytest.mark.parametrize("where", [OBJECTS, MANIFEST])
def test_pages_hold_everything_once_whatever_the_limit(
    aa: Taxii, bb: Taxii, council: Council, where: str, limit: int
) -> None:
    """Also where all came at one moment, in one envelope."""
    aa.shared(*(indicator(f"a{n}") for n in range(4)))
    aa.shared(*(indicator(f"b{n}") for n in range(3)))
    council.clock.tick()
    found = pages(bb, where, limit=limit)
    ids = [each["id"] for page in found for each in page["objects"]]
    assert sorted(ids) == sorted(
        id_of("indicator", f"{letter}{n}") for letter in "ab" for n in range(4) if (letter, n) != ("b", 3)
    )
    assert all(len(page["objects"]) == limit for page in found[:-1])
    assert len(found[-1]["objects"]) <= limit
    assert "next" not in found[-1]


def test_versions_come_in_pages_too(filled: Taxii) -> None:
    found = pages(filled, f"{OBJECTS}{id_of('indicator', 'one')}/versions/", limit=1)
    assert [page["versions"] for page in found] == [["2021-12-01T00:00:00.000Z"], ["2021-12-02T00:00:00.000Z"]]


def test_what_fits_on_a_page_is_on_it(filled: Taxii) -> None:
    assert len(filled.get(OBJECTS, limit=3)["objects"]) == 3
    assert "more" not in filled.get(OBJECTS, limit=3)


def test_a_page_holds_no_more_than_the_server_allows(filled: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.exchange.api import taxii
    from parley.settings import load

    monkeypatch.setattr(taxii, "SETTINGS", load({"PARLEY_TAXII_PAGE_OBJECTS_MAX": "2"}))
    found = pages(filled, OBJECTS, limit=10**9)
    assert [len(page["objects"]) for page in found] == [2, 1]


@pytest.mark.parametrize("change", ["filter", "collection", "party"])
def test_a_cursor_is_good_for_its_own_question_only(filled: Taxii, aa: Taxii, change: str) -> None:
    cursor = filled.get(OBJECTS, limit=1)["next"]
    assert names(filled.get(OBJECTS, next=cursor)) == ["three", "one again"]
    match change:
        case "filter":
            response = filled.ask("GET", OBJECTS, {"next": cursor, "match[type]": "indicator"})
        case "collection":
            response = filled.ask("GET", OBJECTS.replace("council", "shared"), {"next": cursor})
        case _:
            response = aa.ask("GET", OBJECTS, {"next": cursor})
    assert response.status_code == 400


def test_a_cursor_never_goes_back_before_added_after(filled: Taxii) -> None:
    cursor = filled.get(OBJECTS, limit=1)["next"]
    assert names(filled.get(OBJECTS, next=cursor, added_after="2021-12-07T12:00:03Z")) == ["one again"]


def test_what_comes_while_a_reader_pages_comes_after_what_it_read(filled: Taxii, aa: Taxii, council: Council) -> None:
    cursor = filled.get(OBJECTS, limit=2)["next"]
    aa.shared(indicator("four"))
    council.clock.tick()
    assert names(filled.get(OBJECTS, next=cursor)) == ["one again", "four"]


# Dates (3.2)


@pytest.mark.parametrize("where", [OBJECTS, MANIFEST])
def test_a_page_says_when_its_first_and_last_came(filled: Taxii, where: str) -> None:
    response = filled.ask("GET", where, {"limit": "2"})
    assert response[FIRST] == "2021-12-07T12:00:02.000000Z"
    assert response[LAST] == "2021-12-07T12:00:03.000000Z"


def test_even_an_empty_page_has_dates(filled: Taxii, bb: Taxii) -> None:
    """They are the place after which nothing came, so that a client that keeps the last one stays where it is."""
    where = f"{OBJECTS}{id_of('indicator', 'one')}/"
    for page in (OBJECTS, MANIFEST, where, f"{where}versions/"):
        response = filled.ask("GET", page, {"added_after": "2021-12-07T12:30:00Z"})
        assert json.loads(response.content) == {}
        assert response[FIRST] == response[LAST] == "2021-12-07T12:30:00.000000Z"
    assert bb.ask("GET", "collections/own/objects/")[LAST] == "1970-01-01T00:00:00.000000Z"


def test_who_goes_on_from_the_last_date_misses_nothing(filled: Taxii, aa: Taxii, council: Council) -> None:
    last = filled.ask("GET", OBJECTS)[LAST]
    assert filled.get(OBJECTS, added_after=last) == {}
    aa.shared(indicator("four"))
    council.clock.tick()
    assert names(filled.get(OBJECTS, added_after=last)) == ["four"]


# Receipts (DESIGN.md, rule 11)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "where",
    [OBJECTS, MANIFEST, f"{OBJECTS}{id_of('identity', 'two')}/", f"{OBJECTS}{id_of('identity', 'two')}/versions/"],
)
def test_whatever_tells_that_something_is_there_leaves_a_receipt(filled: Taxii, where: str, method: str) -> None:
    assert filled.ask(method, where).status_code == 200
    (receipt,) = Receipt.objects.all()
    assert receipt.party_id == filled.party


def test_an_empty_page_of_an_object_that_is_there_leaves_a_receipt_too(filled: Taxii) -> None:
    filled.get(f"{OBJECTS}{id_of('identity', 'two')}/", match_version="2001-01-01T00:00:00.000Z")
    assert Receipt.objects.count() == 1


def test_an_empty_page_and_a_404_leave_none(filled: Taxii) -> None:
    filled.get("collections/own/objects/")
    filled.ask("GET", f"{OBJECTS}{id_of('identity', 'none')}/")
    filled.get("collections/")
    assert not Receipt.objects.exists()


def test_the_receipt_stands_before_the_answer_goes_out(filled: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.exchange.acts import reading

    def full_disk(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(reading, "_fetched", full_disk)
    response = filled.ask("GET", OBJECTS)
    assert response.status_code == 500
    assert b"one again" not in response.content


def test_head_has_the_headers_of_get_and_no_body(filled: Taxii) -> None:
    get, head = (filled.ask(method, OBJECTS) for method in ("GET", "HEAD"))
    assert head.content == b""
    kept = [{name: value for name, value in each.items() if name != "Content-Length"} for each in (get, head)]
    assert kept[0] == kept[1]
    assert (head[FIRST], head[LAST]) == (get[FIRST], get[LAST])


def test_a_recall_reaches_whoever_had_fetched(filled: Taxii, aa: Taxii, council: Council) -> None:
    filled.get(OBJECTS)
    council.clock.tick()
    aa.ask("DELETE", f"{OBJECTS}{id_of('identity', 'two')}/")
    council.clock.tick()
    filled.get(OBJECTS)
    council.clock.tick()
    after = filled.get(OBJECTS)["objects"]
    assert [o["recalled_id"] for o in after if o["type"] == "x-parley-recall"] == [id_of("identity", "two")]


def test_the_server_and_the_tests_mean_the_same(filled: Taxii) -> None:
    assert ROOT.endswith("/council/")
    assert START.microsecond == 0
    assert SETTINGS.taxii_page_objects_max >= 1
    assert stix("identity", "two").startswith(b"{")
