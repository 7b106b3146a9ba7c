"""One object of every type of the standard, and what is done to each to make it wrong. Made for these tests."""

from __future__ import annotations

import copy
import random
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

NOW = datetime(2026, 1, 1, tzinfo=UTC)
AT = "2021-12-07T09:30:00.000Z"
LATER = "2021-12-08T09:30:00.000Z"
HASHES = {"MD5": "a" * 32, "SHA-256": "b" * 64}


def id_of(type_: str, number: int = 1) -> str:
    return f"{type_}--{UUID(int=(0x4 << 76) | (0x8 << 60) | number)}"


_DOMAIN: dict[str, dict[str, Any]] = {
    "attack-pattern": {"name": "x", "kill_chain_phases": [{"kill_chain_name": "a", "phase_name": "b"}]},
    "campaign": {"name": "x", "first_seen": AT, "last_seen": LATER, "aliases": ["y"]},
    "course-of-action": {"name": "x"},
    "grouping": {"context": "unspecified", "object_refs": [id_of("malware")]},
    "identity": {"name": "x", "identity_class": "organization", "sectors": ["government"]},
    "incident": {"name": "x"},
    "indicator": {
        "pattern": "[domain-name:value = 'example.org']",
        "pattern_type": "stix",
        "valid_from": AT,
        "valid_until": LATER,
        "indicator_types": ["malicious-activity"],
    },
    "infrastructure": {"name": "x", "first_seen": AT},
    "intrusion-set": {"name": "x", "goals": ["y"], "first_seen": AT, "last_seen": LATER},
    "location": {"latitude": 41.3, "longitude": 69.25, "precision": 10.0},
    "malware": {"name": "x", "is_family": True, "operating_system_refs": [id_of("software")]},
    "malware-analysis": {"product": "x", "result": "benign", "sample_ref": id_of("file")},
    "note": {"content": "x", "object_refs": [id_of("malware")]},
    "observed-data": {
        "first_observed": AT,
        "last_observed": LATER,
        "number_observed": 2,
        "object_refs": [id_of("ipv4-addr")],
    },
    "opinion": {"opinion": "agree", "object_refs": [id_of("malware")]},
    "report": {"name": "x", "published": AT, "object_refs": [id_of("malware")]},
    "threat-actor": {"name": "x", "roles": ["agent"], "first_seen": AT, "last_seen": LATER},
    "tool": {"name": "x", "tool_version": "1"},
    "vulnerability": {"name": "x", "external_references": [{"source_name": "cve", "external_id": "CVE-2021-44228"}]},
    "relationship": {
        "relationship_type": "uses",
        "source_ref": id_of("campaign"),
        "target_ref": id_of("malware"),
        "start_time": AT,
        "stop_time": LATER,
    },
    "sighting": {
        "sighting_of_ref": id_of("indicator"),
        "count": 3,
        "first_seen": AT,
        "last_seen": LATER,
        "where_sighted_refs": [id_of("identity")],
        "observed_data_refs": [id_of("observed-data")],
        "summary": False,
    },
    "language-content": {"object_ref": id_of("campaign"), "object_modified": AT, "contents": {"ru": {"name": "х"}}},
    "extension-definition": {
        "created_by_ref": id_of("identity"),
        "name": "x",
        "schema": "y",
        "version": "1.0.0",
        "extension_types": ["toplevel-property-extension"],
        "extension_properties": ["rank"],
    },
}
_OBSERVABLE: dict[str, dict[str, Any]] = {
    "artifact": {"payload_bin": "AAAA", "hashes": HASHES, "mime_type": "image/png"},
    "autonomous-system": {"number": 64496, "name": "x"},
    "directory": {"path": "/tmp/x", "ctime": AT, "contains_refs": [id_of("file")]},
    "domain-name": {"value": "example.org", "resolves_to_refs": [id_of("ipv4-addr")]},
    "email-addr": {"value": "a@example.org", "belongs_to_ref": id_of("user-account")},
    "email-message": {"is_multipart": False, "body": "x", "from_ref": id_of("email-addr"), "date": AT},
    "file": {
        "hashes": HASHES,
        "name": "x.exe",
        "size": 5,
        "extensions": {"windows-pebinary-ext": {"pe_type": "exe", "machine_hex": "014c"}},
    },
    "ipv4-addr": {"value": "192.0.2.1/24", "belongs_to_refs": [id_of("autonomous-system")]},
    "ipv6-addr": {"value": "2001:db8:0:0:0:0:0:1"},
    "mac-addr": {"value": "00:00:5e:00:53:01"},
    "mutex": {"name": "x"},
    "network-traffic": {
        "src_ref": id_of("ipv4-addr"),
        "protocols": ["tcp"],
        "src_port": 80,
        "start": AT,
        "end": LATER,
        "extensions": {"tcp-ext": {"src_flags_hex": "02"}},
    },
    "process": {"pid": 5, "cwd": "/x", "image_ref": id_of("file")},
    "software": {"name": "x", "cpe": "cpe:2.3:a:x:y:1:*:*:*:*:*:*:*", "languages": ["ru"]},
    "url": {"value": "https://example.org/a?b=c#d"},
    "user-account": {"user_id": "5", "is_disabled": False, "extensions": {"unix-account-ext": {"gid": 5}}},
    "windows-registry-key": {"key": "HKEY_LOCAL_MACHINE\\x", "values": [{"name": "y", "data_type": "REG_SZ"}]},
    "x509-certificate": {"serial_number": "1", "validity_not_before": AT, "hashes": HASHES},
}


