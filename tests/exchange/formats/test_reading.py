"""Files told apart, cut and bounded: what cannot be read is said with its place, and the rest is taken."""

from __future__ import annotations

import codecs
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.formats.samples import AT, MAKING, event

from parley.exchange.formats import Item, Limits, Making, Options, Read, Unreadable, read, stix20
from parley.exchange.rules.objects import Checked, check

DATA = Path(__file__).resolve().parents[4] / "shared/data/stix"
LIMITS = Limits(file_bytes=10_000, objects=20, depth=12, event_bytes=5_000)
ONE = (
    b'{ "type":"identity",\n"spec_version" : "2.1","id":"identity--5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0099", '
    b'"created":"2021-12-01T00:00:00.000Z","modified":"2021-12-01T00:00:00.000Z", "name":"\\u0041 caf\xc3\xa9"}'
)


def items(content: bytes, *, options: Options | None = None, limits: Limits = LIMITS) -> list[Item]:
    return list(read(content, "f", MAKING, options=options or Options(), limits=limits))


def raws(content: bytes) -> list[bytes]:
    found = items(content)
    assert all(isinstance(item, Read) for item in found), found
    return [item.raw for item in found if isinstance(item, Read)]


def sentence(content: bytes, **more: Any) -> str:
    """Of a file of which nothing is taken."""
    (item,) = items(content, **more)
    assert isinstance(item, Unreadable), item
    assert item.place.startswith("f")
    return str(item.sentence)


@pytest.mark.parametrize(
    "around",
    [
        b"%s",
        b"[%s]",
        b'{"objects":[%s]}',
        b'{"type":"bundle","id":"bundle--5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0098","objects":[ %s ]}',
        b'{"more":false,"objects":[%s],"x":{"objects":[]}}',
        b"\n %s \n",
        codecs.BOM_UTF8 + b"%s",
    ],
)
def test_an_object_is_cut_out_as_the_octets_that_it_came_in(around: bytes) -> None:
    assert raws(around.replace(b"%s", ONE)) == [ONE]
    assert raws(gzip.compress(around.replace(b"%s", ONE))) == [ONE]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a row at least"),
        (b"PK\x03\x04zip", "a ZIP archive"),
        (b"%PDF-1.7", "a PDF document"),
        (b"<?xml version='1.0'?>", "XML"),
        (b"\x1f\x8bnot gzip at all", "a whole gzip file"),
        (gzip.compress(ONE, mtime=0)[:-9], "a whole gzip file"),
        (gzip.compress(b"0" * 20_000, mtime=0), "at most this many octets"),
        (b"0" * 20_000, "at most this many octets"),
        (b'{"objects":[', "whole JSON"),
        (b'[{"a":1},', "whole JSON"),
        (b'{"a":"\xff"}', "JSON in UTF-8"),
        (b"{}", "an empty JSON object"),
        (b'{"x":1}', "a JSON object of x"),
        (b'[[["x"]]]', 'Came: [["x"]]'),
        (b'{"objects":[]}', "Came: 0"),
        (b'{"objects":7}', "a list"),
        (b'{"objects":[{}],"objects":[{}]}', "twice"),
        (b"[" * 9_000, ""),
        (b'{"a":' * 1_500, ""),
        (b'{"objects":[' + b"{}," * 20 + b"{}]}", "from 1 to 20"),
        (b"[" + b"{}," * 20 + b"{}]", "at most this many in a list: 20"),
    ],
)
def test_what_cannot_be_read_is_one_sentence(content: bytes, said: str) -> None:
    assert said in sentence(content)


@pytest.mark.parametrize("levels", [10_000, 100_000])
def test_json_of_any_depth_is_refused_and_breaks_nothing(levels: int) -> None:
    deep = b'{"type":"bundle","spec_version":"2.0","objects":[{"type":"indicator","x":%s}]}' % (
        b"[" * levels + b"]" * levels
    )
    assert sentence(deep, limits=Limits())
    assert sentence(b'{"Event":{"info":"x","Attribute":%s}}' % (b"[" * levels + b"]" * levels), limits=Limits())
    plain = b'{"objects":[{"type":"indicator","spec_version":"2.1","x":%s}]}' % (b"[" * levels + b"]" * levels)
    for item in read(plain, "f", MAKING):
        assert isinstance(item, Unreadable) or not isinstance(check(item.raw, AT), Checked)


def test_a_file_that_is_not_there_is_one_sentence() -> None:
    (item,) = read(Path("/nowhere/at-all.json"), "f", MAKING)
    assert isinstance(item, Unreadable)
    assert "a file that can be read" in str(item.sentence)


