"""Kinds of values (STIX 2.1, 2 and 6): each check takes what stands at a property, and says what is wrong with it."""

from __future__ import annotations

import ipaddress
import math
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from parley.council.errors import gettext_noop
from parley.exchange.rules.objects.faults import Fault, fault
from parley.exchange.rules.objects.limits import INTEGER_MAX

Check = Callable[[Any], Fault | None]

_LABEL_CHARS_MAX = 63  # RFC 1034, 3.1
_DOMAIN_CHARS_MAX = 253


def string(value: Any) -> Fault | None:
    return None if type(value) is str else fault(gettext_noop("a text"), value)


def boolean(value: Any) -> Fault | None:
    return None if type(value) is bool else fault(gettext_noop("true or false"), value)


def integer(least: int, most: int) -> Check:
    """2.10. A whole number may be written with a fraction of zero: JSON knows one kind of number."""

    def check(value: Any) -> Fault | None:
        if (type(value) is int or (type(value) is float and value.is_integer())) and least <= value <= most:
            return None
        return fault(gettext_noop("a whole number from %(least)s to %(most)s"), value, least=least, most=most)

    return check


def number(least: float, most: float) -> Check:
    """2.6. `most` is finite, so that no infinity passes."""

    def check(value: Any) -> Fault | None:
        if type(value) in {int, float} and least <= value <= most:
            return None
        return fault(gettext_noop("a number from %(least)s to %(most)s"), value, least=least, most=most)

    return check


def one_of(words: frozenset[str]) -> Check:
    def check(value: Any) -> Fault | None:
        if type(value) is str and value in words:
            return None
        return fault(gettext_noop("one of: %(words)s"), value, words=", ".join(sorted(words)))

    return check


def like(pattern: str, template: str) -> Check:
    """A text of one form. The patterns here never go back: whatever comes is read once."""
    fits = re.compile(pattern, re.ASCII).fullmatch

    def check(value: Any) -> Fault | None:
        return None if type(value) is str and fits(value) else fault(template, value)

    return check


def never(value: Any) -> Fault | None:
    return fault(
        gettext_noop("no property of this name, which the standard keeps for itself or for other types"), value
    )


hex_ = like("(?:[0-9a-fA-F]{2})++", gettext_noop("an even number of hexadecimal digits"))
binary = like(
    "(?!$)(?:[A-Za-z0-9+/]{4})*+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", gettext_noop("octets in Base64 (RFC 4648)")
)
relationship_type = like("[a-z0-9-]++", gettext_noop("small letters of ASCII, digits and hyphens"))
media_type = like(
    r"(?:application|audio|font|image|message|model|multipart|text|video)/[\w.+-]++",
    gettext_noop("a media type, such as text/plain"),
)
character_set = like("[a-zA-Z0-9/.+_:()-]{2,250}", gettext_noop("the name of a character set, such as windows-1252"))
language = like(  # RFC 5646, 2.1
    "(?=.{1,100}$)(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})"
    "(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*"
    "(?:-[Xx](?:-[A-Za-z0-9]{1,8})+)?|[Xx](?:-[A-Za-z0-9]{1,8})+|[Ii](?:-[A-Za-z]{2,8})+)",
    gettext_noop("a language tag (RFC 5646), such as ru or zh-Hans"),
)
_CPE = r"(?:[*-]|\?*+\*?+(?:[A-Za-z0-9._-]|\\[^A-Za-z0-9\s])++(?:\?*+|\*?+))"
cpe = like(rf"cpe:2\.3:[aho*-](?::{_CPE}){{10}}", gettext_noop("a CPE 2.3 name"))
selector = like(
    r"(?:id|[a-z0-9_-]{3,250})(?:\.(?:\[\d{1,9}\]|[A-Za-z0-9_-]{1,250}))*+",
    gettext_noop("a selector, such as labels.[0]"),
)
mac = like("[0-9a-f]{2}(?::[0-9a-f]{2}){5}", gettext_noop("a MAC address in small letters with colons"))
_PCHAR = r"(?:[\w.~!$&'()*+,;=:@-]++|%[0-9A-Fa-f]{2})*+"
_QUERY = r"(?:[\w.~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+"
_REG_NAME = r"(?:[\w.~!$&'()*+,;=-]++|%[0-9A-Fa-f]{2})*+"
_USER = r"(?:[\w.~!$&'()*+,;=:-]++|%[0-9A-Fa-f]{2})*+"
uri = like(  # RFC 3986, Appendix A
    rf"[A-Za-z][A-Za-z0-9+.-]*+:(?://(?:{_USER}@)?+(?:\[[0-9A-Fa-f:.]++\]|{_REG_NAME})(?::[0-9]*+)?+(?:/{_PCHAR})*+"
    rf"|/?+(?!/){_PCHAR}(?:/{_PCHAR})*+)(?:\?{_QUERY})?+(?:\#{_QUERY})?+",
    gettext_noop("a URI (RFC 3986) in ASCII, other characters percent-encoded"),
)
email_address = like(  # RFC 5322, 3.4.1, and as RFC 6532 widens it
    r"""(?:"(?:[^"\\]|\\.)*+"|[^\s@<>()\[\],;:"\\]++)@(?:\[[^\[\]\s]++\]|[^\s@<>()\[\],;:"\\]++)""",
    gettext_noop("an e-mail address without a display name"),
)


