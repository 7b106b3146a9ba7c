"""Only public addresses are asked, whatever they are dressed as."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.errors import Message
from parley.exchange.rules.addresses import Target, chosen, is_public, target

INSIDE = [
    "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.255", "192.168.1.1", "192.0.2.1",
    "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "168.63.129.16", "::", "::1", "fe80::1", "fc00::1",
    "fd00:ec2::254", "ff02::1", "2001:db8::1", "3fff::1", "::ffff:8.8.8.8", "::8.8.8.8", "64:ff9b::8.8.8.8",
    "64:ff9b:1::1", "2002:808:808::1", "2001:0:808:808::1", "fe80::1%eth0", "2600::5efe:10.0.0.1", "100::1",
]  # fmt: skip
OUTSIDE = ["8.8.8.8", "1.1.1.1", "192.88.98.1", "2606:4700:4700::1111", "2a00:1450:4001:80b::200e"]


@pytest.mark.parametrize("text", INSIDE)
def test_an_address_that_is_not_everybodys_is_not_public(text: str) -> None:
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", OUTSIDE)
def test_an_address_of_the_internet_is_public(text: str) -> None:
    assert is_public(ip_address(text))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private_reserved_or_local(address: IPv4Address | IPv6Address) -> None:
    if is_public(address):
        assert address.is_global
        assert not address.is_multicast
        assert not address.is_loopback
        assert not address.is_link_local


@given(st.ip_addresses(v=4))
def test_no_ipv6_address_that_holds_an_ipv4_address_is_public(inner: IPv4Address) -> None:
    n = int(inner)
    for outer in (
        0xFFFF << 32 | n,
        n,
        0x64_FF9B << 96 | n,
        0x2002 << 112 | n << 80 | 1,
        0x2001_0000 << 96 | n ^ 0xFFFFFFFF,
        0x2600 << 112 | 0x5EFE << 32 | n,
    ):
        assert not is_public(IPv6Address(outer))


def read(url: str) -> Target:
    found = target(url)
    assert isinstance(found, Target), str(found)
    return found


def test_an_address_is_read_into_what_is_asked_and_of_whom() -> None:
    found = read("HTTPS://Intel.Example.:8443/taxii2/?a=b#part")
    assert found == Target("https", "intel.example", 8443, "/taxii2/?a=b")
    assert found.authority == "intel.example:8443"
    assert read("https://intel.example").url() == "https://intel.example/"
    assert read("https://[2606:4700::1]/x").authority == "[2606:4700::1]"
    assert read("https://пример.example/").host == "xn--e1afmkfd.example"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "intel.example",
        "ftp://intel.example/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "https://",
        "https://user:secret@intel.example/",
        "https://intel.example@127.0.0.1/",
        "https://intel.example\\@127.0.0.1/",
        "https://intel.example/\r\nHost: other",
        "https://intel.example/a b",
        "https://intel.example:99999/",
        "https://[fe80::1%25eth0]/",
        "https://intel.example/" + "a" * 9000,
        "https://intel.example/путь",
    ],
)
def test_an_address_that_could_be_read_in_two_ways_is_not_asked(url: str) -> None:
    assert isinstance(target(url), Message)


def test_the_refusal_of_an_address_shows_no_password() -> None:
    assert "secret" not in str(target("https://user:secret@intel.example/"))


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_a_refusal(text: str) -> None:
    found = target("https://" + text)
    assert isinstance(found, Message) or (found.host and found.host.isascii() and found.path.startswith(("/", "?")))


def test_one_private_address_among_public_ones_refuses_the_name() -> None:
    to = read("https://intel.example/")
    assert chosen(to, ["8.8.8.8", "2606:4700::1"], private=False) == ip_address("8.8.8.8")
    assert isinstance(chosen(to, ["8.8.8.8", "127.0.0.1"], private=False), Message)
    assert isinstance(chosen(to, [], private=False), Message)


def test_a_private_server_is_asked_only_if_it_was_named_and_without_tls_only_on_this_machine() -> None:
    https, http = read("https://inside.example/"), read("http://inside.example/")
    assert chosen(https, ["10.0.0.1"], private=True) == ip_address("10.0.0.1")
    assert chosen(http, ["127.0.0.1"], private=True) == ip_address("127.0.0.1")
    assert isinstance(chosen(http, ["127.0.0.1"], private=False), Message)
    assert isinstance(chosen(http, ["10.0.0.1"], private=True), Message)
    assert isinstance(chosen(http, ["8.8.8.8"], private=True), Message)