def domain(type_: str, **properties: Any) -> dict[str, Any]:
    return {
        "type": type_,
        "spec_version": "2.1",
        "id": id_of(type_),
        "created": AT,
        "modified": AT,
        **copy.deepcopy(_DOMAIN.get(type_, {})),
        **properties,
    }


def observable(type_: str, **properties: Any) -> dict[str, Any]:
    return {"type": type_, "id": id_of(type_), **copy.deepcopy(_OBSERVABLE.get(type_, {})), **properties}


def marking(**properties: Any) -> dict[str, Any]:
    found = domain("marking-definition", definition_type="statement", definition={"statement": "x"})
    del found["modified"]
    return found | properties


EVERY = [*map(domain, _DOMAIN), *map(observable, _OBSERVABLE), marking()]

WRONG: tuple[Any, ...] = (
    None, "", "x", "X-y", 0, -1, 1.0, 1.5, 10**10, 2**60, True, False, [], {}, [[]], [None], ["x"], {"x": 1},
    {"x_y": "z"},
    AT, LATER, "2021-02-30T00:00:00Z", "2021-12-07T09:30:00Z", "2021-12-07 09:30:00", "2021-12-07T09:30:00+05:00",
    "2021-12-07T24:00:00Z", "2021-12-07T09:30:00.Z", id_of("identity"), id_of("file"), id_of("x-thing"),
    id_of("bundle"),
    id_of("relationship"), id_of("marking-definition"), [id_of("indicator")], [id_of("software")], "identity--1",
    "127.0.0.1", "256.1.1.1", "::1", "a b", "http://a b", "ab", "abc", "tlp", "zz",
)  # fmt: skip
MORE: tuple[tuple[str, Any], ...] = (
    ("labels", ["a"]), ("labels", []), ("labels", "a"), ("confidence", 50), ("confidence", 101), ("confidence", True),
    ("lang", "ru"), ("revoked", True), ("revoked", "true"), ("created_by_ref", id_of("identity")), ("x_custom", "a"),
    ("x_custom", []), ("x_custom", None), ("severity", "high"), ("action", "a"), ("x_a_bin", "AAAA"), ("x_a_bin", "A"),
    ("x_a_hex", "ab"), ("x_a_hex", "abc"), ("object_marking_refs", [id_of("marking-definition", 2)]),
    ("object_marking_refs", [id_of("identity")]), ("object_marking_refs", []),
    ("external_references", [{"source_name": "x", "url": "https://example.org/"}]),
    ("external_references", [{"source_name": "x"}]),
    ("external_references", [{"source_name": "cve", "url": "https://a/"}]),
    ("external_references", [{"source_name": "capec", "external_id": "CAPEC-5"}]),
    ("external_references", [{"source_name": "x", "external_id": "CAPEC-5"}]),
    ("granular_markings", [{"selectors": ["type"], "marking_ref": id_of("marking-definition", 2)}]),
    ("granular_markings", [{"selectors": ["nothing"], "marking_ref": id_of("marking-definition", 2)}]),
    ("granular_markings", [{"selectors": ["id.[0]"], "marking_ref": id_of("marking-definition", 2)}]),
    ("granular_markings", [{"selectors": ["id"], "marking_ref": id_of("identity")}]),
    ("extensions", {id_of("extension-definition"): {"extension_type": "property-extension", "rank": 1}}),
    ("extensions", {id_of("extension-definition"): {"extension_type": "x"}}),
    ("extensions", {id_of("extension-definition"): {"rank": 1}}), ("extensions", {"x": {"rank": 1}}),
    ("extensions", {}),
    ("extensions", {"x-y-ext": {"rank": 1}}), ("spec_version", "2.1"), ("spec_version", "2.2"),
    ("hashes", {"MD5": "x"}),
    ("id", "x"), ("type", "x"), ("modified", "2020-01-01T00:00:00.000Z"), ("modified", "2021-12-07T09:30:00.0001Z"),
)  # fmt: skip


def changed(rnd: random.Random) -> dict[str, Any]:
    """One of the objects with one thing done to it: a property taken away, given another value, or added."""
    found = copy.deepcopy(rnd.choice(EVERY))
    name = rnd.choice(list(found))
    match rnd.randrange(4):
        case 0:
            del found[name]
        case 1:
            found[name] = copy.deepcopy(rnd.choice(WRONG))
        case 2:
            inner = found[name]
            while isinstance(inner, list | dict) and inner:
                step = rnd.choice(list(inner)) if isinstance(inner, dict) else 0
                if not isinstance(inner[step], list | dict) or rnd.random() < 0.3:
                    inner[step] = copy.deepcopy(rnd.choice(WRONG))
                    break
                inner = inner[step]
        case _:
            name, value = rnd.choice(MORE)
            found[name] = copy.deepcopy(value)
    return found