def ipv4(value: Any) -> Fault | None:
    """6.8: an address or a block of them."""
    return _block(value, ipaddress.IPv4Address, 32, fault(gettext_noop("an IPv4 address, or several as CIDR"), value))


def ipv6(value: Any) -> Fault | None:
    """6.9. Zones (fe80::1%eth0) mean nothing outside their host, and CIDR has none."""
    return _block(value, ipaddress.IPv6Address, 128, fault(gettext_noop("an IPv6 address, or several as CIDR"), value))


def _block(value: Any, address: Callable[[str], object], bits: int, otherwise: Fault) -> Fault | None:
    if type(value) is not str or "%" in value:
        return otherwise
    host, slash, length = value.partition("/")
    if slash and not (
        length.isascii() and length.isdecimal() and length == str(int(length[:4])) and int(length) <= bits
    ):
        return otherwise
    try:
        address(host)
    except ValueError:
        return otherwise
    return None


def domain_name(value: Any) -> Fault | None:
    """6.4: RFC 1034 and RFC 5890. Labels in other scripts stand as they are or as xn--."""
    if (
        type(value) is str
        and 0 < len(value) <= _DOMAIN_CHARS_MAX
        and all(map(_label, value.removesuffix(".").split(".")))
    ):
        return None
    return fault(gettext_noop("a domain name: labels of letters, digits and hyphens"), value)


def _label(label: str) -> bool:
    if not label or label[0] == "-" or label[-1] == "-":
        return False
    if label.isascii():
        if not label.replace("-", "").isalnum() or len(label) > _LABEL_CHARS_MAX:
            return False
        return label[2:4] != "--" or label[:2].lower() == "xn"  # RFC 5890, 2.3.1: reserved
    written = all(c.isalnum() or c == "-" or unicodedata.category(c)[0] == "M" or c in "\u200c\u200d·・" for c in label)
    return written and label[2:4] != "--" and len("xn--" + label.encode("punycode").decode()) <= _LABEL_CHARS_MAX


def registry_key(value: Any) -> Fault | None:
    """6.17: hives are written out."""
    if type(value) is str and value.partition("\\")[0].upper() not in {"HKLM", "HKCC", "HKCR", "HKCU", "HKU"}:
        return None
    return fault(gettext_noop("a registry key with its hive written out, such as HKEY_LOCAL_MACHINE"), value)


