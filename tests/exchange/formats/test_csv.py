"""CSV of indicators in and out: columns, encodings, faults by line, and no formula."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exchange.formats.samples import AT, MAKING

from parley.exchange.formats import Options, Read, Unreadable, read
from parley.exchange.formats.indicators_out import COLUMNS, Writer
from parley.exchange.formats.misp_bounds import TLP_MARKS
from parley.exchange.rules.blocklists import guarded
from parley.exchange.rules.objects import Checked, check
from parley.release.rules.markings import ALONE, Marking


def made(text: str | bytes, **options: Any) -> list[dict[str, Any]]:
    content = text.encode() if isinstance(text, str) else text
    items = list(read(content, "f.csv", MAKING, options=Options(**options)))
    assert not [item for item in items if isinstance(item, Unreadable)], items
    raws = [item.raw for item in items if isinstance(item, Read)]
    assert all(isinstance(check(raw, AT), Checked) for raw in raws)
    return [json.loads(raw) for raw in raws]


def faults(text: str, **options: Any) -> list[tuple[str, str]]:
    items = read(text.encode(), "f.csv", MAKING, options=Options(**options))
    return [(item.place, str(item.sentence)) for item in items if isinstance(item, Unreadable)]


def patterns(text: str | bytes, **options: Any) -> list[str]:
    return [each["pattern"] for each in made(text, **options)]


@pytest.mark.parametrize(
    ("text", "pattern"),
    [
        ("type,value\ndomain,a.example\n", "[domain-name:value = 'a.example']"),
        ("value\nhxxp://a[.]example/x\n", "[url:value = 'http://a.example/x']"),
        ("Indicator;Type\na.example;FQDN\n", "[domain-name:value = 'a.example']"),
        ("ioc\tioc type\n192.0.2.1\tip-dst\n", "[ipv4-addr:value = '192.0.2.1']"),
        ("2001:db8::/32\n", "[ipv6-addr:value = '2001:db8::/32']"),
        ("MD5,filename\n" + "0" * 32 + ",a.exe\n", f"[file:hashes.MD5 = '{'0' * 32}']"),
        ("sha_256\n" + "A" * 64 + "\n", f"[file:hashes.'SHA-256' = '{'a' * 64}']"),
        ("type,value\nfilename,it's\\here\n", "[file:name = 'it\\'s\\\\here']"),
        ("# a comment\n\nvalue\n# another\na@b.example\n", "[email-addr:value = 'a@b.example']"),
        ("domain,md5\na.example," + "0" * 32, f"[domain-name:value = 'a.example' OR file:hashes.MD5 = '{'0' * 32}']"),
    ],
)
def test_a_row_is_an_indicator(text: str, pattern: str) -> None:
    assert patterns(text) == [pattern]


def test_columns_are_mapped_by_whoever_knows_them() -> None:
    text = "Seen on;What;Why\n2021-12-01;a.example;from a report\n"
    (one,) = made(text, columns={"value": "What", "first_seen": "seen on", "description": "Why"})
    assert (one["valid_from"], one["description"]) == ("2021-12-01T00:00:00.000Z", "from a report")
    assert "a column called nothing" in faults(text, columns={"value": "nothing"})[0][1]
    assert "description" in faults(text, columns={"value": "what", "colour": "why"})[0][1]
    assert "a column for the role value" in faults(text, columns={"name": "what"})[0][1]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_spreadsheets_own_encodings_need_no_option(encoding: str) -> None:
    assert patterns("value\nпример.example\n".encode(encoding)) == ["[domain-name:value = 'пример.example']"]


def test_other_encodings_and_delimiters_are_named() -> None:
    content = "value|name\na.example|пример\n".encode("windows-1251")
    (one,) = made(content, encoding="windows-1251", delimiter="|")
    assert one["name"] == "пример"
    for wrong in ("no-such", "hex", "base64", "rot13", "zlib"):
        assert faults("value\na.example\n", encoding=wrong)
    assert faults("value\na.example\n", delimiter="ab")


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("domain,not a domain", "a value of the type domain"),
        ("md5,123", "a value of the type md5"),
        ("colour,red", "colour"),
        ("domain,", "a value of the type domain"),
        ("domain,a.example,yesterday", "a date"),
        ("domain,A.EXAMPLE,2021-12-01\ndomain,A.EXAMPLE", "that of line 2 again"),
        ('domain,"a', "CSV"),
    ],
)
def test_the_fault_of_a_row_is_told_with_its_line_and_the_others_are_taken(row: str, said: str) -> None:
    found = faults(f"type,value,first_seen\n{row}\n")
    assert len(found) == 1
    assert said in found[0][1]
    assert found[0][0].startswith("f.csv, line ")


def test_the_same_file_makes_the_same_objects() -> None:
    text = "value,date\na.example,2021-12-01\nb.example,\n"
    assert made(text) == made(text)
    assert {each["id"] for each in made(text)} == {each["id"] for each in made("value\nb.example\na.example\n")}


@given(st.lists(st.lists(st.text(max_size=20), max_size=4), max_size=6))
def test_no_cells_break_the_reading(rows: list[list[str]]) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["type", "value", "first_seen", "name"], *rows])
    for item in read(out.getvalue().encode(errors="replace"), "f.csv", MAKING):
        if isinstance(item, Read):
            assert check(item.raw, AT)


def written(*objects: dict[str, Any]) -> list[dict[str, str]]:
    out = io.StringIO()
    writer = Writer(out)
    for each in objects:
        writer.write(json.dumps(each).encode())
    return list(csv.DictReader(io.StringIO(out.getvalue())))


def indicator(pattern: str, **more: Any) -> dict[str, Any]:
    made_ = {"type": "indicator", "spec_version": "2.1", "id": "indicator--5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0055"}
    made_ |= {"created": "2021-12-01T00:00:00.000Z", "modified": "2021-12-01T00:00:00.000Z"}
    return made_ | {"pattern": pattern, "pattern_type": "stix", "valid_from": "2021-12-01T00:00:00.000Z"} | more


def test_what_is_written_is_read_again() -> None:
    text = "type,value,first_seen,name\ndomain,a.example,2021-12-01,One\nsha256," + "a" * 64 + ",2021-12-02,Two\n"
    out = io.StringIO(newline="")
    writer = Writer(out)
    objects = made(text)
    for each in objects:
        assert writer.write(json.dumps(each).encode()) == 1
    assert made(out.getvalue()) == objects


def test_values_that_hold_only_together_are_not_written_one_by_one() -> None:
    (row,) = written(indicator("[domain-name:value = 'a.example' AND url:value = 'http://a.example/']"))
    assert (row["value"], row["type"]) == ("", "")
    assert "AND" in row["pattern"]
    assert len(written(indicator("[domain-name:value = 'a.example' OR domain-name:value = 'b.example']"))) == 2


@pytest.mark.parametrize(
    "pattern",
    [
        "[domain-name:value = 'a.example' AND url:value = 'http://a.example/']",
        "[ipv4-addr:value = '8.8.8.8'] FOLLOWEDBY [domain-name:value = 'a.example']",
        "[file:name = 'a, \"b\"\\'c']",
        "([x-own:thing = 1])",
        f"[file:size = 1] OR [domain-name:value != '{'a' * 19_000}']",
    ],
)
def test_a_pattern_that_is_no_list_of_values_goes_out_and_comes_in_as_it_is(pattern: str) -> None:
    out = io.StringIO(newline="")
    assert Writer(out).write(json.dumps(indicator(pattern, name="One")).encode()) == 1
    (back,) = list(read(out.getvalue().encode(), "f.csv", MAKING))
    assert isinstance(back, Read)
    assert [json.loads(back.raw)[name] for name in ("pattern", "pattern_type", "name")] == [pattern, "stix", "One"]


@pytest.mark.parametrize(
    "other",
    [
        {"pattern": f"[domain-name:value != '{'a' * 140_000}']"},
        {"pattern": "[domain-name:value != 'a\u2028b']"},
        {"pattern": "rule r { condition: true }", "pattern_type": "yara"},
    ],
)
def test_a_pattern_that_would_not_come_back_is_left_out_and_the_rest_can_be_read(other: dict[str, Any]) -> None:
    out = io.StringIO(newline="")
    writer = Writer(out)
    assert writer.write(json.dumps(indicator("") | other).encode()) == 0
    long = indicator("[domain-name:value = 'a.example']", description="x" * 140_000, name="n" * 140_000)
    assert writer.write(json.dumps(long).encode()) == 1
    assert patterns(out.getvalue()) == ["[domain-name:value = 'a.example']"]


@given(st.text(max_size=30))
def test_no_cell_is_a_formula(text: str) -> None:
    for name in ("name", "description"):
        for row in written(indicator("[domain-name:value = 'a.example']", **{name: text})):
            assert tuple(row) == COLUMNS
            for cell in row.values():
                assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "|", "%"))
    assert guarded("=1+1") == "'=1+1"
    assert guarded("plain") == "plain"


def test_markings_go_out_and_come_in_again_and_what_nobody_knows_reaches_nobody() -> None:
    rows = b"value,tlp\nred.example,TLP:RED\namber.example,amber+strict\nodd.example,TLP:PURPLE\nplain.example,\n"
    objects = made(rows)
    refs = [each.get("object_marking_refs", []) for each in objects]
    assert refs == [[TLP_MARKS[Marking.RED]], [TLP_MARKS[Marking.AMBER_STRICT]], [ALONE], []]
    out = io.StringIO(newline="")
    writer = Writer(out)
    for each in objects:
        writer.write(json.dumps(each).encode())
    assert [each.get("object_marking_refs", []) for each in made(out.getvalue())] == refs
