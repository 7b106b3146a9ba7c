"""Entries of lists kept elsewhere, on their pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.registry.acts.samples import day
from tests.registry.importing.lists import a_list, bring
from tests.registry.pages.browsing import Look, fetch
from tests.worlds import World

from parley.registry.models import Entry

pytestmark = pytest.mark.django_db


def test_what_a_list_remarks_stands_where_its_reasons_would(world: World, look: Look) -> None:
    file = a_list({"QDi.001": "Velidor Zarnak", "QDi.002": "Amar Tolvenik"})
    told, silent = file.entries
    told = replace(told, content=replace(told.content, remarks="Member of the First Works."))
    bring(world.secretariat.actor(day(0)), replace(file, entries=(told, silent)))
    ids = dict(Entry.objects.values_list("reference", "id"))
    browser = look(world.members[0].first, day(1))
    shown = fetch(browser, "entry", ids["QDi.001"])
    assert shown.count("Member of the First Works.") == 1
    assert "gives no reasons" not in shown
    assert "Its list gives no reasons." in fetch(browser, "entry", ids["QDi.002"])
