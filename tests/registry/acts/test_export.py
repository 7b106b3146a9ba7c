"""What a party takes along of the register: all that is its own, and nothing of anybody else's."""

from __future__ import annotations

import json
from datetime import date

import pytest
from tests.registry.acts.samples import content, day, listed, reviewing
from tests.worlds import World

from parley.registry.acts import clearing, consuming, designating, petitioning
from parley.registry.export import export
from parley.registry.rules.clearances import Person, Purpose
from parley.release.rules import terms

pytestmark = pytest.mark.django_db


def test_a_party_takes_its_own_along(world: World) -> None:
    aa, bb, _ = world.members
    entry = listed(world, aa)
    hidden = designating.designate(bb.actor(day(1)), content("Hidden"), to=terms())
    consuming.register(aa.actor(day(1)), name="Border")
    clearing.clear(
        aa.actor(day(1)),
        entry.id,
        person=Person("Ivan", "1950-06-05"),
        reasons="Seen.",
        purposes=[Purpose.VISA],
        expires_on=date(2021, 12, 31),
    )
    found = list(export(aa.viewer))
    kinds = {row["record"] for row in found}
    assert kinds == {
        "registry.entry",
        "registry.step",
        "registry.version",
        "registry.consumer",
        "registry.clearance",
    }
    assert str(hidden.id) not in json.dumps(found, default=str)
    assert "Hidden" not in json.dumps(found, default=str)


def test_the_code_of_a_petition_is_not_taken_along_even_as_a_digest(world: World) -> None:
    reviewer = reviewing(world)
    by = petitioning.petitioner(day(1))
    petitioning.petition(by, about="A", name="B", contact="", language="en", text="C")
    (row,) = [row for row in export(reviewer.viewer) if row["record"] == "registry.petition"]
    assert "secret" not in row
