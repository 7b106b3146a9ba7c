"""A feed shows what is released to its party, each once, in an order that never changes under a reader."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from tests.worlds import NOON, Member, World, council_of

from parley.exchange.acts import reading
from parley.exchange.acts.storing import Part, Storable, mark, store
from parley.exchange.queries.feeds import Entry
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import Position, digest, micros
from parley.ledger.acts import lock
from parley.release.acts import add_to_group, make_group, remove_from_group
from parley.release.rules import Group, Terms, WholeCouncil, terms

pytestmark = pytest.mark.django_db


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


def put(by: Member, at: datetime, collection: UUID, on: Terms, *ids: str, version: str = "1") -> None:
    actor = by.actor(at)
    objects = [
        Storable(
            raw=f"{id_} {version} of {by.party.code}".encode(),
            stix_id=id_,
            type="indicator",
            version=version,
            valid_until="",
            revoked=False,
            words=(),
            ref=digest(id_),
            mark=mark(by.party.id, collection, version),
        )
        for id_ in ids
    ]
    with transaction.atomic():
        lock()
        store(actor, collection, [Part(on, "shown", objects)])


def read(who: Member, at: datetime, collection: UUID | None = None, after: Position | None = None) -> list[Entry]:
    feed = collection or channels.shared(who.party.id).id
    return reading.read(who.actor(at), feed, after=after, limit=1000).entries


def said(entries: list[Entry]) -> list[str]:
    return [entry.raw.decode() for entry in entries]


@pytest.fixture
def world() -> World:
    return council_of(3)


def council_collection(world: World) -> UUID:
    return channels.council(world.council.party_id).id


def test_what_is_released_to_the_council_stands_in_every_members_feed_and_in_its_collection(world: World) -> None:
    aa, bb, _ = world.members
    put(aa, later(1), council_collection(world), terms(WholeCouncil()), "indicator--1")
    assert said(read(bb, later(2))) == ["indicator--1 1 of AA"]
    assert said(read(bb, later(2), council_collection(world))) == ["indicator--1 1 of AA"]
    assert read(aa, later(2)) == []
    assert said(read(aa, later(2), channels.own(aa.party.id).id)) == ["indicator--1 1 of AA"]


def test_a_page_shows_what_came_strictly_before_the_moment_of_asking(world: World) -> None:
    aa, bb, _ = world.members
    put(aa, later(1), council_collection(world), terms(WholeCouncil()), "indicator--1")
    assert read(bb, later(1)) == []


def test_whoever_joins_a_group_is_served_its_past_as_of_that_moment(world: World) -> None:
    aa, bb, cc = world.members
    group = make_group(aa.actor(later(0)), name="G", parties=[bb.party.id], confidential=False)
    put(aa, later(1), group.id, terms(Group(group.id)), "indicator--1", "indicator--2")
    assert read(cc, later(2)) == []
    add_to_group(aa.actor(later(3)), group.id, cc.party.id)
    entries = read(cc, later(4))
    assert sorted(said(entries)) == ["indicator--1 1 of AA", "indicator--2 1 of AA"]
    assert {entry.at.added_at for entry in entries} == {micros(later(3))}
    assert {entry.at.added_at for entry in read(bb, later(4))} == {micros(later(1))}


def test_whoever_leaves_a_group_is_served_a_notice_of_what_it_had_fetched_and_of_nothing_else(world: World) -> None:
    aa, bb, cc = world.members
    group = make_group(aa.actor(later(0)), name="G", parties=[bb.party.id, cc.party.id], confidential=False)
    put(aa, later(1), group.id, terms(Group(group.id)), "indicator--1")
    last = read(cc, later(2))[-1].at
    put(aa, later(3), group.id, terms(Group(group.id)), "indicator--2")
    remove_from_group(aa.actor(later(4)), group.id, cc.party.id)
    assert read(cc, later(5), after=last) == []
    notices = read(cc, later(6), after=last)
    assert [entry.type for entry in notices] == ["x-parley-recall"]
    assert b'"recalled_id":"indicator--1"' in notices[0].raw
    assert sorted(said(read(bb, later(6)))) == ["indicator--1 1 of AA", "indicator--2 1 of AA"]


def test_of_two_originators_with_the_same_version_the_first_delivered_is_served_then_the_other(world: World) -> None:
    aa, bb, cc = world.members
    group = make_group(aa.actor(later(0)), name="G", parties=[cc.party.id], confidential=False)
    put(aa, later(1), group.id, terms(Group(group.id)), "indicator--1")
    put(bb, later(2), council_collection(world), terms(WholeCouncil()), "indicator--1")
    entries = read(cc, later(3))
    assert said(entries) == ["indicator--1 1 of AA"]
    remove_from_group(aa.actor(later(4)), group.id, cc.party.id)
    assert read(cc, later(5), after=entries[-1].at) == []
    assert said(read(cc, later(6), after=entries[-1].at)) == ["indicator--1 1 of BB"]


def test_the_latest_version_that_the_viewer_may_see_is_served(world: World) -> None:
    aa, bb, cc = world.members
    council = council_collection(world)
    group = make_group(aa.actor(later(0)), name="G", parties=[cc.party.id], confidential=False)
    put(aa, later(1), council, terms(WholeCouncil()), "indicator--1", version="1")
    put(aa, later(2), council, terms(WholeCouncil(), Group(group.id)), "indicator--1", version="2")
    assert said(read(bb, later(3))) == ["indicator--1 1 of AA"]
    entries = read(cc, later(3))
    assert said(entries) == ["indicator--1 2 of AA"]
    remove_from_group(aa.actor(later(4)), group.id, cc.party.id)
    read(cc, later(5))
    assert said(read(cc, later(6), after=entries[-1].at)) == ["indicator--1 1 of AA"]
