"""The way in for programs: by token alone. What is under /api/registry/ has no session, no language and no pages.

1. A body over the limit, or without a length, is refused before any of it is read.
2. The token, as Bearer or (as clients of yente send it) as ApiKey, says who looks. A cookie says nothing here. Without
   a token for the register everything is one 401, whether anything is there or not.
3. A node that was restored and is sealed answers no questions: it may not know yet who was delisted.
4. The view. Absent and forbidden are for it to say, alike.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.urls import Resolver404, resolve

from parley.council import queries as council
from parley.council.errors import InputError, ParleyError, SealedError, gettext_noop
from parley.council.rules import Scope, Viewer
from parley.registry.api import answers
from parley.settings import SETTINGS

Answer = Callable[..., HttpResponse]
SCOPES = frozenset({Scope.REGISTRY_READ, Scope.REGISTRY_SCREEN})
_log = logging.getLogger("parley.registry")


def serve(request: HttpRequest) -> HttpResponse:
    """Answer a request that `answers.concerns`. `request.now`, `.draw` and `.clock` are set by the caller, `web`."""
    try:
        return _serve(request)
    except OperationalError:
        return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE)
    except Exception:  # noqa: BLE001 - the edge: whatever broke, a client reads a sentence
        _log.exception("%s %s failed", request.method, request.path_info)
        return answers.refusal(HTTPStatus.INTERNAL_SERVER_ERROR)


def _serve(request: HttpRequest) -> HttpResponse:
    length = request.META.get("CONTENT_LENGTH") or "0"
    if (
        not (length.isascii() and length.isdecimal()) or len(length) > 15 or int(length) > SETTINGS.request_bytes_max
    ):  # 1
        return answers.refusal(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if request.META.get("HTTP_TRANSFER_ENCODING"):
        return answers.refusal(HTTPStatus.LENGTH_REQUIRED)
    looking, scopes = _holder(request)  # 2
    if looking is None:
        return answers.refusal(HTTPStatus.UNAUTHORIZED)
    request.viewer, request.scopes = looking, scopes  # type: ignore[attr-defined]
    if request.method == "POST" and council.sealed_to(looking):  # 3
        return answers.refusal(HTTPStatus.SERVICE_UNAVAILABLE, str(SealedError()))
    try:
        match = resolve(request.path_info)  # 4
    except Resolver404:
        return answers.refusal(HTTPStatus.NOT_FOUND)
    request.resolver_match = match
    response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    return response


def _holder(request: HttpRequest) -> tuple[Viewer | None, frozenset[str]]:
    kind, _, secret = request.META.get("HTTP_AUTHORIZATION", "").strip().partition(" ")
    if kind.lower() not in {"bearer", "apikey"} or not secret.strip():
        return None, frozenset()
    viewer, scopes = council.holder_of_token(secret.strip(), request.now)  # type: ignore[attr-defined]
    ours = scopes & SCOPES
    return (viewer, ours) if ours else (None, ours)


def endpoint(scope: Scope, **methods: Answer) -> Answer:
    """The view of an address, for tokens with this scope. `methods` are called with the request and what stands in
    the address; refusals of the rooms become answers. HEAD is GET, of which the server keeps the body back."""
    if "GET" in methods:
        methods["HEAD"] = methods["GET"]
    allow = ", ".join(sorted({*methods, "OPTIONS"}))

    def view(request: HttpRequest, **where: str) -> HttpResponse:
        answer = methods.get(request.method or "")
        if answer is None:
            taken = request.method == "OPTIONS"
            response = HttpResponse() if taken else answers.refusal(HTTPStatus.METHOD_NOT_ALLOWED)
            response.headers["Allow"] = allow
            return response
        if scope not in request.scopes:  # type: ignore[attr-defined]
            return answers.refusal(HTTPStatus.FORBIDDEN, f"This needs a token with the scope {scope.value}.")
        try:
            return answer(request, **where)
        except (ParleyError, RequestDataTooBig) as error:
            response_ = answers.refused(error)
            if response_ is None:
                raise
            return response_

    return view


def body(request: HttpRequest) -> bytes:
    """All of it, or a refusal."""
    try:
        octets = request.body
    except UnreadablePostError:
        octets = b""
    if len(octets) < int(request.META.get("CONTENT_LENGTH") or 0):
        raise InputError(
            "body",
            gettext_noop("as many octets as Content-Length says"),
            str(len(octets)),
            gettext_noop("Send it again."),
        )
    return octets
