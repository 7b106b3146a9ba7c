"""The start page, the page about Parley, and the address that says whether the node is alive."""

from __future__ import annotations

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from parley.council.rules import Viewer
from parley.forum import queries as forum
from parley.registry.views.waiting import awaited
from parley.settings import SETTINGS

WAITING_MAX = 8
"""Of the register, on the start page; its own page shows all."""


def start(request: HttpRequest) -> HttpResponse:
    """What is asked of me, and what comes next."""
    viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
    if viewer is None:
        return HttpResponseRedirect(reverse("demo:start") if SETTINGS.demo else reverse("account_login"))
    now = request.now  # type: ignore[attr-defined]
    rows, _ = forum.meetings(viewer, now)
    documents, _ = forum.documents(viewer)
    waiting = awaited(viewer, now)
    context = {
        "waiting": waiting[:WAITING_MAX],
        "more": len(waiting) > WAITING_MAX,
        "debts": forum.owed_by(viewer, now),
        "upcoming": [row for row in reversed(rows) if not row.ended][:5],
        "past": [row for row in rows if row.ended][:5],
        "documents": documents[:5],
    }
    return render(request, "start.html", context)


def about(request: HttpRequest) -> HttpResponse:
    """What Parley promises, and what it does not."""
    return render(request, "about.html")


def health(request: HttpRequest) -> HttpResponse:
    """200 when the store answers. It says nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok\n", content_type="text/plain")
