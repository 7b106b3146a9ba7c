"""Envelopes that came: cut into the very octets of their objects, or refused with a sentence (TAXII 2.1, 3.7)."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules.asking import MalformedError
from parley.exchange.rules.envelopes import split

MOST = 100
FORMS = (
    b'{"type":"indicator"}',
    b'{ "type" : "indicator" ,\n\t"name":"\\u00e9 \xc3\xa9" }',
    b'{"b":1.0,"a":1e2,"a2":-0.0}',
    b'{"s":"[],{}\\"\\\\"}',
    b"{}",
)


@pytest.mark.parametrize(
    "envelope",
    [
        b'{"objects":[%s]}',
        b' \r\n{ "objects" : [ %s ] } \n',
        b'{"more":false,"objects":[%s],"next":"x"}',
        b'{"type":"bundle","id":"bundle--1","objects":[%s],"x_custom":{"a":[1,2]}}',
    ],
)
def test_each_object_is_the_octets_that_stood_in_the_envelope(envelope: bytes) -> None:
    assert split(envelope % b" , ".join(FORMS), MOST) == list(FORMS)


def test_what_is_no_object_is_left_to_the_checks_of_objects() -> None:
    assert split(b'{"objects":[1,"a",null,[{}]]}', MOST) == [b"1", b'"a"', b"null", b"[{}]"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{}",
        b"[]",
        b"null",
        b'"objects"',
        b'{"objects":[]}',
        b'{"objects":{}}',
        b'{"objects":null}',
        b'{"objects":"[{}]"}',
        b'{"Objects":[{}]}',
        b'[{"objects":[{}]}]',
        b'{"objects":[{}]} {}',
        b'{"objects":[{}]}x',
        b'{"objects":[{}]}{"objects":[{}]}',
        b'{"objects":[{}',
        b'{"objects":[{}]',
        b'{"objects":[{},]}',
        b'{"objects":[{}],}',
        b"{'objects':[{}]}",
        b'{"objects":[{}],"objects":[{}]}',
        b'{"objects":[{"a":1}],"objects":[{"a":2}]}',
        b'{"objects":[{}],"\\u006fbjects":[{}]}',
        b'{"objects":[{}],"x":1,"x":2}',
        b'{"objects":[{}],"x":{"y":1,"y":2}}',
        b'{"objects":[{"a":NaN}]}',
        b'{"objects":[{"a":Infinity}]}',
        b'{"objects":[{"a":-Infinity}]}',
        b'{"objects":[{}],"x":NaN}',
        b'{"objects":[{"a":01}]}',
        b'{"objects":[{"a":1.}]}',
        b'{"objects":[{"a":"\x00"}]}',
        b'{"objects":[{"a":"\n"}]}',
        b'{"objects":[{"a":"\\ud800"}]}',
        b'{"objects":[{}],"\xff":1}',
        b'{"objects":[{}],"x":"\xed\xa0\x80"}',
        b'\xef\xbb\xbf{"objects":[{}]}',
        '{"objects":[{}]}'.encode("utf-16"),
        '{"objects":[{}]}'.encode("utf-16-le"),
        '{"objects":[{}]}'.encode("utf-32-be"),
        b'{"objects":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"objects":[{"a":' + b"[" * 10_000 + b"]" * 10_000 + b"}]}",
        b'{"objects":[{"a":' * 10_000,
        b'{"objects":[{}],"x":' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"objects":[{}],"x":"' + b"a" * 70_000 + b'"}',
        b'{"objects":[{}]' + b" " * 70_000 + b"}",
        b'{"objects":[' + b",".join([b"{}"] * (MOST + 1)) + b"]}",
        b"a" * 100,
        b"\x00" * 100,
        b"\x1f\x8b\x08\x00",
    ],
    ids=range(50),
)
def test_an_envelope_that_two_readers_could_read_differently_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedError, match=r"The envelope: Expected: .+ Came: ") as refused:
        split(body, MOST)
    assert len(str(refused.value)) < 300


def test_the_octets_of_the_objects_may_stand_in_another_member_too() -> None:
    assert split(b'{"x":[{}],"objects":[{}]}', MOST) == [b"{}"]
    assert split(b'{"x":"[1]","objects":[1]}', MOST) == [b"1"]
    assert split(b'{"k[":1,",":2,"]":3,"objects":[":1,",":2,"]}', MOST) == [b'":1,"', b'":2,"']
    with pytest.raises(MalformedError):
        split(b'{"x":[{}],"objects":[{}],"objects":[{}]}', MOST)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(
    st.lists(JSON, min_size=1, max_size=10),
    st.dictionaries(st.text(max_size=5).filter(lambda name: name != "objects"), JSON, max_size=3),
    st.booleans(),
    st.sampled_from([None, 1]),
)
def test_any_envelope_comes_apart_into_what_it_was_made_of(
    objects: list[object], around: dict[str, object], ascii_: bool, indent: int | None
) -> None:
    try:
        body = json.dumps({**around, "objects": objects}, ensure_ascii=ascii_, indent=indent).encode()
    except UnicodeEncodeError:
        return
    found = split(body, MOST)
    assert [json.loads(each) for each in found] == objects
    assert all(each in body for each in found)


@given(st.binary(max_size=60), st.integers(0, 40), st.integers(0, 3))
def test_any_octets_are_read_or_refused(noise: bytes, at: int, cut: int) -> None:
    whole = b'{"more":false,"objects":[{"a":"b"},{}]}'
    for body in (noise, whole[:at] + noise[:3] + whole[at + cut :]):
        try:
            split(body, MOST)
        except MalformedError:
            continue
