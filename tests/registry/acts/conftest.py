"""A council of three, its reviewer, and nobody else."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import reviewing
from tests.worlds import Person, World, council_of


@pytest.fixture
def world() -> World:
    return council_of(3)


@pytest.fixture
def reviewer(world: World) -> Person:
    return reviewing(world)
