"""Reading another server's pages comes to an end, loses nothing, and sends nothing back to where it came from."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.errors import Message
from parley.exchange.rules.objects import Checked, check
from parley.exchange.rules.pulling import Cursor, Fate, Page, Version, Walk, content, ended, fates, read_page, seen

NOW = datetime(2021, 12, 7, 12, tzinfo=UTC)
EARLIER = NOW - timedelta(hours=1)
ID = "indicator--8b5e4d6c-21fb-4a0c-a1a7-6e8c7f4a0a01"
US, THEM = (f"identity--8b5e4d6c-21fb-4a0c-a1a7-6e8c7f4a0b0{n}" for n in (1, 2))


def checked(**more: Any) -> Checked:
    made = {
        "type": "indicator",
        "spec_version": "2.1",
        "id": ID,
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
        "pattern": "[url:value = 'http://a.example/']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00Z",
    }
    found = check(json.dumps(made | more).encode(), NOW)
    assert isinstance(found, Checked), found
    return found


def of(*several: Checked) -> dict[str, list[Version]]:
    return {ID: [Version(each.version, content(each.parsed)) for each in several]}


FIRST = checked()
LATER = checked(modified="2021-12-02T00:00:00.000Z")
CHANGED = checked(modified="2021-12-02T00:00:00.000Z", name="Changed")


@pytest.mark.parametrize(
    ("came", "ours", "others", "fate"),
    [
        (FIRST, {}, {}, Fate.NEW),
        (FIRST, of(FIRST), {}, Fate.KNOWN),
        (LATER, of(FIRST), {}, Fate.UNCHANGED),
        (CHANGED, of(FIRST), {}, Fate.NEW),
        (FIRST, of(CHANGED), {}, Fate.KNOWN),
        (FIRST, {}, of(FIRST), Fate.ECHO),
        (LATER, {}, of(FIRST), Fate.ECHO),
        (CHANGED, {}, of(FIRST), Fate.NEW),  # an id that another posted first keeps nothing away
        (checked(created_by_ref=US), {}, {}, Fate.ECHO),
        (checked(created_by_ref=THEM), {}, {}, Fate.NEW),
    ],
)
def test_only_what_says_something_new_is_sent(
    came: Checked, ours: dict[str, Any], others: dict[str, Any], fate: Fate
) -> None:
    assert fates([came], ours, others, frozenset({US})) == [fate]


def test_of_several_on_a_page_each_counts_for_the_next() -> None:
    assert fates([FIRST, LATER, CHANGED, FIRST], {}, {}, frozenset()) == [
        Fate.NEW,
        Fate.UNCHANGED,
        Fate.NEW,
        Fate.KNOWN,
    ]


def page(*objects: bytes, more: bool = False, next_: str = "", last: datetime | None = None) -> Page:
    return Page(objects, more, next_, last)


def test_pages_are_followed_by_next_and_otherwise_by_their_date() -> None:
    walk, start = Walk(), Cursor(added_after=EARLIER)
    second = walk.on(start, page(b"1", more=True, next_="n"), NOW)
    assert isinstance(second, Cursor)
    assert second.query() == {"added_after": "2021-12-07T11:00:00.000000Z", "next": "n"}
    third = walk.on(second, page(b"2", more=True, last=NOW), NOW)
    assert isinstance(third, Cursor)
    assert third.query() == {"added_after": "2021-12-07T12:00:00.000000Z"}
    assert walk.on(third, page(b"3"), NOW) is None


def test_a_circle_is_left() -> None:
    walk = Walk()
    at = walk.on(Cursor(), page(b"1", more=True, next_="n"), NOW)
    assert isinstance(at, Cursor)
    assert isinstance(walk.on(at, page(b"2", more=True, next_="n"), NOW), Message)
    assert isinstance(walk.on(at, page(b"1", more=True, next_="m"), NOW), Message)
    assert isinstance(walk.on(at, page(b"3", more=True), NOW), Message)
    assert isinstance(walk.on(Cursor(added_after=NOW), page(b"4", more=True, last=NOW), NOW), Message)


@given(st.integers(0, 3))
def test_more_without_end_ends(kind: int) -> None:
    """Empty pages each with another next, or pages whose dates do not move."""
    walk, at, steps = Walk(), Cursor(), 0
    while isinstance(at, Cursor):
        steps += 1
        assert steps < 50
        next_ = str(steps) if kind % 2 else ""
        at = walk.on(at, page(*([b"x"] if kind > 1 else []), more=True, next_=next_, last=EARLIER), NOW)  # type: ignore[assignment]
    assert isinstance(at, Message)


def test_a_date_is_believed_up_to_now_and_never_goes_back() -> None:
    ahead = seen(Cursor(), page(last=NOW + timedelta(days=30_000)), NOW)
    assert ahead.last == NOW
    assert seen(ahead, page(last=EARLIER), NOW).last == NOW
    assert ended(ahead).added_after == NOW - timedelta(microseconds=1)  # more may come at the same moment
    assert ended(Cursor(added_after=EARLIER)).added_after == EARLIER


def test_objects_of_a_page_are_the_octets_that_came() -> None:
    found = read_page(b'{"more": true, "next": "a", "objects": [{"a" : 1.0}, {}], "x": 1}', "2021-12-07T12:00:00Z")
    assert found == Page((b'{"a" : 1.0}', b"{}"), True, "a", NOW)
    assert read_page(b"{}", "yesterday") == Page((), False, "", None)
    assert read_page(b"", "") == Page((), False, "", None)


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"{",
        b'{"objects":{}}',
        b'{"more":1}',
        b'{"next":3}',
        b"\xff",
        b"<html>",
        b'{"next":"' + b"a" * 5000 + b'"}',
    ],
)
def test_what_is_no_envelope_is_said(body: bytes) -> None:
    assert isinstance(read_page(body, ""), Message)


@given(st.binary(max_size=80))
def test_any_body_is_a_page_or_a_sentence(body: bytes) -> None:
    assert isinstance(read_page(body, ""), Page | Message)
