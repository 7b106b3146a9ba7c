"""What the list was on a past day, against a naive replay of everything that was done."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.registry.acts.samples import DAYS, WHY, content, day, on, proposal
from tests.worlds import World

from parley.council.errors import ConflictError, NotFoundError
from parley.registry.acts import considering, designating, listing, reviewing
from parley.registry.models import Entry
from parley.registry.queries import history
from parley.registry.queries.history import entry_on
from parley.registry.queries.history import on as list_on
from parley.registry.rules.entries import Roll
from parley.release.rules import Named, terms
from parley.settings import SETTINGS

pytestmark = pytest.mark.django_db

DEEDS = ["propose", "revise", "withdraw", "object", "list", "amend", "delist", "designate", "end", "release"]
script = st.lists(st.tuples(st.integers(0, 25), st.sampled_from(DEEDS), st.integers(0, 3)), min_size=3, max_size=12)


@dataclass
class Paper:
    """After each deed: which entries there are, by what name and in what state. One page a day, copied over."""

    now: dict[object, tuple[str, str]] = field(default_factory=dict)
    pages: dict[int, dict[object, tuple[str, str]]] = field(default_factory=dict)
    last: int = 0

    def turn_to(self, n: int) -> None:
        for gone in range(self.last, n):
            self.pages[gone] = dict(self.now)
        self.last = n


@dataclass
class Story:
    world: World
    paper: Paper = field(default_factory=Paper)
    proposed: list[Entry] = field(default_factory=list)
    designated: list[Entry] = field(default_factory=list)
    hidden: set[object] = field(default_factory=set)
    named: int = 0

    def name(self) -> str:
        self.named += 1
        return f"G{self.named}"

    def note(self, entry: Entry, name: str | None, state: str) -> None:
        self.paper.now[entry.id] = (name or self.paper.now[entry.id][0], state)

    def do(self, n: int, deed: str, which: int) -> None:
        aa, bb, _ = self.world.members
        keeper = self.world.secretariat.actor(day(n))
        name = self.name()
        if deed == "propose":
            entry = listing.propose(aa.actor(day(n)), content(name))
            self.proposed.append(entry)
            return self.note(entry, name, "under consideration")
        if deed == "designate":
            entry = designating.designate(aa.actor(day(n)), content(name), to=terms(Named(frozenset({bb.party.id}))))
            self.designated.append(entry)
            return self.note(entry, name, "listed")
        if deed in {"end", "release"}:
            if not self.designated:
                return None
            entry = self.designated[which % len(self.designated)]
            if deed == "end":
                designating.end_designation(aa.actor(day(n)), entry.id, reasons=WHY)
                return self.note(entry, None, "delisted")
            designating.release_designation(aa.actor(day(n)), entry.id, to=terms())
            self.hidden.add(entry.id)
            return None
        if not self.proposed:
            return None
        return self._jointly(n, deed, self.proposed[which % len(self.proposed)], name, keeper)

    def _jointly(self, n: int, deed: str, entry: Entry, name: str, keeper) -> None:  # type: ignore[no-untyped-def]
        aa, bb, _ = self.world.members
        match deed:
            case "revise":
                listing.revise(aa.actor(day(n)), proposal(entry), content(name))
                self.note(entry, name, "under consideration")
            case "withdraw":
                listing.withdraw(aa.actor(day(n)), proposal(entry))
                self.note(entry, None, "withdrawn")
            case "object":
                considering.object_to(bb.actor(day(n)), proposal(entry), reasons=WHY)
            case "list":
                listing.record_listing(keeper, proposal(entry), meeting="C", meeting_on=on(n))
                self.note(entry, None, "listed")
            case "amend":
                reviewing.propose_amendment(aa.actor(day(n)), entry.id, content(name), reasons=WHY)
            case "delist":
                reviewing.remove(aa.actor(day(n)), entry.id, proof=WHY)
                self.note(entry, None, "delisted")


@given(script)
@settings(
    max_examples=20,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_a_past_day_is_what_a_naive_replay_says(world: World, script: list[tuple[int, str, int]]) -> None:
    with transaction.atomic():
        _tell(world, script)
        transaction.set_rollback(True)


def _tell(world: World, script: list[tuple[int, str, int]]) -> None:
    story, n = Story(world), 0
    for later, deed, which in script:
        n += later
        story.paper.turn_to(n)
        try:
            story.do(n, deed, which)
        except ConflictError:
            continue
    story.paper.turn_to(n + 1)
    aa, bb, cc = world.members
    ours = {e.id for e in story.proposed}
    for past, page in story.paper.pages.items():
        if page == story.paper.pages.get(past - 1) and page == story.paper.pages.get(past + 1, page):
            continue  # between two pages that are the same
        day_ = on(past)
        assert _said(aa, day_) == page
        shown = {e: v for e, v in page.items() if e in ours or e not in story.hidden}
        assert _said(bb, day_) == shown
        assert _said(cc, day_) == {e: v for e, v in page.items() if e in ours}
        for entry, (name, state) in page.items():
            was = entry_on(aa.viewer, entry, day_)
            assert (was.content.name, was.state) == (name, state)
            assert was.explained


def _said(who, day_: date) -> dict[object, tuple[str, str]]:  # type: ignore[no-untyped-def]
    return {was.entry.id: (was.content.name, was.state) for was in list_on(who.viewer, day_)[0]}


def test_an_entry_is_not_there_before_it_was(world: World) -> None:
    aa, *_ = world.members
    entry = listing.propose(aa.actor(day(3)), content())
    with pytest.raises(NotFoundError):
        entry_on(aa.viewer, entry.id, on(2))
    assert list_on(aa.viewer, on(2))[0] == []
    assert list_on(aa.viewer, on(3))[0][0].entry == entry


def test_a_day_ends_at_midnight_utc(world: World) -> None:
    aa, *_ = world.members
    last = day(3).replace(hour=23, minute=59, second=59, microsecond=999_999)
    entry = listing.propose(aa.actor(last), content())
    listing.revise(aa.actor(last + timedelta(microseconds=1)), proposal(entry), content("B"))
    assert entry_on(aa.viewer, entry.id, on(3)).content.name == "The Grey Wolves of Nowhere"
    assert entry_on(aa.viewer, entry.id, on(4)).content.name == "B"


def test_holds_stand_on_the_days_on_which_they_stood(world: World) -> None:
    aa, bb, _ = world.members
    entry = listing.propose(aa.actor(day(0)), content())
    considering.hold(bb.actor(day(2)), proposal(entry), reasons=WHY, days=3)
    states = [entry_on(aa.viewer, entry.id, on(n)).state for n in range(6)]
    assert states == ["under consideration"] * 2 + ["on hold"] * 3 + ["under consideration"]


def test_what_is_not_released_to_the_viewer_now_was_not_there(world: World) -> None:
    aa, bb, _ = world.members
    entry = designating.designate(aa.actor(day(0)), content(), to=terms())
    with pytest.raises(NotFoundError):
        entry_on(bb.viewer, entry.id, on(0))
    assert list_on(bb.viewer, on(DAYS), roll=Roll.NATIONAL)[0] == []


def test_a_past_day_is_read_page_by_page_and_later_changes_move_nothing(world: World, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(history, "SETTINGS", replace(SETTINGS, page_rows_max=2))
    aa, bb, _ = world.members
    came = [designating.designate(aa.actor(day(n)), content(f"G{n}"), to=terms()) for n in range(5)]
    designating.designate(bb.actor(day(1)), content("Not for A"), to=terms())
    designating.amend_designation(aa.actor(day(9)), came[0].id, content("G0 as amended"))
    read, place = [], None
    for _page in range(3):
        rows, found = list_on(aa.viewer, on(4), roll=Roll.NATIONAL, before=place)
        read.append([was.name for was in rows])
        place = found.older
    assert read == [["G4", "G3"], ["G2", "G1"], ["G0"]]
    assert place is None
    back, _found = list_on(aa.viewer, on(4), roll=Roll.NATIONAL, after=found.newer)
    assert [was.name for was in back] == ["G2", "G1"]
