"""The shapes of the demo's facts. A text is said in every language of the node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from parley.council.rules import AuthorityKind, PartyKind, Status
from parley.forum.rules import Answer, Channel, Credentials, MeetingKind, NoteTopic, Presence

Texts = Mapping[str, str]


def text(en: str, ru: str, zh: str, ur: str) -> Texts:
    return {"en": en, "ru": ru, "zh-hans": zh, "ur": ur}


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Source:
    """Who published it. What is not known of a source (its date, its address) is left out, never guessed."""

    publisher: str | Texts
    title: str | Texts = ""
    date: date | None = None
    url: str = ""

    def row(self) -> dict[str, Any]:
        row = {"publisher": self.publisher, "title": self.title, "url": self.url}
        return {name: value for name, value in row.items() if value} | (
            {"date": self.date.isoformat()} if self.date else {}
        )


Sources = tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Term:
    status: Status
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Party:
    code: str
    kind: PartyKind
    names: Texts
    short_names: Texts
    terms: tuple[Term, ...] = ()
    about: Texts | None = None
    parent: str = ""
    seat: Texts | None = None
    working_languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """`key` names it inside the demo, and never changes."""

    key: str
    party: str
    kind: AuthorityKind
    names: Texts
    short_names: Texts | None = None
    host: str = ""
    city: Texts | None = None

    @property
    def username(self) -> str:
        """Of its account, as the act that opens it completes it: mission@pk."""
        return f"{self.key.rpartition('-')[2]}@{self.party.lower()}"


@dataclass(frozen=True, slots=True)
class Official:
    authority: str
    names: Texts
    functions: Texts
    sources: Sources = ()


@dataclass(frozen=True, slots=True)
class Seen:
    """Who was expected, came or did not come; written down by `by` at the moment of the earliest source."""

    party: str
    presence: Presence
    by: str
    at: datetime
    sources: Sources
    remark: Texts | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """`remark` is said in the name of nobody: it says what the sources leave open."""

    party: str
    answer: Answer
    channel: Channel
    by: str
    at: datetime
    authority: str = ""
    sources: Sources = ()
    remark: Texts | None = None
    reference: str = ""
    reference_date: date | None = None


@dataclass(frozen=True, slots=True)
class Headed:
    """A delegation, known by its head. Without a name the head is shown by function."""

    party: str
    by: str
    at: datetime
    functions: Texts
    names: Texts | None = None
    size: int | None = None
    sources: Sources = ()
    credentials: Credentials | None = None


@dataclass(frozen=True, slots=True)
class Received:
    party: str
    by: str
    at: datetime
    by_names: Texts
    by_functions: Texts
    authority: str
    sources: Sources


@dataclass(frozen=True, slots=True)
class Noted:
    """What a source says besides, or against, what the page shows. A characterisation has its speaker."""

    about: NoteTopic
    by: str
    at: datetime
    note: Texts
    sources: Sources
    speaker: Texts | None = None
    disputed: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """`public`: what is known of it is known from what was published, so all of it is for the whole council."""

    key: str
    kind: MeetingKind
    titles: Texts
    by: str
    at: datetime
    host: str
    starts: date
    ends: date
    zone: str
    city: Texts
    body: str = ""
    host_authority: str = ""
    support: str = ""
    partners: tuple[Texts, ...] = ()
    about: Texts | None = None
    topics: tuple[Texts, ...] = ()
    sources: Sources = ()
    invited: tuple[str, ...] = ()
    seen: tuple[Seen, ...] = ()
    answered: tuple[Answered, ...] = ()
    headed: tuple[Headed, ...] = ()
    received: tuple[Received, ...] = ()
    noted: tuple[Noted, ...] = ()
    public: bool = True
    reply_by: date | None = None


def seen(
    parties: str, presence: Presence, by: str, at: datetime, *sources: Source, remark: Texts | None = None
) -> tuple[Seen, ...]:
    """The same of several parties, whose codes stand in one text."""
    return tuple(Seen(party, presence, by, at, sources, remark) for party in parties.split())
