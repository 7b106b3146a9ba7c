"""Meetings: replies, delegations, credentials, and what each still owes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from parley.council.errors import ConflictError, InputError, Message, gettext_noop

T = TypeVar("T")

KEEP_RECORDS = gettext_noop("keep the records of this meeting")
KEEPERS = (gettext_noop("the host and the secretariat"),)
CHANGE_DOCUMENT = gettext_noop("change this document")
SUBMITTER = (gettext_noop("the authority that submitted it"),)
NOTHING = Message(gettext_noop("nothing"))
ANOTHERS = Message(gettext_noop("another State’s"))


class MeetingKind(StrEnum):
    SESSION = "council session"
    SEMINAR = "seminar"
    WORKING_GROUP = "working group"
    EXERCISE = "exercise"
    CONSULTATION = "consultation"  # of advisers, commissioners, a regional dialogue: not a session of an organ


class Answer(StrEnum):
    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Channel(StrEnum):
    NOTE_VERBALE = "note verbale"
    LETTER = "letter"
    PUBLIC_STATEMENT = "public statement"
    IN_PERSON = "in person"


class Rank(StrEnum):
    HEAD = "head"
    DELEGATE = "delegate"
    ADVISER = "adviser"


class Level(StrEnum):
    HEAD_OF_STATE = "head of State"
    MINISTER = "minister"
    SECRETARY = "secretary of a security council"
    AGENCY_HEAD = "head of agency"
    SENIOR_OFFICIAL = "senior official"
    EXPERT = "expert"


class Credentials(StrEnum):
    RECEIVED = "received"
    PROVISIONAL = "provisional"  # seated until they are examined (UN rules of procedure, rule 29)
    IN_ORDER = "in order"


class Presence(StrEnum):
    EXPECTED = "expected"
    ATTENDED = "attended"
    ABSENT = "did not attend"


class NoteTopic(StrEnum):
    """What a note of a source is about."""

    DATES = "dates"
    PARTICIPANTS = "participants"
    STATEMENT = "statement"
    PROGRAMME = "programme"
    CONTEXT = "context"
    OUTCOME = "outcome"


CREDENTIALS_DUE = timedelta(days=7)  # before the meeting opens (UN rules of procedure, rule 27)


@dataclass(frozen=True, slots=True)
class Dates:
    """The days of a meeting, in the time zone of its venue."""

    starts: date
    ends: date
    zone: tzinfo

    def today(self, now: datetime) -> date:
        return now.astimezone(self.zone).date()

    def ended(self, now: datetime) -> bool:
        return self.today(now) > self.ends

    def begun(self, now: datetime) -> bool:
        return self.today(now) >= self.starts


FIRST_YEAR, LAST_YEAR = 1900, 2999  # what is owed is reckoned from these days, which has to be possible


def check_dates(starts: date, ends: date) -> None:
    for field, day in (("starts", starts), ("ends", ends)):
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise InputError(
                field,
                Message(gettext_noop("a year from %(first)s to %(last)s"), first=FIRST_YEAR, last=LAST_YEAR),
                day.isoformat(),
                gettext_noop("Write the year in full."),
            )
    if ends < starts:
        raise InputError(
            "ends", "a last day that is the first day or later", ends.isoformat(), "Put the dates the right way round."
        )


def check_reply_by(reply_by: date, starts: date) -> None:
    if starts < reply_by:
        raise InputError(
            "reply_by",
            "a day before the meeting, or its first day",
            reply_by.isoformat(),
            "Ask for replies before the meeting begins.",
        )


def check_reply(dates: Dates, now: datetime) -> None:
    """A reply counts until the meeting's last day is over, where it is held."""
    if dates.ended(now):
        raise ConflictError(
            "The meeting ended on %(day)s, so it can no longer be answered. Nothing was recorded.",
            day=dates.ends.isoformat(),
        )


def check_reference(channel: Channel, reference: str, on: date | None, has_source: bool) -> None:
    """A note verbale carries a number and a date; a public statement is nothing without its source."""
    if channel is Channel.NOTE_VERBALE and not (reference and on):
        raise InputError(
            "reference",
            "the number and the date of the note verbale",
            reference or NOTHING,
            "Write both as they stand on the note.",
        )
    if channel is Channel.PUBLIC_STATEMENT and not has_source:
        raise InputError(
            "source",
            "the source of the public statement",
            NOTHING,
            "Name who published it and when.",
        )


def latest(things: Iterable[T]) -> T | None:
    """Of append-only records, the one that holds now. None is "no record", which is not a refusal.

    The caller passes them in the order in which they were made.
    """
    last = None
    for thing in things:
        last = thing
    return last


def check_delegation(ranks: Sequence[Rank], most: int) -> None:
    heads = sum(rank is Rank.HEAD for rank in ranks)
    if heads > 1:
        raise InputError("rank", "one head of delegation", str(heads), "Make the others delegates.")
    if len(ranks) > most:
        expected = Message("at most %(most)s persons", most=most)
        raise InputError("delegates", expected, str(len(ranks)), "Name fewer persons.")
    if not ranks:
        raise InputError("delegates", "one person at least", NOTHING, "Name its head first.")


class Debt(StrEnum):
    """What a party that was invited still owes."""

    REPLY = "an answer to the invitation"
    DELEGATION = "the names of your delegation"
    CREDENTIALS = "your delegation's credentials"


@dataclass(frozen=True, slots=True)
class Owed:
    debt: Debt
    by: date | None
    overdue: bool


def owed(
    dates: Dates,
    now: datetime,
    *,
    answer: Answer | None,
    reply_by: date | None,
    named: bool,
    credentials: Credentials | None,
) -> tuple[Owed, ...]:
    """What is still to be done, first things first. Who declined owes nothing, and nobody owes after the end."""
    today = dates.today(now)
    if dates.ended(now) or answer is Answer.DECLINED:
        return ()
    if answer is None:
        return (Owed(Debt.REPLY, reply_by, reply_by is not None and today > reply_by),)
    due = dates.starts - CREDENTIALS_DUE
    missing = []
    if answer is Answer.TENTATIVE:
        missing.append(Owed(Debt.REPLY, reply_by, reply_by is not None and today > reply_by))
    if not named:
        missing.append(Owed(Debt.DELEGATION, dates.starts, dates.begun(now)))
    if credentials is None:
        missing.append(Owed(Debt.CREDENTIALS, due, today > due))
    return tuple(missing)


@dataclass(frozen=True, slots=True)
class Tally:
    """At a glance: how many of those invited have answered how, as far as the viewer is shown."""

    confirmed: int
    tentative: int
    declined: int
    no_reply: int


def tally(answers: Iterable[Answer | None]) -> Tally:
    given = list(answers)
    return Tally(
        given.count(Answer.CONFIRMED), given.count(Answer.TENTATIVE), given.count(Answer.DECLINED), given.count(None)
    )


def keeps(party: UUID, *, owner: UUID, host: UUID, secretariat: UUID | None) -> bool:
    """Who keeps the records: whoever convened, the host, and the secretariat where the council holds the meeting."""
    return party in {owner, host} or (secretariat is not None and party == secretariat)
