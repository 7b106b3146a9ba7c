"""The feed of changes: each consumer learns of each delisting, and each acknowledges it."""

from __future__ import annotations

import pytest
from tests.registry.acts.samples import DAYS, WHY, content, day, listed, on
from tests.worlds import Member, World

from parley.council.errors import NotFoundError
from parley.registry.acts import consuming, designating, reviewing
from parley.registry.models import Consumer, Entry, Reach
from parley.registry.queries import consumers
from parley.registry.queries.changes import Change
from parley.registry.queries.entries import entries
from parley.release.acts import add_to_group, make_group, remove_from_group
from parley.release.queries import Cursor
from parley.release.rules import Group, Named, WholeCouncil, terms

pytestmark = pytest.mark.django_db

L = DAYS


def delist(world: World, entry: Entry, at: int) -> None:
    opened = reviewing.propose_delisting(world.members[0].actor(day(at - DAYS)), entry.id, reasons=WHY)
    reviewing.record_delisting(world.secretariat.actor(day(at)), opened.id, reasons=WHY, meeting="C", meeting_on=on(at))


def read(who: Member, at: int, after: Cursor | None = None, limit: int = 50) -> tuple[list[Change], Cursor | None]:
    page = consuming.changes(who.actor(day(at)), after=after, limit=limit)
    return list(page.rows), page.next


def states(rows: list[Change]) -> list[str]:
    return [row.version.state if row.version else "recalled" for row in rows]


def test_a_delisting_stays_in_the_feed(world: World) -> None:
    _, bb, _ = world.members
    entry = listed(world, world.members[0])
    delist(world, entry, 2 * L)
    rows, end = read(bb, 2 * L + 1)
    assert states(rows) == ["under consideration", "listed", "delisted"]
    assert read(bb, 2 * L + 2, end) == ([], end)


def test_pages_show_each_change_once_in_order(world: World) -> None:
    _, bb, _ = world.members
    for n in range(5):
        designating.designate(
            world.members[0].actor(day(n % 2)), content(f"G{n}"), to=terms(Named(frozenset({bb.party.id})))
        )
    found: list[Change] = []
    place = None
    while True:
        rows, place = read(bb, 9, place, limit=2)
        if not rows:
            break
        found += rows
    assert len({row.entry for row in found}) == len(found) == 5
    assert [row.at for row in found] == sorted(row.at for row in found)


def test_what_is_not_released_to_a_party_is_not_in_its_feed_and_moves_no_place(world: World) -> None:
    aa, bb, cc = world.members
    designating.designate(aa.actor(day(0)), content("H"), to=terms(Named(frozenset({bb.party.id}))))
    assert read(cc, 1) == ([], None)
    assert len(read(bb, 1)[0]) == 1


def test_what_was_served_and_is_taken_back_is_told_by_its_id_alone(world: World) -> None:
    aa, bb, cc = world.members
    both = terms(Named(frozenset({bb.party.id, cc.party.id})))
    entry = designating.designate(aa.actor(day(0)), content(), to=both)
    _, place = read(bb, 1)
    designating.release_designation(aa.actor(day(2)), entry.id, to=terms())
    read(bb, 3, place)
    (notice,), after = read(bb, 4, place)
    assert (notice.entry, notice.version, notice.in_force) == (entry.id, None, False)
    read(cc, 3)
    assert read(cc, 4)[0] == []  # it was never served
    designating.release_designation(aa.actor(day(5)), entry.id, to=both)
    rows, _ = read(bb, 6, after)
    assert states(rows) == ["listed"]


def test_a_designation_that_the_whole_council_saw_is_taken_back_alike(world: World) -> None:
    aa, bb, _ = world.members
    entry = designating.designate(aa.actor(day(0)), content(), to=terms(WholeCouncil()))
    _, place = read(bb, 1)
    designating.release_designation(aa.actor(day(2)), entry.id, to=terms())
    read(bb, 3, place)
    assert [(row.entry, row.version) for row in read(bb, 4, place)[0]] == [(entry.id, None)]


def test_what_cannot_be_taken_back_is_not_remembered(world: World) -> None:
    entry = listed(world, world.members[0])
    assert read(world.members[1], L + 1)[0]
    assert not Reach.objects.filter(entry=entry).exists()


def test_whoever_leaves_a_group_is_told_and_whoever_joins_is_served_the_past_at_a_place_not_passed(
    world: World,
) -> None:
    aa, bb, cc = world.members
    group = make_group(aa.actor(day(0)), name="G", parties=[bb.party.id], confidential=False)
    other = designating.designate(aa.actor(day(1)), content("O"), to=terms(Named(frozenset({cc.party.id}))))
    entry = designating.designate(aa.actor(day(1)), content(), to=terms(Group(group.id)))
    rows, place = read(cc, 2)
    assert [row.entry for row in rows] == [other.id]
    add_to_group(aa.actor(day(3)), group.id, cc.party.id)
    rows, place = read(cc, 4, place)
    assert [(row.entry, row.at) for row in rows] == [(entry.id, day(3))]
    remove_from_group(aa.actor(day(5)), group.id, cc.party.id)
    read(cc, 6, place)
    assert states(read(cc, 7, place)[0]) == ["recalled"]


