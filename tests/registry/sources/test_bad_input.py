"""Files that are cut, damaged, too large or made to do harm are refused whole; bad records are said one by one."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace

import pytest
from tests.registry.sources import samples

from parley.registry.rules.content import digest
from parley.registry.sources import SourceError, ofac_csv, parts, read, un
from parley.registry.sources import markup as xml
from parley.settings import SETTINGS

BILLION = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(9))
HOSTILE = {
    "entities that expand": f"<!DOCTYPE CONSOLIDATED_LIST [{BILLION}]>",
    "an entity of a file": '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    "an entity of another server": '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY x SYSTEM "http://192.0.2.1/">]>',
    "a parameter entity": '<!DOCTYPE CONSOLIDATED_LIST [<!ENTITY % x SYSTEM "http://192.0.2.1/"> %x;]>',
    "a document type elsewhere": '<!DOCTYPE CONSOLIDATED_LIST SYSTEM "http://192.0.2.1/list.dtd">',
    "a document type": "<!DOCTYPE CONSOLIDATED_LIST>",
}


@pytest.mark.parametrize("declared", HOSTILE.values(), ids=HOSTILE)
def test_xml_that_expands_or_reaches_outside_is_refused(declared: str) -> None:
    whole = samples.un(samples.entity(name="&l8;&x;")).decode()
    head, _, body = whole.partition("?>")
    with pytest.raises(SourceError, match="without a document type and entities"):
        read([f"{head}?>{declared}{body}".encode()])


@pytest.mark.parametrize(
    "octets",
    [samples.un(samples.entity(), samples.UN_PERSON), samples.OFAC_ADVANCED, samples.EU],
    ids=["un", "ofac", "eu"],
)
def test_xml_that_is_cut_anywhere_is_refused(octets: bytes) -> None:
    for at in range(600, len(octets) - 1, 97):
        with pytest.raises(SourceError, match="whole file"):
            read([octets[:at]])


def test_csv_that_is_cut_within_its_last_row_is_refused() -> None:
    for at in (len(samples.SDN) - 10, samples.SDN.index(b"103,") + 4, samples.SDN.index(b"DOB")):
        with pytest.raises(SourceError, match="breaks off at line"):
            read([samples.SDN[:at]], "ofac-csv")


def test_json_lines_that_are_cut_are_refused() -> None:
    with pytest.raises(SourceError, match="breaks off at line 3"):
        read([samples.FTM_NESTED[:-10]])


def test_gzip_is_unpacked_and_one_that_is_cut_or_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(samples.un(samples.entity()))
    assert len(read([packed]).entries) == 1
    with pytest.raises(SourceError, match="gzip does not end"):
        read([packed[:-12]])
    with pytest.raises(SourceError, match="More follows it"):
        read([packed + gzip.compress(b"more of it")])
    monkeypatch.setattr("parley.registry.sources.SETTINGS", replace(SETTINGS, list_bytes_max=2**16))
    with pytest.raises(SourceError, match="at most 65536 octets"):
        read([gzip.compress(b" " * 2**20)])
    with pytest.raises(SourceError, match="at most 65536 octets"):
        read([b" " * (2**16 + 1)])


def test_xml_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    deep = samples.entity(inside="<A>" * 100 + "</A>" * 100)
    with pytest.raises(SourceError, match="at most 40 elements within each other"):
        read([samples.un(deep)])
    long = samples.entity(inside=f"<COMMENTS1>{'x' * (xml.ELEMENT_CHARS_MAX + 1)}</COMMENTS1>")
    with pytest.raises(SourceError, match="characters in one element"):
        read([samples.un(long)])
    wide = samples.entity(inside="<A/>" * (xml.RECORD_ELEMENTS_MAX + 1))
    with pytest.raises(SourceError, match="elements in one record"):
        read([samples.un(wide)])
    monkeypatch.setattr(xml, "RECORD_ELEMENTS_MAX", 20)  # of each, not of all together
    assert len(read([samples.un(*(samples.entity(f"TSe.{n}") for n in range(30)))]).entries) == 30
    monkeypatch.setattr(xml, "SETTINGS", replace(SETTINGS, list_entries_max=2))
    with pytest.raises(SourceError, match="at most 2 records"):
        read([samples.un(*(samples.entity(f"TSe.{n}") for n in range(3)))])


@pytest.mark.parametrize(
    "octets", [b"", b" \n", b"\x89PNG\r\n", b"{", b"<html></html>", b"a,b\n", b"\xff\xfe\x00", b"null\n"], ids=repr
)
def test_what_is_no_list_is_refused_with_a_sentence(octets: bytes) -> None:
    with pytest.raises(SourceError):
        read([octets])


def test_a_list_in_another_format_than_was_said_is_refused() -> None:
    with pytest.raises(SourceError, match=r"in an element export\. Came: CONSOLIDATED_LIST"):
        read([samples.un(samples.entity())], "eu")
    with pytest.raises(SourceError, match="one of the formats un, ofac-csv"):
        read([samples.un(samples.entity())], "pdf")
    with pytest.raises(SourceError, match=r"one file\. Came: 2"):
        read([samples.EU, samples.EU], "eu")


def test_an_encoding_that_is_not_known_is_refused() -> None:
    with pytest.raises(SourceError):
        read([samples.un(samples.entity()).replace(b"UTF-8", b"ebcdic-x")])


def test_utf_16_is_read() -> None:
    text = samples.un(samples.entity(name="ПЕРВЫЙ")).decode().replace("UTF-8", "UTF-16")
    assert read([text.encode("utf-16")]).entries[0].content.name == "ПЕРВЫЙ"


@pytest.mark.parametrize(
    ("record", "sentence", "whole"),
    [
        (samples.entity(name=""), "Expected: a name. Came: nothing", True),
        (samples.entity(name="\u202e\u200b-"), "Expected: a name. Came: nothing", True),
        (samples.entity(reference=""), "Expected: a reference of 1 to 60 characters", True),
        (samples.entity(reference="x" * 61), "Expected: a reference of 1 to 60 characters", True),
        (samples.entity(name="x" * 501), "a name of at most 500 characters", False),
        (samples.entity(inside="<LAST_DAY_UPDATED><VALUE>2015-02-31</VALUE></LAST_DAY_UPDATED>"), "2015-02-31", False),
    ],
)
def test_a_bad_record_is_said_and_the_others_are_read(record: str, sentence: str, *, whole: bool) -> None:
    found = read([samples.un(record, samples.entity("TSe.002", "THE SECOND"))])
    assert "TSe.002" in {entry.reference for entry in found.entries}
    assert sentence in str(found.unread[0].sentence)
    assert found.unread[0].whole is whole


def test_a_reference_that_stands_twice_counts_once() -> None:
    found = read([samples.un(samples.entity(name="ONE"), samples.entity(name="TWO"))])
    assert [entry.content.name for entry in found.entries] == ["ONE"]
    assert "stands twice" in str(found.unread[0].sentence)


def test_an_entry_with_too_many_names_keeps_the_first_and_says_so() -> None:
    many = "".join(
        f"<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>N {n}</ALIAS_NAME></ENTITY_ALIAS>" for n in range(300)
    )
    found = read([samples.un(samples.entity(inside=many))])
    assert len(found.entries[0].content.names) == parts.ITEMS_MAX
    assert f"at most {parts.ITEMS_MAX} names" in str(found.unread[0].sentence)


def test_a_row_of_another_width_is_said_and_nothing_is_delisted_for_it() -> None:
    row = b'105,"SHORT"\r\n'
    found = read([samples.SDN.replace(b"102,", row + b"102,", 1)], "ofac-csv")
    assert found.nameless == 1
    assert len(found.entries) == 4


def test_csv_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ofac_csv, "SETTINGS", replace(SETTINGS, list_entries_max=2))
    with pytest.raises(SourceError, match="at most 2 records"):
        read([samples.SDN], "ofac-csv")


def test_lines_that_are_no_entities_are_said() -> None:
    bad = b'[1]\n{"id": 7, "schema": "Person", "target": true, "properties": "none"}\n' + b"[" * 5000 + b"\n"
    found = read([samples.FTM_NESTED + bad + samples.lines({"id": "T-4", "schema": "Family"})], "ftm")
    assert [entry.reference for entry in found.entries] == ["T-1", "T-2", "T-3"]
    assert sum(each.whole for each in found.unread) == 3


def person(**properties: list[str]) -> bytes:
    said = {"name": ["Velidor Zarnak"], **properties}
    return samples.lines({"id": "T-1", "schema": "Person", "target": True, "properties": said})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://" + "x" * 1000]
)
def test_a_page_that_is_no_address_of_the_web_is_left_out_and_said(address: str) -> None:
    found = read([person(sourceUrl=[address])])
    assert found.entries[0].content.page == ""
    assert "begins with https://" in str(found.unread[0].sentence)
    assert read([person(sourceUrl=["HTTPS://example.org/1"])]).entries[0].content.page == "HTTPS://example.org/1"


@pytest.mark.parametrize("property_", ["sourceUrl", "alias", "notes", "passportNumber", "position", "address"])
def test_half_a_character_is_taken_out(property_: str) -> None:
    text = "https://example.org/\ud8001" if property_ == "sourceUrl" else "Zarnak \ud800 1"
    octets = json.dumps(
        {"id": "\ud800T-1", "schema": "Person", "target": True, "properties": {"name": ["V Z"], property_: [text]}}
    )
    (entry,) = read([octets.encode() + b"\n"]).entries
    assert len(digest(entry.content)) == 32
    assert entry.reference == "T-1"


FAR = "0001-01-01T00:00:00+14:00"


def test_a_moment_before_the_calendar_begins_is_none() -> None:
    assert read([samples.un(samples.entity(), made=FAR)]).made_at is None
    thing = {"id": "T-1", "schema": "Person", "target": True, "last_seen": FAR, "properties": {"name": ["V Z"]}}
    assert read([samples.lines(thing)]).made_at is None


def test_of_very_many_names_in_brackets_the_first_are_read_and_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    monkeypatch.setattr(un, "script_of", lambda text: seen.append(text) or "")
    many = "ZARNAK " + "".join(f"(Z{n};)" for n in range(100_000))
    inside = f"<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>{many}</ALIAS_NAME></ENTITY_ALIAS>"
    found = read([samples.un(samples.entity(inside=inside))])
    texts = [name.text for name in found.entries[0].content.names]
    assert {"ZARNAK", "Z0", f"Z{un.BRACKETS_MAX - 1}"} <= set(texts)
    assert f"Z{un.BRACKETS_MAX}" not in texts
    assert f"at most {un.BRACKETS_MAX} names" in str(found.unread[0].sentence)
    assert len(seen) <= 2 * un.BRACKETS_MAX
