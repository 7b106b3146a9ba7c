"""What the reading pages are made of: defanged values, relations, sightings over time, pictures."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules.defanging import defang
from parley.exchange.rules.pictures import WIDTH, chart, shortened, tree
from parley.exchange.rules.relations import Edge, edge_by, own_edges
from parley.exchange.rules.sightings import BARS_MAX, Bar, bars
from parley.exchange.rules.values import refang

ONE = "indicator--11111111-1111-4111-8111-111111111111"
OTHER = "malware--22222222-2222-4222-8222-222222222222"


@pytest.mark.parametrize(
    ("type_", "value", "defanged"),
    [
        ("domain-name", "a.example.com", "a[.]example[.]com"),
        ("ipv4-addr", "192.0.2.0/24", "192[.]0[.]2[.]0/24"),
        ("ipv6-addr", "2001:db8::1", "2001[:]db8[:][:]1"),
        ("email-addr", "a@example.com", "a[@]example[.]com"),
        ("url", "https://example.org/a.js?b=c.d", "hxxps[:]//example[.]org/a.js?b=c.d"),
        ("url", "HTTP://example.org", "hxxp[:]//example[.]org"),
        ("file", "a.exe", "a.exe"),
    ],
)
def test_what_leads_somewhere_is_defanged(type_: str, value: str, defanged: str) -> None:
    assert defang(type_, value) == defanged
    assert refang(defanged).casefold() == value.casefold()


_LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)


@given(st.lists(_LABEL, min_size=2, max_size=6).map(".".join))
def test_a_defanged_name_is_the_same_name_refanged_and_has_no_bare_dot(name: str) -> None:
    defanged = defang("domain-name", name)
    assert refang(defanged) == name
    assert "." not in defanged.replace("[.]", "")


def _relationship(source: str, target: str) -> dict[str, Any]:
    return {
        "type": "relationship",
        "id": "relationship--33333333-3333-4333-8333-333333333333",
        "relationship_type": "indicates",
        "source_ref": source,
        "target_ref": target,
    }


def test_a_relationship_leads_to_its_other_end_in_its_direction() -> None:
    assert edge_by(_relationship(ONE, OTHER), ONE) == Edge("indicates", True, OTHER)
    assert edge_by(_relationship(ONE, OTHER), OTHER) == Edge("indicates", False, ONE)


def test_what_an_object_refers_to_is_related_by_the_name_of_the_property() -> None:
    report = {"type": "report", "id": "report--1", "created_by_ref": "identity--1", "object_refs": [ONE, OTHER]}
    assert own_edges(report) == [Edge("object", True, ONE), Edge("object", True, OTHER)]
    assert edge_by(report, ONE) == Edge("object", False, "report--1")
    assert edge_by(report, "identity--1") is None


def _seen(day: str, count: int = 1) -> dict[str, Any]:
    return {"created": "2021-01-01T00:00:00.000Z", "last_seen": f"{day}T12:00:00Z", "count": count}


def test_sightings_stand_by_day_without_gaps() -> None:
    found = bars([_seen("2021-12-03", 4), _seen("2021-12-01"), _seen("2021-12-03")])
    assert found == [Bar("2021-12-01", 1), Bar("2021-12-02", 0), Bar("2021-12-03", 5)]


def test_over_longer_times_they_stand_by_month_then_by_year() -> None:
    assert [bar.span for bar in bars([_seen("2021-11-01"), _seen("2022-01-01")])] == ["2021-11", "2021-12", "2022-01"]
    years = bars([_seen("1999-11-01"), _seen("2022-01-01")])
    assert (years[0], years[-1], len(years)) == (Bar("1999", 1), Bar("2022", 1), 24)


_DAYS = st.dates().map(lambda day: day.isoformat())


@given(st.lists(st.builds(_seen, _DAYS, st.integers(0, 999_999_999)), max_size=20))
def test_there_are_never_too_many_bars_and_every_column_stands_in_the_picture(seen: list[dict[str, Any]]) -> None:
    found = bars(seen)
    assert len(found) <= BARS_MAX
    drawn = chart(found)
    assert all(0 <= column.x <= WIDTH and column.y >= 0 and column.height >= 0 for column in drawn.columns)


@given(st.text(max_size=100), st.integers(2, 50))
def test_a_text_is_cut_to_its_room(text: str, width: int) -> None:
    short = shortened(text, width)
    assert short == text or (short.endswith("…") and len(short) <= width)


def test_of_many_relations_the_first_are_drawn() -> None:
    drawn = tree("here", [("uses", f"{n}", True, True) for n in range(30)])
    assert [branch.words for branch in drawn.branches] == [f"{n}" for n in range(12)]
    assert drawn.height >= drawn.trunk_end