def test_every_member_sees_who_has_acknowledged_a_delisting_and_no_name_of_a_system(world: World) -> None:
    aa, bb, cc = world.members
    systems = [consuming.register(bb.actor(day(0)), name=f"Border {n}") for n in range(2)]
    consuming.register(cc.actor(day(0)), name="Bank")
    entry = listed(world, aa)
    assert consumers.acknowledgements(aa.viewer, entry.id) == []
    delist(world, entry, 2 * L)
    version = consumers.left_by(Entry.objects.get(id=entry.id))
    assert version is not None
    late = consuming.register(cc.actor(day(2 * L + 1)), name="Late")
    consuming.acknowledge(bb.actor(day(2 * L + 1)), systems[0].id, version.id)
    found = {a.party: (a.owed, a.acknowledged, a.done) for a in consumers.acknowledgements(aa.viewer, entry.id)}
    assert found == {bb.party.id: (2, 1, False), cc.party.id: (1, 0, False)}
    assert [[c.name for c in o.consumers] for o in consumers.owed(bb.viewer)] == [["Border 1"]]
    assert [[c.name for c in o.consumers] for o in consumers.owed(cc.viewer)] == [["Bank"]]
    assert consumers.owed(aa.viewer) == []
    assert late not in consumers.owed(cc.viewer)[0].consumers
    consuming.acknowledge(bb.actor(day(2 * L + 2)), systems[1].id, version.id)
    found = {a.party: a.done for a in consumers.acknowledgements(cc.viewer, entry.id)}
    assert found == {bb.party.id: True, cc.party.id: False}


def test_a_system_is_its_partys_own(world: World) -> None:
    _, bb, cc = world.members
    row = consuming.register(bb.actor(day(0)), name="Border")
    entry = listed(world, world.members[0])
    version = entry.versions.first()
    assert version is not None
    with pytest.raises(NotFoundError):
        consuming.acknowledge(cc.actor(day(L + 1)), row.id, version.id)
    assert consumers.own(cc.viewer) == []
    once = consuming.acknowledge(bb.actor(day(L + 1)), row.id, version.id)
    assert consuming.acknowledge(bb.actor(day(L + 2)), row.id, version.id) == once


def test_a_version_that_the_party_may_not_see_is_not_there_to_acknowledge(world: World) -> None:
    aa, bb, _ = world.members
    row = consuming.register(bb.actor(day(0)), name="Border")
    hidden = designating.designate(aa.actor(day(0)), content(), to=terms())
    version = hidden.versions.get()
    with pytest.raises(NotFoundError):
        consuming.acknowledge(bb.actor(day(1)), row.id, version.id)


def test_a_system_that_ended_owes_nothing_and_what_it_acknowledged_stays(world: World) -> None:
    aa, bb, _ = world.members
    one, other = (consuming.register(bb.actor(day(0)), name=f"S{n}") for n in range(2))
    entry = listed(world, aa)
    delist(world, entry, 2 * L)
    version = consumers.left_by(Entry.objects.get(id=entry.id))
    assert version is not None
    consuming.acknowledge(bb.actor(day(2 * L)), one.id, version.id)
    for consumer in (one, other):
        consuming.end(bb.actor(day(2 * L + 1)), consumer.id)
    (found,) = consumers.acknowledgements(aa.viewer, entry.id)
    assert (found.owed, found.acknowledged) == (1, 1)
    assert consumers.owed(bb.viewer) == []
    assert Consumer.objects.filter(ended_at=None).count() == 0


def test_whoever_keeps_an_entry_finds_nothing_moved_when_others_gain_it(world: World) -> None:
    aa, bb, cc = world.members
    group = make_group(aa.actor(day(0)), name="G", parties=[], confidential=False)
    first = designating.designate(aa.actor(day(1)), content("A"), to=terms(Named(frozenset({bb.party.id}))))
    late = designating.designate(aa.actor(day(2)), content("B"), to=terms(Group(group.id)))
    last = designating.designate(aa.actor(day(3)), content("C"), to=terms(Named(frozenset({bb.party.id}))))
    add_to_group(aa.actor(day(4)), group.id, bb.party.id)

    def seen() -> tuple[list[tuple[object, ...]], list[object]]:
        rows, _ = read(bb, 20)
        return [(row.entry, row.at) for row in rows], [entry.id for entry in entries(bb.viewer, day(20)).rows]

    before = seen()
    assert before[0] == [(first.id, day(1)), (last.id, day(3)), (late.id, day(4))]
    both = terms(Named(frozenset({bb.party.id, cc.party.id})))
    for n, entry in enumerate((first, late, last)):
        designating.release_designation(aa.actor(day(10 + n)), entry.id, to=both)
        assert seen() == before
    rows, _ = read(cc, 20)
    assert [(row.entry, row.at) for row in rows] == [(first.id, day(10)), (late.id, day(11)), (last.id, day(12))]
    for n, entry in enumerate((first, late, last)):  # and back, to terms that were used before
        designating.release_designation(aa.actor(day(13 + n)), entry.id, to=terms(Named(frozenset({bb.party.id}))))
        assert seen() == before
