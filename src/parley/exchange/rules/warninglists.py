"""MISP's warning lists: values that are rarely meant when they are shared, such as 8.8.8.8. Pure.

A list (misp-warninglists, schema.json) has a name, a type that says how its entries match, the types of attributes
that it is for, and the entries:

    string      the value is an entry
    cidr        the address is in an entry's network, or the network that is shared holds one
    hostname    the host, or one of the domains above it, is an entry
    substring   an entry stands somewhere in the value
    regex       not run: an expression from outside can take for ever. The list is left out, and that is said.

Matching takes a look at a set for each length of prefix or each label of a name, whatever the size of a list.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any
from urllib.parse import urlsplit

from parley.council.errors import Message, gettext_noop, shown
from parley.exchange.rules.attributes import Attribute

NAME_CHARS_MAX = 200
ENTRY_CHARS_MAX = 2_000
SUBSTRINGS_MAX = 2_000
"""Entries of a list of parts of values: each is looked for in each value."""
LABELS_MAX = 127
TYPES = ("string", "cidr", "hostname", "substring")


@dataclass(frozen=True, slots=True)
class _Networks:
    """The networks of one IP version: by length of prefix, and all their first addresses in order."""

    by_length: Mapping[int, frozenset[int]]
    starts: tuple[int, ...]

    def holds(self, network: IPv4Network | IPv6Network) -> bool:
        first, last = int(network.network_address), int(network.broadcast_address)
        bits = network.max_prefixlen
        if any(
            length <= network.prefixlen and first >> (bits - length) << (bits - length) in some
            for length, some in self.by_length.items()
        ):
            return True
        at = bisect_left(self.starts, first)
        return at < len(self.starts) and self.starts[at] <= last


@dataclass(frozen=True, slots=True)
class WarningList:
    """`attributes`: the types of attributes that it is for; empty for all."""

    name: str
    type: str
    attributes: frozenset[str]
    entries: frozenset[str] = field(repr=False)
    networks: Mapping[int, _Networks] = field(repr=False, default_factory=dict)

    def size(self) -> int:
        return len(self.entries) + sum(len(networks.starts) for networks in self.networks.values())


@dataclass(frozen=True, slots=True)
class Warning_:  # noqa: N801 - Warning is Python's own
    attribute: Attribute
    list: str

    def sentence(self) -> Message:
        return Message(
            gettext_noop("%(value)s is on the warning list “%(list)s”. Do you really want to share it?"),
            value=shown(self.attribute.value),
            list=self.list,
        )


def read(parsed: Any, entries_max: int) -> WarningList | Message:
    """A list from the JSON of its file, or why it is left out."""
    if not isinstance(parsed, Mapping):
        return _left_out("", gettext_noop("a JSON object"), type(parsed).__name__)
    name, kind, listed = parsed.get("name"), parsed.get("type", "string"), parsed.get("list")
    if not isinstance(name, str) or not name or len(name) > NAME_CHARS_MAX or not name.isprintable():
        return _left_out("", gettext_noop("a name of at most 200 characters"), shown(name))
    if kind not in TYPES:
        return _left_out(name, gettext_noop("a type that is matched here: string, cidr, hostname, substring"), kind)
    if not isinstance(listed, list) or not all(isinstance(e, str) and len(e) <= ENTRY_CHARS_MAX for e in listed):
        return _left_out(name, gettext_noop("a list of texts of at most 2,000 characters"), "")
    most = min(entries_max, SUBSTRINGS_MAX) if kind == "substring" else entries_max
    if len(listed) > most:
        return _left_out(name, Message(gettext_noop("at most this many entries: %(most)s"), most=most), len(listed))
    types = parsed.get("matching_attributes", [])
    if not isinstance(types, list) or not all(isinstance(t, str) for t in types):
        return _left_out(name, gettext_noop("matching_attributes: a list of types"), "")
    wanted = frozenset(part for type_ in types for part in type_.split("|"))
    plain = (entry.strip().lower() for entry in listed)
    if kind == "cidr":
        return WarningList(name, kind, wanted, frozenset(), _networks(plain))
    if kind == "hostname":
        plain = (entry.strip(".") for entry in plain)
    return WarningList(name, kind, wanted, frozenset(entry for entry in plain if entry))


def matches(lists: Iterable[WarningList], values: Iterable[Attribute]) -> list[Warning_]:
    """Which values are on which lists, in the order of the values, then of the lists."""
    several = list(lists)
    of_type: dict[str, list[WarningList]] = {}
    found = []
    for value in dict.fromkeys(values):
        if value.type not in of_type:
            of_type[value.type] = [each for each in several if _concerns(each, value.type)]
        found += [Warning_(value, each.name) for each in of_type[value.type] if _is_on(each, value)]
    return found


def _concerns(each: WarningList, type_: str) -> bool:
    """What is an address in STIX is both a source and a destination to MISP, and so with e-mail and host names."""
    return not each.attributes or any(name in each.attributes for name in _ALSO.get(type_, (type_,)))


_ALSO: Mapping[str, tuple[str, ...]] = {
    "ip-dst": ("ip-dst", "ip-src", "ip"),
    "ip-src": ("ip-src", "ip-dst", "ip"),
    "domain": ("domain", "hostname"),
    "email": ("email", "email-src", "email-dst"),
}


def _is_on(each: WarningList, value: Attribute) -> bool:
    text = value.value.lower()
    match each.type:
        case "string":
            return text in each.entries
        case "cidr":
            network = _network(_host(text) if "://" in text else text)
            return (
                network is not None
                and network.version in each.networks
                and each.networks[network.version].holds(network)
            )
        case "hostname":
            return any(above in each.entries for above in _above(_host(text)))
        case _:
            return any(entry in text for entry in each.entries)


_PLAIN_URL = re.compile(r"https?://([a-z0-9.-]+)(?:/[!-~]*)?").fullmatch  # nearly all there are


def _host(text: str) -> str:
    """Of an address of the web, its host; of an e-mail address, its domain; of a name, itself."""
    if "://" in text:
        if plain := _PLAIN_URL(text):
            return plain[1]
        try:
            return urlsplit(text).hostname or ""
        except ValueError:
            return ""
    return text.rpartition("@")[2].split("/", 1)[0].strip(".")


def _above(host: str) -> Iterable[str]:
    labels = host.split(".")
    return (".".join(labels[at:]) for at in range(len(labels))) if len(labels) <= LABELS_MAX else ()


def _networks(entries: Iterable[str]) -> dict[int, _Networks]:
    found = [network for entry in entries if (network := _network(entry)) is not None]
    made: dict[int, _Networks] = {}
    for version in {network.version for network in found}:
        lengths: dict[int, set[int]] = {}
        for network in found:
            if network.version == version:
                lengths.setdefault(network.prefixlen, set()).add(int(network.network_address))
        starts = sorted(start for some in lengths.values() for start in some)
        made[version] = _Networks({length: frozenset(some) for length, some in lengths.items()}, tuple(starts))
    return made


def _network(text: str) -> IPv4Network | IPv6Network | None:
    try:
        return ip_network(text, strict=False) if _may_be_address(text) else None
    except ValueError:
        return None


def _may_be_address(text: str) -> bool:
    """A name is told from an address by its first letter: refusing it costs more than all the rest."""
    return "%" not in text and (text[:1].isdigit() or ":" in text)


def _left_out(name: str, expected: Message | str, came: object) -> Message:
    return Message(
        gettext_noop("The warning list %(name)s is left out. Expected: %(expected)s. Came: %(came)s."),
        name=shown(name) or "?",
        expected=Message(expected) if isinstance(expected, str) else expected,
        came=shown(came) or Message(gettext_noop("nothing")),
    )
