"""TAXII 2.1 as a server's answers: its endpoints and resources (clauses.py says which test holds which clause)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from tests.exchange.api.conftest import (
    MEDIA_TYPE,
    ROOT,
    Council,
    Taxii,
    enveloped,
    id_of,
    identity,
    indicator,
    stix,
)

from parley.exchange.api import resources
from parley.settings import SETTINGS, load

TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
PAGES = ("collections/council/objects/", "collections/council/manifest/")


def walk(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    yield name, value
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from walk(inner, key if isinstance(key, str) else name)


@pytest.fixture
def filled(council: Council, aa: Taxii) -> Taxii:
    """AA shared an indicator and an identity, one second apart, and a sentence that is refused."""
    aa.shared(indicator("one"))
    council.clock.tick()
    aa.shared(identity("two"))
    council.clock.tick()
    return aa


def every_resource(of: Taxii) -> dict[str, Any]:
    sent = of.add(indicator("three"), stix("indicator", "bad"))
    where = f"collections/council/objects/{id_of('indicator', 'one')}/"
    return {
        "discovery": of.get("/taxii2/"),
        "api-root": of.get(""),
        "status": of.get(f"status/{sent['id']}/"),
        "collections": of.get("collections/"),
        "collection": of.get("collections/council/"),
        "manifest": of.get("collections/council/manifest/", limit=1),
        "envelope": of.get("collections/council/objects/", limit=1),
        "object": of.get(where),
        "versions": of.get(f"{where}versions/"),
        "entitlements": of.get("entitlements/"),
    }


# Resources (2, 3.7, 3.8, 4, 5)

REQUIRED: dict[str, dict[str, type]] = {
    "discovery": {"title": str},
    "api-root": {"title": str, "versions": list, "max_content_length": int},
    "status": {
        "id": str,
        "status": str,
        "total_count": int,
        "success_count": int,
        "failure_count": int,
        "pending_count": int,
    },
    "collections": {},
    "collection": {"id": str, "title": str, "can_read": bool, "can_write": bool},
    "manifest": {},
    "envelope": {},
    "object": {},
    "versions": {},
}
OPTIONAL: dict[str, dict[str, type]] = {
    "discovery": {"description": str, "contact": str, "default": str, "api_roots": list},
    "api-root": {"description": str},
    "status": {"request_timestamp": str, "successes": list, "failures": list, "pendings": list},
    "collections": {"collections": list},
    "collection": {"description": str, "alias": str, "media_types": list},
    "manifest": {"more": bool, "next": str, "objects": list},
    "envelope": {"more": bool, "next": str, "objects": list},
    "object": {"more": bool, "next": str, "objects": list},
    "versions": {"more": bool, "next": str, "versions": list},
}
RECORDS = {"id": str, "date_added": str, "version": str, "media_type": str}
DETAILS = {"id": str, "version": str, "message": str}


def test_resources_have_the_types_of_the_standard(filled: Taxii) -> None:
    found = every_resource(filled)
    for name, required in REQUIRED.items():
        shown = found[name]
        assert set(required) <= set(shown), name
        for key, value in shown.items():
            if not key.startswith("x_"):
                assert type(value) is ({**required, **OPTIONAL[name]})[key], (name, key)
    for each in found["collections"]["collections"]:
        assert set(REQUIRED["collection"]) <= set(each) <= {*REQUIRED["collection"], *OPTIONAL["collection"]}
    for each in found["manifest"]["objects"]:
        assert {key: type(value) for key, value in each.items()} == RECORDS
    for each in found["status"]["failures"]:
        assert {key: type(value) for key, value in each.items()} == DETAILS
    assert all(isinstance(each, str) for each in found["versions"]["versions"])
    assert all(abs(v) < 2**53 for r in found.values() for _, v in walk(r) if type(v) is int)


def test_no_resource_has_an_empty_list(filled: Taxii, bb: Taxii, council: Council) -> None:
    empty = [bb.get("collections/own/objects/"), bb.get("collections/own/manifest/")]
    assert empty == [{}, {}]
    assert resources.collections([], council.members[0].viewer, frozenset()) == {}
    nothing_refused = filled.add(indicator("four"))
    for shown in [*every_resource(filled).values(), nothing_refused]:
        assert not [name for name, value in walk(shown) if value == []]


def test_identifiers_are_version_4_uuids(filled: Taxii) -> None:
    found = every_resource(filled)
    ids = [found["status"]["id"], *(c["id"] for c in found["collections"]["collections"])]
    assert [UUID(id_).version for id_ in ids] == [4] * len(ids)


def test_dates_are_timestamps_with_microseconds_in_utc(filled: Taxii) -> None:
    found = every_resource(filled)
    dates = [found["status"]["request_timestamp"], *(each["date_added"] for each in found["manifest"]["objects"])]
    assert dates
    assert all(TIMESTAMP.fullmatch(date) for date in dates)


def test_custom_properties_are_named_as_the_standard_has_it(filled: Taxii) -> None:
    found = every_resource(filled)
    known = {name: {**REQUIRED[name], **OPTIONAL[name]} for name in REQUIRED}
    custom = {key for name, names in known.items() for key in found[name] if key not in names}
    assert custom
    assert all(re.fullmatch(r"x_parley_[a-z0-9_]{1,240}", name) for name in custom)


# The server, the API root and the status (3.1, 4)


def test_each_endpoint_answers_with_its_resource(filled: Taxii) -> None:
    found = every_resource(filled)
    assert set(found["discovery"]) >= {"title", "default", "api_roots"}
    assert set(found["api-root"]) >= {"title", "versions", "max_content_length"}
    assert set(found["status"]) >= {"id", "status", "total_count"}
    assert set(found["collections"]) == {"collections"}
    assert found["collection"]["alias"] == "council"
    assert set(found["manifest"]) == {"more", "next", "objects"}
    assert set(found["envelope"]) == {"more", "next", "objects"}
    assert found["object"] == {"objects": [json.loads(indicator("one"))]}
    assert found["versions"] == {"versions": ["2021-12-01T00:00:00.000Z"]}


def test_discovery_names_the_api_root(aa: Taxii) -> None:
    found = aa.get("/taxii2/")
    assert found["default"] in found["api_roots"]
    assert len(set(found["api_roots"])) == len(found["api_roots"]) == 1
    assert aa.get(found["default"])["title"]


@pytest.mark.parametrize(
    ("origin", "root"),
    [
        ("http://127.0.0.1:8000", "/taxii2/council/"),
        ("https://council.example", "https://council.example/taxii2/council/"),
        ("https://council.example:8443", "https://council.example:8443/taxii2/council/"),
    ],
)
def test_the_api_root_is_an_https_url_or_a_path(monkeypatch: pytest.MonkeyPatch, origin: str, root: str) -> None:
    monkeypatch.setattr(resources, "SETTINGS", load({"PARLEY_ORIGIN": origin}))
    assert resources.api_root_address() == root
    assert "?" not in root
    assert not root.startswith(("//", "../"))


def test_the_api_root_says_what_it_takes(aa: Taxii) -> None:
    found = aa.get("")
    assert found["versions"] == [MEDIA_TYPE]
    assert found["max_content_length"] == SETTINGS.request_bytes_max > 0


def test_a_status_counts_every_object(aa: Taxii) -> None:
    sent = aa.add(indicator("a"), stix("indicator", "bad"), indicator("b"))
    assert sent["status"] in {"complete", "pending"}
    counts = {name: sent[f"{name}_count"] for name in ("total", "success", "failure", "pending")}
    assert counts == {"total": 3, "success": 2, "failure": 1, "pending": 0}
    assert aa.get(f"status/{sent['id']}/") == sent


def test_what_is_refused_is_named_with_its_version(aa: Taxii) -> None:
    sent = aa.add(indicator("a"), stix("indicator", "bad", modified="2021-12-02T00:00:00.000Z"))
    (refused,) = sent["failures"]
    assert refused["id"] == id_of("indicator", "bad")
    assert refused["version"] == "2021-12-02T00:00:00.000Z"
    assert refused["message"]


def test_a_status_is_kept(aa: Taxii, council: Council) -> None:
    sent = aa.add(indicator("a"))
    council.clock.tick(25 * 3600)
    assert aa.get(f"status/{sent['id']}/") == sent


@pytest.mark.parametrize("id_", ["99999999-9999-4999-8999-999999999999", "none", "a%00b", "%0A"])
def test_an_unknown_status_is_a_404(aa: Taxii, id_: str) -> None:
    assert aa.ask("GET", f"status/{id_}/").status_code == 404


def test_a_status_is_its_senders_own(aa: Taxii, bb: Taxii) -> None:
    sent = aa.add(indicator("a"))
    of_another, of_none = (bb.ask("GET", f"status/{id_}/") for id_ in (sent["id"], "9" * 8))
    assert (of_another.status_code, of_another.content) == (404, of_none.content)


def test_a_pattern_that_takes_long_is_judged_when_its_status_is_asked_for(
    aa: Taxii, bb: Taxii, council: Council
) -> None:
    sent = aa.add(indicator("slow", pattern="[domain-name:value MATCHES '^a+$']"), indicator("quick"))
    assert (sent["status"], sent["pending_count"], sent["success_count"]) == ("pending", 1, 1)
    assert sent["pendings"] == [{"id": id_of("indicator", "slow"), "version": "2021-12-01T00:00:00.000Z"}]
    council.clock.tick()
    done = aa.get(f"status/{sent['id']}/")
    assert (done["status"], done["success_count"]) == ("complete", 2)
    council.clock.tick()
    assert len(bb.get("collections/council/objects/")["objects"]) == 2


# Collections (5.1, 5.2)


def test_collections_stand_in_one_order(aa: Taxii, council: Council) -> None:
    for name in ("Zulu", "Alpha", "Mike"):
        council.group(council.members[0], name, council.members[1])
    found = aa.get("collections/")
    assert [c["title"] for c in found["collections"]][-3:] == ["Alpha", "Mike", "Zulu"]
    assert aa.get("collections/") == found


def test_a_collection_is_found_by_id_and_by_alias(aa: Taxii, council: Council) -> None:
    council.group(council.members[0], "Group", council.members[1])
    found = aa.get("collections/")["collections"]
    aliases = [c["alias"] for c in found if "alias" in c]
    assert sorted(aliases) == ["council", "own", "shared"]
    for each in found:
        assert aa.get(f"collections/{each['id']}/") == each
        assert aa.get(f"collections/{each.get('alias', each['id'])}/") == each


def test_a_collection_says_what_it_stores(aa: Taxii) -> None:
    for each in aa.get("collections/")["collections"]:
        assert each["media_types"] == ["application/stix+json;version=2.1"]


def test_a_collection_says_what_its_token_may_do(aa: Taxii, council: Council) -> None:
    def rights(of: Taxii) -> dict[str, tuple[bool, bool]]:
        return {c["alias"]: (c["can_read"], c["can_write"]) for c in of.get("collections/")["collections"]}

    one = council.members[0]
    assert rights(aa) == {"council": (True, True), "own": (True, True), "shared": (True, False)}
    assert set(rights(council.delegate(one)).values()) == {(True, False)}
    reads, writes = (council.token(one, scope) for scope in ("exchange:read", "exchange:write"))
    assert set(rights(reads).values()) == {(True, False)}
    assert rights(writes) == {"council": (False, True), "own": (False, True), "shared": (False, False)}


def test_every_collection_says_that_fetching_is_known(aa: Taxii) -> None:
    for each in aa.get("collections/")["collections"]:
        assert resources.FETCHING_IS_KNOWN in each["description"]


@pytest.mark.parametrize(
    "rest", ["", "objects/", "manifest/", "objects/indicator--x/", "objects/indicator--x/versions/"]
)
def test_a_group_of_others_and_none_are_one_404(aa: Taxii, council: Council, rest: str) -> None:
    _, bb, cc = council.members
    theirs = council.group(bb, "Theirs", cc)
    there, absent = (
        aa.ask("GET", f"collections/{id_}/{rest}") for id_ in (theirs, "99999999-9999-4999-8999-999999999999")
    )
    assert (there.status_code, there.content) == (404, absent.content)
    assert there.headers == absent.headers


# Entitlements (cti-taxii2, issue 119)


def test_entitlements_say_what_a_token_receives(aa: Taxii, council: Council) -> None:
    mine = council.group(council.members[0], "Group", council.members[1])
    found = aa.get("entitlements/")
    assert found["party"]["code"] == "AA"
    assert found["of_the_whole_council"] is True
    assert found["token"]["scopes"] == ["exchange:read", "exchange:write"]
    assert mine in [each["collection"]["id"] for each in found["audiences"]]
    names = {each["name"] for each in found["markings"]}
    assert names == {"TLP:CLEAR", "TLP:GREEN", "TLP:AMBER", "TLP:AMBER+STRICT", "TLP:RED"}
    red = [each["how"] for each in found["markings"] if each["name"] == "TLP:RED"]
    assert all("names your party" in how for how in red)


def test_entitlements_hold_no_group_of_others(aa: Taxii, council: Council) -> None:
    before = aa.ask("GET", "entitlements/").content
    council.group(council.members[1], "Theirs", council.members[2])
    assert aa.ask("GET", "entitlements/").content == before


# Adding (5.5)


def test_the_same_object_again_is_a_success(aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a"))
    assert aa.add(indicator("a"))["success_count"] == 1


def test_objects_are_served_as_the_octets_that_came(aa: Taxii, bb: Taxii, council: Council) -> None:
    odd = indicator("odd").replace(b": ", b" :\t").replace(b'"odd"', b'"\\u006fd\\u0064 \xc3\xa9"', 1)
    aa.shared(odd)
    council.clock.tick()
    assert bb.ask("GET", "collections/council/objects/").content == b'{"objects":[%s]}' % odd


def test_nothing_is_added_without_can_write(aa: Taxii, bb: Taxii, council: Council) -> None:
    body = enveloped(indicator("a"))
    of = council.members[0]
    for token, to in [
        (aa, "shared"),
        (council.token(of, "exchange:read"), "council"),
        (council.delegate(of), "council"),
    ]:
        response = token.ask("POST", f"collections/{to}/objects/", body=body)
        assert response.status_code == 403
    council.clock.tick()
    assert bb.get("collections/council/objects/") == {}


def test_what_is_added_to_ones_own_collection_reaches_nobody_else(aa: Taxii, bb: Taxii, council: Council) -> None:
    aa.shared(indicator("a"), to="own")
    council.clock.tick()
    assert len(aa.get("collections/own/objects/")["objects"]) == 1
    assert bb.get("collections/shared/objects/") == bb.get("collections/own/objects/") == {}


def test_a_token_that_only_writes_adds(bb: Taxii, council: Council) -> None:
    council.token(council.members[0], "exchange:write").shared(indicator("a"))
    council.clock.tick()
    assert len(bb.get("collections/shared/objects/")["objects"]) == 1


# Deleting (5.7)


def test_a_deleted_object_is_nowhere(aa: Taxii, bb: Taxii, council: Council) -> None:
    newer = indicator("a", modified="2021-12-02T00:00:00.000Z")
    aa.shared(indicator("a"), newer, indicator("b"))
    council.clock.tick()
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    response = aa.ask("DELETE", where)
    assert (response.status_code, response.content) == (200, b"")
    council.clock.tick()
    for each in (aa, bb):
        for path in (where, f"{where}versions/"):
            assert each.ask("GET", path).status_code == 404
        assert [o["name"] for o in each.get("collections/council/objects/")["objects"]] == ["b"]
        assert [o["id"] for o in each.get("collections/council/manifest/", match_version="all")["objects"]] == [
            id_of("indicator", "b")
        ]
        assert each.get("collections/council/objects/", match_id=id_of("indicator", "a")) == {}
    assert aa.ask("DELETE", where).status_code == 404


def test_one_version_can_be_deleted(aa: Taxii, bb: Taxii, council: Council) -> None:
    newer = indicator("a", modified="2021-12-02T00:00:00.000Z")
    aa.shared(indicator("a"), newer)
    council.clock.tick()
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    assert aa.ask("DELETE", where, {"match[version]": "last"}).status_code == 200
    council.clock.tick()
    assert bb.get(f"{where}versions/")["versions"] == ["2021-12-01T00:00:00.000Z"]


ADDRESS = {
    "type": "ipv4-addr",
    "spec_version": "2.1",
    "id": "ipv4-addr--b4e29b62-2053-47c4-bab4-bbce39e5ed67",
    "value": "198.51.100.3",
}


@pytest.mark.parametrize("version", ["all", "first", "last", "as it is shown", "2021-12-01T00:00:00.000Z"])
def test_what_has_no_dates_is_deleted_by_the_version_that_is_shown(aa: Taxii, council: Council, version: str) -> None:
    aa.shared(json.dumps(ADDRESS).encode())
    council.clock.tick()
    where = f"collections/council/objects/{ADDRESS['id']}/"
    if version == "as it is shown":
        (version,) = aa.get(f"{where}versions/")["versions"]
    there = 404 if version.startswith("2021-12-01") else 200
    assert aa.ask("DELETE", where, {"match[version]": version}).status_code == there
    council.clock.tick()
    assert aa.ask("GET", where).status_code == (200 if there == 404 else 404)


def test_a_deletion_of_another_spec_version_deletes_nothing(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    assert aa.ask("DELETE", where, {"match[spec_version]": "2.0"}).status_code == 404
    assert aa.get(where)
    assert aa.ask("DELETE", where, {"match[spec_version]": "2.0,2.1"}).status_code == 200


def test_nothing_is_deleted_without_can_write(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    of = council.members[0]
    for token in (council.token(of, "exchange:read"), council.delegate(of)):
        assert token.ask("DELETE", where).status_code == 403
    assert aa.ask("DELETE", where.replace("council", "shared", 1)).status_code == 403
    assert aa.get(where)


def test_another_ones_object_cannot_be_deleted_and_looks_absent(aa: Taxii, bb: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    theirs, absent = (
        bb.ask("DELETE", f"collections/council/objects/{id_of('indicator', name)}/") for name in ("a", "none")
    )
    assert (theirs.status_code, theirs.content) == (404, absent.content)
    assert len(bb.get("collections/council/objects/")["objects"]) == 1


@pytest.mark.parametrize("query", ["limit=1", "added_after=2021-12-07T00:00:00Z", "match[severity]=low", "match[id]=x"])
def test_a_deletion_with_a_filter_that_it_cannot_apply_deletes_nothing(aa: Taxii, council: Council, query: str) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    assert aa.ask("DELETE", where, query).status_code == 400
    assert aa.get(where)


def test_a_token_that_only_writes_deletes_nothing(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    where = f"objects/{id_of('indicator', 'a')}/"
    writes = council.token(council.members[0], "exchange:write")
    assert writes.ask("DELETE", f"collections/council/{where}").status_code == 403
    assert writes.ask("DELETE", f"collections/shared/{where}").status_code == 404


def test_a_token_that_only_writes_reads_nothing(aa: Taxii, council: Council) -> None:
    aa.shared(indicator("a"))
    council.clock.tick()
    writes = council.token(council.members[0], "exchange:write")
    where = f"collections/council/objects/{id_of('indicator', 'a')}/"
    for path in (*PAGES, where, f"{where}versions/"):
        assert writes.ask("GET", path).status_code == 403


def test_every_root_is_under_the_same_roof() -> None:
    assert resources.API_ROOT == ROOT
