"""What a TAXII client asks for: media types, the parameters of the query, the token. Pure.

Its refusals are plain English sentences: they are read in the logs of programs, in whatever country those run.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from urllib.parse import parse_qsl

from parley.council.errors import shown
from parley.exchange.rules.feeds import EVERY_VERSION, EVERYTHING, Filter, micros
from parley.exchange.rules.objects.timestamps import canonical

QUERY_CHARS_MAX = 65_536
PARAMETERS_MAX = 50
VALUES_MAX = 1_000  # of one match[...]
VALUE_CHARS_MAX = 300
INTEGER_MAX = 2**53 - 1
"""TAXII 2.1, 2: an integer fits RFC 7493's 54 bits with sign."""
HEADER_CHARS_MAX = 2_000
AUTHORIZATION_CHARS_MAX = 1_000


class MalformedError(Exception):
    """A request that cannot be understood: its sentence says what was expected, what came and what to do."""


def _malformed(what: str, expected: str, came: str, do: str = "") -> MalformedError:
    return MalformedError(f"{what}: Expected: {expected}. Came: {shown(came) or 'nothing'}.{' ' if do else ''}{do}")


# The query (3.4, 3.5)

IDS, TYPES, VERSIONS, SPEC_VERSIONS = "match[id]", "match[type]", "match[version]", "match[spec_version]"
ADDED_AFTER, LIMIT, NEXT = "added_after", "limit", "next"
KNOWN = frozenset({IDS, TYPES, VERSIONS, SPEC_VERSIONS, ADDED_AFTER, LIMIT, NEXT})
FEED = KNOWN
"""Taken by the objects of a collection and by its manifest (5.3, 5.4)."""
OBJECT = KNOWN - {IDS, TYPES}
"""Taken by one object (5.6): "The only valid match parameter is version", and its table adds spec_version."""
OBJECT_VERSIONS = OBJECT - {VERSIONS}
"""Taken by the versions of one object (5.8)."""
DELETION = frozenset({VERSIONS, SPEC_VERSIONS})
"""Taken by the deletion of one object (5.7)."""

_WORDS = ("all", "first", "last")
_TIMESTAMP = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z", re.ASCII)
_SPEC_VERSION = re.compile(r"\d{1,3}\.\d{1,3}", re.ASCII)
_LEAP_SECOND = 60


@dataclass(frozen=True, slots=True)
class Ask:
    """What of a collection is asked for. `next` is a cursor as it came; `limit` is within the server's own."""

    limit: int
    on: Filter = EVERYTHING
    added_after: int | None = None  # microseconds since 1970, UTC
    next: str = ""


def ask(query: str, taken: frozenset[str], page_max: int) -> Ask:
    """Read a query string. Of what the standard names, what this address does not take is refused, since to ignore
    it would answer another question; what it does not name is ignored (3.4: "servers MAY ignore fields").
    """
    values = _parameters(query) if query else {}
    if refused := next((name for name in values if name in KNOWN - taken), ""):
        raise _malformed(refused, f"only {', '.join(sorted(taken))} at this address", refused, "Leave it out.")
    if taken is DELETION and (unknown := next((n for n in values if n.startswith("match[") and n not in KNOWN), "")):
        # To ignore a filter here would delete more than was asked for.
        raise _malformed(unknown, f"only {', '.join(sorted(taken))} at this address", unknown, "Leave it out.")
    return Ask(
        limit=_limit(values[LIMIT], page_max) if LIMIT in values else page_max,
        on=_filter(values, EVERY_VERSION if taken is DELETION else EVERYTHING),
        added_after=micros(timestamp(values[ADDED_AFTER], ADDED_AFTER)) if ADDED_AFTER in values else None,
        next=_printable(NEXT, values[NEXT], HEADER_CHARS_MAX) if NEXT in values else "",
    )


def _parameters(query: str) -> dict[str, str]:
    """Names and values; each name once, since neither added_after nor a match field may come twice."""
    if len(query) > QUERY_CHARS_MAX:
        raise _malformed("query", f"at most {QUERY_CHARS_MAX:,} characters", f"{len(query):,}", "Ask for less at once.")
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=PARAMETERS_MAX)
    except ValueError as error:
        expected = f"at most {PARAMETERS_MAX} parameters, percent-encoded in UTF-8"
        raise _malformed("query", expected, query, "Encode them anew.") from error
    values = dict(pairs)
    if len(values) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next((name for name in names if names.count(name) > 1 and name in KNOWN), "")
        if twice:
            raise _malformed(twice, "one instance", "several", "Separate several values by commas.")
    return values


def _limit(text: str, page_max: int) -> int:
    digits = text.isascii() and text.isdecimal() and len(text) <= len(str(INTEGER_MAX))
    if not digits or not 0 < int(text) <= INTEGER_MAX:
        raise _malformed(LIMIT, "a whole number greater than zero", text)
    return min(int(text), page_max)


def _filter(values: dict[str, str], otherwise: Filter) -> Filter:
    """`otherwise` is what is meant when nothing is said: the latest versions, and of a deletion all of them. For if
    one stayed, the object could still be got, and 5.7 wants a 404.
    """
    ids, types, versions, spec_versions = (
        _several(name, values[name]) if name in values else () for name in (IDS, TYPES, VERSIONS, SPEC_VERSIONS)
    )
    if not (ids or types or versions or spec_versions):
        return otherwise
    for each in spec_versions:
        if not _SPEC_VERSION.fullmatch(each):
            raise _malformed(SPEC_VERSIONS, "versions of STIX such as 2.1", each)
    return Filter(ids, types, _versions(versions) or otherwise.versions, spec_versions)


