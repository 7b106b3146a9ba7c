"""Two readers poll while others add, narrow, widen, revoke, join and leave: each one's copy is what it may see now.

The model knows nothing of feeds, places or receipts. It holds what was added on which terms, and judges it anew each
time. After every poll the reader's copy, kept as recalls and later versions say, equals what the model lets it see:
nothing skipped, nothing leaked, and nothing served twice unless it was gone in between.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.worlds import NOON, Member, council_of

from parley.council.errors import ConflictError, NotFoundError
from parley.exchange.acts.adding import add
from parley.exchange.acts.changing import release_again, withdraw
from parley.exchange.acts.reading import read
from parley.exchange.rules import collections as channels
from parley.exchange.rules import recall
from parley.exchange.rules.feeds import Filter, Position
from parley.ledger.rules.actor import Actor
from parley.release import acts as release
from parley.release.rules import Named, Posture, terms

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("PARLEY_READER_WORLDS", "25"))
PHASES = [Phase.generate]
NAMES = 3
STEPS_MAX = 25
_ID = "indicator--6f1f0d52-3f0e-4a5e-9c0e-{:012d}"


@dataclass(frozen=True)
class Kept:
    """One version as its originator holds it."""

    owner: UUID
    through: str  # council, group or own
    name: int
    version: int
    order: int  # in which it came to whoever may see it: the model's own clock
    to: frozenset[UUID] | None


@dataclass
class Reader:
    member: Member
    feed: str
    copy: dict[str, bytes] = field(default_factory=dict)
    lost: set[bytes] = field(default_factory=set)  # not visible for a while since it was served
    after: Position | None = None


class World:
    """The node, the model beside it, and the readers."""

    def __init__(self) -> None:
        made = council_of(4)
        self.members = dict(zip("abcd", made.members, strict=True))
        self.at = NOON
        self.versions = 0
        group = release.make_group(
            self.by("a"), name="G", parties=[self.party("b"), self.party("c")], confidential=True
        )
        self.group, self.in_group = group.id, {"a", "b", "c"}
        self.postures: dict[tuple[str, str], Posture] = {}
        self.kept: list[Kept] = []
        self.places = {"council": channels.council(made.council.party_id).id, "group": self.group}
        self.readers = [Reader(self.members[who], feed) for who in "bd" for feed in ("shared", "council", "group")]

    def by(self, who: str) -> Actor:
        return self.members[who].viewer.acting(self.tick(), clock=self.tick)

    def tick(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at

    def party(self, who: str) -> UUID:
        return self.members[who].party.id

    def named(self, party: UUID) -> str:
        return next(who for who, member in self.members.items() if member.party.id == party)

    def collection(self, who: str, through: str) -> UUID:
        return channels.own(self.party(who)).id if through == "own" else self.places[through]

    # What happens

    def add(self, who: str, through: str, name: int, to: str | None) -> None:
        if through == "group" and who not in self.in_group:
            return
        self.versions += 1
        parties = None if to is None else frozenset(map(self.party, to))
        came = add(
            self.by(who),
            self.collection(who, through),
            [octets(name, self.versions, who)],
            to=None if parties is None else terms(Named(parties)),
        )
        assert came.success_count == 1, came
        self.kept.append(Kept(self.party(who), through, name, self.versions, self.versions, parties))

    def again(self, who: str, through: str, name: int, into: str, to: str | None) -> None:
        mine = [k for k in self.kept if (k.owner, k.through, k.name) == (self.party(who), through, name)]
        if not mine or (into == "group" and who not in self.in_group):
            return
        parties = None if to is None else frozenset(map(self.party, to))
        on = None if parties is None else terms(Named(parties))
        release_again(self.by(who), self.collection(who, through), _ID.format(name), self.collection(who, into), on)
        self.kept = [Kept(k.owner, into, k.name, k.version, k.order, parties) if k in mine else k for k in self.kept]

    def take_back(self, who: str, through: str, name: int, which: str) -> None:
        mine = [k for k in self.kept if (k.owner, k.through, k.name) == (self.party(who), through, name)]
        if not mine:
            return
        withdraw(self.by(who), self.collection(who, through), _ID.format(name), Filter(versions=(which,)))
        last = max(k.version for k in mine)
        gone = [k for k in mine if which == "all" or k.version == last]
        self.kept = [k for k in self.kept if k not in gone]
        if through != "own":
            self.kept += [Kept(k.owner, "own", k.name, k.version, k.order, None) for k in gone]

    def join(self, who: str) -> None:
        if who not in self.in_group:
            release.add_to_group(self.by("a"), self.group, self.party(who))
            self.in_group.add(who)

    def leave(self, who: str) -> None:
        if who in self.in_group:
            release.remove_from_group(self.by("a"), self.group, self.party(who))
            self.in_group.remove(who)

    def posture(self, who: str, towards: str, stance: Posture) -> None:
        release.set_posture(self.by(who), self.party(towards), stance)
        self.postures[who, towards] = stance

    # What a reader may see, by the model

    def sees(self, reader: str, feed: str, kept: Kept) -> bool:
        owner = self.named(kept.owner)
        if owner == reader or feed not in {"shared", kept.through}:
            return False
        if feed == "group" and reader not in self.in_group:
            return False
        if kept.to is not None and self.party(reader) not in kept.to:
            return False
        if kept.through == "own" and kept.to is None:
            return False
        if kept.through == "group" and reader not in self.in_group:
            return False
        match self.postures.get((owner, reader), Posture.OPEN):
            case Posture.OPEN:
                return True
            case Posture.FORUM_ONLY:
                return kept.through == "council" and kept.to is None
            case _:
                return False

    def visible(self, reader: str, feed: str) -> set[bytes]:
        """All versions of all originators that may be served."""
        return {octets(k.name, k.version, self.named(k.owner)) for k in self.kept if self.sees(reader, feed, k)}

    def note_losses(self) -> None:
        for reader in self.readers:
            may = self.visible(self.named(reader.member.party.id), reader.feed)
            reader.lost |= set(reader.copy.values()) - may

    def poll(self, number: int, limit: int) -> None:
        reader = self.readers[number]
        who = self.named(reader.member.party.id)
        if reader.feed == "group" and who not in self.in_group:
            return
        feed = channels.shared(reader.member.party.id).id if reader.feed == "shared" else self.places[reader.feed]
        by = self.by(who)
        may = self.visible(who, reader.feed)
        more = True
        while more:
            served = read(by, feed, after=reader.after, limit=limit)
            for each in served.entries:
                if each.type == recall.TYPE:
                    del reader.copy[json.loads(each.raw)["recalled_id"]]
                elif json.loads(each.raw)["x_by"] != who:
                    assert each.raw in may, "leaked"
                    assert reader.copy.get(each.stix_id) != each.raw or each.raw in reader.lost, "twice"
                    reader.lost.discard(each.raw)
                    reader.copy[each.stix_id] = each.raw
                reader.after = each.at
            more = served.more
        self.check(reader, who, may)

    def check(self, reader: Reader, who: str, may: set[bytes]) -> None:
        """Its copy has every id that it may see and no other, each in a version that it may see now: the last one of
        an originator."""
        assert set(reader.copy.values()) <= may, "kept what was recalled"
        lasts: dict[tuple[str, str], bytes] = {}
        for raw in sorted(may, key=lambda r: json.loads(r)["modified"]):
            lasts[json.loads(raw)["id"], json.loads(raw)["x_by"]] = raw
        assert set(reader.copy) == {id_ for id_, _ in lasts}, "skipped"
        assert set(reader.copy.values()) <= set(lasts.values()), "an older version"


def octets(name: int, version: int, who: str) -> bytes:
    at = f"2021-12-01T{version // 3600:02d}:{version // 60 % 60:02d}:{version % 60:02d}.000Z"
    return json.dumps(
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": _ID.format(name),
            "created": "2021-12-01T00:00:00.000Z",
            "modified": at,
            "valid_from": "2021-12-01T00:00:00.000Z",
            "pattern": "[domain-name:value = 'example.com']",
            "pattern_type": "stix",
            "revoked": version % 5 == 0,
            "x_by": who,
        }
    ).encode()


_OWNER = st.sampled_from("ac")
_THROUGH = st.sampled_from(["council", "group", "own"])
_NAME = st.integers(0, NAMES - 1)
_TO = st.sampled_from([None, None, "b", "bd", "d"])
_STEP = st.one_of(
    st.tuples(st.just("add"), _OWNER, _THROUGH, _NAME, _TO),
    st.tuples(st.just("add"), _OWNER, _THROUGH, _NAME, _TO),
    st.tuples(st.just("again"), _OWNER, _THROUGH, _NAME, _THROUGH, _TO),
    st.tuples(st.just("take_back"), _OWNER, _THROUGH, _NAME, st.sampled_from(["last", "all"])),
    st.tuples(st.just("join"), st.sampled_from("bcd")),
    st.tuples(st.just("leave"), st.sampled_from("bcd")),
    st.tuples(st.just("posture"), _OWNER, st.sampled_from("bd"), st.sampled_from(list(Posture))),
    st.tuples(st.just("poll"), st.integers(0, 5), st.integers(1, 3)),
    st.tuples(st.just("poll"), st.integers(0, 5), st.integers(1, 3)),
)


def test_each_readers_copy_is_what_it_may_see_now() -> None:
    founded = World()

    @settings(
        phases=PHASES, max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.lists(_STEP, min_size=4, max_size=STEPS_MAX))
    def in_every_history(steps: list[tuple[str, ...]]) -> None:
        with transaction.atomic():
            world = reset(founded)
            for name, *arguments in steps:
                try:
                    with transaction.atomic():
                        getattr(world, name)(*arguments)
                except (ConflictError, NotFoundError):
                    continue  # refused, and nothing is half done: the polls would show it
                world.note_losses()
            for number in range(len(world.readers)):
                world.poll(number, 2)
            transaction.set_rollback(True)

    in_every_history()


def reset(founded: World) -> World:
    """The same node; a model and readers that have seen nothing."""
    world = World.__new__(World)
    world.__dict__ |= founded.__dict__
    world.in_group, world.postures, world.kept = {"a", "b", "c"}, {}, []
    world.readers = [Reader(r.member, r.feed) for r in founded.readers]
    return world
