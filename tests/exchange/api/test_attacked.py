"""What an attacker with fresh eyes got through, and none does any more: masks, recalls, what waits, many versions."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from tests.exchange.api.conftest import Council, Taxii, id_of, identity, indicator, stix

from parley.council.rules import Scope
from parley.exchange.acts.adding import VERSIONS_MAX, add
from parley.exchange.acts.remarks import Remark, Said, remark
from parley.exchange.acts.settling import settle
from parley.exchange.models import Object, Waiting
from parley.exchange.rules import collections as channels
from parley.exchange.rules import recall
from parley.ledger import queries as ledger
from parley.release import acts as release
from parley.release.rules import RELEASE_EXTENSION, Named, terms

OBJECTS = "collections/council/objects/"
SHARED = "collections/shared/objects/"
MASK = {RELEASE_EXTENSION: {"extension_type": "property-extension", "attribution": "masked"}}
SLOW = "[domain-name:value MATCHES '^a+$']"


@pytest.fixture
def cc(council: Council) -> Taxii:
    return council.token(council.members[2])


def told(council: Council, member: int) -> str:
    """All that the exchange wrote into a member's log, as the member may open it."""
    acts = [act for act in ledger.acts(council.members[member].viewer) if (act.what or "").startswith("exchange")]
    assert acts
    return json.dumps([[str(act.on_behalf), act.content] for act in acts], default=str)


def withdrawn(by: Taxii, id_: str, collection: str = "council") -> None:
    response = by.ask("DELETE", f"collections/{collection}/objects/{id_}/")
    assert response.status_code == 200, response.content


def ids(answer: dict[str, Any]) -> list[str]:
    return [each["id"] for each in answer.get("objects", [])]


@pytest.mark.parametrize("through", ["own", "council"])
def test_no_log_says_whose_a_masked_object_was(council: Council, aa: Taxii, through: str) -> None:
    a, b, _ = council.members
    own = channels.own(a.party.id).id
    if through == "own":
        to = terms(Named(frozenset({b.party.id})))
        add(a.actor(council.clock.now), own, [indicator("m", extensions=MASK)], to=to)
    else:
        aa.shared(indicator("m", extensions=MASK))
    council.clock.tick()
    withdrawn(aa, id_of("indicator", "m"), through)
    said = told(council, 1)
    assert str(a.party.id) not in said
    assert str(own) not in said


def test_who_loses_an_object_is_not_told_which_group_has_it_now(council: Council, aa: Taxii) -> None:
    a, b, _ = council.members
    group = council.group(a, "G", b)
    aa.shared(indicator("x"))
    council.clock.tick()
    from parley.exchange.acts.changing import release_again

    through = channels.council(council.world.council.party_id).id
    release_again(a.actor(council.clock.now), through, id_of("indicator", "x"), UUID(group))
    assert group not in told(council, 2)


def test_masked_objects_do_not_come_at_the_moment_of_others(aa: Taxii) -> None:
    done = aa.add(indicator("m", extensions=MASK), indicator("s"))
    assert (done["success_count"], done["failure_count"]) == (1, 1)
    assert done["failures"][0]["id"] == id_of("indicator", "m")


def test_a_masked_object_names_no_identity_of_its_own_envelope(aa: Taxii) -> None:
    report = stix(
        "report",
        "r",
        name="R",
        published="2021-12-01T00:00:00.000Z",
        object_refs=[id_of("identity", "Office")],
        extensions=MASK,
    )
    masked = identity("Office", extensions=MASK)
    done = aa.add(masked, report)
    assert [each["id"] for each in done["failures"]] == [id_of("report", "r")]


def test_a_masked_object_bears_no_marking_of_its_originators(council: Council, aa: Taxii) -> None:
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_of("marking-definition", "ours"),
        "created": "2021-12-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "Copyright 2021"},
    }
    aa.shared(json.dumps(marking).encode())
    council.clock.tick()
    done = aa.add(indicator("m", extensions=MASK, object_marking_refs=[marking["id"]]))
    assert "/object_marking_refs" in done["failures"][0]["message"]


