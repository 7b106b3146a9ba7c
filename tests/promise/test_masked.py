"""Whose a masked object is changes nothing that anybody else can see (DESIGN.md, rule 9)."""

from __future__ import annotations

import pytest

from tests.promise import intelligence
from tests.promise.histories import Place, Step, found, identifiers
from tests.promise.responses import chosen, routes, still
from tests.promise.test_promise import of_the_shown

VIEWER = "invited"
COMMITTED = ("/ledger/", "/export/")
"""What these give holds a salted commitment to the originator: octets that differ and that nobody can open."""


def steps(who: str) -> list[Step]:
    """It shares a masked object, the viewer fetches it and remarks on nothing; then it is taken back."""
    return [
        Step("masked", who, intelligence.shown_masked(VIEWER, 0), hidden=False),
        Step("poll", VIEWER, intelligence.polls(VIEWER, 1), hidden=False),
        Step("masked again", who, intelligence.shown_masked(VIEWER, 2), hidden=False),
        Step("masked, recalled", who, intelligence.recalled_masked(VIEWER, 3), hidden=False),
    ]


@pytest.mark.django_db
def test_a_masked_originator_could_be_anybody() -> None:
    founded = Place()
    found(founded)
    with still():
        asked = chosen(
            Place(founded.actors, dict(founded.made), founded.tokens), VIEWER, identifiers(), hidden_group=True
        )
    asked.identifiers["stix_id"] = asked.identifiers["object_id"] = [intelligence.id_of(n) for n in (0, 2, 3)]
    requests = asked.requests([route for route in routes() if not route.pattern.startswith(COMMITTED)])
    one, other = (of_the_shown(founded, VIEWER, steps(who), requests) for who in "xy")
    for request, got in one.items():
        for part in ("status", "headers", "body"):  # the statements name the owner, and are nobody's to see
            assert getattr(got, part) == getattr(other[request], part), f"{request}: {part} tells whose it is"
    assert any(b"Indicator shown 0" in got.body for got in one.values())
