"""Addresses that leak on purpose, each in a way in which systems like ours have leaked."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path

from parley.forum.models import Document
from parley.ledger.models import Act
from parley.release.queries import released


def count(request: HttpRequest) -> HttpResponse:
    """How many there are, not how many the viewer may see."""
    return HttpResponse(f"Documents: {Document.objects.count()}")


def serial(request: HttpRequest) -> HttpResponse:
    """A number that every act of anybody moves on."""
    return HttpResponse(f"Your receipt is no. {Act.objects.count() + 1}")


def forbidden(request: HttpRequest, document: UUID) -> HttpResponse:
    """403 for what exists and 404 for what does not."""
    found = Document.objects.filter(id=document)
    if not found.exists():
        raise Http404
    return HttpResponse(status=200 if released(found, request.viewer).exists() else 403)  # type: ignore[attr-defined]


def header(request: HttpRequest) -> HttpResponse:
    """The newest change of anything."""
    newest = Document.objects.order_by("-released_at").first()
    return HttpResponse("ok", headers={"Last-Modified": str(newest.released_at) if newest else "never"})


def work(request: HttpRequest, document: UUID) -> HttpResponse:
    """The same answer, after another question to the store where the thing exists."""
    found = Document.objects.filter(id=document).first()
    if found is not None:
        found.files.count()
    raise Http404


def uniqueness(request: HttpRequest) -> HttpResponse:
    """A symbol refused because somebody else uses it."""
    taken = Document.objects.filter(symbol="HIDDEN/1").exists()
    return HttpResponse("This symbol is taken." if taken else "Recorded.")


def neighbour(request: HttpRequest, document: UUID) -> HttpResponse:
    """The identifier of something else, at an address that looks the same for what exists and what does not."""
    other = Document.objects.exclude(id=document).order_by("symbol").first()
    return HttpResponse(f"See also {other.id if other else document}")


urlpatterns = [
    path("leak/count/", count, name="count"),
    path("leak/serial/", serial, name="serial"),
    path("leak/forbidden/<uuid:document>/", forbidden, name="forbidden"),
    path("leak/header/", header, name="header"),
    path("leak/work/<uuid:document>/", work, name="work"),
    path("leak/neighbour/<uuid:document>/", neighbour, name="neighbour"),
    path("leak/uniqueness/", uniqueness, name="uniqueness"),
]
