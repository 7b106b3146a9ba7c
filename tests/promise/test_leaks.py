"""A test of the test: each leak planted on purpose is caught, and a page without one is not."""

from __future__ import annotations

import pytest
from django.urls import include, path

from parley.release.acts import make_group
from parley.release.rules import Named, WholeCouncil, terms
from tests.promise import leaky_urls, test_promise
from tests.promise.histories import Place, Step, document, found
from tests.promise.responses import Route, routes
from tests.promise.test_promise import compare

urlpatterns = [path("", include(leaky_urls)), path("", include("parley.web.urls"))]

STEPS = [
    Step("shown", "x", lambda p, by: document(by, "SHOWN/1", terms(WholeCouncil())), hidden=False),
    Step("hidden", "x", lambda p, by: document(by, "HIDDEN/1", terms(Named(frozenset({p.party("y")})))), hidden=True),
]
TIGHT = [  # the same shown, and hidden what no leaky address counts
    STEPS[0],
    Step(
        "hidden",
        "x",
        lambda p, by: make_group(by, name="Hidden", parties=[p.party("y")], confidential=True),
        hidden=True,
    ),
]


def only(monkeypatch: pytest.MonkeyPatch, name: str) -> list[Route]:
    asked = [route for route in routes() if route.name == name]
    monkeypatch.setattr(test_promise, "routes", lambda: asked)
    return asked


@pytest.mark.django_db
@pytest.mark.urls("tests.promise.test_leaks")
@pytest.mark.parametrize(
    ("leak", "part"),
    [
        ("count", "body"),
        ("serial", "body"),
        ("forbidden", "status"),
        ("header", "headers"),
        ("work", "statements"),
        ("neighbour", "body"),
        ("uniqueness", "headers"),
    ],
)
def test_a_planted_leak_is_caught(leak: str, part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    founded = Place()
    found(founded)
    assert only(monkeypatch, leak)
    with pytest.raises(AssertionError, match=rf"/leak/{leak}/.*: {part} tells of what is hidden"):
        compare(founded, "uninvited", [STEPS])


@pytest.mark.django_db
@pytest.mark.urls("tests.promise.test_leaks")
def test_a_leak_in_one_of_the_worlds_that_share_a_store_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    founded = Place()
    found(founded)
    assert only(monkeypatch, "count")
    compare(founded, "uninvited", [TIGHT, TIGHT])
    with pytest.raises(AssertionError, match=r"/leak/count/.*: body tells of what is hidden"):
        compare(founded, "uninvited", [TIGHT, STEPS])


@pytest.mark.django_db
@pytest.mark.urls("tests.promise.test_leaks")
@pytest.mark.parametrize("name", ["forum:documents", "forum:document"])
def test_a_page_without_a_leak_passes(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    founded = Place()
    found(founded)
    assert only(monkeypatch, name)
    compare(founded, "uninvited", [STEPS])


def test_a_route_with_something_new_in_its_address_fails_until_it_is_asked_for() -> None:
    from tests.promise.responses import addresses

    with pytest.raises(AssertionError, match="say in EXAMPLES or TABLES"):
        list(addresses(Route("new", "/new/<str:unheard>/", (("unheard", "StringConverter"),)), {}))
