"""Blocklists: the values of simple indicators, each alone on its line, as text, CSV or rules of Suricata. Pure.

A value is written only in the canonical form of its kind, which has no space, quotation mark or line break in it, so
nothing that an originator writes can begin a line or a rule of its own. What comes from its names is escaped for where
it stands.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from ipaddress import ip_address
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from parley.exchange.rules.attributes import Attribute, of_pattern
from parley.exchange.rules.objects.timestamps import canonical
from parley.release.rules.markings import TLP_IDS

VALUE_CHARS_MAX = 2_000
NAME_CHARS_MAX = 100
WIDEST = {4: 8, 6: 19}
"""Networks with a shorter prefix block a part of the internet, not an attacker: they are left out."""


class Kind(StrEnum):
    IP = "ip"
    DOMAIN = "domain"
    URL = "url"
    EMAIL = "email"
    MD5 = "md5"
    SHA1 = "sha1"
    SHA256 = "sha256"


class Form(StrEnum):
    TEXT = "txt"
    CSV = "csv"
    SURICATA = "rules"


IN_RULES = frozenset({Kind.IP, Kind.DOMAIN, Kind.URL})
"""What a rule of Suricata can say by itself; digests of files it takes as lists, which the text is."""

_KINDS: Mapping[str, Kind] = {
    "ip-dst": Kind.IP,
    "ip-src": Kind.IP,
    "domain": Kind.DOMAIN,
    "url": Kind.URL,
    "email": Kind.EMAIL,
    "email-src": Kind.EMAIL,
    "md5": Kind.MD5,
    "sha1": Kind.SHA1,
    "sha256": Kind.SHA256,
}
_IN_PATTERNS: Mapping[Kind, tuple[str, ...]] = {
    Kind.IP: ("ipv4-addr", "ipv6-addr", "network-traffic"),
    Kind.DOMAIN: ("domain-name",),
    Kind.URL: ("url",),
    Kind.EMAIL: ("email",),
    Kind.MD5: ("hashes",),
    Kind.SHA1: ("hashes",),
    Kind.SHA256: ("hashes",),
}
_IN_OCTETS = {kind: tuple(word.encode() for word in words) for kind, words in _IN_PATTERNS.items()}


class Listed(NamedTuple):
    kind: Kind
    value: str
    attribute: Attribute
    """As MISP's warning lists know it."""
    stix_id: str
    name: str
    valid_until: str
    markings: str = ""
    """TLP by its name, and other markings by their ids: whoever reads the list is bound by them."""


class _Granular(msgspec.Struct, frozen=True, gc=False):
    marking_ref: str = ""


class _Indicator(msgspec.Struct, frozen=True, gc=False):
    """What a blocklist needs of an object; the objects are checked ones."""

    id: str
    pattern: str = ""
    pattern_type: str = ""
    valid_from: str = ""
    valid_until: str = ""
    revoked: bool = False
    name: str = ""
    object_marking_refs: tuple[str, ...] = ()
    granular_markings: tuple[_Granular, ...] = ()


_TLP = {ref: f"TLP:{level.name.replace('_', '+')}" for ref, level in TLP_IDS.items()}
_DECODE = msgspec.json.Decoder(_Indicator).decode


def listed(raw: bytes, kind: Kind, now: str) -> Iterator[Listed]:
    """The values of one kind in an indicator that holds at this moment (as TAXII writes it, rules/objects/timestamps).

    Those that hold only together with others do not block anything alone: such a pattern is left out.
    """
    if not _may_hold(raw, _IN_OCTETS[kind]):  # most of what is there is of another kind
        return
    one = _DECODE(raw)
    if one.pattern_type != "stix" or one.revoked:
        return
    if (one.valid_until and canonical(one.valid_until) <= now) or (one.valid_from and canonical(one.valid_from) > now):
        return
    if not any(word in one.pattern for word in _IN_PATTERNS[kind]):
        return
    found = of_pattern(one.pattern)
    if found is None or found.together:
        return
    for attribute in found.attributes:
        if _KINDS.get(attribute.type) is kind and (value := _CANONICAL[kind](attribute.value)):
            yield Listed(kind, value, attribute, one.id, one.name, one.valid_until, _markings(one))


def _may_hold(raw: bytes, words: tuple[bytes, ...]) -> bool:
    """Octets as they came, in which a letter may be written by its number, after a backslash."""
    for word in words:  # a generator costs more than all the rest
        if word in raw:
            return True
    return b"\\u" in raw


def markings(raw: bytes) -> str:
    """Those of an indicator: TLP by its name, others by their ids."""
    return _markings(_DECODE(raw))


def _markings(one: _Indicator) -> str:
    refs = {*one.object_marking_refs, *(each.marking_ref for each in one.granular_markings)} - {""}
    return " ".join(sorted(_TLP.get(ref, ref) for ref in refs))


def distinct(found: Iterable[Listed]) -> list[Listed]:
    """Each value once, the first that names it, in an order that depends on the values alone."""
    once: dict[str, Listed] = {}
    for each in found:
        once.setdefault(each.value, each)
    return [once[value] for value in sorted(once)]


# The canonical forms

_LABEL = r"(?!-)[a-z0-9_-]{1,63}(?<!-)"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.)+(?!-)(?=[a-z0-9-]*[a-z])[a-z0-9-]{{2,63}}(?<!-)").fullmatch
_MAILBOX = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}").fullmatch
_IN_URL = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+").fullmatch  # RFC 3986, 2
_PLAIN_URL = re.compile(r"(https?)://([a-z0-9.-]*[a-z0-9])(/[^#]*)?").fullmatch
_NAME_CHARS_MAX = 253


