"""What is asked of the register about a name, and what may be said of it: candidates, never a verdict. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from parley.council.errors import InputError, Message, gettext_noop
from parley.registry import names
from parley.registry.names import Beside, Comparison, Name
from parley.registry.rules.clearances import Cleared, Person
from parley.registry.rules.content import country, identifier
from parley.registry.rules.dates import partial
from parley.registry.rules.entries import Content, Identifier, Kind, Quality
from parley.registry.rules.evidence import evidence, plain
from parley.settings import SETTINGS

ITEMS_MAX = 20
"""Births, nationalities or identifiers of one query."""


@dataclass(frozen=True, slots=True)
class Query:
    """`name` as it was typed; `read` as it is compared. Without a kind it is asked of every kind.

    Without a name it is asked by its identifiers alone, and `read` is None.
    """

    name: str
    kind: Kind | None
    births: tuple[str, ...]
    nationalities: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    read: Name | None

    @property
    def said(self) -> str:
        """What is asked about, in a line."""
        return self.name or ", ".join(each.value for each in self.identifiers)

    @property
    def numbers(self) -> set[str]:
        return {number for each in self.identifiers if (number := plain(each.value))}

    @property
    def person(self) -> Person:
        """As clearances know a person: by one date and one nationality."""
        born, nationality = (min(many, default="") for many in (self.births, self.nationalities))
        return Person(self.name, born, nationality, self.identifiers)


def query(
    name: object,
    *,
    kind: str = "",
    births: Sequence[str] = (),
    nationalities: Sequence[str] = (),
    identifiers: Sequence[Identifier] = (),
) -> Query:
    """A query, checked. Raises `InputError`, and `UnreadableNameError` where the name says nothing."""
    nameless = isinstance(name, str) and not name.strip()
    by_number = nameless and any(plain(each.value) for each in identifiers)
    if not isinstance(name, str) or (nameless and not by_number):
        raise InputError(
            "name",
            gettext_noop("a name in any script, or an identifier without a name"),
            "",
            gettext_noop("Write the name in full."),
        )
    for what, many in (("births", births), ("nationalities", nationalities), ("identifiers", identifiers)):
        if len(many) > ITEMS_MAX:
            expected = Message(gettext_noop("at most %(most)d"), most=ITEMS_MAX)
            raise InputError(what, expected, str(len(many)), gettext_noop("Leave out those that say least."))
    name = name.replace("\0", "")  # it says nothing, and PostgreSQL keeps none
    of_kind = _kind(kind)
    if not by_number and of_kind is None and not any(c.isdigit() for c in name):
        names.read(name, Kind.PERSON)  # nothing but titles says nothing of any kind
    return Query(
        name="" if by_number else name,
        kind=of_kind,
        births=tuple(partial(birth, what="births") for birth in births),
        nationalities=tuple(country(code, what="nationalities") for code in nationalities),
        identifiers=tuple(identifier(each, must_say_kind=False) for each in identifiers),
        read=None if by_number else names.read(name, of_kind),
    )


def _kind(kind: str) -> Kind | None:
    if not kind:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise InputError("kind", ", ".join(Kind), kind, gettext_noop("Leave it out to ask about every kind.")) from None


def check_count(count: int) -> None:
    """Raises `InputError` where one look-up does not take so many names. Ask before any is read: that takes long."""
    if not 1 <= count <= SETTINGS.screen_names_max:
        expected = Message(gettext_noop("names: 1 to %(most)d"), most=SETTINGS.screen_names_max)
        do = gettext_noop("Send one at least, and many in several look-ups.")
        raise InputError("queries", expected, str(count), do)


# Thresholds. A caller names a score, which is a probability; the index compares raw scores.


def default_threshold() -> float:
    return round(names.calibrated(names.THRESHOLD), 3)


def threshold(asked: float | None) -> float:
    """The score from which on candidates are shown; the default where none is asked for."""
    if asked is None:
        return default_threshold()
    if not 0 < asked <= 1:
        expected = gettext_noop("a score above 0 and at most 1")
        raise InputError("threshold", expected, str(asked), gettext_noop("Leave it out for the default."))
    return asked


@lru_cache(maxsize=128)  # a caller keeps to its threshold
def raw_of(score: float) -> float:
    """The least raw score whose calibrated one is this or more, to three decimals; 1.001 where there is none."""
    low, high = 0, 1001
    while low < high:
        middle = (low + high) // 2
        if round(names.calibrated(middle / 1000), 3) >= score:
            high = middle
        else:
            low = middle + 1
    return low / 1000


def false_hits(score: float) -> float:
    """Of queries about somebody who is not listed, the share with a candidate of this score, as it was measured."""
    return names.false_hit_rate(min(raw_of(score), 1.0))


# Candidates


@dataclass(frozen=True, slots=True)
class Listing:
    """An entry as its own version says it."""

    id: UUID
    version: int
    version_id: UUID
    list_: str  # "joint", "national" or a source's key
    title: str  # of the list
    reference: str
    content: Content
    owner: UUID


@dataclass(frozen=True, slots=True)
class Clearing:
    """A clearance that speaks for whom was asked about. It is shown beside a candidate and hides none."""

    id: UUID
    owner: UUID
    cleared: Cleared


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that may be whom was asked about. Its score is that of the two names alone: None where no name was
    asked about."""

    listing: Listing
    name: str  # the entry's name that is most alike
    quality: Quality
    score: float | None
    raw: float | None
    aligned: tuple[Beside, ...]
    supporting: tuple[Message, ...]
    against: tuple[Message, ...]
    clearings: tuple[Clearing, ...] = ()


