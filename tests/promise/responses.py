"""Everything that a viewer can ask of a node, and what it answers, octet for octet."""

from __future__ import annotations

import hashlib
import json
import logging
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from parley.exchange.api.answers import MEDIA_TYPE
from parley.exchange.models import Object
from parley.registry.index import keeping
from parley.registry.views.reviewing import WAYS
from parley.web import middleware
from tests.promise import intelligence, register
from tests.promise.histories import NOW, Place


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
    "event": [ABSENT],
    "blocklist": ["domain.txt", "domain.csv", "none.txt"],
    "path": ["none/such/"],
    "dataset": register.DATASETS,
    "number": [1, 9],
    "move": [WAYS[0][0], WAYS[-1][0]],
}


QUERIES: dict[str, list[str]] = {
    # What is asked for behind the question mark, by the route; {object} stands for the object's id.
    "exchange:new": ["q=hidden", "q=shown", "of=ours", "type=sighting"],
    "exchange:blocklist": ["warned=1"],
    "registry:list": ["list=national+designation", "list=national+designation&on=2021-11-30", "list=other+list"],
    "registry:entry": ["on=2021-11-30", "on=2021-06-15"],
    "taxii:objects": ["limit=1", "match[version]=all", "match[type]=sighting", "added_after=2021-06-16T08:05:00Z"],
    "taxii:manifest": ["match[version]=all"],
    "taxii:object": ["match[version]=all"],
}


def addresses(route: Route, identifiers: dict[str, list[object]]) -> Iterator[str]:
    """The route with hidden and visible identifiers where identifiers go. A hidden one is absent in the other store."""
    pools = {}
    for name, _ in route.parameters:
        pool = identifiers.get(name, EXAMPLES.get(name))
        assert pool is not None, f"{route.pattern}: say in EXAMPLES or TABLES what stands for <{name}>"
        pools[name] = pool or [ABSENT]
    for turn in range(max(map(len, pools.values()), default=1)):
        address = reverse(route.name, kwargs={name: pool[turn % len(pool)] for name, pool in pools.items()})
        yield address
        yield from (f"{address}?{query}" for query in QUERIES.get(route.name, ()))


@dataclass(frozen=True)
class Request:
    method: str
    address: str
    group: str  # which the form names

    def __str__(self) -> str:
        return f"{self.method.upper()} {self.address}"


@dataclass(frozen=True)
class Response:
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    statements: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What one world is asked for."""

    identifiers: dict[str, list[object]]  # by what an address calls them
    stand_ins: dict[UUID, UUID]  # what is asked for instead of a hidden identifier, where there are no hidden things
    group: str  # which every form names

    def requests(self, asked: list[Route]) -> list[Request]:
        everywhere = [address for route in asked for address in addresses(route, self.identifiers)]
        return [Request(method, address, self.group) for address in everywhere for method in methods(address)]

    def in_general(self, request: Request, response: Response) -> tuple[Request, Response]:
        """The same with the stand-ins of the hidden identifiers that were asked for. No other is exchanged."""
        for hidden, instead in self.stand_ins.items():
            if str(hidden) in request.address or str(hidden) == request.group:
                for old, new in ((str(hidden), str(instead)), (hidden.hex, instead.hex)):
                    address, group = request.address.replace(old, new), request.group.replace(old, new)
                    request = Request(request.method, address, group)
                    response = Response(
                        response.status,
                        tuple((name, value.replace(old, new)) for name, value in response.headers),
                        response.body.replace(old.encode(), new.encode()),
                        tuple(statement.replace(old, new) for statement in response.statements),
                    )
        return request, response


def chosen(place: Place, viewer: str, every: dict[str, set[UUID]], *, hidden_group: bool) -> Asked:
    """One hidden identifier of each kind and one other; they are random, so every world chooses differently.

    Forms name a hidden group, which is refused as if it did not exist, or one that the viewer may know of.
    """
    asked: dict[str, list[object]] = {"secret": [*place.secrets[:1], "unknown"]}
    stand_ins = {}
    group = str(_stand_in("group")) if hidden_group else ""
    for name, ids in every.items():
        hidden, other = sorted(place.hidden[name])[:1], sorted(ids - place.hidden[name])[:1]
        asked[name] = [*hidden, *other]
        stand_ins |= {id_: _stand_in(name) for id_ in hidden}
        if name == "group" and (hidden if hidden_group else other):
            group = str((hidden if hidden_group else other)[0])
    asked["status"], asked["asked"] = asked["submission"], asked["step"]
    asked["collection"] = ["council", "shared", *asked["group"]]
    # An object's id is the asker's own word, and the same in both stores, whether there is such an object or not.
    asked["stix_id"] = asked["object_id"] = _object_ids()
    asked["event"] = [*events(place, viewer), ABSENT]
    return Asked(asked, stand_ins, group)


def _stand_in(name: str) -> UUID:
    return UUID(bytes=hashlib.sha256(name.encode()).digest()[:16], version=4)


def _object_ids() -> list[object]:
    """One that only hidden things have, and two that shown ones may have."""
    numbers = range(intelligence.NUMBERS)
    every = set(Object.objects.values_list("stix_id", flat=True))
    hidden = [id_ for n in numbers if (id_ := intelligence.id_of(n + 50)) in every][:1]
    others = [id_ for n in numbers if (id_ := intelligence.id_of(n)) in every][:2]
    return [*hidden, *others, intelligence.id_of(99)]


def events(place: Place, viewer: str) -> list[UUID]:
    """What the viewer's MISP feed lists: the same in both stores, as the comparison of the manifest itself shows."""
    with transaction.atomic():
        answer = Browser().get(
            reverse("exchange:misp_manifest"), headers={"Authorization": f"Bearer {place.tokens[viewer]}"}
        )
        transaction.set_rollback(True)
    return [UUID(event) for event in list(json.loads(answer.content))[:2]]


