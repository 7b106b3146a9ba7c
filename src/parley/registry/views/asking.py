"""What the register's pages have in common: who acts, the page of a form, places in a list, ways back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from parley.council.errors import InputError, gettext_noop
from parley.council.forms import ActForm, actor, moment, viewer
from parley.council.queries import PartyName
from parley.council.rules import Right, require
from parley.ledger.rules.actor import Actor
from parley.registry.acts.steps import as_member
from parley.registry.models import Entry
from parley.registry.queries.audiences import audiences, parties_to_name
from parley.release.cursors import decode, encode
from parley.release.queries import Cursor, Page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Crumbs = Sequence[tuple["StrOrPromise | Mapping[str, str]", str]]
asking = require_http_methods(["GET", "HEAD", "POST"])


def acting(request: HttpRequest, right: Right) -> Actor:
    """Whoever acts, with this right; `NotAllowedError` before anything is looked up."""
    by = actor(request)
    require(by, right)
    return by


def acting_as_member(request: HttpRequest) -> Actor:
    by = actor(request)
    as_member(by)
    return by


def ask(
    request: HttpRequest,
    form: ActForm,
    *,
    title: StrOrPromise,
    crumbs: Crumbs,
    submit: StrOrPromise,
    template: str = "registry/act.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form: as it was first opened, or with what was typed and why it was refused."""
    context |= {"form": form, "title": title, "crumbs": crumbs, "submit": submit, "cancel": crumbs[-1][1]}
    return render(request, template, context, status=status_of(form))


def take(
    request: HttpRequest,
    form: ActForm,
    act: Callable[[], object],
    *,
    entry: Entry | None,
    title: StrOrPromise,
    submit: StrOrPromise,
    done: StrOrPromise,
    **context: Any,
) -> HttpResponse:
    """The page of one step about an entry: taken, one is back on the entry's page, which shows it; or on the list, if
    the entry is not the viewer's to see any more."""
    crumbs = to_entry(entry) if entry else to_register()
    if request.method == "POST" and form.attempt(act) is not None:
        messages.success(request, done)
        return redirect(crumbs[-1][1])
    return ask(request, form, title=title, crumbs=crumbs, submit=submit, kicker=entry.name if entry else "", **context)


def offer(request: HttpRequest, names: dict[UUID, PartyName]) -> dict[str, Any]:
    """What a form with an audience is made from: whom the viewer can release to, and the States that it can name."""
    states = parties_to_name(viewer(request), names)
    return {"offered": audiences(viewer(request), moment(request), states), "states": states}


def status_of(form: ActForm) -> int:
    return HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK


def posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is made from: what was sent, or nothing yet."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def to_register() -> Crumbs:
    return [(_("The register"), reverse("registry:list"))]


def to_entry(entry: Entry) -> Crumbs:
    return [*to_register(), (entry.name, reverse("registry:entry", args=[entry.id]))]


def place(request: HttpRequest) -> dict[str, Cursor | None]:
    """Where in a list the address asks for; `InputError` where no such place can be."""
    asked = {name: request.GET.get(name, "") for name in ("before", "after")}
    if all(asked.values()):
        asked["after"] = ""
    return {name: decode(typed) if typed else None for name, typed in asked.items()}


def pages(page: Page[Any], kept: str = "") -> dict[str, str]:
    """For `parts/pages.html`. `kept`: what else the address asks for, encoded."""
    rest = f"&{kept}" if kept else ""
    return {
        "older_url": f"?before={encode(page.older)}{rest}" if page.older else "",
        "newer_url": f"?after={encode(page.newer)}{rest}" if page.newer else "",
    }


def past_day(request: HttpRequest) -> date | None:
    """The day that `?on=` asks for; `InputError` where there is no such day, or it has not come."""
    typed = request.GET.get("on", "")
    if not typed:
        return None
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        day = None
    if day is None or day > moment(request).date():
        raise InputError(
            "on",
            gettext_noop("a day up to today, as YYYY-MM-DD"),
            typed,
            gettext_noop("Choose the day in the field of the page."),
        )
    return day
