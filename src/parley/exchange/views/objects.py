"""One object: what it says, what is known about it, who sees it, and its octets."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.forms import actor, viewer
from parley.council.rules import Right
from parley.exchange import readable
from parley.exchange.acts.settling import settle
from parley.exchange.queries.about import About, about
from parley.exchange.queries.feeds import timestamp
from parley.exchange.queries.objects import ObjectView, fetches, versions
from parley.exchange.queries.reach import reach
from parley.exchange.rules import pictures
from parley.exchange.rules.feeds import micros
from parley.exchange.views.shown import shown
from parley.exchange.words import title, type_text
from parley.ledger.rules.actor import Actor
from parley.release.queries import why
from parley.release.words import why_sentence

MEDIA_TYPE = "application/stix+json;version=2.1"


@require_safe
def object_(request: HttpRequest, stix_id: str) -> HttpResponse:
    by, view, all_versions = _look(request, stix_id)
    looking, before = viewer(request), micros(by.at)
    known = about(looking, view, before=before)
    shown(by, [view], version="all")
    shown(by, known.shown)
    names = council.names(None)
    ends = {relation.to: title(relation.view.body) for relation in known.relations if relation.view}
    ours = any(each.mine for each in all_versions)
    context = {
        "view": view,
        "title": title(view.body, ends),
        "versions": all_versions,
        "latest": view is all_versions[0],
        "expired": bool(view.valid_until) and view.valid_until <= timestamp(before),
        "names": names,
        "values": readable.values(view.body),
        "properties": readable.properties(view.body),
        "about": known,
        "tree": _tree(title(view.body, ends), known),
        "chart": pictures.chart(known.bars),
        "why": "" if view.mine else why_sentence(why(looking, view.audience), names),
        "ours": ours,
        "reaches": reach(looking, stix_id, by.at.date()) if ours else (),
        "fetches": fetches(looking, stix_id) if ours else (),
        "may_share": looking.may(Right.SHARE),
        "crumbs": [(_("Intelligence"), reverse("exchange:new"))],
    }
    return render(request, "exchange/object.html", context)


def _tree(called: str, known: About) -> pictures.Tree | None:
    if not known.relations:
        return None
    ends = [
        (
            relation.edge.label,
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
    by, view, _versions = _look(request, stix_id)
    shown(by, [view], version="all")
    response = HttpResponse(view.raw, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=f"{stix_id}.json")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _look(request: HttpRequest, stix_id: str) -> tuple[Actor, ObjectView, list[ObjectView]]:
    """The version that `?version=` names, or the latest. What is not there, or not the viewer's, is not found."""
    by = actor(request)
    settle(by)
    by = by.on_turn()
    found = versions(viewer(request), stix_id, before=micros(by.at))
    asked = request.GET.get("version", "")
    view = next((v for v in found if not asked or v.version == asked), None)
    if view is None:
        raise NotFoundError
    return by, view, found
