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
from parley.exchange.acts.settling import settle
from parley.exchange.queries.objects import ObjectView, versions
from parley.exchange.rules.feeds import micros
from parley.exchange.views.shown import shown
from parley.ledger.rules.actor import Actor

MEDIA_TYPE = "application/stix+json;version=2.1"


@require_safe
def object_(request: HttpRequest, stix_id: str) -> HttpResponse:
    by, view, all_versions = _look(request, stix_id)
    shown(by, [view], version="all")
    context = {
        "view": view,
        "versions": all_versions,
        "names": council.names(None),
        "crumbs": [(_("Intelligence"), reverse("exchange:new"))],
    }
    return render(request, "exchange/object.html", context)


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