def test_what_is_masked_can_always_be_taken_back(council: Council, aa: Taxii, bb: Taxii) -> None:
    """Also when, since, an identity that it names has become its originator's own."""
    report = stix(
        "report",
        "r",
        name="R",
        published="2021-12-01T00:00:00.000Z",
        object_refs=[id_of("identity", "X")],
        extensions=MASK,
    )
    aa.shared(report)
    council.clock.tick()
    aa.shared(identity("X"), to="own")
    council.clock.tick()
    withdrawn(aa, id_of("report", "r"))
    council.clock.tick()
    assert bb.get(SHARED) == {}


def test_a_recall_reaches_who_fetched_a_copy_that_was_delivered_again(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii
) -> None:
    id_ = id_of("indicator", "x")
    for one in (aa, bb):  # of two copies, CC is shown the first
        one.shared(indicator("x"))
        council.clock.tick()
    settle(council.members[2].actor(council.clock.now))
    council.clock.tick()
    withdrawn(aa, id_)
    council.clock.tick()
    settle(council.members[2].actor(council.clock.now))  # and then the second
    council.clock.tick()
    assert ids(cc.get(f"{OBJECTS}{id_}/")) == [id_]
    council.clock.tick()
    withdrawn(bb, id_)
    council.clock.tick()
    settle(council.members[2].actor(council.clock.now))
    council.clock.tick()
    (notice,) = cc.get(OBJECTS)["objects"]
    assert (notice["type"], notice["recalled_id"]) == (recall.TYPE, id_)


@pytest.mark.parametrize("who", ["a token that reads", "a delegate"])
def test_who_may_not_share_sets_nothing_free_by_asking(council: Council, aa: Taxii, who: str) -> None:
    sent = aa.add(indicator("slow", pattern=SLOW))
    council.clock.tick()
    member = council.members[0]
    asking = council.token(member, Scope.EXCHANGE_READ) if who == "a token that reads" else council.delegate(member)
    status = asking.get(f"status/{sent['id']}/")
    assert (status["status"], status["success_count"]) == ("pending", 0)
    assert aa.get(f"status/{sent['id']}/")["status"] == "complete"


def test_what_waits_for_a_group_that_one_has_left_is_refused(council: Council, aa: Taxii) -> None:
    a, b, _ = council.members
    group = council.group(b, "G", a)
    council.clock.tick()
    sent = aa.add(indicator("slow", pattern=SLOW), to=group)
    council.clock.tick()
    release.remove_from_group(b.actor(council.clock.now), UUID(group), a.party.id)
    council.clock.tick()
    status = aa.get(f"status/{sent['id']}/")
    assert (status["status"], status["failure_count"]) == ("complete", 1)
    assert not Waiting.objects.exists()


def test_a_remark_that_was_passed_on_can_be_taken_back(council: Council, aa: Taxii, bb: Taxii) -> None:
    _, b, _ = council.members
    aa.shared(indicator("x", extensions=MASK))
    council.clock.tick()
    settle(b.actor(council.clock.now))
    council.clock.tick()
    remark(b.actor(council.clock.now), id_of("indicator", "x"), Said(Remark.NOTE, "Not ours."))
    council.clock.tick()
    note = Object.objects.get(release__owner=b.party, type="note").stix_id
    assert ids(aa.get(SHARED)) == [note]
    council.clock.tick()
    withdrawn(bb, note, "own")
    council.clock.tick()
    settle(council.members[0].actor(council.clock.now))
    council.clock.tick()
    assert [each["type"] for each in aa.get(SHARED)["objects"]] == [recall.TYPE]


def test_an_id_has_a_limited_number_of_versions(aa: Taxii, monkeypatch: pytest.MonkeyPatch) -> None:
    from parley.exchange.acts import adding

    assert VERSIONS_MAX >= 100
    monkeypatch.setattr(adding, "VERSIONS_MAX", 3)
    versions = [indicator("x", modified=f"2021-12-02T00:00:0{second}.000Z") for second in range(5)]
    done = aa.add(*versions[:2])
    assert done["success_count"] == 2
    done = aa.add(*versions)
    assert (done["success_count"], done["failure_count"]) == (3, 2)  # two it had, and one more
