"""Who is told of a recall, and of what was fetched: the reader what it lost, the originator what is its own."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from tests.exchange.api.conftest import Council, Taxii, aa, bb, clock, council, id_of, indicator

from parley.exchange.acts.settling import settle, turn
from parley.exchange.models import Delivery, Loss, Release
from parley.exchange.queries import objects
from parley.exchange.queries.objects import fetches, versions
from parley.exchange.rules import recall
from parley.exchange.rules.feeds import micros
from parley.release import queries as release
from parley.release.acts import remove_from_group
from parley.release.models import AudienceParty

__all__ = ["aa", "bb", "clock", "council"]  # fixtures

X = id_of("indicator", "x")


@pytest.fixture
def cc(council: Council) -> Taxii:
    return council.token(council.members[2])


def feed(of: Taxii, name: str = "shared", **asked: Any) -> list[Any]:
    objects: list[Any] = of.get(f"collections/{name}/objects/", **asked).get("objects", [])
    return objects


def recalled(of: Taxii) -> list[str]:
    """What the party is told was recalled."""
    return [each["recalled_id"] for each in feed(of) if each["type"] == recall.TYPE]


def take_back(of: Taxii, stix_id: str, through: str = "council") -> None:
    assert of.ask("DELETE", f"collections/{through}/objects/{stix_id}/").status_code == 200


def test_of_a_notice_nothing_is_the_originators_who_may_not_know_whom_it_reached(
    council: Council, aa: Taxii, cc: Taxii
) -> None:
    a, b, c = council.members
    group = council.group(b, "G", a, c)
    council.clock.tick()
    aa.shared(indicator("x"), to=group)
    council.clock.tick()
    assert len(feed(cc)) == 1
    council.clock.tick()
    take_back(aa, X, group)
    council.clock.tick()
    own = list(release.export(a.viewer))
    settle(c.actor(council.clock.now))
    council.clock.tick()
    assert recalled(cc) == [X]
    assert list(release.export(a.viewer)) == own
    assert str(c.party.id) not in str(own)
    served = council.world.council.party_id
    notice = Release.objects.get(attribution="masked")
    assert notice.owner_id == served
    audience = AudienceParty.objects.filter(audience=notice.audience_id).values_list("party_id", flat=True)
    assert set(audience) == {c.party.id, served}
    assert not Delivery.objects.filter(party=served).exists()
    assert turn(replace(c.actor(council.clock.now), party=served)) == 0  # it has nothing to catch up with


def test_a_marking_whose_statement_a_page_shows_was_fetched(council: Council, aa: Taxii) -> None:
    a, b, _ = council.members
    marking = {
        "type": "marking-definition",
        "spec_version": "2.1",
        "id": id_of("marking-definition", "m"),
        "created": "2021-12-01T00:00:00.000Z",
        "definition_type": "statement",
        "definition": {"statement": "Copyright of AA"},
    }
    aa.shared(json.dumps(marking).encode())
    council.clock.tick()
    aa.shared(indicator("x", object_marking_refs=[marking["id"]]))
    council.clock.tick()
    page = b.first.browser().get(f"/exchange/objects/{X}/").content.decode()
    assert "Copyright of AA" in page
    assert [fetch.party for fetch in fetches(a.viewer, str(marking["id"]))] == [b.party.id]


def test_no_number_of_later_versions_by_others_hides_the_originators_nor_ones_own(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, b, _ = council.members
    monkeypatch.setattr(objects, "VERSIONS_MAX", 10)
    monkeypatch.setattr(objects, "OTHERS_MAX", 5)
    for of, name, number in ((aa, "GENUINE", 2), (cc, "CC'S", 1), (bb, "FORGED", 20)):
        of.shared(*(indicator("x", name=name, modified=f"2021-12-02T00:00:{i:02d}.000Z") for i in range(number)))
        council.clock.tick()
    for who in council.members:
        settle(who.actor(council.clock.now))
        assert b"GENUINE" in who.first.browser().get(f"/exchange/objects/{X}/octets/").content
        found = versions(who.viewer, X, before=micros(council.clock.now))
        names = [view.body["name"] for view in found]
        assert names[0] == "GENUINE"
        assert found[0].version == "2021-12-02T00:00:01.000000Z"
        assert names.count("GENUINE") == 2
        assert any(view.mine for view in found)
        assert names.count("FORGED") == (10 if who is b else 5)
        assert len({view.id for view in found}) == len(found)


def test_nobody_learns_who_looks_at_an_object_by_adding_a_copy_of_it(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii
) -> None:
    a, b, c = council.members
    aa.shared(indicator("x"))
    council.clock.tick()
    bb.shared(indicator("x"), indicator("x", modified="2021-12-02T00:00:00.000Z"))
    council.clock.tick()
    aa.shared(indicator("y"))
    council.clock.tick()
    served = feed(cc, match_id=f"{X},{id_of('indicator', 'y')}")
    assert len(served) == 2
    assert [fetch.party for fetch in fetches(a.viewer, X)] == [c.party.id]
    assert fetches(b.viewer, X) == []
    council.clock.tick()
    take_back(bb, X)
    council.clock.tick()
    settle(c.actor(council.clock.now))
    council.clock.tick()
    assert recalled(cc) == []
    assert fetches(b.viewer, X) == []


def test_who_was_served_a_copy_once_it_was_shown_is_told_to_its_originator(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii
) -> None:
    _, b, c = council.members
    for of in (aa, bb):
        of.shared(indicator("x"))
        council.clock.tick()
    assert len(feed(cc)) == 1
    council.clock.tick()
    take_back(aa, X)
    council.clock.tick()
    settle(c.actor(council.clock.now))
    council.clock.tick()
    assert fetches(b.viewer, X) == []
    assert len(feed(cc)) == 1  # now it is BB's
    assert [fetch.party for fetch in fetches(b.viewer, X)] == [c.party.id]


def test_who_left_a_group_is_told_of_each_originators_copy_by_itself(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii
) -> None:
    a, b, c = council.members
    group = council.group(a, "G", b, c)
    council.clock.tick()
    aa.shared(indicator("x"), to=group)
    council.clock.tick()
    assert len(feed(cc)) == 1
    council.clock.tick()
    bb.shared(indicator("x"), to=group)
    council.clock.tick()
    assert len(feed(cc)) == 1
    remove_from_group(a.actor(council.clock.now), UUID(group), c.party.id)
    council.clock.tick()
    settle(c.actor(council.clock.now))
    council.clock.tick()
    assert recalled(cc) == [X]
    assert list(Loss.objects.filter(fetched_at__isnull=False).values_list("owner", flat=True).distinct()) == [
        a.party.id
    ]


def test_an_id_that_was_fetched_is_recalled_once_the_last_copy_is_gone_and_once(
    council: Council, aa: Taxii, bb: Taxii, cc: Taxii
) -> None:
    c = council.members[2]

    def settled() -> None:
        council.clock.tick()
        settle(c.actor(council.clock.now))
        council.clock.tick()

    aa.shared(indicator("x"))
    council.clock.tick()
    assert len(feed(cc)) == 1
    council.clock.tick()
    bb.shared(indicator("x"))  # CC is never served this one
    for of in (aa, bb):
        settled()
        take_back(of, X)
    settled()
    aa.shared(indicator("x", modified="2021-12-03T00:00:00.000Z"))
    settled()
    take_back(aa, X)
    settled()
    assert recalled(cc) == [X]


def test_leaving_reads_what_was_served_once_however_much_is_lost(
    council: Council, aa: Taxii, cc: Taxii, django_assert_max_num_queries: Any
) -> None:
    a, _, c = council.members
    group = council.group(a, "G", c)
    council.clock.tick()
    aa.shared(*(indicator(f"x{n}") for n in range(200)), to=group)
    for _ in range(20):
        council.clock.tick()
        assert len(feed(cc)) == 200
    remove_from_group(a.actor(council.clock.now), UUID(group), c.party.id)
    council.clock.tick()
    with django_assert_max_num_queries(60):
        settle(c.actor(council.clock.now))
    council.clock.tick()
    assert len(recalled(cc)) == 200


def test_what_was_fetched_at_a_place_between_is_not_forgotten(council: Council, aa: Taxii, bb: Taxii) -> None:
    """A version that is shown again is delivered again, each time at another place."""
    a, b, _ = council.members

    def hidden_and_shown_again(second: int) -> None:
        stamp = f"2021-12-02T00:00:0{second}.000Z"
        aa.shared(indicator("x", modified=stamp))
        council.clock.tick()
        settle(b.actor(council.clock.now))
        council.clock.tick()
        where = f"collections/council/objects/{X}/"
        assert aa.ask("DELETE", where, {"match[version]": stamp}).status_code == 200
        council.clock.tick()
        settle(b.actor(council.clock.now))
        council.clock.tick()

    aa.shared(indicator("x"))
    council.clock.tick()
    hidden_and_shown_again(1)
    assert [each["id"] for each in feed(bb)] == [X]
    council.clock.tick()
    seen = fetches(a.viewer, X)
    hidden_and_shown_again(2)
    assert [(f.party, f.at, f.lost) for f in fetches(a.viewer, X)] == [(b.party.id, seen[0].at, False)]
    take_back(aa, X)
    settle(b.actor(council.clock.now))
    council.clock.tick()
    assert recalled(bb) == [X]
    assert [(f.party, f.at, f.lost) for f in fetches(a.viewer, X)] == [(b.party.id, seen[0].at, True)]


def test_an_originator_sees_who_has_not_fetched_the_newest_version(council: Council, aa: Taxii, bb: Taxii) -> None:
    a, b, _ = council.members

    def told() -> list[tuple[UUID, bool, bool]]:
        return [(f.party, f.newest, f.lost) for f in fetches(a.viewer, X)]

    aa.shared(indicator("x"))
    council.clock.tick()
    feed(bb)
    assert told() == [(b.party.id, True, False)]
    aa.shared(indicator("x", modified="2021-12-02T00:00:00.000Z", revoked=True))
    council.clock.tick()
    assert told() == [(b.party.id, False, False)]
    older = {"match[version]": "2021-12-01T00:00:00.000Z"}
    assert aa.ask("DELETE", f"collections/council/objects/{X}/", older).status_code == 200
    council.clock.tick()
    assert told() == [(b.party.id, False, False)]  # the revoked version stands, so it is not taken back
    feed(bb)
    assert told() == [(b.party.id, True, False)]
