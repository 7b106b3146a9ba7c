"""A live council is never served as a demo, nor a demo as a live council."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from parley.council.errors import ConflictError, NotFoundError
from parley.demo import guard, queries
from parley.demo.load import load
from parley.settings import SETTINGS
from tests.demo.council import NOW, load_quickly
from tests.worlds import council_of

pytestmark = pytest.mark.django_db  # before the demo is loaded for the others


@pytest.fixture
def mode(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    return lambda demo: monkeypatch.setattr(guard, "SETTINGS", replace(SETTINGS, demo=demo))


def test_a_live_council_is_not_served_in_demo_mode(mode: Callable[[bool], None]) -> None:
    council_of(1)
    mode(True)
    with pytest.raises(ConflictError, match=r"this store holds a live council.*Unset PARLEY_DEMO"):
        guard.refuse_mismatch()
    assert guard.is_demo() is False


def test_a_demo_is_not_served_as_a_live_council(mode: Callable[[bool], None]) -> None:
    load_quickly()
    mode(False)
    with pytest.raises(ConflictError, match="Run `parley demo serve`"):
        guard.refuse_mismatch()
    assert guard.is_demo() is False
    with pytest.raises(NotFoundError):
        queries.start()
    mode(True)
    guard.refuse_mismatch()
    assert guard.is_demo() is True


def test_an_empty_store_is_not_served_in_demo_mode(mode: Callable[[bool], None]) -> None:
    mode(True)
    with pytest.raises(ConflictError, match="holds no demo council"):
        guard.refuse_mismatch()
    mode(False)
    guard.refuse_mismatch()


def test_nobody_signs_in_as_anybody_on_a_live_council(client: Client) -> None:
    """Even with the demo's routes in the URL map."""
    world = council_of(1)
    assert client.get(reverse("demo:start")).status_code == 404
    answer = client.post(reverse("demo:act_as"), {"authority": str(world.members[0].authority.id)})
    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_demo_is_not_loaded_into_a_live_council() -> None:
    council_of(1)
    with pytest.raises(ConflictError, match="already serves a council"):
        load(NOW)
