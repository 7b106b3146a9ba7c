"""The demo's start page, where anybody signs in as any authority. On a live node there is no such page."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from parley.council.errors import NotFoundError
from parley.council.rules import Right, may
from parley.demo import queries


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/start.html", {"start": queries.start()})


@require_POST
def act_as(request: HttpRequest) -> HttpResponse:
    """Sign in as the demo's account of the authority that was chosen, and open the seminar; or, for the reviewer, whom
    nobody invited there, the inbox."""
    try:
        authority = UUID(request.POST.get("authority", ""))
    except ValueError:
        raise NotFoundError from None
    appointed = queries.appointed_to(authority)
    login(request, appointed.account)
    request.session["acting_for"] = str(authority)
    if may(appointed.roles, Right.REVIEW_PETITIONS):
        return HttpResponseRedirect(reverse("registry:inbox"))
    return HttpResponseRedirect(reverse("forum:meeting", args=[queries.seminar()]))
