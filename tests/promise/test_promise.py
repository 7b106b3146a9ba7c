"""What is not released to you changes nothing you can see.

For every route in the URL map and every kind of viewer, two histories that differ only in things never released to
the viewer give the same status, headers, body and SQL statements. PARLEY_PROMISE_WORLDS says how many such pairs.

Several histories that hide different things share their shown steps, and so the store they are compared with. What is
hidden is absent there, under whatever identifier: it is asked for once, with one identifier that stands for them all.

Of the worlds that share a store, half are asked for every second route and the others for the rest: every route is
asked for in half of all worlds.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.promise.histories import VIEWERS, Place, Step, found, histories, identifiers, write
from tests.promise.responses import Request, Response, Route, answer_all, chosen, routes, still

WORLDS = int(os.environ.get("PARLEY_PROMISE_WORLDS", "20"))
SHARDS = max(1, WORLDS // 100)  # so that many worlds are shared out evenly between the workers
SHARING = 4  # worlds that share the store without hidden things
PARTS = 2  # of the routes: a world is asked by one of them


def of_world(
    founded: Place, viewer: str, steps: list[Step], asked_for: list[Route], *, hidden_group: bool
) -> dict[Request, Response]:
    """What these routes answer of a store in which the whole history was written, which is undone afterwards."""
    with still(), transaction.atomic():
        place = Place(founded.actors, dict(founded.made), founded.tokens)
        write(place, steps, with_hidden=True)
        asked = chosen(place, viewer, identifiers(), hidden_group=hidden_group)
        answers = answer_all(place, viewer, asked.requests(asked_for))
        transaction.set_rollback(True)
    return dict(asked.in_general(request, answer) for request, answer in answers.items())


def of_the_shown(
    founded: Place, viewer: str, steps: list[Step], requests: Iterable[Request]
) -> dict[Request, Response]:
    """All answers of a store in which the shown steps alone were written."""
    with still(), transaction.atomic():
        place = Place(founded.actors, dict(founded.made), founded.tokens)
        write(place, steps, with_hidden=False)
        answers = answer_all(place, viewer, requests)
        transaction.set_rollback(True)
    return answers


def compare(
    founded: Place, viewer: str, worlds: list[list[Step]], *, hidden_group: bool = True, parts: int = 1
) -> None:
    """The answers of each world beside those of the store without hidden things, which they share.

    The routes are asked in so many parts: each world answers one of them, in turn.
    """
    asked = [routes()[part::parts] for part in range(parts)]
    with_hidden = [
        of_world(founded, viewer, steps, part, hidden_group=hidden_group)
        for steps, part in zip(worlds, itertools.cycle(asked), strict=False)
    ]
    requests = dict.fromkeys(request for answers in with_hidden for request in answers)
    without = of_the_shown(founded, viewer, worlds[0], requests)
    for steps, answers in zip(worlds, with_hidden, strict=True):
        for request, got in answers.items():
            for part in ("status", "headers", "body", "statements"):
                same = getattr(got, part) == getattr(without[request], part)
                assert same, f"{request}: {part} tells of what is hidden by {steps}"


@pytest.mark.django_db
@pytest.mark.parametrize("shard", range(SHARDS))
@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_not_released_to_you_changes_nothing_you_can_see(viewer: str, shard: int) -> None:
    founded = Place()
    found(founded)

    @seed(shard)
    @settings(
        max_examples=max(1, WORLDS // len(VIEWERS) // SHARDS // SHARING),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def in_every_world(data: st.DataObject) -> None:
        worlds = data.draw(histories(viewer, SHARING))
        compare(founded, viewer, worlds, hidden_group=data.draw(st.booleans()), parts=PARTS)

    in_every_world()
