"""Who takes part in the council, and since when; for the secretariat, the keeping of these records."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from parley.council import acts, queries, words
from parley.council.errors import InputError, gettext_noop
from parley.council.forms import actor, moment, posted, viewer
from parley.council.models import Authority
from parley.council.page_forms import AuthorityForm, FirstFocalPointForm, SuspendForm
from parley.council.queries import PartyPage
from parley.council.rules import AuthorityKind, PartyKind, Right, require
from parley.council.views.people import link_of
from parley.settings import SETTINGS

DEMO_DAY = date(2021, 12, 7)


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Members, observers, dialogue partners and organs as they stood on a day: `?on=2021-12-07`, else today."""
    today = moment(request).date()
    day = _day(request.GET.get("on", ""), today)
    context = {
        "council": queries.overview(viewer(request), day),
        "day": day,
        "today": today,
        "other_day": DEMO_DAY if SETTINGS.demo else None,
        "keeps": viewer(request).may(Right.KEEP_COUNCIL),
    }
    return render(request, "council/overview.html", context)


def _day(typed: str, today: date) -> date:
    if not typed:
        return today
    try:
        return date.fromisoformat(typed)
    except ValueError as error:
        raise InputError(
            "on",
            gettext_noop("a date as year, month and day, such as 2021-12-07"),
            typed,
            gettext_noop("Choose a date on the council's page."),
        ) from error


@require_GET
def party(request: HttpRequest, code: str) -> HttpResponse:
    looking = viewer(request)
    page = queries.party_page(looking, code, moment(request).date())
    context = {
        **_about(page),
        "page": page,
        "missions": [(mission, page.names[mission.host_id]) for mission in page.missions if mission.host_id],
        "hosted": [(mission, page.names[mission.party_id]) for mission in page.hosted],
        "yours": page.of.party.id == looking.party,
        "keeps": looking.may(Right.KEEP_COUNCIL),
        "has_accounts": page.of.party.kind in _ACTING,
    }
    return render(request, "council/party.html", context)


_ACTING = {PartyKind.STATE, PartyKind.ORGANISATION, PartyKind.ORGAN}


def _about(page: PartyPage) -> dict[str, Any]:
    return {"name": page.of.name.name, "crumbs": [(_("Council"), reverse("council:overview"))]}


def _under(page: PartyPage) -> dict[str, Any]:
    url = reverse("council:party", args=[page.of.party.code])
    crumbs = [(_("Council"), reverse("council:overview")), (page.of.name.name, url)]
    return {"name": page.of.name.name, "crumbs": crumbs, "cancel": url}


@require_http_methods(["GET", "POST"])
def add_authority(request: HttpRequest, code: str) -> HttpResponse:
    """The secretariat adds an authority or a mission of a party."""
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    page = queries.party_page(viewer(request), code, by.at.date())
    hosts = [n for n in page.names.values() if n.kind == PartyKind.STATE and n.id != page.of.party.id]
    form = AuthorityForm(
        posted(request),
        organ=page.of.party.kind == PartyKind.ORGAN,
        hosts=sorted(hosts, key=lambda n: n.place),
    )
    if request.method == "POST":
        made = form.attempt(lambda: acts.add_authority(by, party=page.of.party.id, **form.facts()))
        if made is not None:
            messages.success(request, _("The authority was added. Its first focal points can be enrolled now."))
            return redirect("council:party", code)
    return render(request, "council/add_authority.html", {"form": form, **_under(page)})


@never_cache
@require_http_methods(["GET", "POST"])
def enrol_first(request: HttpRequest, code: str) -> HttpResponse:
    """The secretariat enrols an authority's first focal points, on its note verbale. The link is shown once."""
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    page = queries.party_page(viewer(request), code, by.at.date())
    own = [*page.of.authorities, *page.missions]
    form = FirstFocalPointForm(posted(request), authorities=[_choice(a) for a in own])
    if request.method == "POST":
        made = form.attempt(
            lambda: acts.enrol_first(
                by,
                authority=UUID(form.cleaned_data["authority"]),
                display_name=form.cleaned_data["display_name"],
                reference=form.cleaned_data["reference"],
            )
        )
        if made is not None:
            enrolment, secret = made
            context = {
                "person": enrolment.display_name,
                "link": link_of(secret),
                "hours": SETTINGS.enrolment_hours,
                "first": True,
            }
            return render(request, "council/link.html", {**context, **_under(page)})
    return render(request, "council/enrol_first.html", {"form": form, "authorities": own, **_under(page)})


def _choice(authority: Authority) -> tuple[str, str]:
    name = words.said(authority.names)
    if authority.kind != AuthorityKind.MISSION:
        return str(authority.id), name
    return str(authority.id), _("%(mission)s (%(city)s)") % {"mission": name, "city": words.said(authority.city)}


@require_http_methods(["GET", "POST"])
def suspend(request: HttpRequest) -> HttpResponse:
    """The secretariat stops an account on its member's note verbale."""
    by = actor(request)
    require(by, Right.KEEP_COUNCIL)
    form = SuspendForm(posted(request))

    def act() -> bool:
        acts.suspend(by, form.cleaned_data["username"], form.cleaned_data["reference"])
        return True

    if request.method == "POST" and form.attempt(act):
        messages.success(request, _("Done. If there is an account of this name, it cannot be used from now on."))
        return redirect("council:overview")
    crumbs = [(_("Council"), reverse("council:overview"))]
    return render(request, "council/suspend.html", {"form": form, "crumbs": crumbs})
