"""What is not released to you changes nothing you can see.

For every route in the URL map and every kind of viewer, two histories that differ only in things never released to
the viewer give the same status, headers, body and SQL statements. PARLEY_PROMISE_WORLDS says how many worlds.
"""

from __future__ import annotations

import os

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from tests.promise.histories import VIEWERS, Place, Step, histories, write
from tests.promise.responses import Response, Route, addresses, ask, routes, signed_in

WORLDS = int(os.environ.get("PARLEY_PROMISE_WORLDS", "20"))
IDS_A_ROUTE = 6
# A request that ends the session or has no answer of its own is asked last, on its own.
METHODS = ("get", "post")


def answers(
    viewer: str, steps: list[Step], *, with_hidden: bool, ids: list[object], secrets: list[str]
) -> dict[str, Response]:
    """All answers of a store in which the history was written, which is undone afterwards."""
    given_answers: dict[str, Response] = {}
    with transaction.atomic():
        place = Place()
        write(place, steps, with_hidden=with_hidden)
        if with_hidden and not ids:
            hidden, shown = sorted(place.hidden_ids), sorted(set(place.made.values()) - place.hidden_ids)
            ids += [*hidden[: IDS_A_ROUTE // 2], *shown[: IDS_A_ROUTE // 2], place.party(viewer)]
            secrets += place.secrets[:1]
        client = signed_in(place, viewer)
        session = client.cookies["sessionid"].value
        for route in routes():
            for address in addresses(route, ids, secrets):  # type: ignore[arg-type]
                for method in METHODS:
                    client.cookies["sessionid"] = session
                    given_answers[f"{method.upper()} {address}"] = ask(client, method, address, _filled(route, ids))
        transaction.set_rollback(True)
    return given_answers


def _filled(route: Route, ids: list[object]) -> dict[str, object]:
    """A form that names hidden things: choosing what one may not know of is refused as if it did not exist."""
    first = str(ids[0]) if ids else ""
    return {
        "group": first,
        "groups": first,
        "party": first,
        "authority": first,
        "circulation": f"group:{first}",
    }


def compare(viewer: str, steps: list[Step]) -> None:
    ids: list[object] = []
    secrets: list[str] = []
    with_hidden = answers(viewer, steps, with_hidden=True, ids=ids, secrets=secrets)
    without = answers(viewer, steps, with_hidden=False, ids=ids, secrets=secrets)
    assert with_hidden.keys() == without.keys()
    for request, expected in without.items():
        got = with_hidden[request]
        note(request)
        assert got.status == expected.status, request
        assert got.headers == expected.headers, request
        assert got.body == expected.body, request
        assert got.statements == expected.statements, request


@pytest.mark.django_db
@pytest.mark.parametrize("viewer", VIEWERS)
def test_what_is_not_released_to_you_changes_nothing_you_can_see(viewer: str) -> None:
    @settings(
        max_examples=max(1, WORLDS // len(VIEWERS)),
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def in_every_world(data: st.DataObject) -> None:
        compare(viewer, data.draw(histories(viewer)))

    in_every_world()
