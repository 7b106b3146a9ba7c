"""What is not released to you changes nothing you can see.

For every route in the URL map and every kind of viewer, two histories that differ only in things never released to
the viewer give the same status, headers, body and SQL statements. PARLEY_PROMISE_WORLDS says how many worlds.
"""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.promise.histories import VIEWERS, Place, Step, found, histories, identifiers, write
from tests.promise.responses import Response, addresses, ask, routes, signed_in, still

WORLDS = int(os.environ.get("PARLEY_PROMISE_WORLDS", "20"))
SHARDS = max(1, WORLDS // 100)  # so that many worlds are shared out evenly between the workers
METHODS = ("get", "post")


def answers(
    founded: Place, viewer: str, steps: list[Step], *, with_hidden: bool, asked: dict[str, list[object]]
) -> dict[str, Response]:
    """All answers of a store in which the history was written, which is undone afterwards.

    The store with the hidden things is asked first, and says in `asked` which identifiers to ask for in both.
    """
    given_answers: dict[str, Response] = {}
    with still(), transaction.atomic():
        place = Place(founded.actors, dict(founded.made))
        write(place, steps, with_hidden=with_hidden)
        if with_hidden:
            asked |= choose(place)
        client = signed_in(place, viewer)
        session = client.cookies["sessionid"].value
        for route in routes():
            for address in addresses(route, asked):
                for method in METHODS:
                    client.cookies["sessionid"] = session
                    given_answers[f"{method.upper()} {address}"] = ask(client, method, address, filled(asked))
        transaction.set_rollback(True)
    return given_answers


def choose(place: Place) -> dict[str, list[object]]:
    """One hidden identifier of each kind and one other; they are random, so every world chooses differently."""
    chosen: dict[str, list[object]] = {"secret": [*place.secrets[:1], "unknown"]}
    for name, every in identifiers().items():
        hidden = place.hidden[name]
        chosen[name] = [*sorted(hidden)[:1], *sorted(every - hidden)[:1]]
    return chosen


def filled(asked: dict[str, list[object]]) -> dict[str, object]:
    """A form that names hidden things: choosing what one may not know of is refused as if it did not exist."""
    group = next(iter(asked["group"]), "")
    return {"group": group, "groups": group, "circulation": f"group:{group}", "party": "", "authority": "", "next": "/"}


def compare(founded: Place, viewer: str, steps: list[Step]) -> None:
    """Every answer of the two stores, side by side."""
    asked: dict[str, list[object]] = {}
    with_hidden = answers(founded, viewer, steps, with_hidden=True, asked=asked)
    without = answers(founded, viewer, steps, with_hidden=False, asked=asked)
    assert with_hidden.keys() == without.keys()
    for request, expected in without.items():
        got = with_hidden[request]
        for part in ("status", "headers", "body", "statements"):
            assert getattr(got, part) == getattr(expected, part), f"{request}: {part} tells of what is hidden"


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_not_released_to_you_changes_nothing_you_can_see(viewer: str, shard: int) -> None:
    founded = Place()
    found(founded)

    @seed(shard)
    @settings(
        max_examples=max(1, WORLDS // len(VIEWERS) // SHARDS),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def in_every_world(data: st.DataObject) -> None:
        compare(founded, viewer, data.draw(histories(viewer)))

    in_every_world()
