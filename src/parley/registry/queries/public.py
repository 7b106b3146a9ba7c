"""What anybody may read without an account: the joint list in force. Names, reasons, legal basis, dates; no evidence,
and nothing of what single members did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from parley.council.errors import NotFoundError
from parley.registry.models import Entry, Step, Version
from parley.registry.queries.entries import in_force, taken
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content, Kind, Roll
from parley.registry.rules.procedure import StepKind
from parley.registry.rules.standing import standing

ENTRIES_MAX = 200
"""On one page."""


@dataclass(frozen=True, slots=True)
class PublicRow:
    id: UUID
    reference: str
    kind: Kind
    name: str
    listed_on: date | None
    illustration: bool


@dataclass(frozen=True, slots=True)
class PublicEntry:
    row: PublicRow
    content: Content
    amended_on: tuple[date, ...]
    next_review: date | None
    review_overdue: bool
    evidence_refused: bool
    delists_on: date | None


def listed(now: datetime, *, after: str = "", limit: int = ENTRIES_MAX) -> tuple[list[PublicRow], str]:
    """The joint list in the order of its references, after one of them; and after which one to go on, "" at the end."""
    rows = in_force(now.date()).filter(roll=Roll.JOINT, reference__gt=after).order_by("reference")
    found = list(rows[: limit + 1])
    days = _listed_on(found)
    shown = [_row(entry, days.get(entry.id)) for entry in found[:limit]]
    return shown, shown[-1].reference if len(found) > limit else ""


def _listed_on(entries: list[Entry]) -> dict[UUID, date | None]:
    rows = Step.objects.filter(entry__in=entries, kind=StepKind.LISTED).order_by("number")
    return dict(rows.values_list("entry_id", "meeting_on"))


def _row(entry: Entry, listed_on: date | None) -> PublicRow:
    return PublicRow(entry.id, entry.reference, Kind(entry.kind), entry.name, listed_on, entry.illustration)


def entry(id_: UUID, now: datetime) -> PublicEntry:
    found = in_force(now.date()).filter(id=id_, roll=Roll.JOINT).first()
    if found is None:
        raise NotFoundError
    steps = taken(found)
    here = standing(steps, now.date())
    version = Version.objects.get(entry=found, number=found.version)
    return PublicEntry(
        row=_row(found, here.listed_on),
        content=from_json(version.content),
        amended_on=tuple(s.meeting_on for s in steps if s.kind is StepKind.AMENDED and s.meeting_on is not None),
        next_review=here.next_review,
        review_overdue=here.review_overdue,
        evidence_refused=here.evidence_refused,
        delists_on=here.delists_on,
    )
