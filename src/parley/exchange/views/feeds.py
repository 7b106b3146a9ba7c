"""What machines other than TAXII's fetch: blocklists of what one's party may see, and its MISP feed.

By token (exchange:read) or by session. What is served is a fetch like any other, and its originators see it.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from parley.council.errors import NotFoundError
from parley.council.forms import actor, viewer
from parley.exchange.acts import serving_misp
from parley.exchange.acts.reading import read_newest
from parley.exchange.rules import blocklists
from parley.exchange.rules import collections as channels
from parley.exchange.rules.blocklists import IN_RULES, Form, Kind, Listed
from parley.exchange.rules.feeds import Filter, micros, timestamp
from parley.exchange.rules.warninglists import matches
from parley.exchange.warnings import node_lists
from parley.ledger.rules.actor import Actor
from parley.settings import SETTINGS

INDICATORS = Filter(types=("indicator",))
PAGE_OBJECTS = 2_500
"""Indicators that are read, receipted and in memory at once."""
CONTENT_TYPES = {Form.TEXT: "text/plain", Form.CSV: "text/csv", Form.SURICATA: "text/plain"}


@require_safe
def blocklist(request: HttpRequest, blocklist: str) -> HttpResponse:
    """`blocklist` is a kind and a form: ip.txt. What is on a warning list is left out, but for `?warned=1`."""
    kind, form = _asked(blocklist)
    found = blocklists.distinct(_listed(actor(request), kind))
    kept = found if request.GET.get("warned") == "1" else _unwarned(found)
    response = _private(
        HttpResponse(blocklists.WRITTEN[form](kept), content_type=f"{CONTENT_TYPES[form]}; charset=utf-8")
    )
    response["X-Parley-Left-Out"] = str(len(found) - len(kept))
    response["Content-Disposition"] = f'inline; filename="parley-{kind.value}.{form.value}"'
    return response


def _asked(name: str) -> tuple[Kind, Form]:
    kind, _, form = name.partition(".")
    try:
        asked = Kind(kind), Form(form)
    except ValueError:
        raise NotFoundError from None
    if asked[1] is Form.SURICATA and asked[0] not in IN_RULES:
        raise NotFoundError
    return asked


def _listed(by: Actor, kind: Kind) -> Iterator[Listed]:
    """Of what others shared with the party, and of its own; the newest indicator names a value."""
    now = timestamp(micros(by.at))
    for feed in (channels.shared(by.party), channels.own(by.party)):
        for raw in _indicators(by, feed.id):
            yield from blocklists.listed(raw, kind, now)


def _indicators(by: Actor, feed: UUID) -> Iterator[bytes]:
    older_than, left = None, SETTINGS.blocklist_indicators_max
    while left > 0:
        page = read_newest(by, feed, on=INDICATORS, older_than=older_than, limit=min(PAGE_OBJECTS, left))
        yield from page.octets
        if not page.more:
            return
        older_than, left = page.ends[-1], left - len(page.rows)


def _unwarned(found: list[Listed]) -> list[Listed]:
    warned = {each.attribute for each in matches(node_lists().lists, (one.attribute for one in found))}
    return [one for one in found if one.attribute not in warned]


@require_safe
def misp_manifest(request: HttpRequest) -> HttpResponse:
    return _json(serving_misp.manifest(actor(request), viewer(request)))


@require_safe
def misp_event(request: HttpRequest, event: UUID) -> HttpResponse:
    return _json(serving_misp.event(actor(request), viewer(request), event))


def _json(content: object) -> HttpResponse:
    return _private(HttpResponse(msgspec.json.encode(content), content_type="application/json"))


def _private(response: HttpResponse) -> HttpResponse:
    """No cache keeps it: what a token may read ends with the token."""
    response["Cache-Control"] = "private, no-store"
    return response
