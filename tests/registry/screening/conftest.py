"""A council whose members screen against a register of a few entries, written as imports and designations are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.db import transaction
from django.test import Client
from tests.worlds import NOON, Member, World, council_of

from parley.council import acts as council
from parley.council.rules import Scope
from parley.registry.acts.screening import screen
from parley.registry.acts.versions import write_version
from parley.registry.index import keeping
from parley.registry.models import Entry, Source
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Roll, State
from parley.registry.rules.screening import Answer, Answers, query
from parley.release.acts import intern
from parley.release.rules import NOBODY, Terms, WholeCouncil, terms
from parley.web import middleware

COUNCIL = terms(WholeCouncil())
PURPOSE = "border control: test"


def content(*names: str, kind: str = "person", **more: Any) -> dict[str, Any]:
    """The first name is the primary one; one that begins with ~ is of low quality."""
    aliases = [
        {"text": name.lstrip("~"), "quality": "low" if name[0] == "~" else "good" if n else "primary"}
        for n, name in enumerate(names)
    ]
    return {"kind": kind, "names": aliases} | more


@dataclass
class Register:
    world: World

    nobody: ClassVar[Terms] = NOBODY

    @property
    def members(self) -> tuple[Member, ...]:
        return self.world.members

    @transaction.atomic
    def enter(
        self,
        *names: str,
        by: Member | None = None,
        on: Terms = COUNCIL,
        roll: Roll = Roll.SOURCE,
        state: State = State.LISTED,
        at: datetime = NOON,
        source: str = "un-sc",
        **more: Any,
    ) -> Entry:
        owner = by or self.world.secretariat
        actor = owner.actor(at)
        said = from_json(content(*names, **more))
        audience = intern(actor, actor.party, on)
        entry = Entry.objects.create(
            id=actor.new_id(),
            owner_id=actor.party,
            audience=audience,
            released_at=at,
            roll=roll,
            kind=said.kind,
            source=self.source(owner, source, on) if roll is Roll.SOURCE else None,
            reference=names[0][:60] if roll is Roll.SOURCE else "",
            name=said.name,
            state=state,
            changed_at=at,
        )
        write_version(actor, entry, said, state)
        return entry

    def source(self, owner: Member, key: str, on: Terms) -> Source:
        actor = owner.actor()
        found = Source.objects.filter(owner_id=actor.party, key=key).first()
        return found or Source.objects.create(
            id=actor.new_id(),
            owner_id=actor.party,
            audience=intern(actor, actor.party, on),
            released_at=NOON,
            key=key,
            format="un",
            title=f"The list {key}",
        )

    @transaction.atomic
    def change(self, entry: Entry, *names: str, state: State = State.LISTED, at: datetime = NOON, **more: Any) -> None:
        write_version(self.world.secretariat.actor(at), entry, from_json(content(*names, **more)), state)

    def ask(self, *names: str, by: Member | None = None, at: datetime = NOON, **more: Any) -> Answers:
        given = {key: more.pop(key) for key in ("kind", "births", "nationalities", "identifiers") if key in more}
        asked = [query(name, **given) for name in names]
        return screen((by or self.members[0]).actor(at), asked, purpose=more.pop("purpose", PURPOSE), **more)

    def found(self, name: str, **more: Any) -> list[str]:
        """The primary names of the candidates, in their order."""
        (answer,) = self.ask(name, **more).answers
        return [each.listing.content.name for each in answer.candidates]

    def answer(self, name: str, **more: Any) -> Answer:
        (answer,) = self.ask(name, **more).answers
        return answer

    def token(self, of: Member, *scopes: Scope) -> Program:
        _, secret = council.issue_token(of.actor(), label="Gate", scopes=scopes or (Scope.REGISTRY_SCREEN,), days=30)
        return Program(secret)


@dataclass(frozen=True)
class Program:
    """A token's client."""

    secret: str

    def ask(self, method: str, path: str, body: object = b"", **headers: str) -> Any:
        octets = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.secret}", **headers}
        kept = {name: value for name, value in given.items() if value}
        where = path if path.startswith("/") else f"/api/registry/{path}"
        return Client().generic(method, where, octets, content_type="application/json", headers=kept)

    def get(self, path: str, **headers: str) -> Any:
        response = self.ask("GET", path, **headers)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def post(self, path: str, body: object, **headers: str) -> Any:
        response = self.ask("POST", path, body, **headers)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def refused(self, path: str, body: object, status: int = 400, **headers: str) -> dict[str, str]:
        response = self.ask("POST", path, body, **headers)
        assert response.status_code == status, response.content
        said: dict[str, str] = json.loads(response.content)
        return said


@pytest.fixture
def register(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """AA, BB and CC. The node's clock stands at noon, and its index is a new one in a folder of its own."""
    monkeypatch.setattr(middleware, "now", lambda: NOON)
    monkeypatch.setattr(keeping, "folder", lambda: tmp_path / "register")
    keeping.forget()
    yield Register(council_of(3, at=NOON - timedelta(days=30)))
    keeping.forget()


@pytest.fixture
def gate(register: Register) -> Program:
    """A program of AA's that screens."""
    return register.token(register.members[0])
