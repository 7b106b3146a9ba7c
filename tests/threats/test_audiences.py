"""An audience that is empty, or became empty, is nobody: never everybody (1, 2, 4, 21)."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.test import Client
from tests.exchange.api.conftest import Clock, Council, Taxii, id_of, indicator

from parley.release import acts as release
from parley.release.rules import RELEASE_EXTENSION


def sees(of: Taxii) -> list[str]:
    """All that a party receives, in whichever way."""
    headers = {"Authorization": f"Bearer {of.secret}"}
    listed = Client().get("/exchange/blocklists/domain.txt?warned=1", headers=headers).content.decode().split()
    events = Client().get("/exchange/misp/manifest.json", headers=headers).content
    served = of.get("collections/shared/objects/", match_version="all").get("objects", [])
    return [*listed, *([] if events == b"{}" else [events.decode()]), *(each["id"] for each in served)]


def test_a_group_of_its_keeper_alone_reaches_nobody(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    group = council.group(council.members[0], "Empty")
    aa.shared(indicator("a"), to=group)
    clock.tick()
    assert sees(bb) == []
    assert bb.ask("GET", f"collections/{group}/objects/").status_code == 404


def test_a_group_that_everybody_left_reaches_nobody(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    keeper, other, _ = council.members
    group = council.group(keeper, "Left", other)
    clock.tick()
    release.remove_from_group(keeper.actor(clock.now), UUID(group), other.party.id)
    clock.tick()
    aa.shared(indicator("a"), to=group)
    clock.tick()
    assert sees(bb) == sees(council.token(council.members[2], at=clock.now)) == []


def test_who_left_a_group_receives_nothing_more_whichever_way_it_pulls(
    council: Council, clock: Clock, aa: Taxii, bb: Taxii
) -> None:
    keeper, other, _ = council.members
    group = council.group(keeper, "Group", other)
    aa.shared(indicator("a"), to=group)
    clock.tick()
    release.remove_from_group(keeper.actor(clock.now), UUID(group), other.party.id)
    clock.tick()
    assert sees(bb) == []


@pytest.mark.parametrize("said", [{"releasable_to": []}, {"not_releasable_to": []}, {"releasable_to": None}])
def test_an_empty_list_in_an_object_is_refused(
    clock: Clock, aa: Taxii, bb: Taxii, said: dict[str, list[str] | None]
) -> None:
    extension = {RELEASE_EXTENSION: {"extension_type": "property-extension", **said}}
    assert aa.add(indicator("a", extensions=extension))["failure_count"] == 1
    clock.tick()
    assert sees(bb) == []


@pytest.mark.parametrize("states", [[], [""], ["everybody"]])
def test_a_form_that_names_nobody_is_refused(council: Council, clock: Clock, states: list[str], bb: Taxii) -> None:
    browser = council.members[0].first.browser()
    answer = browser.post("/exchange/share/", {"text": indicator("a").decode(), "into": "named", "states": states})
    assert answer.status_code == 422
    clock.tick()
    assert sees(bb) == []


def test_a_recall_reaches_every_way_of_pulling(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a"))
    clock.tick()
    assert len(sees(bb)) == 3
    aa.ask("DELETE", f"collections/council/objects/{id_of('indicator', 'a')}/")
    clock.tick()
    sees(bb)
    clock.tick()
    seen = "\n".join(sees(bb))
    assert "a.example" not in seen
    assert id_of("indicator", "a") not in seen
    assert "x-parley-recall" in seen
