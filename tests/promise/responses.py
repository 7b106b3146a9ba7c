"""Everything that a viewer can ask of a node, and what it answers, octet for octet."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from parley.web import middleware
from tests.promise.histories import NOW, Draw, Place


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str  # /meetings/<uuid:meeting>/
    parameters: tuple[tuple[str, str], ...]  # (converter, name)


def routes() -> list[Route]:
    """Every address in the URL map. Nothing can be added to the node without being here."""
    return sorted(_routes(get_resolver().url_patterns, "/", ""), key=lambda route: (route.pattern, route.name))


def _routes(patterns: list[Any], prefix: str, namespace: str) -> Iterator[Route]:
    for each in patterns:
        path = prefix + str(each.pattern)
        match each:
            case URLResolver():
                inner = f"{each.namespace}:" if each.namespace else namespace
                yield from _routes(each.url_patterns, path, inner)
            case URLPattern():
                parameters = tuple((type(c).__name__, name) for name, c in each.pattern.converters.items())
                yield Route(f"{namespace}{each.name}", path, parameters)


ABSENT = UUID("99999999-9999-4999-8999-999999999999")
EXAMPLES: dict[str, list[str]] = {
    # What stands in an address, by the name of the parameter, where it is not a UUID.
    "code": ["HO", "XX", "SEC", "QQ"],
    "language": ["ru"],
    "level": ["0", "1"],
    "tile": ["000", "000.p/1", "x001/000", "../etc"],
    "provider_id": ["oidc"],
    "number": ["1", "2"],
}


def addresses(route: Route, place_ids: list[UUID], secrets: list[str]) -> Iterator[str]:
    """The route with each id put where an id goes: visible, hidden and absent ones alike."""
    if not route.parameters:
        yield route.pattern
        return
    for index, id_ in enumerate([*place_ids, ABSENT]):
        address = route.pattern
        for converter, name in route.parameters:
            if converter == "UUIDConverter":
                value = str(id_)
            elif name == "secret":
                value = [*secrets, "unknown"][index % (len(secrets) + 1)]
            else:
                assert name in EXAMPLES, f"{route.pattern}: say in EXAMPLES what stands for <{name}>"
                value = EXAMPLES[name][index % len(EXAMPLES[name])]
            kind = {
                "UUIDConverter": "uuid",
                "StringConverter": "str",
                "IntConverter": "int",
                "PathConverter": "path",
            }
            address = address.replace(f"<{kind[converter]}:{name}>", value).replace(f"<{name}>", value)
        yield address


@dataclass(frozen=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]


@contextmanager
def still() -> Iterator[None]:
    """A clock that stands, and randomness that starts anew: what is left to differ is what was asked for."""
    stream = random.Random(7)
    octets = lambda n=32: stream.randbytes(n)  # noqa: E731
    with (
        mock.patch.object(middleware, "now", lambda: NOW),
        mock.patch.object(middleware, "draw", Draw("request")),
        mock.patch("secrets.choice", stream.choice),
        mock.patch("secrets.token_bytes", octets),
        mock.patch("secrets.token_hex", lambda n=32: octets(n).hex()),
        mock.patch("time.time", lambda: NOW.timestamp()),
        mock.patch("os.urandom", octets),
        mock.patch("uuid.uuid4", lambda: UUID(bytes=octets(16), version=4)),
        mock.patch("django.utils.timezone.now", lambda: NOW),
    ):
        yield


def signed_in(place: Place, who: str) -> Client:
    client = Client(raise_request_exception=False)
    with still():
        client.force_login(place.actors[who][0])
    return client


def ask(client: Client, method: str, address: str, data: dict[str, Any] | None = None) -> Response:
    """One request, whose effects are undone."""
    with still(), CaptureQueriesContext(connection) as asked, transaction.atomic():
        response = getattr(client, method)(address, data or {}, headers={"Accept-Language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        cookies = sorted(f"Set-Cookie {name}={morsel.OutputString()}" for name, morsel in response.cookies.items())
        headers = tuple(sorted(response.headers.items())) + tuple((c, "") for c in cookies)
        client.cookies.pop("csrftoken", None)
        transaction.set_rollback(True)
    return Response(response.status_code, headers, body, tuple(q["sql"] for q in asked.captured_queries))


def digest(response: Response) -> str:
    return hashlib.sha256(repr((response.status, response.headers, response.body)).encode()).hexdigest()
