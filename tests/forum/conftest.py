"""A seminar in a small council: AA hosts it; BB and CC are invited; DD is a member who is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from tests.worlds import Member, World, council_of

from parley.forum import acts
from parley.forum.models import Document, Meeting
from parley.forum.rules import MeetingKind
from parley.release.rules import Terms, terms
from parley.web import middleware

EARLY = datetime(2021, 11, 2, 9, 0, tzinfo=UTC)
BEFORE = datetime(2021, 12, 1, 12, 0, tzinfo=UTC)
AFTER = datetime(2021, 12, 20, 12, 0, tzinfo=UTC)
TEXT = b"The text of the document.\n"


@dataclass(frozen=True)
class Seminar:
    world: World
    host: Member
    bb: Member
    cc: Member
    dd: Member
    meeting: Meeting

    def submit(self, by: Member, symbol: str, to: Terms | None = None, *, at: datetime = EARLY) -> Document:
        return acts.submit_document(
            by.actor(at),
            symbol_=symbol,
            titles={"en": f"Title of {symbol}"},
            files=[acts.Upload("en", "text.txt", "text/plain", TEXT)],
            circulation=to or terms(),
            meeting_id=self.meeting.id,
        )


def convened(world: World, host: Member, title: str = "Seminar on trust", *, at: datetime = EARLY) -> Meeting:
    return acts.convene(
        host.actor(at),
        kind=MeetingKind.SEMINAR,
        titles={"en": title},
        host=host.party.id,
        body=world.council.party_id,
        starts=date(2021, 12, 7),
        ends=date(2021, 12, 8),
        zone="Asia/Kolkata",
        reply_by=date(2021, 11, 25),
    )


@pytest.fixture
def seminar(db: None) -> Seminar:
    world = council_of(4, at=EARLY)
    aa, bb, cc, dd = world.members
    meeting = convened(world, aa)
    for member in (bb, cc):
        acts.invite(aa.actor(EARLY), meeting.id, member.party.id)
    return Seminar(world, aa, bb, cc, dd, meeting)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock of every page."""
    return lambda moment: monkeypatch.setattr(middleware, "now", lambda: moment)


@pytest.fixture
def look(at: Callable[[datetime], None]) -> Callable[..., Client]:
    """A member's browser at a moment; before the meeting unless said otherwise."""

    def browser(member: Member, moment: datetime = BEFORE) -> Client:
        at(moment)
        return member.first.browser()

    return browser
