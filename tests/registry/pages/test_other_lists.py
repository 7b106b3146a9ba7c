"""Entries of lists kept elsewhere, on their pages."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.registry.acts.samples import day
from tests.registry.importing.lists import a_list, bring
from tests.registry.pages.browsing import Look, fetch, said, url
from tests.worlds import World

from parley.registry.models import Entry, Source
from parley.settings import SETTINGS

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


def references(page: str) -> list[str]:
    return re.findall(r"<bdi>(T\.\d+)</bdi>", page)


def test_one_list_is_read_by_its_references_forth_and_back(world: World, look: Look) -> None:
    every = [f"T.{n:03}" for n in range(SETTINGS.page_rows_max * 2 + 3)]
    bring(world.secretariat.actor(day(0)), a_list(reversed(every)))
    browser = look(world.members[0].first, day(1))
    query = {"list": "other list", "source": str(Source.objects.get().id)}
    shown, read = fetch(browser, "list", **query), []
    while forth := re.search(r'rel="next" href="([^"]+)"', shown):
        read += references(shown)
        shown = said(browser.get(url("list") + forth[1].replace("&amp;", "&")))
    assert read + references(shown) == every
    back = re.search(r'rel="prev" href="([^"]+)"', shown)
    assert back is not None
    shown = said(browser.get(url("list") + back[1].replace("&amp;", "&")))
    assert references(shown) == every[SETTINGS.page_rows_max : SETTINGS.page_rows_max * 2]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zarnak", ["T.001"]),
        ("ЗАРНАК велидор", ["T.002"]),
        ("t.00", ["T.003", "T.001", "T.002"]),
        ("T.003", ["T.003"]),
        ("100%", []),
        ("_", []),
    ],
)
def test_an_entry_is_found_by_a_part_of_its_name_or_its_reference(
    world: World, look: Look, typed: str, found: list[str]
) -> None:
    named = {"T.001": "Velidor ZARNAK", "T.002": "Велидор Зарнак", "T.003": "Amar Tolvenik"}
    bring(world.secretariat.actor(day(0)), a_list(named))
    bring(world.members[1].actor(day(0)), a_list({"T.009": "Another Zarnak"}))  # its own, nobody else's to see
    browser = look(world.members[0].first, day(1))
    shown = said(browser.post(url("list") + "?list=other+list", {"find": typed}))
    assert references(shown) == found
    assert ("Nothing that you may see is called so" in shown) is (not found)


def test_what_cannot_be_looked_for_is_refused_and_nothing_else_is_posted(world: World, look: Look) -> None:
    browser = look(world.members[0].first, day(1))
    assert browser.post(url("list") + "?list=other+list", {"find": "x" * 5000}).status_code in {400, 422}
    assert browser.post(url("list") + "?list=other+list", {"find": "a\0b"}).status_code in {400, 422}
    assert browser.get(url("list"), {"list": "other list", "source": "none"}).status_code == 200


def test_other_lists_have_past_days_too(world: World, look: Look) -> None:
    keeper = world.secretariat
    bring(keeper.actor(day(0)), a_list(["T.001", "T.002"], day(0)))
    bring(keeper.actor(day(3)), a_list(["T.002"], day(3)))
    browser = look(world.members[0].first, day(4))
    then = fetch(browser, "list", list="other list", on=day(1).date().isoformat())
    assert "Delisted" not in then
    assert "A list" in then
