"""How an entry comes onto the joint list: by consensus at a meeting, and by nothing else."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import adopt, content, day, listed, state
from tests.worlds import World, council_of

from parley.registry.acts import listing

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return council_of(3)


def test_a_proposal_is_under_consideration_and_listed_at_a_meeting_once_the_deadline_has_come(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    assert state(bb, entry, 1) == "under consideration"
    adopted = adopt(world, entry, 30)
    assert state(bb, entry, 31) == "listed"
    assert adopted.reference == "J.001"
    assert listed(world, bb).reference == "J.002"
