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
from parley.exchange.acts.reading import Page, serve, shown
from parley.exchange.queries import feeds
from parley.exchange.queries.about import ends_of
from parley.exchange.queries.objects import HITS_MAX, ObjectView, of_entries, search
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERYTHING, Filter, Position, micros, timestamp
from parley.exchange.words import TYPES, title
from parley.ledger.rules.actor import Actor

Row = tuple[ObjectView, str]
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

    def look(by: Actor) -> tuple[dict[str, Any], list[Page]]:
        found = _found(by, looking, text, type_) if text else _page(request, by, looking, type_, ours=ours)
        return found[0] | {"now": timestamp(micros(by.at))}, found[1]

    context = serve(actor(request), look) | {
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


def _found(by: Actor, looking: Viewer, text: str, type_: str) -> tuple[dict[str, Any], list[Page]]:
    found = search(looking, text, before=micros(by.at), limit=HITS_MAX + 1, types=(type_,) if type_ else ())
    views = found[:HITS_MAX]
    rows, others = _called(by, looking, views)
    context = {"rows": rows, "more": len(found) > HITS_MAX, "most": HITS_MAX}
    return context, [shown(by.party, views), shown(by.party, others)]


def _page(
    request: HttpRequest, by: Actor, looking: Viewer, type_: str, *, ours: bool
) -> tuple[dict[str, Any], list[Page]]:
    feed = (channels.own if ours else channels.shared)(looking.party).id
    on = Filter(types=(type_,)) if type_ else EVERYTHING
    older, newer = (_place(request, looking, feed, on, name) for name in ("older", "newer"))
    before = micros(by.at)
    if newer is not None and older is None:
        page = feeds.page(by, feed, on=on, after=newer, limit=PAGE, before=before)
        entries = page.entries[::-1]
        above, below = page.more, True
    else:
        page = feeds.newest(by, feed, on=on, older_than=older, limit=PAGE, before=before)
        entries = page.entries
        above, below = older is not None, page.more
    views = of_entries(looking, entries, before=before)
    rows, others = _called(by, looking, views)
    kept = {"type": type_, "of": "ours" if ours else ""}
    context = {
        "rows": rows,
        "older_url": _url(kept, "older", looking, feed, on, views[-1:]) if below else "",
        "newer_url": _url(kept, "newer", looking, feed, on, views[:1]) if above else "",
    }
    return context, [(feed, on, [entry.at for entry in entries]), shown(by.party, others)]


def _called(
    by: Actor, looking: Viewer, views: list[ObjectView]
) -> tuple[list[tuple[ObjectView, str]], list[ObjectView]]:
    """Each with its title, relationships and sightings by what they are about; and what that is."""
    about = ends_of(looking, views, before=micros(by.at))
    named = {id_: title(view.body) for id_, view in about.items()}
    return [(view, title(view.body, named)) for view in views], list(about.values())


def _place(request: HttpRequest, looking: Viewer, feed: UUID, on: Filter, name: str) -> Position | None:
    text = request.GET.get(name, "")
    return cursors.opened(looking, feed, on, text) if text else None


def _url(kept: dict[str, str], name: str, looking: Viewer, feed: UUID, on: Filter, end: list[ObjectView]) -> str:
    if not end:
        return ""
    asked = {key: value for key, value in kept.items() if value}
    return "?" + urlencode(asked | {name: cursors.seal(looking, feed, on, end[0].at)})
