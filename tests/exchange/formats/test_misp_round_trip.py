"""MISP to STIX and back: what is kept, and that nothing is lost but what the table says (misp_losses.py)."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exchange.formats.samples import (
    ABOUT,
    ADDRESS,
    CLUSTER,
    DOMAIN,
    EVENT,
    FILE,
    GROUP,
    MAKING,
    STAMP,
    attribute,
    event,
    objects_of,
    tagged,
)

from parley.exchange.formats import Read, Unreadable, read
from parley.exchange.formats.misp_bounds import EXTENSION, TLP_MARKS
from parley.exchange.formats.misp_kept import is_uuid
from parley.exchange.formats.misp_losses import LOSSES
from parley.exchange.formats.misp_out import event as to_misp
from parley.release.rules.markings import Marking

DATA = Path(__file__).resolve().parents[4] / "shared/data/misp"
NOTHING = (None, "", [], {}, "0", 0, False)
NUMBERS = {"id", "event_id", "object_id", "org_id", "orgc_id", "sharing_group_id", "old_id"}
"""Of one MISP instance: the first entries of the table."""
TOLD = {
    # What the table says of fields, by record; each is counted on the data below.
    ("Event", "Org"),
    ("Event", "Orgc"),
    ("Event", "locked"),
    ("Event", "attribute_count"),
    ("Event", "event_creator_email"),
    ("Event", "timestamp"),
    ("Event", "disable_correlation"),
    ("Event", "proposal_email_lock"),
    ("Event", "protected"),
    ("Event", "RelatedEvent"),
    ("Event", "ShadowAttribute"),
    ("Attribute", "ShadowAttribute"),
    ("Attribute", "Sighting"),
    ("Attribute", "value"),
    ("Attribute", "object_relation"),
    ("Object", "ObjectReference"),
}


def back(of: dict[str, Any]) -> dict[str, Any]:
    return to_misp([item.raw for item in objects_of(of)], ABOUT).body


def attributes(of: dict[str, Any]) -> dict[str, dict[str, Any]]:
    nested = [a for each in of.get("Object", ()) for a in each["Attribute"]]
    return {each["uuid"]: each for each in [*of.get("Attribute", ()), *nested]}


def names(record: dict[str, Any]) -> list[str]:
    return [tag["name"] for tag in record.get("Tag", ())]


def test_an_event_comes_back_with_what_it_said() -> None:
    galaxy = {"type": "tool", "name": "Tool", "uuid": GROUP, "namespace": "misp"}
    clusters = [{"uuid": CLUSTER, "type": "tool", "value": "A tool", "tag_name": 'misp-galaxy:tool="A tool"'}]
    inner = [
        attribute(ADDRESS, "filename", "a.exe", object_relation="filename", comment="as it was sent", to_ids=False),
        attribute(DOMAIN, "md5", "0" * 32, object_relation="md5", Tag=tagged("seen:twice")),
    ]
    file = {"uuid": FILE, "name": "file", "meta-category": "file", "timestamp": STAMP, "comment": "a file"}
    file |= {"template_uuid": GROUP, "template_version": "7", "description": "A file", "distribution": "1"}
    sent = event(
        Attribute=[],
        Object=[file | {"Attribute": inner}],
        Galaxy=[galaxy | {"GalaxyCluster": clusters}],
        Tag=tagged("tlp:green", "osint:source-type=block-list"),
    )
    got = back(sent)
    for name in ("uuid", "info", "date", "threat_level_id", "analysis", "distribution", "publish_timestamp"):
        assert got[name] == sent[name], name
    assert names(got) == names(sent)
    assert got["Galaxy"][0]["GalaxyCluster"][0]["value"] == "A tool"
    (one,) = got["Object"]
    assert {name: one[name] for name in file} == file
    found = attributes(got)
    assert found.keys() == {ADDRESS, DOMAIN}
    for each in inner:
        for name in ("type", "value", "comment", "to_ids", "distribution", "object_relation", "timestamp"):
            assert found[each["uuid"]].get(name, "") == each.get(name, ""), name
    assert names(found[DOMAIN]) == ["seen:twice"]


def test_what_its_originator_keeps_out_of_an_event_comes_back_to_it() -> None:
    private = attribute(ADDRESS, "ip-dst", "192.0.2.1", distribution="0")
    sent = event(Attribute=[attribute(DOMAIN, "domain", "a.example"), private])
    assert attributes(back(sent)).keys() == {ADDRESS, DOMAIN}
    assert attributes(back(sent))[ADDRESS]["distribution"] == "0"


@pytest.mark.parametrize("tags", [[], ["tlp:green"], ["tlp:white"], ["tlp:amber+strict"], ["TLP:AMBER"], ["tlp:red"]])
def test_tags_of_tlp_come_back_where_they_were_and_nowhere_else(tags: list[str]) -> None:
    got = back(event(Tag=tagged(*tags)))
    assert names(got) == tags
    assert [names(each) for each in got["Attribute"]] == [[], []]


def test_a_tlp_that_was_tightened_since_wins_over_the_tags_that_were_kept() -> None:
    raws = [item.raw for item in objects_of(event(Tag=tagged("tlp:green")))]
    green, red = TLP_MARKS[Marking.GREEN].encode(), TLP_MARKS[Marking.RED].encode()
    assert any(green in raw for raw in raws)
    got = to_misp([raw.replace(green, red) for raw in raws], ABOUT).body
    assert names(got) == ["tlp:red"]
    assert [names(each) for each in got["Attribute"]] == [["tlp:red"], ["tlp:red"]]


def test_the_same_objects_make_the_same_event() -> None:
    raws = [item.raw for item in objects_of(event())]
    assert to_misp(raws, ABOUT) == to_misp(raws, ABOUT)


def test_objects_that_came_from_no_misp_make_an_event_with_the_strictest_tlp() -> None:
    mark = TLP_MARKS[Marking.AMBER]
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": f"indicator--{DOMAIN}",
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "pattern": "[domain-name:value = 'a.example']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00.000Z",
        "object_marking_refs": [mark],
    }
    got = to_misp([json.dumps(made).encode()], ABOUT).body
    assert [a["value"] for a in got["Attribute"]] == ["a.example"]
    assert "tlp:amber" in names(got)
    assert got["distribution"] == "0"


def test_what_an_extension_says_wrongly_is_passed_over() -> None:
    raws = [item.raw for item in objects_of(event())]
    for key, wrong in (("attribute", b'{"tags":5,"comment":["x"]}'), ("attribute", b"7"), ("event", b'{"tags":{}}')):
        pattern = re.compile(rb'"%s":\{[^{}]*\}' % key.encode())
        broken = [pattern.sub(b'"%s":%s' % (key.encode(), wrong), raw) for raw in raws]
        assert broken != raws
        assert to_misp(broken, ABOUT).body["info"] == "A sample"


def test_nobody_else_changes_an_event_by_referring_to_it_or_claiming_to_be_in_it() -> None:
    raws = [
        item.raw
        for item in objects_of(event(Attribute=[attribute(DOMAIN, "domain", "a.example", comment="seen first")]))
    ]
    said = {"extension_type": "property-extension", "part_of": EVENT, "event": {"tags": ["forged"]}}
    said |= {"attribute": {"tags": ["forged"], "comment": "forged"}}
    versioned = {"created": "2021-12-01T00:00:00.000Z", "modified": "2021-12-01T00:00:00.000Z"}
    ends = {"source_ref": f"indicator--{DOMAIN}", "target_ref": f"tool--{DOMAIN}", "relationship_type": "uses"}
    forged = [
        {"type": "tool", "id": f"tool--{DOMAIN}", "name": "forged"},
        {"type": "relationship", "id": f"relationship--{DOMAIN}"} | ends,
        {"type": "note", "id": f"note--{EVENT}", "content": "forged", "object_refs": [f"report--{EVENT}"]},
    ]
    more = [
        json.dumps({"spec_version": "2.1", **versioned, **each, "extensions": {EXTENSION: said}}).encode()
        for each in forged
    ]
    got = to_misp([*raws, *more], ABOUT).body
    (one,) = got["Attribute"]
    assert (one["uuid"], one["comment"], names(one)) == (DOMAIN, "seen first", [])
    assert "forged" not in names(got)


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "misp_stix_converter", None)
    (item,) = read(json.dumps({"Event": event()}).encode(), "x", MAKING)
    assert isinstance(item, Unreadable)
    assert "pip install 'parley-council[misp]'" in str(item.sentence)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS_OF_EVENT = ("uuid", "info", "timestamp", "date", "Tag", "Galaxy", "Attribute", "Object", "SharingGroup", "Orgc")
FIELDS_OF_ATTRIBUTE = ("uuid", "type", "value", "timestamp", "Tag", "Galaxy", "Sighting", "SharingGroup", "comment")


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FIELDS_OF_EVENT), st.sampled_from(FIELDS_OF_ATTRIBUTE), JSON, st.booleans())
def test_no_field_of_an_event_breaks_the_reading(whole: str, part: str, value: Any, of_attribute: bool) -> None:
    broken = event() if of_attribute else event(**{whole: value})
    if of_attribute:
        broken["Attribute"][0][part] = value
    for item in read(json.dumps({"Event": broken}).encode(), "x", MAKING):
        assert isinstance(item, Read | Unreadable)


# On the data


def events() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(DATA.rglob("*.json")):
        try:
            parsed = json.loads(path.read_bytes())
        except ValueError:
            continue
        if isinstance(parsed, dict) and ("response" in parsed or "Event" in parsed or "info" in parsed):
            for each in parsed.get("response", [parsed]):
                yield path.name, each.get("Event", each)


def compared(name: str, value: Any) -> Any:
    if name == "Tag":
        return sorted({tag["name"] for tag in value or ()})
    if name == "Galaxy":
        return sorted((c["type"], c["value"]) for g in value or () for c in g.get("GalaxyCluster", ()))
    if name == "Sighting":
        return len(value or ())
    return str(value)


def records(of: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "Event", of
    for each in of.get("Object", ()):
        yield "Object", each
        for a in each.get("Attribute", ()):
            yield "Attribute", a | {"object": each["name"]}
    for a in of.get("Attribute", ()):
        yield "Attribute", a


@pytest.mark.skipif(not DATA.exists(), reason="../shared/data/misp is not here")
@pytest.mark.slow
def test_nothing_is_lost_on_real_events_but_what_the_table_says() -> None:
    lost: Counter[tuple[str, str]] = Counter()
    gone: Counter[str] = Counter()
    total = 0
    for name, sent in events():
        items = read(json.dumps({"Event": sent}).encode(), name, MAKING)
        got = to_misp([item.raw for item in items if isinstance(item, Read)], ABOUT).body
        found = {(kind, record.get("uuid")): record for kind, record in records(got)}
        seen: set[str] = set()
        for kind, record in records(sent):
            if not is_uuid(record.get("uuid")) or record.get("deleted") or record["uuid"] in seen:
                continue
            seen.add(record["uuid"])
            total += 1
            other = found.get((kind, record["uuid"]))
            if other is None:
                gone[record.get("object") or record.get("name") or kind] += 1
                continue
            for field, value in record.items():
                if field in NUMBERS | {"object", "Attribute", "Object"} or value in NOTHING:
                    continue
                if compared(field, value) != compared(field, other.get(field)):
                    lost[kind, field] += 1
    assert total > 5000
    assert set(lost) <= TOLD
    assert lost["Attribute", "value"] < 40
    assert lost["Attribute", "object_relation"] < 40
    assert set(gone) <= {"pe", "pe-section", "file"}, gone
    assert sum(gone.values()) < 160


def test_the_document_shows_the_table() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs/formats.md").read_text()
    for loss in LOSSES:
        assert f"| {loss.what} | {loss.why} |" in page
