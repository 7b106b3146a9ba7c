"""An act's six fields, their commitments, and what an opening gives away."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.ledger.rules import commitment, opening
from parley.ledger.rules.commitment import ALL, ContentError, Field
from parley.ledger.rules.opening import OpeningError

SALT = bytes(range(32))
AT = datetime(2021, 12, 7, 4, 30, tzinfo=UTC)
VALUES = commitment.values(
    person=UUID(int=1),
    authority=UUID(int=2),
    party=UUID(int=3),
    kind="forum.reply",
    at=AT,
    subject=UUID(int=4),
    content=commitment.canonical({"reply": "confirmed", "channel": {"note": 12}}),
)
WHOLE = commitment.commit(commitment.open_fields(SALT, VALUES, ALL))


def test_a_field_commits_as_the_decision_says():
    salt = hmac.new(SALT, b"what", hashlib.sha256).digest()
    framed = b"".join(len(p).to_bytes(4, "big") + p for p in (b"what", salt, b"forum.reply"))
    expected = hashlib.sha256(b"parley/act-field/v1\n" + framed).digest()
    assert commitment.open_fields(SALT, VALUES, ALL)[Field.WHAT].commitment(Field.WHAT) == expected


@given(st.sets(st.sampled_from(sorted(Field))))
def test_an_act_has_one_commitment_whichever_fields_are_opened(fields):
    assert commitment.commit(commitment.open_fields(SALT, VALUES, frozenset(fields))) == WHOLE


@given(st.sampled_from(sorted(Field)))
def test_a_changed_field_changes_the_commitment(field):
    changed = VALUES | {field: VALUES[field] + " "}
    assert commitment.commit(commitment.open_fields(SALT, changed, ALL)) != WHOLE


def test_a_closed_field_shows_neither_its_value_nor_its_salt():
    text = opening.to_json(opening.to_plain(0, commitment.open_fields(SALT, VALUES, ALL - {Field.WHO})))
    assert VALUES[Field.WHO] not in text
    assert commitment.field_salt(SALT, Field.WHO).hex() not in text
    assert SALT.hex() not in text


def test_equal_values_in_two_acts_have_unequal_commitments():
    one, two = (commitment.open_fields(s, VALUES, frozenset()) for s in (SALT, SALT[::-1]))
    assert all(one[name].commitment(name) != two[name].commitment(name) for name in Field)


def test_the_time_is_utc_with_microseconds():
    assert VALUES[Field.WHEN] == "2021-12-07T04:30:00.000000Z"
    for wrong in (AT.replace(tzinfo=None), AT.astimezone(timezone(timedelta(hours=5)))):
        with pytest.raises(ContentError):
            commitment.timestamp(wrong)


def test_canonical_content_sorts_keys_and_has_no_spaces():
    assert commitment.canonical({"b": [1, None, True], "a": "é\u0000"}) == '{"a":"é\\u0000","b":[1,null,true]}'


@pytest.mark.parametrize(
    "content",
    [
        {"x": 1.0},
        {"x": float("nan")},
        {"x": 2**53},
        {"x": b"octets"},
        {"x": AT},
        {1: "key"},
        {"x": {"y": {None: 1}}},
        {"x": "\ud800"},
        {"x": "y" * commitment.CONTENT_BYTES_MAX},
        {"x": {1, 2}},
    ],
)
def test_content_without_one_spelling_is_refused(content):
    with pytest.raises(ContentError):
        commitment.canonical(content)


def test_content_nested_too_deep_is_refused_before_it_is_written():
    content: dict[str, object] = {}
    for _ in range(100_000):
        content = {"x": content}
    with pytest.raises(ContentError):
        commitment.canonical(content)


def _with_kind(kind: str) -> dict[Field, str]:
    one, two, three, four = map(UUID, (f"{n:032x}" for n in range(1, 5)))
    return commitment.values(person=one, authority=two, party=three, kind=kind, at=AT, subject=four, content="{}")


@pytest.mark.parametrize("kind", ["", "forum", "Forum.reply", "forum.reply\n", "forum..x", "f." + "x" * 70])
def test_a_kind_is_a_short_dotted_word(kind):
    with pytest.raises(ContentError):
        _with_kind(kind)


@given(st.sets(st.sampled_from(sorted(Field))))
def test_masks_read_back(fields):
    assert commitment.from_mask(commitment.to_mask(fields)) == fields


def test_an_unknown_field_cannot_be_closed():
    with pytest.raises(ContentError):
        commitment.to_mask({"whom"})


LINE = opening.to_json(opening.to_plain(5, commitment.open_fields(SALT, VALUES, ALL - {Field.WHO})))


def test_an_opening_reads_back():
    line = opening.parse_line(LINE)
    assert line.index == 5
    assert line.opening is not None
    assert commitment.commit(line.opening) == WHOLE
    assert opening.parse_line('{"erased":true,"index":0}') == opening.Line(0, None)


@pytest.mark.parametrize("name", sorted(ALL - {Field.WHO}))
@pytest.mark.parametrize("part", ["commitment", "salt", "value"])
def test_a_changed_part_of_an_opened_field_is_named(name, part):
    plain = json.loads(LINE)
    text = plain["fields"][name][part]
    plain["fields"][name][part] = ("1" if text[0] != "1" else "2") + text[1:]
    with pytest.raises(OpeningError) as refused:
        opening.parse_line(opening.to_json(plain))
    assert refused.value.place == name


@pytest.mark.parametrize(
    "line",
    [
        "",
        "[]",
        "nonsense",
        "[" * 100_000,
        '{"erased":true,"index":true}',
        '{"erased":true,"index":0,"more":1}',
        '{"erased": true, "index": 0}',
        '{"erased":true,"index":00}',
        '{"fields":{},"index":0}',
        LINE.replace('"about"', '"abOut"'),
        LINE.replace("forum.reply", "\\ud800"),
        LINE + " ",
        " " * (opening.OPENING_BYTES_MAX + 1),
    ],
    ids=lambda line: line[:30] or "empty",
)
def test_a_malformed_opening_is_refused(line):
    with pytest.raises(OpeningError):
        opening.parse_line(line)
