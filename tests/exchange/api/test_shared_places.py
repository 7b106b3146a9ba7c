"""A release that was cut in two keeps its places, and a page that ends among them skips nothing."""

from __future__ import annotations

from uuid import UUID

import pytest
from tests.exchange.api.conftest import Council, Taxii, id_of, indicator

from parley.exchange.acts.changing import release_again
from parley.exchange.rules import collections as channels

SHARED = "collections/shared/objects/"


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_pages_of_a_release_that_was_cut_in_two_hold_each_object_once_and_in_its_old_order(
    council: Council, aa: Taxii, bb: Taxii, limit: int
) -> None:
    names = [f"i{n}" for n in range(12)]
    keeper = council.members[0]
    group = UUID(council.group(keeper, "G", council.members[1]))
    aa.shared(*(indicator(name) for name in names))
    council.clock.tick()
    before = [each["id"] for each in bb.get(SHARED)["objects"]]
    through = channels.council(council.world.council.party_id).id
    for name in names[::2]:
        council.clock.tick()
        release_again(keeper.actor(council.clock.now), through, id_of("indicator", name), group)
    council.clock.tick()
    got: list[str] = []
    page = bb.get(SHARED, limit=limit)
    got += [each["id"] for each in page["objects"]]
    while page.get("more"):
        page = bb.get(SHARED, limit=limit, next=page["next"])
        got += [each["id"] for each in page["objects"]]
    assert got == before
