"""A delisting that time decides is of its day, and tells nobody who did something first on that day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from tests.registry.acts.samples import DAYS, content, day, listed
from tests.registry.acts.test_petitioning import send
from tests.registry.pages.browsing import bare, said, url
from tests.worlds import Person, World

from parley.ledger import queries as ledger
from parley.registry.acts import consuming, designating, listing, petitioning
from parley.registry.models import Entry
from parley.registry.queries.entries import entry_page
from parley.release.rules import NOBODY
from parley.web import middleware

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(world: World, reviewer: Person) -> Entry:
    """AA's, which the reviewer recommends to delist."""
    entry = listed(world, world.members[0])
    row, _ = send()
    petitioning.gather(reviewer.actor(day(DAYS)), row.id, entry.id)
    petitioning.begin_dialogue(reviewer.actor(day(DAYS)), row.id)
    petitioning.report(reviewer.actor(day(DAYS)), row.id, text="Go.", recommends_delisting=True)
    entry.refresh_from_db()
    return entry


def midnight(entry: Entry) -> datetime:
    assert entry.delists_on is not None
    return day(0).replace(hour=0) + (entry.delists_on - day(0).date())


Hidden = Callable[[World, Person, Entry, datetime], object]

HIDDEN: dict[str, Hidden] = {
    "a reading of the feed": lambda world, _, entry, at: consuming.changes(world.members[1].actor(at), limit=1),
    "evidence": lambda world, _, entry, at: listing.show_evidence(
        world.members[1].actor(at), entry.id, title="A", text="B", to=NOBODY
    ),
    "a designation": lambda world, _, entry, at: designating.designate(
        world.members[1].actor(at), content(), to=NOBODY
    ),
    "a petition": lambda world, reviewer, entry, at: petitioning.petition(
        petitioning.petitioner(at), about="A", name="B", contact="", language="en", text="C"
    ),
    "a page": lambda world, reviewer, entry, at: world.members[1].first.browser().get(url("list")),
}


def test_a_hidden_act_does_not_date_a_delisting(
    world: World, reviewer: Person, entry: Entry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What CC reads, and what its log holds, after an act of others that it is not shown; and after none."""
    cc = world.members[2].first
    begins = midnight(entry)
    seen = {}
    for name, hidden in {"nothing": None, **HIDDEN}.items():
        before = transaction.savepoint()
        monkeypatch.setattr(middleware, "now", lambda: begins + timedelta(hours=1))
        if hidden is not None:
            hidden(world, reviewer, entry, begins + timedelta(hours=1))
        later = begins + timedelta(hours=9)
        monkeypatch.setattr(middleware, "now", lambda later=later: later)
        page = bare(said(cc.browser().get(url("entry", entry.id))))
        feed = consuming.changes(cc.actor(later), limit=10).rows
        seen[name] = (page, feed, [(a.id, a.when, a.about, a.content) for a in ledger.acts(cc.viewer)])
        transaction.savepoint_rollback(before)
    assert [name for name, what in seen.items() if what != seen["nothing"]] == []
    _, feed, _ = seen["nothing"]
    assert (feed[-1].at, feed[-1].version.state) == (begins, "delisted")


def test_it_is_written_before_whatever_is_done_on_its_day(world: World, entry: Entry) -> None:
    aa, _, cc = world.members
    begins = midnight(entry)
    place = consuming.changes(cc.actor(begins - timedelta(hours=1))).next
    other = listing.propose(aa.actor(begins + timedelta(hours=2)), content("Others"))
    page = consuming.changes(cc.actor(begins + timedelta(hours=3)), after=place)
    assert [c.entry for c in page.rows] == [entry.id, other.id]
    assert [a.what for a in ledger.acts(cc.viewer)][:3] == [
        "registry.proposed",
        "registry.review_closed",
        "registry.delisted",
    ]
    step = next(s for s in entry_page(cc.viewer, entry.id, begins).steps if s.kind == "delisted")
    assert step.released_at == begins
