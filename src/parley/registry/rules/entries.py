"""What an entry says: names with their quality, dates of birth, identifiers, legal basis, reasons. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

NAME_CHARS_MAX = 500
"""Of one name, whether it is entered or asked about."""
REFERENCE_CHARS_MAX = 60
"""Of an entry on its list."""


class Kind(StrEnum):
    PERSON = "person"
    ORGANISATION = "organisation"
    VESSEL = "vessel"
    AIRCRAFT = "aircraft"


class Roll(StrEnum):
    """On which list an entry stands."""

    JOINT = "joint list"
    NATIONAL = "national designation"  # one member's own, binding on nobody else
    SOURCE = "other list"  # kept elsewhere and imported: the United Nations', OFAC's, the EU's


class Quality(StrEnum):
    """How far a name identifies: only what screening finds by a name of good quality stands by the name alone."""

    PRIMARY = "primary"
    GOOD = "good"
    LOW = "low"


class State(StrEnum):
    UNDER_CONSIDERATION = "under consideration"  # from the moment it is proposed
    ON_HOLD = "on hold"  # the same while a hold stands: worked out when read, never stored
    LISTED = "listed"
    REJECTED = "rejected"
    DELISTED = "delisted"
    WITHDRAWN = "withdrawn"


IN_FORCE = frozenset({State.LISTED})
"""Only these are screened against. Designations and imports are in force at once; a proposed entry never is."""


@dataclass(frozen=True, slots=True)
class Alias:
    """One name. `basis` is why it is there: a legal basis or a source; each alias has one on the joint list."""

    text: str
    quality: Quality = Quality.GOOD
    language: str = ""  # BCP 47, where it is known
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Birth:
    """`first` to `last` as ISO 8601 of the precision that is known: "1950", "1950-06", "1950-06-05"."""

    first: str
    last: str = ""
    approximate: bool = False
    place: str = ""


@dataclass(frozen=True, slots=True)
class Identifier:
    """A number on a document or in a register. `country` is ISO 3166-1 alpha-2, empty where it is not known."""

    kind: str
    value: str
    country: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """What one version of an entry says. Texts by language: {"en": "..."}; countries as ISO 3166-1 alpha-2."""

    kind: Kind
    names: tuple[Alias, ...]  # the first is the primary one
    births: tuple[Birth, ...] = ()
    deaths: tuple[str, ...] = ()
    nationalities: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()  # of residence, of registration, of activity
    addresses: tuple[str, ...] = ()
    identifiers: tuple[Identifier, ...] = ()
    functions: tuple[str, ...] = ()
    legal_basis: str = ""
    reasons: Mapping[str, str] = field(default_factory=dict)
    remarks: str = ""
    programme: str = ""  # on a list kept elsewhere: which of its parts
    listed_on: date | None = None
    amended_on: tuple[date, ...] = ()
    page: str = ""  # the list's own page of this entry

    @property
    def name(self) -> str:
        return self.names[0].text
