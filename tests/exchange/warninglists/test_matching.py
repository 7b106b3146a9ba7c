"""A value is on a warning list as MISP means it, and a list that cannot be matched is left out and named."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.errors import Message
from parley.exchange.rules.attributes import Attribute, of_object, of_pattern
from parley.exchange.rules.warninglists import WarningList, matches, read


def made(kind: str, *entries: str, attributes: tuple[str, ...] = (), most: int = 100) -> WarningList:
    found = read({"name": "L", "type": kind, "matching_attributes": list(attributes), "list": list(entries)}, most)
    assert isinstance(found, WarningList), str(found)
    return found


def on(each: WarningList, type_: str, value: str) -> bool:
    return bool(matches([each], [Attribute(type_, value)]))


@pytest.mark.parametrize(
    ("kind", "entry", "value", "expected"),
    [
        ("string", "8.8.8.8", "8.8.8.8", True),
        ("string", "Google.com", "google.COM", True),
        ("string", "8.8.8.8", "8.8.8.80", False),
        ("cidr", "10.0.0.0/8", "10.255.0.1", True),
        ("cidr", "10.0.0.0/8", "11.0.0.1", False),
        ("cidr", "8.8.8.8", "8.8.8.8", True),
        ("cidr", "8.8.8.8", "8.8.0.0/16", True),  # the network that is shared would block it
        ("cidr", "2001:db8::/32", "2001:db8::1", True),
        ("cidr", "10.0.0.0/8", "http://10.1.1.1/x", True),
        ("cidr", "10.0.0.0/8", "no address", False),
        ("hostname", "example.com", "example.com", True),
        ("hostname", ".example.com", "a.b.example.com", True),
        ("hostname", "example.com", "badexample.com", False),
        ("hostname", "example.com", "https://www.example.com:8443/x", True),
        ("hostname", "example.com", "https://evil.test/example.com", False),
        ("hostname", "gmail.com", "someone@gmail.com", True),
        ("substring", "akamai", "http://x.akamaihd.net/", True),
        ("substring", "akamai", "http://x.example/", False),
    ],
)
def test_each_type_of_list_matches_in_its_way(kind: str, entry: str, value: str, *, expected: bool) -> None:
    assert on(made(kind, entry), "url", value) is expected


def test_a_list_warns_only_of_the_types_that_it_is_for() -> None:
    ips = made("string", "8.8.8.8", attributes=("ip-src", "domain|ip"))
    assert on(ips, "ip-dst", "8.8.8.8")
    assert not on(ips, "url", "8.8.8.8")
    assert on(made("string", "x", attributes=("filename|md5",)), "md5", "x")


@given(
    st.lists(st.ip_addresses(v=4).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, 32))), max_size=8),
    st.ip_addresses(v=4),
    st.integers(8, 32),
)
def test_networks_match_as_python_says_that_they_overlap(listed: list[Any], address: Any, length: int) -> None:
    networks = [ip_network(f"{a}/{n}", strict=False) for a, n in listed]
    value = ip_network(f"{address}/{length}", strict=False)
    each = made("cidr", *map(str, networks))
    assert on(each, "ip-dst", str(value)) is any(n.overlaps(value) for n in networks)
    assert on(each, "ip-dst", str(address)) is any(ip_address(str(address)) in n for n in networks)


@pytest.mark.parametrize(
    "parsed",
    [
        [],
        {},
        {"name": "L"},
        {"name": 3, "list": []},
        {"name": "L", "type": "regex", "list": ["/(a+)+$/"]},
        {"name": "L", "type": ["string"], "list": []},
        {"name": "L", "list": [1]},
        {"name": "L", "list": ["a" * 2001]},
        {"name": "L", "list": ["a"] * 101},
        {"name": "L", "list": [], "matching_attributes": "ip-src"},
        {"name": "L", "list": [], "matching_attributes": [None]},
        {"name": "a\nb", "list": []},
    ],
)
def test_what_cannot_be_matched_is_left_out_with_a_sentence(parsed: Any) -> None:
    found = read(parsed, 100)
    assert isinstance(found, Message)
    assert "is left out" in str(found)


@given(st.text(max_size=40))
def test_any_value_can_be_looked_up(value: str) -> None:
    for kind in ("string", "cidr", "hostname", "substring"):
        on(made(kind, "10.0.0.0/8"), "url", value)


def test_the_values_of_an_object_are_those_of_its_pattern_or_its_own() -> None:
    pattern = "[ipv4-addr:value = '8.8.8.8' AND file:hashes.'SHA-256' = '%s']" % ("AB" * 32)
    indicator = {"type": "indicator", "pattern_type": "stix", "pattern": pattern}
    assert of_object(indicator) == (Attribute("ip-dst", "8.8.8.8"), Attribute("sha256", "ab" * 32))
    assert of_object({"type": "url", "value": "hxxp://evil[.]example/"}) == (Attribute("url", "http://evil.example/"),)
    assert of_object({"type": "malware", "name": "evil"}) == ()
    assert of_object({"type": "indicator", "pattern_type": "yara", "pattern": "rule x {}"}) == ()


def test_it_is_known_whether_the_values_say_all_that_a_pattern_says() -> None:
    def complete(pattern: str) -> bool:
        found = of_pattern(pattern)
        assert found is not None
        return found.complete

    assert complete("[url:value = 'http://a.example/' OR domain-name:value = 'a.example']")
    assert not complete("[url:value = 'http://a.example/' OR process:name = 'a']")
    assert not complete("[url:value = 'http://a.example/' OR file:size > 5]")
    assert not complete("[url:value LIKE '%a%']")
    assert of_pattern("[url:value MATCHES 'a']") is None
