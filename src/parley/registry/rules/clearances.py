"""A clearance: this person is *not* the one of an entry. For which queries does it speak? Pure.

Never for a name alone: whoever is listed would pass by bearing the name of somebody cleared. It takes one identifier of
the person's, of which whoever asks need say the number alone; or the same name with the same full date of birth and no
contradiction.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from parley.registry.rules.entries import Identifier


class Purpose(StrEnum):
    BORDER = "border control"
    VISA = "visas and residence"
    FINANCE = "payments and accounts"
    TRAVEL = "carriage of passengers"
    TRADE = "trade and customs"
    EMPLOYMENT = "employment and licences"
    INVESTIGATION = "an investigation"


@dataclass(frozen=True, slots=True)
class Person:
    """Who was cleared, or who is asked about: as far as a document of theirs says."""

    name: str
    born: str = ""  # ISO 8601, as far as it is known
    nationality: str = ""  # ISO 3166-1 alpha-2
    identifiers: tuple[Identifier, ...] = ()

    def to_json(self) -> dict[str, Any]:
        numbers = [{"kind": i.kind, "value": i.value, "country": i.country} for i in self.identifiers]
        return {"name": self.name, "born": self.born, "nationality": self.nationality, "identifiers": numbers}

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> Person:
        numbers = tuple(Identifier(**number) for number in value["identifiers"])
        return Person(value["name"], value["born"], value["nationality"], numbers)


@dataclass(frozen=True, slots=True)
class Cleared:
    person: Person
    purposes: frozenset[str]
    expires_on: date  # the last day on which it holds
    revoked: bool = False

    def holds_on(self, day: date) -> bool:
        return not self.revoked and day <= self.expires_on


FULL_DATE_CHARS = len("1950-06-05")


def matches(clearance: Cleared, asked: Person, purpose: str, day: date) -> bool:
    """Does the clearance speak for whom this query asks about? It is shown beside the candidate, and hides nothing."""
    if not clearance.holds_on(day) or purpose not in clearance.purposes:
        return False
    one, other = clearance.person, asked
    if one.born and other.born and not _agree(one.born, other.born):
        return False
    if one.nationality and other.nationality and one.nationality != other.nationality:
        return False
    if any(_same(mine, theirs) for mine in _numbers(one) for theirs in _numbers(other)):
        return True
    exact = one.born == other.born and len(one.born) == FULL_DATE_CHARS
    return exact and _letters(one.name) == _letters(other.name)


def _agree(one: str, other: str) -> bool:
    """As far as both are known."""
    return one.startswith(other) or other.startswith(one)


def _numbers(person: Person) -> list[tuple[str, str, str]]:
    numbers = ((_letters(i.value), _letters(i.kind), i.country) for i in person.identifiers)
    return [number for number in numbers if number[0]]


def _same(one: tuple[str, str, str], other: tuple[str, str, str]) -> bool:
    """The same number; and the same kind of document of the same country, where both say so."""
    (number, *beside), (theirs, *besides) = one, other
    return number == theirs and all(not a or not b or a == b for a, b in zip(beside, besides, strict=True))


def _letters(text: str) -> str:
    """Letters and digits alone, case folded: how a document spaces and points them says nothing."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c)[0] == "M")
