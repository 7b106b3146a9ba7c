"""One object: what it says, what is known about it, who sees it, and its octets."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.forms import actor, viewer
from parley.council.rules import Right, Viewer
from parley.exchange import readable
from parley.exchange.acts.reading import Page, serve, shown
from parley.exchange.queries.about import About, about
from parley.exchange.queries.objects import ObjectView, fetches, versions
from parley.exchange.queries.reach import reach
from parley.exchange.rules import pictures
from parley.exchange.rules.feeds import micros, timestamp
from parley.exchange.words import relation_text, title, type_text
from parley.ledger.rules.actor import Actor
from parley.release.queries import why
from parley.release.rules import Narrowing
from parley.release.words import narrowing_text, why_sentence

MEDIA_TYPE = "application/stix+json;version=2.1"


@require_safe
def object_(request: HttpRequest, stix_id: str) -> HttpResponse:
    """All that one may know of it, on one page."""
    looking, asked = viewer(request), request.GET.get("version", "")

    def look(by: Actor) -> tuple[dict[str, Any], list[Page]]:
        view, all_versions = _version(looking, stix_id, asked, by)
        known = about(looking, view, before=micros(by.at))
        context = _context(looking, by, view, all_versions, known)
        return context, [shown(by.party, [view], version="all"), shown(by.party, known.shown)]

    return render(request, "exchange/object.html", serve(actor(request), look))


def _context(
    looking: Viewer, by: Actor, view: ObjectView, all_versions: list[ObjectView], known: About
) -> dict[str, Any]:
    names = council.names(None)
    called = title(view.body, {r.to: title(r.view.body) for r in known.relations if r.view})
    ours = any(each.mine for each in all_versions)
    return {
        "view": view,
        "title": called,
        "versions": all_versions,
        "latest": view is all_versions[0],
        "expired": bool(view.valid_until) and view.valid_until <= timestamp(micros(by.at)),
        "names": names,
        "values": readable.values(view.body),
        "properties": readable.properties(view.body),
        "about": known,
        "alone_text": narrowing_text(Narrowing.ALONE),
        "tree": _tree(called, known),
        "chart": pictures.chart(known.bars),
        "why": "" if view.mine else why_sentence(why(looking, view.audience), names),
        "ours": ours,
        "reaches": reach(looking, view.stix_id, by.at.date()) if ours else (),
        "fetches": fetches(looking, view.stix_id) if ours else (),
        "may_share": looking.may(Right.SHARE),
        "crumbs": [(_("Intelligence"), reverse("exchange:new"))],
    }


def _tree(called: str, known: About) -> pictures.Tree | None:
    if not known.relations:
        return None
    ends = [
        (
            relation_text(relation.edge.label),
            f"{type_text(relation.to.partition('--')[0])}: {title(relation.view.body)}"
            if relation.view
            else type_text(relation.to.partition("--")[0]),
            relation.edge.outgoing,
            relation.view is not None,
        )
        for relation in known.relations[: pictures.BRANCHES_MAX]
    ]
    return pictures.tree(called, ends)


@require_safe
def octets(request: HttpRequest, stix_id: str) -> HttpResponse:
    """The object as it was received, to be saved."""
    looking, asked = viewer(request), request.GET.get("version", "")

    def look(by: Actor) -> tuple[bytes, list[Page]]:
        view, _versions = _version(looking, stix_id, asked, by)
        return view.raw, [shown(by.party, [view], version="all")]

    response = HttpResponse(serve(actor(request), look), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{stix_id}.json")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _version(looking: Viewer, stix_id: str, asked: str, by: Actor) -> tuple[ObjectView, list[ObjectView]]:
    """The version that was asked for, or the one to read; and all. What is not the viewer's is not found."""
    found = versions(looking, stix_id, before=micros(by.at))
    view = next((v for v in found if not asked or v.version == asked), None)
    if view is None:
        raise NotFoundError
    return view, found