def _ip(value: str) -> str:
    """Of an address that is canonical already (attributes.py)."""
    _, is_network, length = value.partition("/")
    return "" if is_network and int(length) < WIDEST[6 if ":" in value else 4] else value


def _domain(value: str) -> str:
    text = value.rstrip(".").lower()
    if not text.isascii():
        try:
            text = text.encode("idna").decode().lower()
        except UnicodeError:
            return ""
    return text if len(text) <= _NAME_CHARS_MAX and _DOMAIN(text) else ""


def _url(value: str) -> str:
    if len(value) > VALUE_CHARS_MAX or not _IN_URL(value):
        return ""
    if (plain := _PLAIN_URL(value)) and _domain(plain[2]):  # nearly all there are
        return value if plain[3] else f"{value}/"
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https", "ftp"} or not (_domain(host) or _is_address(host)):
        return ""
    written = f"[{host}]" if ":" in host else host
    end = value[value.index("//") + 2 + len(parts.netloc) :].split("#", 1)[0]
    return f"{parts.scheme}://{written}{'' if port is None else f':{port}'}{end or '/'}"


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text


def _email(value: str) -> str:
    mailbox, _, domain = value.lower().rpartition("@")
    known = _domain(domain)
    return f"{mailbox}@{known}" if known and _MAILBOX(mailbox) else ""


def _as_it_is(value: str) -> str:
    return value


_CANONICAL: Mapping[Kind, Callable[[str], str]] = {
    Kind.IP: _ip,
    Kind.DOMAIN: _domain,
    Kind.URL: _url,
    Kind.EMAIL: _email,
    Kind.MD5: _as_it_is,  # hexadecimal digits already (attributes.py)
    Kind.SHA1: _as_it_is,
    Kind.SHA256: _as_it_is,
}


# How they are written


def text(found: Iterable[Listed]) -> str:
    return "".join(f"{each.value}\n" for each in found)


def as_csv(found: Iterable[Listed]) -> str:
    """RFC 4180. A cell that a spreadsheet would take for a formula begins with an apostrophe (OWASP, CSV Injection)."""
    into = io.StringIO()
    writer = csv.writer(into)
    writer.writerow(["value", "kind", "indicator", "name", "valid_until", "markings"])
    for each in found:
        cells = (each.value, each.kind.value, each.stix_id, each.name, each.valid_until, each.markings)
        writer.writerow(map(guarded, cells))
    return into.getvalue()


def guarded(cell: str) -> str:
    """A cell of CSV that is a text to every reader. Line breaks and what is not seen become spaces."""
    plain = "".join(c if c.isprintable() else " " for c in cell)
    return f"'{plain}" if plain.lstrip()[:1] in {"=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠"} else plain


SID_FIRST = 1 << 31
"""Signature ids from here on are in nobody's range (sidallocation.org); each follows from its value."""


def suricata(found: Iterable[Listed]) -> str:
    """Rules of Suricata 6 and later. The same values have the same signature ids."""
    taken: set[int] = set()
    lines = []
    for each in found:
        for number, (head, options) in enumerate(_rules(each)):
            sid = _sid(each, number)
            while sid in taken:
                sid = SID_FIRST + (sid + 1 - SID_FIRST) % SID_FIRST
            taken.add(sid)
            lines.append(f'alert {head} (msg:"{_message(each)}"; {options} sid:{sid}; rev:1;)\n')
    return "".join(lines)


def _sid(each: Listed, number: int) -> int:
    digest = hashlib.blake2b(f"{each.kind.value}/{each.value}/{number}".encode(), digest_size=4).digest()
    return SID_FIRST + int.from_bytes(digest) % SID_FIRST


def _message(each: Listed) -> str:
    """Letters and digits of ASCII, and a few signs that mean nothing in a rule."""
    name = re.sub(r"[^A-Za-z0-9 ._/-]+", "_", each.name)[:NAME_CHARS_MAX].strip(" _")
    identifier = re.sub(r"[^a-z0-9-]+", "_", each.stix_id)
    return f"Parley {each.kind.value} {identifier}{' ' if name else ''}{name}"


def _rules(each: Listed) -> Iterator[tuple[str, str]]:
    match each.kind:
        case Kind.IP:
            yield f"ip $HOME_NET any -> {_in_rule(each.value)} any", ""
        case Kind.DOMAIN:
            below = f'dotprefix; content:".{each.value}"; nocase; endswith;'
            yield "dns $HOME_NET any -> any any", f"dns.query; {below}"
            yield "tls $HOME_NET any -> any any", f"tls.sni; {below}"
        case Kind.URL:
            parts = urlsplit(each.value)
            if parts.scheme != "ftp":
                host = parts.hostname or ""
                path = parts.path + (f"?{parts.query}" if parts.query else "")
                yield (
                    "http $HOME_NET any -> any any",
                    f'http.host; content:"{content(host)}"; bsize:{len(host)}; '
                    f'http.uri.raw; content:"{content(path)}"; bsize:{len(path)};',
                )


def _in_rule(address: str) -> str:
    return f"[{address}]" if ":" in address else address


def content(literal: str) -> str:
    """A text in ASCII within `content`: whatever could mean something there stands as its number."""
    return re.sub(r"[^A-Za-z0-9._~/=&?-]", lambda sign: f"|{ord(sign[0]):02x}|", literal)


WRITTEN: Mapping[Form, Callable[[Iterable[Listed]], str]] = {
    Form.TEXT: text,
    Form.CSV: as_csv,
    Form.SURICATA: suricata,
}
