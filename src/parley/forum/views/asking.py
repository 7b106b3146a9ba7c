"""What the forum's pages with a form have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parley.council.forms import ActForm
from parley.forum.models import Meeting
from parley.release.cursors import decode, encode
from parley.release.queries import Cursor, Page

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Crumbs = Sequence[tuple["StrOrPromise | Mapping[str, str]", str]]


def ask(
    request: HttpRequest,
    form: ActForm,
    *,
    title: StrOrPromise,
    crumbs: Crumbs,
    submit: StrOrPromise,
    template: str = "forum/act.html",
    **context: Any,
) -> HttpResponse:
    """The page of a form: as it was first opened, or with what was typed and why it was refused."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound and form.errors else HTTPStatus.OK
    context |= {"form": form, "title": title, "crumbs": crumbs, "submit": submit, "cancel": crumbs[-1][1]}
    return render(request, template, context, status=status)


def posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is made from: what was sent, or nothing yet."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def meeting_url(meeting: Meeting) -> str:
    return reverse("forum:meeting", args=[meeting.id])


def to_meetings() -> Crumbs:
    return [(_("Meetings"), reverse("forum:meetings"))]


def to_meeting(meeting: Meeting) -> Crumbs:
    return [*to_meetings(), (meeting.titles, meeting_url(meeting))]


def place(request: HttpRequest) -> dict[str, Cursor | None]:
    """Where in a list the address asks for; `InputError` where no such place can be."""
    asked = {name: request.GET.get(name, "") for name in ("before", "after")}
    if all(asked.values()):
        asked["after"] = ""
    return {name: decode(text) if text else None for name, text in asked.items()}


def pages(page: Page[Any]) -> dict[str, str]:
    """For `parts/pages.html`."""
    return {
        "older_url": f"?before={encode(page.older)}" if page.older else "",
        "newer_url": f"?after={encode(page.newer)}" if page.newer else "",
    }
