"""The ledger's pages and its C2SP tlog-tiles. Every log is private to its party: nothing here is cached by others."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from parley.ledger import queries
from parley.ledger.errors import NotFoundError
from parley.ledger.queries import Viewer
from parley.settings import SETTINGS

YEAR_SECONDS = 31_536_000
VARY = "Cookie, Authorization"

R = TypeVar("R", bound=HttpResponseBase)


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    rows = queries.acts(_viewer(request), request.GET.get("before"), SETTINGS.page_rows_max + 1)
    shown = rows[: SETTINGS.page_rows_max]
    older = f"?before={shown[-1].cursor}" if len(rows) > len(shown) else ""
    newer = reverse("ledger:log") if "before" in request.GET else ""
    logs = [(log, queries.keys(_viewer(request), log.id)) for log in queries.logs_of(_viewer(request))]
    context = {"acts": shown, "older_url": older, "newer_url": newer, "logs": logs}
    return render(request, "ledger/log.html", context)


@require_safe
def act(request: HttpRequest, act: UUID) -> HttpResponse:
    found = queries.proof(_viewer(request), act)
    path = [octets.hex() for octets in found.path]
    context = {"act": found.act, "proof": found, "path": path, "fields": _fields(found)}
    return render(request, "ledger/act.html", context)


@require_safe
def proof(request: HttpRequest, act: UUID) -> HttpResponse:
    """A C2SP tlog-proof whose extra data opens the act: one file that verifies alone."""
    response = _text(queries.proof(_viewer(request), act).text)
    response["Content-Disposition"] = f'attachment; filename="{act}.tlog-proof"'
    return response


@require_safe
def checkpoint(request: HttpRequest, log: UUID) -> HttpResponse:
    return _text(queries.checkpoint(_viewer(request), log))


@require_safe
def keys(request: HttpRequest, log: UUID) -> HttpResponse:
    return _text("".join(f"{key}\n" for key in queries.keys(_viewer(request), log)))


@require_safe
def tile(request: HttpRequest, log: UUID, level: int, tile: str) -> HttpResponse:
    if request.path != reverse("ledger:tile", args=[log, level, tile]):
        raise NotFoundError  # tlog-tiles: a level has no leading zeroes
    return _octets(queries.tile(_viewer(request), log, level, tile))


@require_safe
def entries(request: HttpRequest, log: UUID, tile: str) -> HttpResponse:
    return _octets(queries.entries(_viewer(request), log, tile))


@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    response = StreamingHttpResponse(queries.export(_viewer(request)), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="ledger.zip"'
    return _private(response, "no-store")


def _viewer(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by web's middleware
    return viewer


def _fields(found: queries.LeafProof) -> list[dict[str, Any]]:
    return [
        {"name": name.value, "commitment": shown.commitment(name).hex(), "value": getattr(shown, "value", None)}
        for name, shown in found.opening.items()
    ]


def _text(text: str) -> HttpResponse:
    """Changes as the log grows, so it is asked for anew each time."""
    return _private(HttpResponse(text, content_type="text/plain; charset=utf-8"), "no-cache")


def _octets(octets: bytes) -> HttpResponse:
    """A tile or bundle never changes."""
    response = HttpResponse(octets, content_type="application/octet-stream")
    return _private(response, f"max-age={YEAR_SECONDS}, immutable")


def _private(response: R, rule: str) -> R:
    response["Cache-Control"] = f"private, {rule}"
    response["Vary"] = VARY
    return response
