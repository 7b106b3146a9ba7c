"""Limits on what comes from outside, and one constant answer when the store cannot take any more."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client
from tests.worlds import council_of

from parley.settings import SETTINGS
from parley.web import middleware, views


@pytest.mark.django_db
def test_a_body_over_the_limit_is_refused_before_it_is_read() -> None:
    browser = council_of(1).members[0].first.browser()
    answer = browser.post(
        "/documents/new/",
        b"x",
        content_type="multipart/form-data; boundary=b",
        CONTENT_LENGTH=str(SETTINGS.request_bytes_max + 1),
    )
    assert answer.status_code == 413


@pytest.mark.django_db
@pytest.mark.parametrize("reason", ["database or disk is full", "database is locked"])
def test_a_full_disk_gives_one_constant_answer(monkeypatch: pytest.MonkeyPatch, reason: str) -> None:
    def full(*_: object) -> None:
        raise OperationalError(reason)

    browser = council_of(1).members[0].first.browser()
    monkeypatch.setattr(views.forum, "owed_by", full)
    answer = browser.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert reason.encode() not in answer.content


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/taxii2/", "/api/registry/changes"])
def test_a_store_that_is_away_as_the_day_begins_gives_the_same_answer(
    monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def away(_: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(middleware, "take_effect", away)
    assert Client().get(path).status_code == 503


@pytest.mark.django_db
def test_every_page_may_be_kept_by_its_reader_alone() -> None:
    answer = council_of(1).members[0].first.browser().get("/meetings/")
    assert "private" in answer.headers["Cache-Control"]
    assert {"Cookie", "Authorization", "Accept-Language"} <= {v.strip() for v in answer.headers["Vary"].split(",")}
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/meetings/", "/nothing/", "/council/", "/documents/99999999-9999-4999-8999-999999999999/"]
)
def test_whoever_has_not_signed_in_is_answered_alike_everywhere(address: str) -> None:
    council_of(1)
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/demo/?next=")
