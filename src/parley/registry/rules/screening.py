"""What is asked of the register about a name, and what may be said of it: candidates, never a verdict. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
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
from parley.registry.rules.entries import Birth, Content, Identifier, Kind, Quality

ITEMS_MAX = 20
"""Births, nationalities or identifiers of one query."""
BIRTH_YEARS_NEAR = 2
"""Years by which lists and documents often differ on when somebody was born."""


@dataclass(frozen=True, slots=True)
class Query:
    """`name` as it was typed; `read` as it is compared. Without a kind it is asked of every kind."""

    name: str
    kind: Kind | None
    births: tuple[str, ...]
    nationalities: tuple[str, ...]
    identifiers: tuple[Identifier, ...]
    read: Name

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
    if not isinstance(name, str) or not name.strip():
        raise InputError("name", gettext_noop("a name, in any script"), "", gettext_noop("Write the name in full."))
    for what, many in (("births", births), ("nationalities", nationalities), ("identifiers", identifiers)):
        if len(many) > ITEMS_MAX:
            expected = Message(gettext_noop("at most %(most)d"), most=ITEMS_MAX)
            raise InputError(what, expected, str(len(many)), gettext_noop("Leave out those that say least."))
    of_kind = _kind(kind)
    if of_kind is None and not any(c.isdigit() for c in name):
        names.read(name, Kind.PERSON)  # nothing but titles says nothing of any kind
    return Query(
        name=name,
        kind=of_kind,
        births=tuple(partial(birth, what="births") for birth in births),
        nationalities=tuple(country(code, what="nationalities") for code in nationalities),
        identifiers=tuple(identifier(each, must_say_kind=False) for each in identifiers),
        read=names.read(name, of_kind),
    )


def _kind(kind: str) -> Kind | None:
    if not kind:
        return None
    try:
        return Kind(kind)
    except ValueError:
        raise InputError("kind", ", ".join(Kind), kind, gettext_noop("Leave it out to ask about every kind.")) from None


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
    """An entry that may be whom was asked about. Its score is that of the two names alone."""

    listing: Listing
    name: str  # the entry's name that is most alike
    quality: Quality
    score: float
    raw: float
    aligned: tuple[Beside, ...]
    supporting: tuple[Message, ...]
    against: tuple[Message, ...]
    clearings: tuple[Clearing, ...] = ()


def candidate(asked: Query, listing: Listing, place: int) -> Candidate:
    """`place` is where in the entry the name stands that was found."""
    alias = listing.content.names[place]
    compared: Comparison = names.compare(asked.read, names.read(alias.text, listing.content.kind))
    supporting, against = [*compared.supporting], [*compared.against]
    if alias.quality is Quality.LOW:
        against.append(Message(gettext_noop("The list itself calls this name of low quality.")))
    for told, where in _evidence(asked, listing.content):
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


def _evidence(asked: Query, content: Content) -> Iterable[tuple[Message, bool]]:
    """What else is known of both, and whether it speaks for them being one."""
    if asked.births and content.births:
        yield _births(asked.births, content.births)
    theirs = set(content.nationalities)
    if asked.nationalities and theirs:
        shared = theirs.intersection(asked.nationalities)
        if shared:
            yield Message(gettext_noop("Nationality agrees: %(country)s."), country=", ".join(sorted(shared))), True
        else:
            came, has = ", ".join(sorted(asked.nationalities)), ", ".join(sorted(theirs))
            yield (
                Message(gettext_noop("Nationality differs: %(came)s, and the entry has %(has)s."), came=came, has=has),
                False,
            )
    if asked.identifiers and content.identifiers:
        yield from _identifiers(asked.identifiers, content.identifiers)


def _births(asked: Sequence[str], has: Sequence[Birth]) -> tuple[Message, bool]:
    came = ", ".join(asked)
    spans = ", ".join(f"{b.first}–{b.last}" if b.last else b.first for b in has)
    if any(_within(date_, birth) for date_ in asked for birth in has):
        return Message(
            gettext_noop("Date of birth agrees: %(came)s, and the entry has %(has)s."), came=came, has=spans
        ), True
    apart = min(_years_apart(date_, birth) for date_ in asked for birth in has)
    if apart <= BIRTH_YEARS_NEAR:
        template = gettext_noop("Date of birth is near: %(came)s, and the entry has %(has)s.")
        return Message(template, came=came, has=spans), True
    return Message(
        gettext_noop("Date of birth differs: %(came)s, and the entry has %(has)s."), came=came, has=spans
    ), False


def _within(asked: str, birth: Birth) -> bool:
    """As far as both are known."""
    if birth.last:
        first, last = birth.first, birth.last
        return first[: len(asked)] <= asked[: len(first)] and asked[: len(last)] <= last[: len(asked)]
    return asked.startswith(birth.first) or birth.first.startswith(asked)


def _years_apart(asked: str, birth: Birth) -> int:
    year, first = int(asked[:4]), int(birth.first[:4])
    last = int((birth.last or birth.first)[:4])
    return max(first - year, year - last, 0)


def _identifiers(asked: Sequence[Identifier], has: Sequence[Identifier]) -> Iterable[tuple[Message, bool]]:
    theirs = {plain(each.value): each for each in has}
    for each in asked:
        if (value := plain(each.value)) and value in theirs:
            found = theirs[value]
            yield (
                Message(gettext_noop("Identifier agrees: %(kind)s %(value)s."), kind=found.kind, value=found.value),
                True,
            )
            return
    kinds = {plain(each.kind) for each in has if each.kind}
    if any(plain(each.kind) in kinds for each in asked if each.kind):
        yield Message(gettext_noop("An identifier of the same kind differs.")), False


def plain(text: str) -> str:
    """Letters and digits alone: how a document spaces and points them says nothing."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


@dataclass(frozen=True, slots=True)
class Answer:
    """To one query: candidates, the best first. `more` says that there were others below the limit."""

    query: Query
    candidates: tuple[Candidate, ...]
    more: bool = False

    @property
    def words(self) -> Message:
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
