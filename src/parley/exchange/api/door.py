"""The way in to TAXII: by token alone. What is under /taxii2/ has no session, no language and no pages, so none of
what serves those stands between a request and its view.

1. A body over the limit is refused before any of it is read (TAXII 2.1, 4.2.1: max_content_length).
2. The token, as Bearer or as the password of Basic, says who looks. A cookie says nothing here. Without a token that
   reads or writes here everything is one 401, whether anything is there or not (1.6.9).
3. A node that was restored and is sealed takes nothing in; what was released can be taken back, as on its pages.
4. The view. Absent and forbidden are for it to say, alike.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import lru_cache
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from parley.council import queries as council
from parley.council.errors import SealedError
from parley.council.rules import Scope, Viewer
from parley.exchange.api import answers
from parley.exchange.rules import asking
from parley.settings import SETTINGS

SCOPES = frozenset({Scope.EXCHANGE_READ, Scope.EXCHANGE_WRITE})
PATHS_KEPT, PATH_CHARS_KEPT = 256, 300
_log = logging.getLogger("parley.taxii")


def serve(request: HttpRequest) -> HttpResponse:
    """Answer a request that `answers.concerns`. `request.now`, `.draw` and `.clock` are set by the caller, `web`."""
    try:
        return _serve(request)
    except OperationalError:
        return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception:  # noqa: BLE001 - the edge: whatever broke, a client reads an error object
        _log.exception("%s %s failed", request.method, request.path_info)
        return answers.refusal(HTTPStatus.INTERNAL_SERVER_ERROR)


def _serve(request: HttpRequest) -> HttpResponse:
    if not asking.is_length(request.META.get("CONTENT_LENGTH") or "0", SETTINGS.request_bytes_max):  # 1
        return answers.refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    looking, scopes = _holder(request)  # 2
    if looking is None:
        return answers.refusal(HTTPStatus.UNAUTHORIZED)
    request.viewer, request.scopes = looking, scopes  # type: ignore[attr-defined]
    if request.method == "POST" and council.sealed_to(looking):  # 3
        return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE, description=str(SealedError()))
    try:
        path = request.path_info
        match = _match(path) if len(path) <= PATH_CHARS_KEPT else resolve(path)  # 4
    except Resolver404:  # a line break is in no address
        return answers.refusal(HTTPStatus.NOT_FOUND)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


@lru_cache(maxsize=PATHS_KEPT)
def _match(path: str) -> ResolverMatch:
    """A program asks at the same few addresses, again and again."""
    return resolve(path)


def _holder(request: HttpRequest) -> tuple[Viewer | None, frozenset[str]]:
    """Who holds the token, and for which of our scopes."""
    secret = asking.token(request.META.get("HTTP_AUTHORIZATION", ""))
    now: datetime = request.now  # type: ignore[attr-defined]
    if not secret:
        return None, frozenset()
    viewer, scopes = council.holder_of_token(secret, now)
    ours = scopes & SCOPES
    return (viewer, ours) if ours else (None, ours)
