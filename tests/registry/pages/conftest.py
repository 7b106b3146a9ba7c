"""A council of three with its reviewer, and a browser for anybody at any moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.registry.acts.samples import reviewing
from tests.worlds import Person, World, council_of

from parley.web import middleware


@pytest.fixture
def world() -> World:
    return council_of(3)


@pytest.fixture
def reviewer(world: World) -> Person:
    return reviewing(world)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(middleware, "now", lambda: moment)


@pytest.fixture
def look(at: Callable[[datetime], None]) -> Callable[..., Client]:
    def browser(who: Person | None, moment: datetime) -> Client:
        at(moment)
        return who.browser() if who else Client()

    return browser
