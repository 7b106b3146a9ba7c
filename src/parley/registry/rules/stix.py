"""The joint list as STIX 2.1 identities, and what has to be shared so that they say what the list says. Pure.

1. An entry that comes into force is a new identity, under an id drawn at random: one that followed from the entry could
   be shared first by another, whose it would then be (docs/decisions/0006-feeds.md).
2. A later version of an entry in force is a later version of its identity.
3. An entry that is in force no more is a last version, revoked and without a name. STIX 2.1 (3.2) allows none after it,
   so an entry that is listed again is a new identity.
4. Earlier versions stay. Whoever takes one back gives up the id where another has added a copy of it: that other's
   copy would be shown then, and the revocation would not.

What was shared is told by the identities themselves, so there is nothing to be kept beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from parley.registry.rules.content import to_json
from parley.registry.rules.entries import Content, Kind

TYPE = "identity"
EXTENSION = "extension-definition--0f5d0a3e-6d0b-4c57-9a0e-7c1c4e0f8b52"
"""A property extension (STIX 2.1, 7.3): the entry as the feed of changes tells it (docs/connecting.md)."""
SOURCE_NAME = "Joint list of the council"
CAUTION = (
    "Listed by the council: a candidate for checking, never a verdict. A name alone identifies nobody; "
    "read the entry before anything is decided."
)
GONE = "In force no more on the joint list of the council. Screen against it no longer, and delete what you hold of it."
CLASSES = {
    Kind.PERSON: "individual",
    Kind.ORGANISATION: "organization",
    Kind.VESSEL: "unspecified",  # STIX's vocabulary of identity classes has no word for these two
    Kind.AIRCRAFT: "unspecified",
}


@dataclass(frozen=True, slots=True)
class Joint:
    """An entry of the joint list as its latest version has it. `page` is its address on the node."""

    id: UUID
    reference: str
    version: int
    at: datetime
    in_force: bool
    content: Content
    page: str
    illustration: bool = False


@dataclass(frozen=True, slots=True)
class Shared:
    """One version of an identity that was shared. `number`: of the entry's version that it tells."""

    stix_id: str
    entry: UUID
    number: int
    version: str
    created: str
    revoked: bool


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be shared of one entry; `before` is the latest version of its identity, None where it has none."""

    entry: Joint
    before: Shared | None

    def object(self, new_id: UUID) -> dict[str, Any]:
        return stix(self.entry, self.before, new_id)


@dataclass(frozen=True, slots=True)
class Plan:
    """Revocations come first wherever not all can be shared at once."""

    revoked: tuple[Change, ...]
    amended: tuple[Change, ...]
    listed: tuple[Change, ...]

    @property
    def changes(self) -> tuple[Change, ...]:
        return self.revoked + self.amended + self.listed

    def first(self, most: int) -> Plan:
        """As much of it as may be done at once, in this order."""
        revoked = self.revoked[:most]
        amended = self.amended[: most - len(revoked)]
        listed = self.listed[: most - len(revoked) - len(amended)]
        return Plan(revoked, amended, listed)


def plan(entries: Iterable[Joint], shared: Iterable[Shared]) -> Plan:
    """`shared`: all versions that stand in the collection. Changes come in the order of the entries."""
    live: dict[UUID, list[Shared]] = {}
    for versions in _by_id(shared):
        if not versions[-1].revoked:
            live.setdefault(versions[-1].entry, []).append(versions[-1])
    revoked: list[Change] = []
    amended: list[Change] = []
    listed: list[Change] = []
    for entry in entries:
        there = live.get(entry.id, [])
        if not entry.in_force:
            revoked += [Change(entry, before) for before in there]
        elif not there:
            listed.append(Change(entry, None))
        elif there[-1].number < entry.version:
            amended.append(Change(entry, there[-1]))
    return Plan(tuple(revoked), tuple(amended), tuple(listed))


def _by_id(shared: Iterable[Shared]) -> Iterable[list[Shared]]:
    """The versions of each identity, the latest last."""
    found: dict[str, list[Shared]] = {}
    for one in sorted(shared, key=lambda s: (s.version, s.stix_id)):
        found.setdefault(one.stix_id, []).append(one)
    return found.values()


def read_shared(body: Mapping[str, Any]) -> Shared | None:
    """An identity as `stix` made it; None for any other."""
    told = body.get("extensions", {}).get(EXTENSION)
    try:
        return Shared(
            stix_id=body["id"],
            entry=UUID(told["entry"]),
            number=int(told["version"]),
            version=body["modified"],
            created=body["created"],
            revoked=body.get("revoked", False),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def stix(entry: Joint, before: Shared | None, new_id: UUID) -> dict[str, Any]:
    """The identity's next version: its first under a new id where there is none before."""
    at = timestamp(entry.at)
    made = {
        "type": TYPE,
        "spec_version": "2.1",
        "id": before.stix_id if before else f"{TYPE}--{new_id}",
        "created": before.created if before else at,
        "modified": at,
    }
    return made | (_in_force(entry) if entry.in_force else _gone(entry))


def _in_force(entry: Joint) -> dict[str, Any]:
    said = entry.content
    also = "; ".join(alias.text for alias in said.names[1:])
    parts = [CAUTION, f"Also named: {also}." if also else "", _in_english_if_there(said.reasons)]
    return {
        "name": said.name,
        "description": "\n\n".join(filter(None, parts)),
        "identity_class": CLASSES[said.kind],
        "labels": ["joint-list", "listed", "candidate-never-verdict"],
        "external_references": [_reference(entry)],
        "extensions": {EXTENSION: _told(entry, "listed") | {"content": to_json(said)}},
    }


def _gone(entry: Joint) -> dict[str, Any]:
    """`name` is required of an identity (STIX 2.1, 4.5); it names the entry, and not who stood in it."""
    return {
        "revoked": True,
        "name": entry.reference or str(entry.id),
        "description": GONE,
        "labels": ["joint-list", "in-force-no-more"],
        "external_references": [_reference(entry)],
        "extensions": {EXTENSION: _told(entry, "in force no more")},
    }


def _reference(entry: Joint) -> dict[str, str]:
    return {"source_name": SOURCE_NAME, "external_id": entry.reference or str(entry.id), "url": entry.page}


def _told(entry: Joint, state: str) -> dict[str, Any]:
    told = {
        "extension_type": "property-extension",
        "list": "joint",
        "entry": str(entry.id),
        "reference": entry.reference,
        "version": entry.version,
        "state": state,
    }
    return told | ({"illustration": True} if entry.illustration else {})


def _in_english_if_there(texts: Mapping[str, str]) -> str:
    languages: Sequence[str] = sorted(texts, key=lambda code: (code != "en", code))
    return texts[languages[0]] if languages else ""


def timestamp(at: datetime) -> str:
    """With six digits of a second: two versions of an entry can be one microsecond apart."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
