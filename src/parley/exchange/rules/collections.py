"""Collections: the channels that objects are shared through, and what the feed of each is called."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from uuid import UUID, uuid5

from parley.release.rules import Group, Terms, WholeCouncil, terms

_NAMESPACE = UUID("6f1f0d52-3f0e-5a5e-9c0e-3f5b1c3d7a10")


class Kind(StrEnum):
    COUNCIL = "council"
    GROUP = "group"
    SHARED = "shared"  # all that others released to me, through whichever collection
    OWN = "own"  # all that is mine; what is added here is released to nobody


WRITABLE = frozenset({Kind.COUNCIL, Kind.GROUP, Kind.OWN})


@dataclass(frozen=True, slots=True)
class Collection:
    """One collection as one party has it. A group's keeps the group's id, the others' follow from whose they are."""

    id: UUID
    kind: Kind
    name: str = ""  # a group's

    @property
    def alias(self) -> str:
        return "" if self.kind is Kind.GROUP else self.kind.value

    @property
    def writable(self) -> bool:
        return self.kind in WRITABLE

    def base(self) -> Terms:
        """The terms of what is added to it, before anything narrows them."""
        match self.kind:
            case Kind.COUNCIL:
                return terms(WholeCouncil())
            case Kind.GROUP:
                return terms(Group(self.id))
            case Kind.OWN | Kind.SHARED:
                return terms()


def council(party: UUID) -> Collection:
    """The whole council's, by the council's own party."""
    return Collection(_id(Kind.COUNCIL, party), Kind.COUNCIL)


def shared(party: UUID) -> Collection:
    return Collection(_id(Kind.SHARED, party), Kind.SHARED)


def own(party: UUID) -> Collection:
    return Collection(_id(Kind.OWN, party), Kind.OWN)


@lru_cache(maxsize=1024)
def _id(kind: Kind, party: UUID) -> UUID:
    """It follows from the party, and calls itself version 4, as identifiers of TAXII do (TAXII 2.1, 2)."""
    return UUID(bytes=uuid5(_NAMESPACE, f"{kind}/{party}").bytes, version=4)


def feeds(party: UUID, owner: UUID, through: UUID) -> tuple[UUID, ...]:
    """In which feeds of a party stands what this owner released through this collection.

    The owner finds it among its own, everybody else in what is shared with it; and both in the collection, unless that
    is the owner's alone.
    """
    mine = own(owner).id
    everything = mine if party == owner else shared(party).id
    return (everything,) if through == mine else (everything, through)