def test_what_is_wrong_with_one_object_leaves_the_others() -> None:
    found = items(b'{"objects":[%s,7,"x",%s]}' % (ONE, ONE))
    assert [type(item) for item in found] == [Read, Unreadable, Unreadable, Read]
    assert [item.place for item in found] == [f"f#/objects/{i}" for i in range(4)]


def test_nothing_but_the_format_that_was_asked_for_is_taken() -> None:
    misp = json.dumps({"Event": event()}).encode()
    assert "Came: a MISP event" in sentence(misp, options=Options(format="stix"))
    assert "Came: a STIX object" in sentence(ONE, options=Options(format="misp"))
    assert "column" in sentence(b"x,y\n1,2", options=Options(format="csv"))
    assert sentence(b"domain\na.example", options=Options(format="stix"))


@given(st.binary(max_size=300))
def test_no_octets_break_the_reading(content: bytes) -> None:
    for item in items(content):
        assert isinstance(item, Read | Unreadable)


# STIX 2.0

OLD = {
    "type": "observed-data",
    "id": "observed-data--5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0097",
    "created": "2017-01-20T00:00:00.000Z",
    "modified": "2017-01-20T00:00:00.000Z",
    "first_observed": "2017-01-20T00:00:00Z",
    "last_observed": "2017-01-20T00:00:00Z",
    "number_observed": 1,
    "object_marking_refs": ["marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"],
    "objects": {
        "0": {"type": "file", "name": "a.exe", "created": "2016-01-01T00:00:00Z", "parent_directory_ref": "1"},
        "1": {"type": "directory", "path": "C:\\\\"},
    },
}


def converted(old: dict[str, Any]) -> dict[str, dict[str, Any]]:
    bundle = {"type": "bundle", "id": "bundle--1", "spec_version": "2.0", "objects": [old]}
    found = [json.loads(raw) for raw in raws(json.dumps(bundle).encode())]
    return {each["type"]: each for each in found}


def test_observables_of_20_become_objects_with_their_markings_and_references() -> None:
    made = converted(OLD)
    assert made["observed-data"]["object_refs"] == [made["file"]["id"], made["directory"]["id"]]
    assert made["file"]["parent_directory_ref"] == made["directory"]["id"]
    assert made["file"]["ctime"] == "2016-01-01T00:00:00Z"
    for each in made.values():
        assert each["spec_version"] == "2.1"
        assert each["object_marking_refs"] == OLD["object_marking_refs"]
        assert isinstance(check(json.dumps(each).encode(), AT), Checked)


def test_the_ids_of_observables_tell_nothing_without_the_secret() -> None:
    bundle = json.dumps({"type": "bundle", "spec_version": "2.0", "objects": [OLD]}).encode()
    ours, same, other = (
        [item.raw for item in read(bundle, "f", Making(AT, key)) if isinstance(item, Read)]
        for key in (b"a" * 32, b"a" * 32, b"b" * 32)
    )
    assert ours == same
    assert ours[0] != other[0]


def test_labels_of_20_go_where_21_has_them_and_selectors_follow() -> None:
    old = {"type": "indicator", "id": OLD["id"].replace("observed-data", "indicator"), "labels": ["benign"]}
    old |= {"created": OLD["created"], "modified": OLD["modified"], "valid_from": OLD["created"]}
    old |= {"pattern": "[domain-name:value = 'a.example']"}
    old["granular_markings"] = [{"marking_ref": OLD["object_marking_refs"][0], "selectors": ["labels.[0]"]}]
    made = converted(old)["indicator"]
    assert made["indicator_types"] == ["benign"]
    assert made["granular_markings"][0]["selectors"] == ["indicator_types.[0]"]
    assert isinstance(check(json.dumps(made).encode(), AT), Checked)


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=5),
        lambda c: st.lists(c) | st.dictionaries(st.text(max_size=12), c),
        max_leaves=8,
    )
)
def test_no_json_breaks_the_conversion_from_20(value: Any) -> None:
    for kind in sorted(stix20.TYPES):
        bundle = {"objects": [{"type": kind, "id": f"{kind}--1", "objects": value, "labels": value, "x": value}]}
        for item in read(json.dumps(bundle).encode(), "f", MAKING):
            assert isinstance(item, Read | Unreadable)


@pytest.mark.skipif(not DATA.exists(), reason="../shared/data/stix is not here")
def test_every_object_of_the_data_is_read_as_it_stands_and_is_valid() -> None:
    count = 0
    for path in sorted(DATA.rglob("*.json")):
        whole = path.read_bytes()
        for item in read(path, path.name, MAKING):
            assert isinstance(item, Read), item
            assert item.raw in whole
            assert isinstance(check(item.raw, AT.replace(year=2026)), Checked)
            count += 1
    assert count == 6257
