"""A node restored from a backup releases nothing more, and lets everything be taken back (21)."""

from __future__ import annotations

from django.urls import reverse
from tests.exchange.api.conftest import Clock, Council, Taxii, id_of, indicator

from parley.council.models import Council as ServedCouncil
from parley.exchange.rules import collections as channels

SLOW = {"pattern": "[domain-name:value MATCHES '^a+$']"}


def test_what_waited_for_its_verdict_is_not_released_by_asking(clock: Clock, aa: Taxii, bb: Taxii) -> None:
    sent = aa.add(indicator("slow", **SLOW))
    clock.tick()
    ServedCouncil.objects.update(sealed=True)
    assert aa.get(f"status/{sent['id']}/")["status"] == "pending"
    clock.tick()
    assert bb.get("collections/council/objects/") == {}
    ServedCouncil.objects.update(sealed=False)
    assert aa.get(f"status/{sent['id']}/")["status"] == "complete"


def test_an_object_is_taken_back_on_its_page_too(council: Council, clock: Clock, aa: Taxii, bb: Taxii) -> None:
    aa.shared(indicator("a"))
    clock.tick()
    assert len(bb.get("collections/shared/objects/")["objects"]) == 1
    ServedCouncil.objects.update(sealed=True)
    clock.tick()
    where = reverse("exchange:withdraw", args=[id_of("indicator", "a")])
    form = {"of": str(channels.council(aa.council).id)}
    assert council.members[0].first.browser().post(where, form).status_code == 302
    clock.tick()
    assert bb.get("collections/shared/objects/") == {}  # what was lost is found by reading
    clock.tick()
    (notice,) = bb.get("collections/shared/objects/")["objects"]
    assert notice["recalled_id"] == id_of("indicator", "a")
