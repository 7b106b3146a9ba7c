"""Contents and councils for tests of the register."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tests.worlds import NOON, Member, Person, World, _with_authority, person

from parley.council import acts as council
from parley.council.rules import AuthorityKind, PartyKind, Role
from parley.registry.acts import listing
from parley.registry.models import Entry
from parley.registry.queries.entries import entry_page
from parley.registry.rules.entries import Alias, Content, Kind, Quality
from parley.settings import SETTINGS

DAYS = SETTINGS.consideration_days
WHY = {"en": "For reasons that are said."}


def content(name: str = "The Grey Wolves of Nowhere", **changes: Any) -> Content:
    said = Content(
        kind=Kind.ORGANISATION,
        names=(Alias(name, Quality.PRIMARY), Alias("GWN", Quality.LOW, basis="Its own letterhead")),
        legal_basis="Article 6 of the agreement",
        reasons={"en": "It claimed an attack."},
    )
    return replace(said, **changes)


def person_content(name: str = "Ivan Nobody", **changes: Any) -> Content:
    return content(name, kind=Kind.PERSON, **changes)


def day(n: int) -> datetime:
    """Noon of the n-th day after the council was founded."""
    return NOON + timedelta(days=n)


def on(n: int) -> date:
    return day(n).date()


def proposal(entry: Entry) -> UUID:
    """The step that opened the entry."""
    return entry.steps.get(number=1).id


def listed(world: World, by: Member, said: Content | None = None, at: int = 0) -> Entry:
    """Proposed on a day, and adopted on the first on which it can be."""
    entry = listing.propose(by.actor(day(at)), said or content())
    return adopt(world, entry, at + DAYS)


def adopt(world: World, entry: Entry, at: int) -> Entry:
    return listing.record_listing(
        world.secretariat.actor(day(at)), proposal(entry), meeting="Council, 1st session", meeting_on=on(at)
    )


def state(by: Member, entry: Entry, at: int) -> str:
    return entry_page(by.viewer, entry.id, day(at)).standing.state


def reviewing(world: World) -> Person:
    """The independent reviewer: an organ of its own, with one account."""
    keeper = world.secretariat.actor(NOON)
    organ = council.add_party(keeper, kind=PartyKind.ORGAN, code="REV", names={"en": "The Reviewer"})
    office = _with_authority(organ, AuthorityKind.SECRETARIAT, keeper)
    return person(office, "Reviewer", [Role.REVIEWER])
