"""A council of four for the sharing pages, and a browser for each of its members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from tests.exchange.pages.browsing import LATE
from tests.worlds import Member, World, council_of

from parley.web import middleware


@pytest.fixture
def world() -> World:
    return council_of(4)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    return lambda moment: monkeypatch.setattr(middleware, "now", lambda: moment)


@pytest.fixture
def look(at: Callable[[datetime], None]) -> Callable[..., Client]:
    def browser(member: Member, moment: datetime = LATE) -> Client:
        at(moment)
        return member.first.browser()

    return browser
