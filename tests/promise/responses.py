"""Everything that a viewer can ask of a node, and what it answers, octet for octet."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import mock
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parley.web import middleware
from tests.promise.histories import NOW, Draw, Place


@dataclass(frozen=True)
class Route:
    name: str
    pattern: str  # /meetings/<uuid:meeting>/
    parameters: tuple[tuple[str, str], ...]  # (name, its converter)


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
                converters = {name: type(c).__name__ for name, c in each.pattern.converters.items()}
                groups = getattr(each.pattern, "regex", None)
                named = dict.fromkeys(groups.groupindex, "regex") if groups and not converters else converters
                yield Route(f"{namespace}{each.name}", path, tuple(named.items()))


ABSENT = UUID("99999999-9999-4999-8999-999999999999")
EXAMPLES: dict[str, list[object]] = {
    # What stands in an address, by the name of the parameter, where it is not the identifier of a row.
    "code": ["HO", "XX", "SEC", "QQ"],
    "level": [0, 1],
    "tile": ["000", "000.p/1", "x001/000", "none/such"],
    "provider_id": ["0" * 32],
    "handle": ["1", "none"],
}


def addresses(route: Route, identifiers: dict[str, list[object]]) -> Iterator[str]:
    """The route with hidden, visible and absent identifiers where identifiers go."""
    pools = {}
    for name, converter in route.parameters:
        pool = identifiers.get(name, EXAMPLES.get(name))
        assert pool is not None, f"{route.pattern}: say in EXAMPLES or TABLES what stands for <{name}>"
        pools[name] = [*pool, ABSENT] if converter == "UUIDConverter" else pool
    for turn in range(max(map(len, pools.values()), default=1)):
        yield reverse(route.name, kwargs={name: pool[turn % len(pool)] for name, pool in pools.items()})


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
    statements: list[str] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:  # whose names count up, and which no viewer gets
            plain = [bytes(p) if isinstance(p, memoryview) else p for p in params or ()]
            statements.append(f"{sql} {plain!r}")
        return execute(sql, params, many, context)

    with still(), transaction.atomic(), connection.execute_wrapper(listen):
        response = getattr(client, method)(address, data or {}, headers={"Accept-Language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        cookies = sorted(f"Set-Cookie {name}={morsel.OutputString()}" for name, morsel in response.cookies.items())
        client.cookies.pop("csrftoken", None)
        transaction.set_rollback(True)
    headers = (*sorted(response.headers.items()), *((cookie, "") for cookie in cookies))
    return Response(response.status_code, headers, body, tuple(statements))