_DIGITS = {"MD5": 32, "SHA-1": 40, "SHA-256": 64, "SHA-512": 128, "SHA3-256": 64, "SHA3-512": 128}
_HEX = re.compile("[0-9a-fA-F]++").fullmatch
_SSDEEP = re.compile("[a-zA-Z0-9/+:.]{1,128}").fullmatch
_TLSH = re.compile("(?:T1)?[0-9A-Za-z]{70}").fullmatch
HASH_ALGORITHMS = frozenset({*_DIGITS, "SSDEEP", "TLSH"})
"""hash-algorithm-ov (10.7)."""
_HASH_KEY = re.compile("[a-zA-Z0-9_-]{3,250}").fullmatch
KEY = re.compile("[a-zA-Z0-9_-]{0,250}").fullmatch
"""Of a dictionary (2.3)."""
PROPERTY = re.compile("[a-z][a-z0-9_]{2,249}").fullmatch
"""The name of a property that the standard does not know (11.1)."""


def hashes(value: Any) -> Fault | None:
    """2.7: the form of the values whose algorithm we know."""
    if type(value) is not dict or not value:
        return fault(gettext_noop("at least one hash, by the name of its algorithm"), value)
    for algorithm, digest in value.items():
        if not _HASH_KEY(algorithm):
            return fault(gettext_noop("the name of an algorithm: from 3 to 250 of a–z, A–Z, 0–9, - and _"), algorithm)
        if found := _digest(algorithm, digest):
            return found.under(algorithm)
    return None


def _digest(algorithm: str, digest: Any) -> Fault | None:
    if type(digest) is not str:
        return fault(gettext_noop("a text"), digest)
    if digits := _DIGITS.get(algorithm):
        if len(digest) != digits or not _HEX(digest):
            return fault(gettext_noop("hexadecimal digits: %(digits)s"), digest, digits=digits)
    elif (algorithm == "SSDEEP" and not _SSDEEP(digest)) or (algorithm == "TLSH" and not _TLSH(digest)):
        return fault(gettext_noop("a hash of the kind %(algorithm)s"), digest, algorithm=algorithm)
    return None


def listed_hashes(value: Any) -> Fault | None:
    """2.5.1: of what an external reference leads to, only by the algorithms that the standard lists."""
    if found := hashes(value):
        return found
    for algorithm in value:
        if algorithm not in HASH_ALGORITHMS:
            return fault(gettext_noop("one of: %(words)s"), algorithm, words=", ".join(sorted(HASH_ALGORITHMS)))
    return None


def dictionary(value: Any) -> Fault | None:
    """2.3, with values of any kind."""
    return keys(value) or plain(value)


def keys(value: Any) -> Fault | None:
    if type(value) is not dict or not value:
        return fault(gettext_noop("a dictionary of at least one entry"), value)
    for key in value:
        if not KEY(key):
            return fault(gettext_noop("keys of up to 250 of a–z, A–Z, 0–9, - and _"), key)
    return None


def plain(value: Any) -> Fault | None:
    """What no standard describes: any JSON whose numbers every reader can hold (RFC 7493, 2.2)."""
    if type(value) is int:
        return None if abs(value) <= INTEGER_MAX else _beyond(value)
    if type(value) is float:
        return None if math.isfinite(value) else _beyond(value)
    if type(value) is dict:
        for name, inner in value.items():
            if found := plain(inner):
                return found.under(name)
    elif type(value) is list:
        for place, inner in enumerate(value):
            if found := plain(inner):
                return found.under(place)
    return None


def _beyond(value: Any) -> Fault:
    return fault(gettext_noop("a number that a reader of JSON can hold exactly (RFC 7493)"), value)


def custom(name: str, value: Any) -> Fault | None:
    """A property that the standard does not know (11.1, 7.3.2), and what the end of its name promises (3.1)."""
    if not PROPERTY(name):
        return fault(gettext_noop("a property of the standard, or a name of from 3 to 250 of a–z, 0–9 and _"), name)
    if value is None or value in ([], {}):
        return fault(gettext_noop("a value, or no property at all: the standard has no empty ones"), value)
    if name.endswith("_bin"):
        return binary(value)
    if name.endswith("_hex"):
        return hex_(value)
    return plain(value)