def _several(name: str, text: str) -> tuple[str, ...]:
    """Values with commas between them, sorted."""
    parts = text.split(",")
    if len(parts) > VALUES_MAX:
        raise _malformed(name, f"at most {VALUES_MAX:,} values", f"{len(parts):,}", "Ask for fewer at once.")
    if not all(parts):
        raise _malformed(name, "one value or several with a comma between two", text)
    return tuple(sorted({_printable(name, part, VALUE_CHARS_MAX) for part in parts} if name != VERSIONS else parts))


def _printable(name: str, text: str, chars_max: int) -> str:
    if not text or len(text) > chars_max or not text.isprintable():
        raise _malformed(name, f"from 1 to {chars_max} printable characters", text)
    return text


def _versions(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Words and timestamps, each once; `all` stands alone (3.4.1). Timestamps as the store writes versions."""
    read = tuple(part if part in _WORDS else _version(part) for part in parts)
    if len(set(read)) < len(read):
        raise _malformed(VERSIONS, "each version once", ",".join(parts))
    if "all" in read and len(read) > 1:
        raise _malformed(VERSIONS, "all by itself", ",".join(parts))
    return read


def _version(text: str) -> str:
    timestamp(text, VERSIONS)
    return canonical(text)


def timestamp(text: str, what: str) -> datetime:
    """RFC 3339 in UTC. TAXII writes six digits of a second, STIX three or more; clients leave zeroes out, so all are
    read. What is finer than a microsecond is cut off.
    """
    found = _TIMESTAMP.fullmatch(text)
    try:
        if found is None:
            raise ValueError("another form")
        year, month, day, hour, minute, second = map(int, found.groups()[:6])
        fraction = int((found[7] or "").ljust(6, "0")[:6])
        leap = second == _LEAP_SECOND
        moment = datetime(year, month, day, hour, minute, second - leap, fraction, UTC)
        return moment + timedelta(seconds=leap)
    except (ValueError, OverflowError) as error:
        raise _malformed(what, "a timestamp in UTC such as 2021-12-07T09:30:00.000000Z", text) from error


# Media types (1.6.8)

TAXII = "application/taxii+json"
VERSION = "2.1"
_STIX = "application/stix+json"


@lru_cache(maxsize=128)
def acceptable(accept: str, *, stix: bool = False) -> bool:
    """May the answer be TAXII 2.1? The most specific range that matches decides (RFC 9110, 12.5.1); no header asks
    for nothing in particular. `stix`: ranges of STIX are defined for the address as well (5.3).
    """
    if len(accept) > HEADER_CHARS_MAX:
        return False
    if not accept.strip():
        return True
    best, wanted, asked_stix = 0, False, False
    for part in accept.split(","):
        name, parameters = _media(part)
        if stix and name == _STIX and _quality(parameters) > 0:
            asked_stix = True
        specific = _specific(name, parameters)
        if specific > best:
            best, wanted = specific, _quality(parameters) > 0
        elif specific and specific == best:
            wanted = wanted or _quality(parameters) > 0
    return wanted or asked_stix


def _specific(name: str, parameters: dict[str, str]) -> int:
    """How closely a range names what is served; 0 when it names something else."""
    match name, parameters.get("version"):
        case ("application/taxii+json", "2.1"):
            return 4
        case ("application/taxii+json", None):
            return 3
        case ("application/*", _):
            return 2
        case ("*/*", _):
            return 1
        case _:
            return 0


def _media(text: str) -> tuple[str, dict[str, str]]:
    """A media type in lower case, and its parameters."""
    name, *rest = text.split(";")
    pairs = (part.partition("=") for part in rest)
    return name.strip().lower(), {key.strip().lower(): value.strip().strip('"') for key, _, value in pairs}


def _quality(parameters: dict[str, str]) -> float:
    """RFC 9110, 12.4.2. What is no number counts as not wanted."""
    found = re.fullmatch(r"0(?:\.\d{0,3})?|1(?:\.0{0,3})?", parameters.get("q", "1"))
    return float(found[0]) if found else 0.0


def is_taxii(content_type: str) -> bool:
    """Is a body that calls itself so TAXII 2.1, in UTF-8?"""
    name, parameters = _media(content_type[:HEADER_CHARS_MAX])
    charset = parameters.get("charset", "utf-8").lower()
    return name == TAXII and parameters.get("version", VERSION) == VERSION and charset in {"utf-8", "utf8"}


_LENGTH_DIGITS_MAX = 20


def is_length(text: str, bytes_max: int) -> bool:
    """Is a Content-Length one (RFC 9110, 8.6), and within the limit?"""
    return text.isascii() and text.isdecimal() and len(text) <= _LENGTH_DIGITS_MAX and int(text) <= bytes_max


# Who asks (1.6.9)


def token(authorization: str) -> str:
    """The token in an Authorization header: Bearer (RFC 6750, 2.1), or Basic with the token as the password
    (RFC 7617), whatever the user name. "" where there is none.
    """
    if len(authorization) > AUTHORIZATION_CHARS_MAX:
        return ""
    scheme, _, rest = authorization.strip().partition(" ")
    match scheme.lower():
        case "bearer":
            return rest.strip()
        case "basic":
            try:
                plain = base64.b64decode(rest.strip(), validate=True).decode()
            except (binascii.Error, ValueError):
                return ""
            return plain.partition(":")[2]
        case _:
            return ""
