"""A party's system reads the changes by token, page by page, and acknowledges what left the list."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests.registry.acts.samples import DAYS, WHY, content, day, listed, on
from tests.worlds import Member, Person, World, council_of, person

from parley.council import acts as council
from parley.council.rules import Role, Scope
from parley.registry.acts import consuming, designating, reviewing
from parley.registry.models import Entry
from parley.registry.queries import consumers
from parley.release.cursors import encode
from parley.release.queries import Cursor
from parley.release.rules import Named, terms
from parley.web import middleware

pytestmark = pytest.mark.django_db


class Gate:
    """A program of a member's, asking at a time that the test sets."""

    def __init__(self, of: Member | Person, *scopes: Scope) -> None:
        _, self.secret = council.issue_token(
            of.actor(day(0)), label="Gate", scopes=scopes or (Scope.REGISTRY_READ,), days=365
        )

    def ask(self, path: str, body: object = None) -> tuple[int, Any]:
        headers = {"Authorization": f"Bearer {self.secret}"}
        where = f"/api/registry/{path}"
        if body is None:
            answer = Client().get(where, headers=headers)
        else:
            answer = Client().post(where, json.dumps(body), content_type="application/json", headers=headers)
        return answer.status_code, json.loads(answer.content)

    def get(self, path: str) -> Any:
        status, said = self.ask(path)
        assert status == 200, said
        return said


@pytest.fixture
def world() -> World:
    return council_of(3)


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    clock = [day(0)]
    monkeypatch.setattr(middleware, "now", lambda: clock[0])
    return clock


def delisted(world: World) -> Entry:
    entry = listed(world, world.members[0])
    opened = reviewing.propose_delisting(world.members[0].actor(day(DAYS)), entry.id, reasons=WHY)
    keeper = world.secretariat.actor(day(2 * DAYS))
    reviewing.record_delisting(keeper, opened.id, reasons=WHY, meeting="C", meeting_on=on(2 * DAYS))
    return entry


def test_a_system_reads_all_changes_page_by_page(world: World, now: list[datetime]) -> None:
    entry, gate = delisted(world), Gate(world.members[1])
    now[0] = day(3 * DAYS)
    found, place, more = [], "", True
    while more:
        page = gate.get(f"changes?limit=2&after={place}")
        found, place, more = found + page["changes"], page["next"], page["more"]
    assert [c["state"] for c in found] == ["under consideration", "listed", "delisted"]
    assert [c["in_force"] for c in found] == [False, True, False]
    assert {c["entry"] for c in found} == {str(entry.id)}
    assert found[1]["content"]["legal_basis"] == "Article 6 of the agreement"
    assert (found[1]["list"], found[1]["reference"]) == ("joint", "J.001")
    assert gate.get(f"changes?after={place}") == {"changes": [], "next": place, "more": False}


def test_what_was_taken_back_is_an_id_and_nothing_else(world: World, now: list[datetime]) -> None:
    aa, bb, _ = world.members
    gate = Gate(bb)
    entry = designating.designate(aa.actor(day(0)), content(), to=terms(Named(frozenset({bb.party.id}))))
    now[0] = day(1)
    place = gate.get("changes")["next"]
    designating.release_designation(aa.actor(day(2)), entry.id, to=terms())
    now[0] = day(3)
    gate.get(f"changes?after={place}")
    now[0] = day(4)
    (notice,) = gate.get(f"changes?after={place}")["changes"]
    assert {k: v for k, v in notice.items() if k != "at"} == {
        "entry": str(entry.id),
        "in_force": False,
        "version": None,
    }


def test_a_system_acknowledges_all_or_none(world: World, now: list[datetime]) -> None:
    _, bb, _ = world.members
    system = consuming.register(bb.actor(day(0)), name="Border")
    entry, gate = delisted(world), Gate(bb)
    now[0] = day(3 * DAYS)
    (told,) = gate.get("systems")["systems"]
    assert (told["name"], len(told["to_acknowledge"])) == ("Border", 1)
    (version,) = told["to_acknowledge"]
    assert gate.ask("acknowledgements", {"system": told["id"], "versions": [version, str(uuid4())]})[0] == 404
    assert not consumers.acknowledgements(bb.viewer, entry.id)[0].done
    assert gate.ask("acknowledgements", {"system": told["id"], "versions": [version]}) == (
        200,
        {"acknowledged": [version]},
    )
    assert gate.get("systems")["systems"][0]["to_acknowledge"] == []
    assert consumers.acknowledgements(world.members[0].viewer, entry.id)[0].done
    assert str(system.id) == told["id"]


@pytest.mark.parametrize(
    "path",
    [
        "changes?limit=0",
        "changes?limit=1001",
        "changes?limit=²",
        "changes?after=x",
        "changes?after=" + "A" * 500,
        "changes?after=" + encode(Cursor(on(0), UUID(int=0))),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_was_expected(world: World, now: list[datetime], path: str) -> None:
    status, said = Gate(world.members[1]).ask(path)
    assert status == 400
    assert said["expected"]
    assert said["do"]


@pytest.mark.parametrize("body", [{}, [], {"system": "x", "versions": []}, {"system": str(uuid4()), "versions": []}])
def test_an_acknowledgement_that_cannot_be_read_is_refused(world: World, now: list[datetime], body: object) -> None:
    assert Gate(world.members[1]).ask("acknowledgements", body)[0] == 400


def test_it_needs_a_token_that_may_read_the_register(world: World, now: list[datetime]) -> None:
    assert Gate(world.members[1], Scope.REGISTRY_SCREEN).ask("changes")[0] == 403
    assert Gate(world.members[1], Scope.EXCHANGE_READ).ask("changes")[0] == 401


@pytest.mark.parametrize("role", [Role.DELEGATE, Role.VERIFIER])
def test_every_role_reads_the_changes_as_on_the_pages_and_who_may_screen_acknowledges(
    world: World, now: list[datetime], role: Role
) -> None:
    bb = world.members[1]
    system = consuming.register(bb.actor(day(0)), name="Border")
    entry = delisted(world)
    now[0] = day(3 * DAYS)
    other = person(bb, "Other", {role})
    gate = Gate(other)
    assert other.browser().get(reverse("registry:entry", args=[entry.id])).status_code == 200
    assert {c["entry"] for c in gate.get("changes")["changes"]} == {str(entry.id)}
    acknowledged = {"system": str(system.id), "versions": [gate.get("changes")["changes"][-1]["version_id"]]}
    for status, said in (gate.ask("systems"), gate.ask("acknowledgements", acknowledged)):
        assert status == 403
        assert "focal point" in said["detail"]
    assert Gate(bb).ask("acknowledgements", acknowledged)[0] == 200


def test_a_body_is_read_whatever_type_a_client_says_it_has(world: World, now: list[datetime]) -> None:
    """As curl -d sends it."""
    gate = Gate(world.members[1])
    answer = Client().post(
        "/api/registry/acknowledgements",
        json.dumps({"system": str(uuid4()), "versions": [str(uuid4())]}),
        content_type="application/x-www-form-urlencoded",
        headers={"Authorization": f"Bearer {gate.secret}"},
    )
    assert answer.status_code == 404