METHODS = ("get", "post")
TAXII = "/taxii2/"


def methods(address: str) -> tuple[str, ...]:
    if "?" in address:
        return ("get",)
    return (*METHODS, "delete") if address.startswith(TAXII) else METHODS


STREAM = random.Random()
NOWHERE = Path("/dev/null/register")
"""Of the index no file is kept: each request is answered by a node that has just begun."""


@contextmanager
def still() -> Iterator[None]:
    """A clock that stands, and randomness that `ask` starts anew: what is left to differ is what was asked for."""
    with (
        mock.patch.object(middleware, "now", lambda: NOW),
        mock.patch.object(middleware, "draw", STREAM.randbytes),
        mock.patch.object(keeping, "folder", lambda: NOWHERE),
        mock.patch("secrets.choice", STREAM.choice),
        mock.patch("secrets.token_bytes", lambda n=32: STREAM.randbytes(n)),
        mock.patch("secrets.token_hex", lambda n=32: STREAM.randbytes(n).hex()),
        mock.patch("time.time", lambda: NOW.timestamp()),
        mock.patch("os.urandom", STREAM.randbytes),
        mock.patch("uuid.uuid4", lambda: UUID(bytes=STREAM.randbytes(16), version=4)),
        mock.patch("django.utils.timezone.now", lambda: NOW),
    ):
        logging.disable(logging.WARNING)  # a line for each refusal
        try:
            yield
        finally:
            logging.disable(logging.NOTSET)


class Browser(Client):
    """The test client without what it notes down about templates, which takes longer than most pages."""

    token = ""  # for what takes no sessions

    def request(self, **request: Any) -> Any:
        response = self.handler(self._base_environ(**request))
        self.cookies.update(response.cookies)
        return response


def signed_in(place: Place, who: str) -> Browser:
    STREAM.seed(1)
    client = Browser()
    client.token = place.tokens[who]
    client.get("/health")  # the day's first request is not the viewer's: what time decided is written down by then
    client.force_login(place.actors[who][0])
    return client


def answer_all(place: Place, who: str, requests: Iterable[Request]) -> dict[Request, Response]:
    """What the store answers to each request, as if it were the first."""
    client = signed_in(place, who)
    session = client.cookies["sessionid"].value
    answers = {}
    for request in requests:
        client.cookies["sessionid"] = session
        answers[request] = ask(client, request)
    return answers


OTHERS_LOGS = ("INSERT INTO ledger_leaf", "UPDATE ledger_log")
"""An act of the viewer's is appended to the logs of all whom it reaches, each as long as what that one was told."""


def _taxii(client: Browser, request: Request) -> Any:
    """What is added has an id and a version that hidden things may have."""
    headers = {"Authorization": f"Bearer {client.token}", "Accept": MEDIA_TYPE}
    body = b'{"objects":[%s]}' % intelligence.octets(5, "posted") if request.method == "post" else b""
    return client.generic(request.method.upper(), request.address, body, content_type=MEDIA_TYPE, headers=headers)


def _register(client: Browser, request: Request) -> Any:
    body = register.posted(request.address) if request.method == "post" else b""
    headers = {"Authorization": f"Bearer {client.token}"}
    return client.generic(
        request.method.upper(), request.address, body, content_type="application/json", headers=headers
    )


def ask(client: Browser, request: Request) -> Response:
    """One request, whose effects are undone."""
    group = request.group
    data = {"group": group, "groups": group, "circulation": f"group:{group}", "party": "", "authority": "", "next": "/"}
    if request.address.startswith(register.PAGES):
        data |= register.TYPED
    statements: list[str] = []
    STREAM.seed(2)

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:  # whose names count up, and which no viewer gets
            rows = params if many else [params or ()]
            plain = [[bytes(p) if isinstance(p, memoryview) else p for p in row] for row in rows]
            statements.append(sql if sql.startswith(OTHERS_LOGS) else f"{sql} {plain!r}")
        return execute(sql, params, many, context)

    keeping.forget()
    with transaction.atomic(), connection.execute_wrapper(listen):
        if request.address.startswith(TAXII):
            response = _taxii(client, request)
        elif request.address.startswith(register.ROOT):
            response = _register(client, request)
        else:
            response = getattr(client, request.method)(request.address, data, headers={"Accept-Language": "en"})
        body = b"".join(response.streaming_content) if response.streaming else response.content
        cookies = sorted(f"Set-Cookie {name}={morsel.OutputString()}" for name, morsel in response.cookies.items())
        client.cookies.pop("csrftoken", None)
        transaction.set_rollback(True)
    assert response.status_code != HTTPStatus.INTERNAL_SERVER_ERROR, request
    headers = (*sorted(response.headers.items()), *((cookie, "") for cookie in cookies))
    return Response(response.status_code, headers, body, tuple(statements))
