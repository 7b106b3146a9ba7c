"""The values of an object by the types that MISP gives them: for blocklists, for warning lists, for a MISP feed. Pure.

The types and their categories are those of MISP's describeTypes (misp-core-format, 2.4.2), as facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, NamedTuple

from parley.exchange.rules import patterns
from parley.exchange.rules.values import refang

ATTRIBUTES_MAX = 200
"""Of one object."""


class Attribute(NamedTuple):
    type: str
    value: str


@dataclass(frozen=True, slots=True)
class OfPattern:
    """`together`: the values hold only with one another, so none of them stands for the pattern. `complete`: they say
    all that the pattern says."""

    attributes: tuple[Attribute, ...]
    together: bool
    complete: bool


CATEGORIES: Mapping[str, str] = {
    "AS": "Network activity",
    "campaign-name": "Attribution",
    "domain": "Network activity",
    "email": "Payload delivery",
    "email-dst": "Network activity",
    "email-src": "Payload delivery",
    "email-subject": "Payload delivery",
    "filename": "Payload delivery",
    "ip-dst": "Network activity",
    "ip-src": "Network activity",
    "link": "External analysis",
    "mac-address": "Network activity",
    "md5": "Payload delivery",
    "mutex": "Artifacts dropped",
    "regkey": "Persistence mechanism",
    "sha1": "Payload delivery",
    "sha224": "Payload delivery",
    "sha256": "Payload delivery",
    "sha384": "Payload delivery",
    "sha512": "Payload delivery",
    "sha3-256": "Payload delivery",
    "sigma": "Payload installation",
    "snort": "Network activity",
    "ssdeep": "Payload delivery",
    "stix2-pattern": "Payload installation",
    "text": "Other",
    "threat-actor": "Attribution",
    "tlsh": "Payload delivery",
    "url": "Network activity",
    "vulnerability": "External analysis",
    "x509-fingerprint-md5": "Network activity",
    "x509-fingerprint-sha1": "Network activity",
    "x509-fingerprint-sha256": "Network activity",
    "yara": "Payload installation",
}
_PATHS: Mapping[str, str] = {
    "autonomous-system:number": "AS",
    "domain-name:value": "domain",
    "email-addr:value": "email",
    "email-message:from_ref.value": "email-src",
    "email-message:sender_ref.value": "email-src",
    "email-message:subject": "email-subject",
    "email-message:to_refs[*].value": "email-dst",
    "file:name": "filename",
    "ipv4-addr:value": "ip-dst",
    "ipv6-addr:value": "ip-dst",
    "mac-addr:value": "mac-address",
    "mutex:name": "mutex",
    "network-traffic:dst_ref.value": "ip-dst",
    "network-traffic:src_ref.value": "ip-src",
    "url:value": "url",
    "windows-registry-key:key": "regkey",
}
_DIGITS = {"md5": 32, "sha1": 40, "sha224": 56, "sha256": 64, "sha384": 96, "sha512": 128, "sha3-256": 64}
_HASHES: Mapping[str, str] = {name.replace("-", ""): name for name in (*_DIGITS, "ssdeep", "tlsh")}
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4 = re.compile(rf"{_OCTET}(?:\.{_OCTET}){{3}}").fullmatch
_HEXADECIMAL = re.compile("[0-9a-f]+").fullmatch


def of_pattern(pattern: str) -> OfPattern | None:
    """The values that a simple STIX pattern compares with; None where the pattern is not simple."""
    found = patterns.recognise(pattern)
    if not isinstance(found, patterns.Simple):
        return None
    pairs = [_attribute(path, value) for path, value in found.values]
    known = tuple(dict.fromkeys(pair for pair in pairs if pair is not None))
    compared = {_start(path) for path, _ in found.values}
    complete = None not in pairs and len(known) <= ATTRIBUTES_MAX and compared == set(found.paths)
    return OfPattern(known[:ATTRIBUTES_MAX], found.together, complete)


def _start(path: str) -> tuple[str, str]:
    """The type and the first property."""
    type_, _, steps = path.partition(":")
    return type_, steps.split(".", 1)[0].split("[", 1)[0]


def of_observable(parsed: Mapping[str, Any]) -> tuple[Attribute, ...]:
    """The values of a cyber-observable object: nobody says that they are bad."""
    return tuple(dict.fromkeys(_observed(parsed)))[:ATTRIBUTES_MAX]


def of_object(parsed: Mapping[str, Any]) -> tuple[Attribute, ...]:
    """All values of whatever object, also those that hold only together."""
    if parsed.get("type") == "indicator":
        pattern = parsed.get("pattern")
        if parsed.get("pattern_type") != "stix" or not isinstance(pattern, str):
            return ()
        found = of_pattern(pattern)
        return found.attributes if found else ()
    return of_observable(parsed)


def _observed(parsed: Mapping[str, Any]) -> Iterator[Attribute]:
    type_ = parsed.get("type")
    for name in ("value", "name", "key", "subject", "number"):
        value = parsed.get(name)
        if isinstance(value, str | int) and (found := _attribute(f"{type_}:{name}", str(value))):
            yield found
    hashes = parsed.get("hashes")
    if isinstance(hashes, Mapping):
        for name, digest in hashes.items():
            if isinstance(digest, str) and (found := _attribute(f"{type_}:hashes.{name}", digest)):
                yield found


def _attribute(path: str, value: str) -> Attribute | None:
    value = value.strip()
    if not value or not value.isprintable():
        return None
    object_type, _, steps = path.partition(":")
    if steps.startswith("hashes."):
        kind = _HASHES.get(steps[7:].lower().replace("-", "").replace("'", ""))
        return _hash(object_type, kind, value) if kind else None
    known = _PATHS.get(path)
    if known is None:
        return None
    value = refang(value)
    if known in {"ip-dst", "ip-src"}:
        return Attribute(known, address) if (address := canonical_address(value)) else None
    return Attribute(known, value)


def _hash(object_type: str, kind: str, value: str) -> Attribute | None:
    if kind in _DIGITS:
        value = value.lower()
        if len(value) != _DIGITS[kind] or not _HEXADECIMAL(value):
            return None
    if object_type == "x509-certificate":
        kind = f"x509-fingerprint-{kind}"
        return Attribute(kind, value) if kind in CATEGORIES else None
    return Attribute(kind, value) if object_type in {"file", "artifact"} else None


def canonical_address(value: str) -> str:
    """An IP address, or a network of them; "" if it is neither."""
    if _IPV4(value):
        return value
    if "%" in value:
        return ""
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        return ""
    return str(network.network_address) if network.prefixlen == network.max_prefixlen else str(network)
