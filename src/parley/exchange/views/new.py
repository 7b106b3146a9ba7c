"""What is new for one's party, and the search over all that it may see: one page, which answers as one types."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.errors import InputError, Message, gettext_noop
from parley.council.forms import actor, viewer
from parley.council.rules import Right, Viewer
from parley.council.words import in_order
from parley.exchange import cursors
from parley.exchange.acts.receipts import fetched
from parley.exchange.acts.settling import settle
from parley.exchange.queries import feeds
from parley.exchange.queries.about import ends_of
from parley.exchange.queries.objects import HITS_MAX, ObjectView, of_entries, search
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERYTHING, Filter, Position, micros
from parley.exchange.views.shown import shown
from parley.exchange.words import TYPES, title
from parley.ledger.rules.actor import Actor

PAGE = 50
"""Objects on one page."""
QUERY_CHARS_MAX = 500
"""Characters of what is searched for."""


@require_safe
def new(request: HttpRequest) -> HttpResponse:
    """The newest first, of what others released to us or of our own; with `?q=`, what is found."""
    looking, text = viewer(request), _typed(request)
    ours = request.GET.get("of") == "ours"
    type_ = request.GET.get("type", "")
    type_ = type_ if type_ in TYPES else ""
    by = actor(request)
    settle(by)
    by = by.on_turn()
    found = _hits(by, looking, text, type_) if text else _page(request, by, looking, type_, ours=ours)
    context = found | {
        "rows": _called(by, looking, found["rows"]),
        "q": text,
        "ours": ours,
        "chosen": type_,
        "types": sorted(((value, str(words)) for value, words in TYPES.items()), key=lambda t: in_order(t[1])),
        "names": council.names(None),
        "may_share": looking.may(Right.SHARE),
    }
    typing = request.htmx and not request.htmx.boosted  # type: ignore[attr-defined]
    response = render(request, "exchange/found.html" if typing else "exchange/new.html", context)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _typed(request: HttpRequest) -> str:
    text = request.GET.get("q", "").strip()
    if len(text) > QUERY_CHARS_MAX:
        expected = Message(gettext_noop("at most %(most)s characters"), most=QUERY_CHARS_MAX)
        raise InputError("q", expected, str(len(text)), gettext_noop("Search for fewer words."))
    return text


def _hits(by: Actor, looking: Viewer, text: str, type_: str) -> dict[str, Any]:
    found = search(looking, text, before=micros(by.at), limit=HITS_MAX + 1, types=(type_,) if type_ else ())
    rows = found[:HITS_MAX]
    shown(by, rows)
    return {"rows": rows, "more": len(found) > HITS_MAX, "most": HITS_MAX}


def _called(by: Actor, looking: Viewer, views: list[ObjectView]) -> list[tuple[ObjectView, str]]:
    """Each with its title; relationships and sightings by what they are about."""
    about = ends_of(looking, views, before=micros(by.at))
    shown(by, list(about.values()))
    named = {id_: title(view.body) for id_, view in about.items()}
    return [(view, title(view.body, named)) for view in views]


def _page(request: HttpRequest, by: Actor, looking: Viewer, type_: str, *, ours: bool) -> dict[str, Any]:
    feed = (channels.own if ours else channels.shared)(looking.party).id
    on = Filter(types=(type_,)) if type_ else EVERYTHING
    older, newer = (_place(request, looking, feed, on, name) for name in ("older", "newer"))
    before = micros(by.at)
    if newer is not None and older is None:
        page = feeds.page(by, feed, on=on, after=newer, limit=PAGE, before=before)
        upwards = list(page.entries)
    else:
        page = feeds.newest(by, feed, on=on, older_than=older, limit=PAGE, before=before)
        upwards = list(reversed(page.entries))
    if not ours:
        fetched(by, feed, on, upwards)
    rows = of_entries(looking, upwards[::-1], before=before)
    kept = {"type": type_, "of": "ours" if ours else ""}
    more_below = page.more if newer is None else True
    more_above = page.more if newer is not None else older is not None
    return {
        "rows": rows,
        "older_url": _url(kept, "older", looking, feed, on, rows[-1:]) if more_below else "",
        "newer_url": _url(kept, "newer", looking, feed, on, rows[:1]) if more_above else "",
    }


def _place(request: HttpRequest, looking: Viewer, feed: UUID, on: Filter, name: str) -> Position | None:
    text = request.GET.get(name, "")
    return cursors.opened(looking, feed, on, text) if text else None


def _url(kept: dict[str, str], name: str, looking: Viewer, feed: UUID, on: Filter, end: list[ObjectView]) -> str:
    if not end:
        return ""
    asked = {key: value for key, value in kept.items() if value}
    return "?" + urlencode(asked | {name: cursors.seal(looking, feed, on, end[0].at)})