def candidates(asked: Query, found: Sequence[tuple[Listing, int]]) -> list[Candidate]:
    """Of each entry, and of where in it the name stands that was found."""
    assert asked.read is not None
    read = [names.read(listing.content.names[place].text, listing.content.kind) for listing, place in found]
    compared = names.compare_many(asked.read, read)
    return [_candidate(asked, *each, how) for each, how in zip(found, compared, strict=True)]


def _candidate(asked: Query, listing: Listing, place: int, compared: Comparison) -> Candidate:
    alias = listing.content.names[place]
    supporting, against = [*compared.supporting], [*compared.against]
    if alias.quality is Quality.LOW:
        against.append(Message(gettext_noop("The list itself calls this name of low quality.")))
    for told, where in evidence(asked.births, asked.nationalities, asked.identifiers, listing.content):
        (supporting if where else against).append(told)
    return Candidate(
        listing=listing,
        name=alias.text,
        quality=alias.quality,
        score=round(names.calibrated(compared.score), 3),
        raw=round(compared.score, 4),
        aligned=compared.aligned,
        supporting=tuple(supporting),
        against=tuple(against),
    )


def by_number(asked: Query, listing: Listing) -> Candidate:
    """Of an entry that names a number that was asked about."""
    told = [*evidence(asked.births, asked.nationalities, asked.identifiers, listing.content)]
    primary = listing.content.names[0]
    return Candidate(
        listing=listing,
        name=primary.text,
        quality=primary.quality,
        score=None,
        raw=None,
        aligned=(),
        supporting=tuple(message for message, speaks_for in told if speaks_for),
        against=tuple(message for message, speaks_for in told if not speaks_for),
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """To one query: candidates, the best first. `more` says that there were others below the limit."""

    query: Query
    candidates: tuple[Candidate, ...]
    more: bool = False

    @property
    def words(self) -> Message:
        if not self.candidates and self.query.read is None:
            return Message(
                gettext_noop("Nothing in force has this number. That it is not found proves nothing about a person.")
            )
        if not self.candidates:
            return Message(
                gettext_noop("No candidate from this score on. That a name is not found proves nothing about a person.")
            )
        return Message(gettext_noop("Candidates: %(count)d. None is a verdict."), count=len(self.candidates))


CONFIRM = gettext_noop(
    "A candidate, to be confirmed by your own authority from documents and, in doubt, with the member or list that "
    "entered it. A score is no reason to treat anybody as listed."
)


@dataclass(frozen=True, slots=True)
class Answers:
    """What one look-up was answered."""

    look_up: UUID
    at: date
    matcher: str
    threshold: float
    false_hit_rate: float
    answers: tuple[Answer, ...]
