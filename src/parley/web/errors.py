"""The one place that knows which refusal is which HTTP status."""

from __future__ import annotations

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from parley.council.errors import (
    ConflictError,
    InputError,
    NotAllowedError,
    NotFoundError,
    ParleyError,
    SealedError,
)
from parley.ledger.queries import NotFoundError as LedgerNotFoundError


def page(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page that says what was refused and what to do; None for what is nobody's mistake but ours."""
    match error:
        case NotFoundError() | LedgerNotFoundError() | Http404():
            return not_found(request)
        case NotAllowedError():
            return _refusal(request, error, HTTPStatus.FORBIDDEN)
        case ConflictError():
            return _refusal(request, error, HTTPStatus.CONFLICT)
        case InputError():
            return _refusal(request, error, HTTPStatus.BAD_REQUEST)
        case SealedError():
            return sealed(request, error)
        case RequestDataTooBig():
            return too_large(request)
        case SuspiciousOperation():
            return _render(request, "400.html", HTTPStatus.BAD_REQUEST)
        case _:
            return None


def sealed(request: HttpRequest, error: SealedError) -> HttpResponse:
    """No act now, whatever was asked."""
    return _refusal(request, error, HTTPStatus.SERVICE_UNAVAILABLE)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Absent and forbidden are one page (DESIGN.md, rule 4)."""
    return _render(request, "404.html", HTTPStatus.NOT_FOUND)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _render(request, "400.html", HTTPStatus.BAD_REQUEST)


def too_large(request: HttpRequest) -> HttpResponse:
    return _render(request, "413.html", HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def server_error(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("500.html"), status=HTTPStatus.INTERNAL_SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _render(request, "403.html", HTTPStatus.FORBIDDEN)


def unavailable() -> HttpResponse:
    """The one constant body for overload and a full disk."""
    response = HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = "30"
    return response


def _refusal(request: HttpRequest, error: ParleyError, status: HTTPStatus) -> HttpResponse:
    return _render(request, "refused.html", status, sentence=error.message.translated(gettext))


def _render(request: HttpRequest, template: str, status: HTTPStatus, **context: object) -> HttpResponse:
    return HttpResponse(render_to_string(template, context, request), status=status)
