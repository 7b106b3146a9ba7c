"""Programs ask the register by token, in its own shapes and in yente's, and are refused with a sentence."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.registry.screening.conftest import PURPOSE, Program, Register
from tests.worlds import NOON, person

from parley.council import acts as council
from parley.council.rules import Role, Scope
from parley.registry import names
from parley.registry.acts.clearing import clear
from parley.registry.api.yente import NAMES_MAX
from parley.registry.models import LookUp
from parley.registry.names import MATCHER_VERSION
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.entries import Roll
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db
ONE = {"purpose": PURPOSE, "queries": [{"name": "Karim Zarqandi"}]}


def test_one_name(register: Register, gate: Program) -> None:
    entry = register.enter("Karim Zarqandi", births=[{"first": "1971"}], nationalities=["PK"])
    said = gate.post("screen", ONE)
    (answer,) = said["answers"]
    (found,) = answer["candidates"]
    assert found["entry"] == str(entry.id)
    assert (found["version"], found["list"], found["matched_name"]) == (1, "un-sc", "Karim Zarqandi")
    assert 0.5 < found["score"] <= 1
    assert found["aligned"][0].keys() == {"query", "entry", "near", "why"}
    assert found["for"]
    assert said["matcher"] == MATCHER_VERSION
    assert "confirmed" in said["to_confirm"]
    assert LookUp.objects.get().id.hex == said["look_up"].replace("-", "")
    assert b'"match"' not in json.dumps(said).encode()


def test_many_names_are_one_look_up_and_one_that_cannot_be_read_stops_none(register: Register, gate: Program) -> None:
    register.enter("Karim Zarqandi")
    names = ["Karim Zarqandi", "x", "Nobody Whatsoever"]
    said = gate.post("screen", {"purpose": PURPOSE, "queries": [{"name": name} for name in names]})
    first, second, third = said["answers"]
    assert len(first["candidates"]) == 1
    assert "letter" in second["refused"]["detail"]
    assert third["candidates"] == []
    assert LookUp.objects.get().asked_count == 2


def test_a_clearance_is_shown_beside_the_candidate(register: Register, gate: Program) -> None:
    entry = register.enter("Karim Zarqandi")
    who = Person("Karim Zarqandi", "1990-01-01")
    expires = date(2021, 12, 31)
    clear(
        register.members[0].actor(),
        entry.id,
        person=who,
        reasons="Checked.",
        purposes=[Purpose.BORDER],
        expires_on=expires,
    )
    asked = {"name": "Karim Zarqandi", "births": ["1990-01-01"]}
    (found,) = gate.post("screen", ONE | {"queries": [asked]})["answers"][0]["candidates"]
    (cleared,) = found["clearances"]
    assert (cleared["by"], cleared["until"]) == ("AA", "2021-12-31")
    other = gate.post("screen", {"purpose": "payments and accounts", "queries": [asked]})
    assert other["answers"][0]["candidates"][0]["clearances"] == []
    theirs = register.token(register.members[1]).post("screen", ONE | {"queries": [asked]})
    assert theirs["answers"][0]["candidates"][0]["clearances"] == []


def test_what_the_matcher_is_is_told(register: Register, gate: Program) -> None:
    register.enter("Karim Zarqandi")
    said = gate.get("")
    assert said["matcher"] == MATCHER_VERSION
    assert set(said["lists"]) == {"joint", "national", "un-sc"}
    assert 0 < said["default_threshold"] <= 1
    assert all(0 <= rate <= 1 for rate in said["false_hit_rates"].values())


# Who gets in


@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", "Basic QTpC", "ApiKey ", "Bearer a b"])
def test_without_a_token_everything_is_one_401(register: Register, authorization: str) -> None:
    for path in ("screen", "match/default", "none/such", "catalog"):
        response = Program("").ask("POST", path, ONE, Authorization=authorization)
        assert response.status_code == 401
        assert "scope" in json.loads(response.content)["detail"]
        assert not response.cookies


def test_a_session_opens_nothing_here(register: Register) -> None:
    browser = register.members[0].first.browser()
    assert browser.post("/api/registry/screen", ONE, content_type="application/json").status_code == 401


def test_a_token_for_something_else_opens_nothing(register: Register) -> None:
    other = register.token(register.members[0], Scope.EXCHANGE_READ)
    assert other.ask("POST", "screen", ONE).status_code == 401
    assert register.token(register.members[0], Scope.REGISTRY_READ).ask("POST", "screen", ONE).status_code == 403
    assert not LookUp.objects.exists()


def test_who_may_not_screen_is_told_who_may(register: Register) -> None:
    delegate = person(register.members[0], "Delegate", {Role.DELEGATE})
    _, secret = council.issue_token(delegate.actor(NOON), label="x", scopes=[Scope.REGISTRY_SCREEN], days=3)
    assert "focal point" in Program(secret).refused("screen", ONE, 403)["detail"]


def test_what_is_not_released_is_as_what_does_not_exist(register: Register, gate: Program) -> None:
    bb = register.members[1]
    hidden = register.enter("Karim Zarqandi", by=bb, roll=Roll.NATIONAL, on=register.nobody)
    assert gate.post("screen", ONE)["answers"][0]["candidates"] == []
    same = [gate.ask("GET", f"entities/{id_}") for id_ in (hidden.id, bb.party.id, "none")]
    assert {(each.status_code, each.content) for each in same} == {(404, same[0].content)}
    assert register.token(bb).get(f"entities/{hidden.id}")["caption"] == "Karim Zarqandi"


# What cannot be taken


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"[" * 100_000,
        {},
        {"purpose": PURPOSE},
        {"queries": [{"name": "A B"}]},
        ONE | {"purpose": " "},
        ONE | {"purpose": "p" * 301},
        ONE | {"queries": []},
        ONE | {"queries": [{"name": ""}]},
        ONE | {"queries": [{"name": "Karim", "born": "1990"}]},
        ONE | {"queries": [{"name": "Karim Zarqandi", "births": ["1990-02-31"]}]},
        ONE | {"queries": [{"name": "Karim Zarqandi", "nationalities": ["Atlantis"]}]},
        ONE | {"queries": [{"name": "Q" * 10_000}]},
        ONE | {"queries": [{"name": "Karim Zarqandi"}] * (SETTINGS.screen_names_max + 1)},
        ONE | {"limit": 0},
        ONE | {"limit": 10**9},
        ONE | {"threshold": 0},
        ONE | {"threshold": 2},
        ONE | {"threshold": "much"},
        ONE | {"lists": []},
        ONE | {"lists": ["none"]},
    ],
    ids=str,
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(register: Register, gate: Program, body: Any) -> None:
    said = gate.refused("screen", body)
    assert said["detail"].endswith(".")
    assert not LookUp.objects.exists()


@pytest.mark.parametrize("path", ["screen", "match/default"])
def test_names_are_counted_before_any_is_read(
    register: Register, gate: Program, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(names, "read", read)
    named = [f"Karim Zarqandi {n}" for n in range(SETTINGS.screen_names_max + 1)]
    body = {
        "screen": {"purpose": PURPOSE, "queries": [{"name": name} for name in named]},
        "match/default": {
            "queries": {str(n): {"schema": "Person", "properties": {"name": named[n::20]}} for n in range(20)},
            "config": {"purpose": PURPOSE},
        },
    }[path]
    assert gate.refused(path, body)["expected"] == f"names: 1 to {SETTINGS.screen_names_max}"


def test_methods_and_addresses_that_are_not_there(register: Register, gate: Program) -> None:
    assert gate.ask("GET", "screen").headers["Allow"] == "OPTIONS, POST"
    assert gate.ask("GET", "screen").status_code == 405
    assert gate.ask("OPTIONS", "screen").status_code == 200
    for path in ("none", "match/", "screen/", "entities/"):
        assert gate.ask("POST", path, ONE).status_code == 404
    huge = Client().generic(
        "POST",
        "/api/registry/screen",
        b"{}",
        headers={"Authorization": f"Bearer {gate.secret}"},
        CONTENT_LENGTH="9" * 12,
    )
    assert huge.status_code == 413


# yente's shapes

MATCH = {"queries": {"q": {"schema": "Person", "properties": {"name": ["Karim Zarqandi"]}}}}
WHY = {"Parley-Purpose": PURPOSE}
MANY = [f"Karim Zarqandi{n}" for n in range(NAMES_MAX + 1)]


def test_yentes_shape_never_says_that_it_is_a_match(register: Register, gate: Program) -> None:
    entry = register.enter("Karim Zarqandi", "Abu Burhandil", births=[{"first": "1971"}])
    said = gate.post("match/default", MATCH, Authorization=f"ApiKey {gate.secret}", **WHY)
    inner = said["responses"]["q"]
    (result,) = inner["results"]
    assert result["id"] == str(entry.id)
    assert result["match"] is False
    assert result["score"] > 0.5
    assert result["properties"]["alias"] == ["Abu Burhandil"]
    assert inner["total"] == {"value": 1, "relation": "eq"}
    assert LookUp.objects.get().purpose == PURPOSE


def test_yentes_datasets_are_the_lists(register: Register, gate: Program) -> None:
    register.enter("Karim Zarqandi")
    register.enter("Karim Zarqandi", source="ofac")

    def found(path: str) -> set[str]:
        results = gate.post(path, MATCH, **WHY)["responses"]["q"]["results"]
        return {name for result in results for name in result["datasets"]}

    assert found("match/default") == {"un-sc", "ofac"}
    assert found("match/ofac") == {"ofac"}
    assert found("match/joint") == set()
    assert found("match/joint?include_dataset=ofac") == {"ofac"}
    assert found("match/default?exclude_dataset=ofac") == {"un-sc"}
    assert gate.ask("POST", "match/none", MATCH, **WHY).status_code == 404
    assert {each["name"] for each in gate.get("catalog")["datasets"]} == {
        "default",
        "joint",
        "national",
        "un-sc",
        "ofac",
    }


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("match/default", {"queries": {}}),
        ("match/default", {"queries": {"q": {"schema": "Person", "properties": {}}}}),
        ("match/default", {"queries": {"q": {"schema": "Article", "properties": {"name": ["A B"]}}}}),
        ("match/default", {"queries": {"q": {"schema": "Person", "properties": {"name": ["x"]}}}}),
        ("match/default", {"queries": {"q": {"schema": "Person", "properties": {"name": MANY}}}}),
        ("match/default?limit=many", MATCH),
        ("match/default?changed_since=2020-01-01", MATCH),
        ("match/default?algorithm=regression-v1", MATCH),
        ("match/default", b"<xml/>"),
    ],
    ids=str,
)
def test_what_yente_takes_and_this_node_does_not_is_refused(
    register: Register, gate: Program, path: str, body: Any
) -> None:
    assert gate.refused(path, body, **WHY)["detail"]
    assert not LookUp.objects.exists()


def test_yentes_clients_have_to_say_why_they_ask(register: Register, gate: Program) -> None:
    assert "Parley-Purpose" in gate.refused("match/default", MATCH)["detail"]
    gate.post("match/default", MATCH | {"config": {"purpose": PURPOSE}})
    assert LookUp.objects.get().purpose == PURPOSE


def test_yentes_other_addresses(register: Register, gate: Program) -> None:
    entry = register.enter("The Front of Nowhere", kind="organisation")
    assert gate.get("healthz") == gate.get("readyz") == {"status": "ok"}
    assert gate.get("algorithms")["best"] == MATCHER_VERSION
    assert gate.get(f"entities/{entry.id}?nested=true")["schema"] == "Organization"


def test_a_name_with_nul_is_asked_and_kept_without_it(register: Register, gate: Program) -> None:
    """PostgreSQL takes none into JSON."""
    register.enter("Karim Zarqandi")
    (answer,) = gate.post("screen", {"purpose": PURPOSE, "queries": [{"name": "Ka\0rim Zarqandi\0"}]})["answers"]
    assert len(answer["candidates"]) == 1
    assert LookUp.objects.get().query["queries"] == [{"name": "Karim Zarqandi"}]
