"""A list is imported as a whole; what it then is does not depend on how it came there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from tests.registry.importing.lists import LIST, a_list, bring, content, counts, day, held, octets
from tests.worlds import NOON, World, council_of, person

from parley.council.errors import ConflictError, InputError, NotAllowedError
from parley.council.rules import Role
from parley.ledger.models import Act, Leaf
from parley.registry.acts.importing import About, DropError, foresee_import, import_snapshot
from parley.registry.models import Entry, Number, Snapshot, Source, Step, Version
from parley.registry.queries.screening import listings, lists
from parley.registry.queries.sources import sources
from parley.registry.rules.entries import Identifier
from parley.registry.sources import ListFile, Read
from parley.release.models import AudienceParty

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return council_of(2)


HUNDRED = [f"T.{n:03}" for n in range(100)]


def test_an_import_is_one_act_and_reaches_the_whole_council(world: World) -> None:
    before = Act.objects.count()
    done = bring(world.secretariat.actor(), a_list(["A", "B"], day(1)))
    act = Act.objects.get(kind="registry.imported")
    assert Act.objects.count() == before + 1
    assert act.subject == done.source
    reached = set(AudienceParty.objects.filter(audience=Source.objects.get().audience).values_list("party", flat=True))
    assert reached >= {m.party.id for m in world.members}
    assert Leaf.objects.filter(act=act).count() == len(reached)
    assert {e.audience_id for e in Entry.objects.all()} == {Source.objects.get().audience_id}


def test_every_entry_has_a_version_and_a_step(world: World) -> None:
    bring(world.secretariat.actor(), a_list({"A": "Aleph"}, day(1)))
    bring(world.secretariat.actor(), a_list({"A": "Alif", "B": "Bet"}, day(2)))
    entry = Entry.objects.get(reference="A")
    assert (entry.name, entry.state, entry.version) == ("Alif", "listed", 2)
    assert list(Version.objects.filter(entry=entry).order_by("number").values_list("number", "state")) == [
        (1, "listed"),
        (2, "listed"),
    ]
    assert list(Step.objects.filter(entry=entry).order_by("number").values_list("number", "kind", "version")) == [
        (1, "imported", 1),
        (2, "imported", 2),
    ]


def test_numbers_are_those_of_the_newest_versions(world: World) -> None:
    def naming(*numbers: str) -> ListFile:
        said = replace(content("Aleph"), identifiers=tuple(Identifier("passport", number) for number in numbers))
        return ListFile((Read("A", said),), (), day(1 + len(numbers)))

    bring(world.secretariat.actor(), naming("P 1"))
    bring(world.secretariat.actor(), naming("P 2", "p-2", "P 3"))
    assert set(Number.objects.values_list("value", flat=True)) == {"p2", "p3"}
    assert {number.audience_id for number in Number.objects.all()} == {Entry.objects.get().audience_id}


def test_what_left_a_list_is_delisted_and_may_come_back(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A", "B"], day(1)))
    bring(by, a_list(["A"], day(2)))
    assert held()["B"][0] == "delisted"
    assert Step.objects.order_by("number").filter(entry__reference="B").last().kind == "no longer on its list"  # type: ignore[union-attr]
    done = bring(by, a_list(["A", "B"], day(3)))
    assert (done.added, done.delisted) == (1, 0)
    assert held()["B"][0] == "listed"


def test_the_same_file_twice_changes_nothing(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A", "B"], day(1)))
    bring(by, a_list(["A", "C"], day(2)))
    before, acts = counts(), Act.objects.count()
    for file in (a_list(["A", "C"], day(2)), a_list(["A", "B"], day(1))):
        assert bring(by, file).same
    assert (counts(), Act.objects.count()) == (before, acts)


def test_another_file_that_says_the_same_writes_its_snapshot_and_nothing_else(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A", "B"], day(1)))
    entries, versions, steps, snapshots = counts()
    bring(by, a_list(["A", "B"], day(2)))
    assert counts() == (entries, versions, steps, snapshots + 1)


SNAPSHOTS = (
    a_list({"A": "a", "B": "b", "C": "c", "D": "d"}, day(1)),
    a_list({"A": "a", "B": "b2", "C": "c2", "E": "e"}, day(2)),
    a_list({"A": "a3", "E": "e", "F": "f"}, day(3), unreadable=["B"]),
)


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=str)
def test_snapshots_imported_in_any_order_end_in_the_same_state(world: World, order: tuple[int, ...]) -> None:
    by = world.secretariat.actor()
    for number in order:
        bring(by, SNAPSHOTS[number])
    assert {r: (state, name) for r, (state, name, _) in held().items()} == {
        "A": ("listed", "a3"),
        "B": ("listed", "b2"),  # it stands in the newest, which could not be read of it
        "C": ("delisted", "c2"),
        "D": ("delisted", "d"),
        "E": ("listed", "e"),
        "F": ("listed", "f"),
    }


def test_an_older_snapshot_changes_nothing_that_is_in_force(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list({"A": "new"}, day(2)))
    done = bring(by, a_list({"A": "old", "B": "gone since"}, day(1)))
    assert (done.added, done.changed, done.delisted, done.past) == (0, 0, 0, 1)
    assert Version.objects.filter(entry__reference="A").count() == 1
    assert (held()["A"][:2], held()["B"][:2]) == (("listed", "new"), ("delisted", "gone since"))


def test_a_drop_over_the_share_stops_and_says_what_would_be_delisted(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(HUNDRED, day(1)))
    cut = a_list(HUNDRED[:94], day(2))
    with pytest.raises(DropError, match=r"delist 6 of 100 entries, more than 5 percent: T.094, T.095") as refused:
        bring(by, cut, accept_drop=False)
    assert refused.value.delisted == tuple(HUNDRED[94:])
    assert {state for state, *_ in held().values()} == {"listed"}
    assert Snapshot.objects.count() == 1
    assert bring(by, cut).delisted == 6


def test_a_drop_within_the_share_goes_through(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(HUNDRED, day(1)))
    assert bring(by, a_list(HUNDRED[:95], day(2)), accept_drop=False).delisted == 5


def test_what_stands_in_the_file_and_cannot_be_read_stays_as_it_was(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A", "B"], day(1)))
    done = bring(by, a_list(["A"], day(2), unreadable=["B"]), accept_drop=False)
    assert done.delisted == 0
    assert held()["B"][0] == "listed"


def test_where_a_record_without_reference_was_unreadable_a_delisting_asks_first(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(HUNDRED, day(1)))
    with pytest.raises(DropError, match="Records that could not be read: 1"):
        bring(by, a_list(HUNDRED[:99], day(2), unreadable=[""]), accept_drop=False)


def test_a_dry_run_says_the_same_and_writes_nothing(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list({"A": "a", "B": "b"}, day(1)))
    before = counts()
    file = a_list({"A": "a2", "C": "c"}, day(2))
    seen = foresee_import(by, LIST.key, file, sha256=octets(file))
    assert (seen.changes.added, seen.changes.changed, seen.changes.delisted) == (("C",), ("A",), ("B",))
    assert seen.names == {"A": "a2", "B": "b", "C": "c"}
    assert seen.drop is not None
    assert counts() == before
    bring(by, file)
    assert foresee_import(by, LIST.key, file, sha256=octets(file)).same


def test_a_members_import_is_its_own_alone(world: World) -> None:
    aa, bb = world.members
    bring(aa.actor(), a_list(["A"], day(1)))
    assert [view.in_force for view in sources(aa.viewer)] == [1]
    assert sources(bb.viewer) == sources(world.secretariat.viewer) == []
    bring(bb.actor(), a_list(["B"], day(1)))  # of the same key: nobody knows of the other
    assert Source.objects.count() == 2


@pytest.mark.parametrize("key", ["joint", "national", "default", "Joint"])
def test_no_list_is_called_like_the_councils_own(world: World, key: str) -> None:
    file = a_list(["A"], day(1))
    for by in (world.secretariat.actor(), world.members[0].actor()):
        with pytest.raises(InputError, match="a key that means no other list here"):
            import_snapshot(by, About(key, "un", "A list"), file, sha256=octets(file))


def test_the_page_of_a_list_is_an_address_of_the_web(world: World) -> None:
    file = a_list(["A"], day(1))
    about = replace(LIST, address="javascript:alert(1)")
    with pytest.raises(InputError, match="begins with https://"):
        import_snapshot(world.secretariat.actor(), about, file, sha256=octets(file))


def test_a_members_list_is_asked_for_apart_from_the_councils_of_the_same_key(world: World) -> None:
    aa, bb = world.members
    for by in (world.secretariat, aa, bb):
        bring(by.actor(), a_list(["A"], day(1)))
    assert set(lists(aa.viewer)) == set(lists(bb.viewer)) == {"joint", "national", "test-list", "own:test-list"}
    found = listings(aa.viewer, Entry.objects.values_list("id", flat=True), NOON.date())
    assert sorted(each.list_ for each in found.values()) == ["own:test-list", "test-list"]
    assert bring(aa.actor(), a_list(["A"], day(1))).same


def test_who_may_not_import_is_told_who_may(world: World) -> None:
    analyst = person(world.members[0], "Analyst", {Role.ANALYST})
    with pytest.raises(NotAllowedError, match="focal point"):
        bring(analyst.actor(), a_list(["A"], day(1)))


def test_a_list_of_tomorrows_tomorrow_is_refused(world: World) -> None:
    with pytest.raises(InputError, match="made before now"):
        bring(world.secretariat.actor(), a_list(["A"], NOON + timedelta(days=2)))


def test_an_import_counts_from_its_turn(world: World) -> None:
    """Not from when its file began to be read: whoever looks for what is new would look for later."""
    later = NOON + timedelta(minutes=5)
    bring(replace(world.secretariat.actor(), clock=lambda: later), a_list(["A"], day(1)))
    assert Entry.objects.get().changed_at == Version.objects.get().at == Snapshot.objects.get().at == later


def test_an_empty_list_is_refused(world: World) -> None:
    with pytest.raises(InputError, match="a list with entries"):
        bring(world.secretariat.actor(), a_list([], day(1)))


def test_a_source_keeps_its_format(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A"], day(1)))
    file = a_list(["A"], day(2))
    with pytest.raises(InputError, match="another key"):
        import_snapshot(by, About(LIST.key, "eu", "A list"), file, sha256=octets(file))
    with pytest.raises(InputError, match="format"):
        import_snapshot(by, About("other", "pdf", "A list"), file, sha256=octets(file))


def test_a_file_that_says_no_moment_is_of_now_or_of_when_it_is_said_to_be(world: World) -> None:
    by = world.secretariat.actor()
    bring(by, a_list(["A"]))
    assert Snapshot.objects.get().made_at == NOON
    bring(by, a_list(["A", "B"]), made_at=day(1))
    assert held()["B"][0] == "delisted"


def test_refusals_of_imports_are_conflicts() -> None:
    """So that pages and commands show them as they show every other one."""
    assert issubclass(DropError, ConflictError)
