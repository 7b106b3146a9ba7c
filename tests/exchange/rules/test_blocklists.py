"""A value is on a blocklist only in its canonical form, and nothing that an originator writes begins a line."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules.attributes import Attribute
from parley.exchange.rules.blocklists import (
    SID_FIRST,
    Kind,
    Listed,
    as_csv,
    content,
    distinct,
    guarded,
    listed,
    suricata,
    text,
)

NOW = "2021-12-07T12:00:00.000000Z"
MD5 = "d41d8cd98f00b204e9800998ecf8427e"


def raw(pattern: str, **more: Any) -> bytes:
    made = {"id": "indicator--1", "pattern_type": "stix", "valid_from": "2021-12-01T00:00:00Z", "pattern": pattern}
    return json.dumps(made | more).encode()


def values(kind: Kind, pattern: str, **more: Any) -> list[str]:
    return [each.value for each in listed(raw(pattern, **more), kind, NOW)]


@pytest.mark.parametrize(
    ("kind", "pattern", "expected"),
    [
        (Kind.IP, "[ipv4-addr:value = '8.8.8.8']", ["8.8.8.8"]),
        (Kind.IP, "[ipv4-addr:value = '8.8.8.0/24']", ["8.8.8.0/24"]),
        (Kind.IP, "[ipv4-addr:value = '8.0.0.0/7']", []),  # a part of the internet
        (Kind.IP, "[ipv4-addr:value = '0.0.0.0/0']", []),
        (Kind.IP, "[ipv6-addr:value = '2606:4700:0::1']", ["2606:4700::1"]),
        (Kind.IP, "[network-traffic:dst_ref.value = '8.8.8.8']", ["8.8.8.8"]),
        (Kind.IP, "[ipv4-addr:value IN ('8.8.8.8', '8.8.4.4')]", ["8.8.8.8", "8.8.4.4"]),
        (Kind.IP, "[ipv4-addr:value = '8.8.8.8' OR domain-name:value = 'a.example']", ["8.8.8.8"]),
        (Kind.DOMAIN, "[ipv4-addr:value = '8.8.8.8'] OR [domain-name:value = 'a.example']", ["a.example"]),
        (Kind.IP, "[ipv4-addr:value = '8.8.8.8' AND domain-name:value = 'a.example']", []),
        (Kind.IP, "[ipv4-addr:value = '8.8.8.8'] FOLLOWEDBY [domain-name:value = 'a.example']", []),
        (Kind.IP, "[ipv4-addr:value != '8.8.8.8']", []),
        (Kind.IP, "[ipv4-addr:value NOT = '8.8.8.8']", []),
        (Kind.DOMAIN, "[domain-name:value = 'Evil[.]Example.']", ["evil.example"]),
        (Kind.DOMAIN, "[domain-name:value = 'пример.example']", ["xn--e1afmkfd.example"]),
        (Kind.DOMAIN, "[domain-name:value = '10.0.0.1']", []),
        (Kind.DOMAIN, "[domain-name:value = 'com']", []),
        (Kind.DOMAIN, "[domain-name:value = 'a b.example']", []),
        (Kind.DOMAIN, "[domain-name:value = 'a.example\";sid:1;']", []),
        (Kind.URL, "[url:value = 'hxxp://Evil.example:8080/a?b#c']", ["http://evil.example:8080/a?b"]),
        (Kind.URL, "[url:value = 'https://evil.example']", ["https://evil.example/"]),
        (Kind.URL, "[url:value = 'javascript:alert(1)']", []),
        (Kind.URL, "[url:value = 'http://evil.example/ x']", []),
        (Kind.EMAIL, "[email-addr:value = 'Bad@Evil.example']", ["bad@evil.example"]),
        (Kind.EMAIL, "[email-addr:value = '=cmd()@evil']", []),
        (Kind.MD5, f"[file:hashes.MD5 = '{MD5.upper()}']", [MD5]),
        (Kind.SHA1, f"[file:hashes.MD5 = '{MD5}']", []),
    ],
)
def test_a_value_is_listed_if_it_stands_alone_for_the_pattern(kind: Kind, pattern: str, expected: list[str]) -> None:
    assert values(kind, pattern) == expected


@pytest.mark.parametrize(
    ("more", "is_listed"),
    [
        ({}, True),
        ({"revoked": True}, False),
        ({"valid_until": "2021-12-07T12:00:00Z"}, False),
        ({"valid_until": "2021-12-07T12:00:00.0001Z"}, True),
        ({"valid_from": "2021-12-07T12:00:00.1Z"}, False),
        ({"pattern_type": "pcre"}, False),
    ],
)
def test_an_indicator_counts_while_it_holds(more: dict[str, Any], *, is_listed: bool) -> None:
    assert bool(values(Kind.IP, "[ipv4-addr:value = '8.8.8.8']", **more)) is is_listed


def one(kind: Kind, value: str, name: str = "") -> Listed:
    return Listed(kind, value, Attribute("x", value), "indicator--1", name, "")


def test_each_value_stands_once_in_an_order_of_its_own() -> None:
    found = distinct([one(Kind.IP, "9.9.9.9", "first"), one(Kind.IP, "8.8.8.8"), one(Kind.IP, "9.9.9.9", "second")])
    assert text(found) == "8.8.8.8\n9.9.9.9\n"
    assert found[1].name == "first"


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "\n@x"])
def test_no_cell_is_a_formula(name: str) -> None:
    _, row = csv.reader(io.StringIO(as_csv([one(Kind.IP, "8.8.8.8", name)])))
    assert row[3].startswith("'")


@given(st.text(max_size=60))
def test_a_name_is_one_cell_of_one_line(name: str) -> None:
    written = as_csv([one(Kind.IP, "8.8.8.8", name), one(Kind.IP, "9.9.9.9")])
    rows = list(csv.reader(io.StringIO(written)))
    assert [row[0] for row in rows] == ["value", "8.8.8.8", "9.9.9.9"]
    assert all(len(row) == 6 for row in rows)
    assert len(written.splitlines()) == 3
    assert guarded(name).lstrip()[:1] not in {"=", "+", "-", "@"}


_RULE = re.compile(
    r'alert [a-z]+ \$HOME_NET any -> \S+ any \(msg:"[A-Za-z0-9 ._/-]+"; '
    r'(?:(?:dns\.query|tls\.sni|http\.host|http\.uri\.raw|dotprefix|nocase|endswith|bsize:\d+|content:"[^";\\]+"); )*'
    r" ?sid:(\d+); rev:1;\)"
)


@given(st.text(max_size=60), st.text(max_size=60))
def test_nothing_in_a_name_or_a_pattern_writes_a_rule_of_its_own(name: str, value: str) -> None:
    pattern = "[url:value = '{}']".format(("http://a.example/" + value).replace("\\", "\\\\").replace("'", "\\'"))
    for each in listed(raw(pattern, name=name), Kind.URL, NOW):
        for line in suricata([each]).splitlines():
            assert _RULE.fullmatch(line), line


def test_rules_say_what_a_kind_of_value_means() -> None:
    ip, dns, tls, http = suricata(
        [one(Kind.IP, "2606:4700::1"), one(Kind.DOMAIN, "evil.example"), one(Kind.URL, 'http://evil.example/a;b?c="d')]
    ).splitlines()
    assert ip.startswith("alert ip $HOME_NET any -> [2606:4700::1] any (")
    assert 'dns.query; dotprefix; content:".evil.example"; nocase; endswith;' in dns
    assert 'tls.sni; dotprefix; content:".evil.example"; nocase; endswith;' in tls
    assert 'http.host; content:"evil.example"; bsize:12; http.uri.raw; content:"/a|3b|b?c=|22|d"; bsize:9;' in http
    assert all(_RULE.fullmatch(line) for line in (ip, dns, tls, http))
    assert content('";:|\\') == "|22||3b||3a||7c||5c|"


def test_the_same_values_have_the_same_signature_ids_and_no_two_share_one() -> None:
    many = [one(Kind.IP, f"8.{n >> 8}.{n & 255}.1") for n in range(3000)]
    sids = [int(found) for found in re.findall(r"sid:(\d+);", suricata(many))]
    assert len(set(sids)) == 3000
    assert min(sids) >= SID_FIRST
    assert max(sids) < 2**32
    assert suricata(many[:10]).splitlines() == suricata(many).splitlines()[:10]


def test_a_letter_may_be_written_by_its_number() -> None:
    """RFC 8259, 7: the octets of an object are what came."""
    raw = rb"""{"id":"indicator--1","pattern":"[\u0064omain-name:value = 'a.example']","pattern_type":"stix"}"""
    assert [each.value for each in listed(raw, Kind.DOMAIN, "2021-12-07T12:00:00.000000Z")] == ["a.example"]


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("http://a.example", "http://a.example/"),
        ("http://a.example/x?y=1", "http://a.example/x?y=1"),
        ("http://A.example/X#part", "http://a.example/X"),
        ("https://u:p@a.example:8080/x", "https://a.example:8080/x"),
        ("http://a.example?x", "http://a.example?x"),
        ("http://192.0.2.1/x", "http://192.0.2.1/x"),
        ("http://a..example/x", ""),
        ("http://localhost/x", ""),
    ],
)
def test_an_address_of_the_web_has_one_form_however_it_is_read(typed: str, value: str) -> None:
    raw = f"""{{"id":"indicator--1","pattern":"[url:value = '{typed}']","pattern_type":"stix"}}""".encode()
    assert [each.value for each in listed(raw, Kind.URL, "2021-12-07T12:00:00.000000Z")] == ([value] if value else [])
