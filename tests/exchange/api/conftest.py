"""A council of three whose members hold tokens, and a client for each that speaks TAXII."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid5

import pytest
from django.http import HttpResponse
from django.test import Client
from tests.worlds import Member, World, council_of, person

from parley.council import acts
from parley.council.rules import Role, Scope
from parley.exchange.api.answers import MEDIA_TYPE
from parley.release import acts as release
from parley.web import middleware

READ_AND_WRITE = (Scope.EXCHANGE_READ, Scope.EXCHANGE_WRITE)
START = datetime(2021, 12, 7, 12, 0, tzinfo=UTC)
ROOT = "/taxii2/council/"
_NAMES = UUID("2f0b0f43-6f6e-4a3b-9d0b-8a1b7e7f3c11")


class Clock:
    """The clock of the node: it stands until a test moves it."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def tick(self, seconds: float = 1) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass(frozen=True)
class Taxii:
    """One token's client."""

    secret: str
    party: UUID
    council: UUID

    def ask(
        self,
        method: str,
        path: str,
        query: dict[str, Any] | str = "",
        *,
        body: bytes = b"",
        content_type: str = MEDIA_TYPE,
        **headers: str,
    ) -> HttpResponse:
        given = {"Authorization": f"Bearer {self.secret}", "Accept": MEDIA_TYPE, **headers}
        kept = {name: value for name, value in given.items() if value}
        text = query if isinstance(query, str) else urlencode(query)
        where = path if path.startswith("/") else ROOT + path
        return Client().generic(
            method, where, body, content_type=content_type, query_params=None, headers=kept, QUERY_STRING=text
        )

    def get(self, path: str, **query: Any) -> Any:
        """The JSON of a success. `match_id` stands for match[id]."""
        named = {f"match[{k[6:]}]" if k.startswith("match_") else k: v for k, v in query.items()}
        response = self.ask("GET", path, named)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def add(self, *objects: bytes, to: str = "council") -> Any:
        response = self.ask("POST", f"collections/{to}/objects/", body=enveloped(*objects))
        assert response.status_code == 202, response.content
        return json.loads(response.content)

    def shared(self, *objects: bytes, to: str = "council") -> None:
        assert self.add(*objects, to=to)["success_count"] == len(objects)


def enveloped(*objects: bytes) -> bytes:
    return b'{"objects":[%s]}' % b",".join(objects)


def stix(type_: str, name: str, /, **properties: Any) -> bytes:
    """A valid object: its id follows from its name, so that it can be asked for."""
    made = {
        "type": type_,
        "spec_version": "2.1",
        "id": id_of(type_, name),
        "created": "2021-12-01T00:00:00.000Z",
        "modified": "2021-12-01T00:00:00.000Z",
    }
    return json.dumps(made | properties).encode()


def id_of(type_: str, name: str) -> str:
    return f"{type_}--{UUID(bytes=uuid5(_NAMES, name).bytes, version=4)}"


def indicator(name: str, /, **properties: Any) -> bytes:
    own = {
        "name": name,
        "pattern": f"[domain-name:value = '{name}.example']",
        "pattern_type": "stix",
        "valid_from": "2021-12-01T00:00:00.000Z",
    }
    return stix("indicator", name, **(own | properties))


def identity(name: str, /, **properties: Any) -> bytes:
    return stix("identity", name, **({"name": name} | properties))


@dataclass(frozen=True)
class Council:
    """AA, BB and CC; each `Taxii` reads and writes for its party unless it is said otherwise."""

    world: World
    clock: Clock

    @property
    def members(self) -> tuple[Member, ...]:
        return self.world.members

    def token(self, of: Member, *scopes: Scope, at: datetime = START) -> Taxii:
        _, secret = acts.issue_token(of.actor(at), label="TAXII", scopes=scopes or READ_AND_WRITE, days=30)
        return Taxii(secret, of.party.id, self.world.council.party_id)

    def delegate(self, of: Member) -> Taxii:
        """A token of one who has every scope and no right to share."""
        one = person(of, "Delegate", {Role.DELEGATE}, at=START)
        _, secret = acts.issue_token(one.actor(START), label="TAXII", scopes=READ_AND_WRITE, days=30)
        return Taxii(secret, of.party.id, self.world.council.party_id)

    def group(self, keeper: Member, name: str, *members: Member) -> str:
        made = release.make_group(
            keeper.actor(START), name=name, parties=[m.party.id for m in members], confidential=True
        )
        return str(made.id)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(middleware, "now", made)
    return made


@pytest.fixture
def council(db: None, clock: Clock) -> Council:
    made = Council(council_of(3, at=START - timedelta(days=30)), clock)
    clock.tick()
    return made


@pytest.fixture
def aa(council: Council) -> Taxii:
    return council.token(council.members[0])


@pytest.fixture
def bb(council: Council) -> Taxii:
    return council.token(council.members[1])
