"""TAXII's resources (TAXII 2.1, 3.7, 4 and 5) from what the queries give. Their texts are in English: programs read
them, and the pages say the same in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from parley.council.rules import Right, Scope, Viewer
from parley.exchange.api.answers import MEDIA_TYPE
from parley.exchange.queries.feeds import Entry, FeedPage
from parley.exchange.queries.submissions import Outcome, StatusView
from parley.exchange.rules.collections import Collection, Kind
from parley.exchange.rules.feeds import micros, timestamp
from parley.settings import SETTINGS

API_ROOT = "/taxii2/council/"
STIX_MEDIA_TYPE = "application/stix+json;version=2.1"
FETCHING_IS_KNOWN = "Whoever released an object to you learns that you fetched it."

TITLES = {Kind.COUNCIL: "The whole council", Kind.SHARED: "Shared with us", Kind.OWN: "Our own"}
DESCRIPTIONS = {
    Kind.COUNCIL: "What is added here is released to all members of the council, as far as its markings allow.",
    Kind.GROUP: "What is added here is released to this sharing group, as far as its markings allow.",
    Kind.SHARED: "All that others released to you, through whichever collection. Nothing can be added here.",
    Kind.OWN: "All that your party added, through whichever collection. What is added here is released to nobody.",
}


def in_english(texts: Mapping[str, str]) -> str:
    """Else in the first language, by its code, that has a text."""
    return texts.get("en") or next((texts[code] for code in sorted(texts) if texts[code]), "")


def api_root_address() -> str:
    """4.1.1: an HTTPS URL or a path; so a node without HTTPS, on loopback, names the path."""
    origin = urlsplit(SETTINGS.origin)
    return f"https://{origin.netloc}{API_ROOT}" if origin.scheme == "https" else API_ROOT


def discovery(council_name: str) -> dict[str, Any]:
    address = api_root_address()
    return {
        "title": f"Parley of {council_name}",
        "description": "Threat intelligence that the members of the council share, each on its own terms.",
        "default": address,
        "api_roots": [address],
    }


def api_root(council_name: str) -> dict[str, Any]:
    return {
        "title": council_name,
        "description": FETCHING_IS_KNOWN,
        "versions": [MEDIA_TYPE],
        "max_content_length": SETTINGS.request_bytes_max,
        "x_parley_entitlements": f"{API_ROOT}entitlements/",
    }


def may_read(scopes: frozenset[str]) -> bool:
    return Scope.EXCHANGE_READ in scopes


def may_write(of: Collection, viewer: Viewer, scopes: frozenset[str]) -> bool:
    return of.writable and Scope.EXCHANGE_WRITE in scopes and viewer.may(Right.SHARE)


def collection(of: Collection, viewer: Viewer, scopes: frozenset[str]) -> dict[str, Any]:
    found = {
        "id": str(of.id),
        "title": of.name or TITLES[of.kind],
        "description": f"{DESCRIPTIONS[of.kind]} {FETCHING_IS_KNOWN}",
        "can_read": may_read(scopes),
        "can_write": may_write(of, viewer, scopes),
        "media_types": [STIX_MEDIA_TYPE],
    }
    return found | {"alias": of.alias} if of.alias else found


def collections(all_: Iterable[Collection], viewer: Viewer, scopes: frozenset[str]) -> dict[str, Any]:
    """5.1.1: without any, an empty object."""
    found = [collection(each, viewer, scopes) for each in all_]
    return {"collections": found} if found else {}


def envelope(page: FeedPage, next_: str) -> bytes:
    """3.7. The objects' own octets, joined: what was received is what is served. Empty, it is an empty object."""
    if not page.rows:
        return b"{}"
    more = b'"more":true,"next":"%s",' % next_.encode() if next_ else b""
    return b'{%s"objects":[%s]}' % (more, b",".join(page.octets))


def manifest(page: FeedPage, next_: str) -> bytes:
    """5.3.1. `next` is offered here too (3.4, 5.3), since only a cursor tells apart what was added at one moment."""
    listed = [
        {
            "id": entry.stix_id,
            "date_added": timestamp(entry.at.added_at),
            "version": _version(entry),
            "media_type": STIX_MEDIA_TYPE,
        }
        for entry in page.entries
    ]
    return _page("objects", listed, next_)


def versions(page: FeedPage, next_: str) -> bytes:
    """5.8.1."""
    return _page("versions", [_version(entry) for entry in page.entries], next_)


class _Dates(msgspec.Struct):
    modified: str = ""
    created: str = ""


_DATES = msgspec.json.Decoder(_Dates)


def _version(entry: Entry) -> str:
    """5.3.1: `modified` or `created`, as the object itself writes it; of what has neither, when it was added."""
    own = _DATES.decode(entry.raw)
    return own.modified or own.created or entry.version


def _page(name: str, listed: Sequence[Any], next_: str) -> bytes:
    if not listed:
        return b"{}"
    more = {"more": True, "next": next_} if next_ else {}
    return msgspec.json.encode({**more, name: listed})


def status(of: StatusView) -> dict[str, Any]:
    """4.3.1. Empty lists are left out (2). Of a success only the number is told: the envelope's others."""
    found: dict[str, Any] = {
        "id": str(of.id),
        "status": of.status,
        "request_timestamp": timestamp(micros(of.request_timestamp)),
        "total_count": of.total_count,
        "success_count": of.success_count,
        "failure_count": of.failure_count,
        "pending_count": of.pending_count,
    }
    lists = {"failures": of.failures, "pendings": of.pendings, "x_parley_narrowed": of.notes}
    return found | {name: [_details(o) for o in outcomes] for name, outcomes in lists.items() if outcomes}


def _details(outcome: Outcome) -> dict[str, str]:
    """status-details: the message begins with the JSON pointer of what it is about (RFC 6901)."""
    version = outcome.version.removesuffix("000Z") + "Z" if outcome.version.endswith("000Z") else outcome.version
    found = {"id": outcome.stix_id, "version": version}
    said = f"{outcome.pointer} {outcome.message}".strip() if outcome.message else ""
    return found | {"message": said} if said else found
