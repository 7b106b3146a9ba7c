"""Clearances that the viewer may know of: its own, and those that it was told of with the person's consent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Clearance
from parley.registry.rules.clearances import Cleared, Person
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class ClearanceView:
    row: Clearance
    cleared: Cleared
    mine: bool
    holds: bool


def _view(viewer: Viewer | Actor, row: Clearance, day: date) -> ClearanceView:
    cleared = as_cleared(row)
    return ClearanceView(row, cleared, row.owner_id == viewer.party, cleared.holds_on(day))


def as_cleared(row: Clearance) -> Cleared:
    person = Person.from_json(row.person)
    return Cleared(person, frozenset(row.scope), row.expires_on, row.revoked_at is not None)


def _rows() -> QuerySet[Clearance]:
    return Clearance.objects.select_related("owner", "entry")


def clearances(
    viewer: Viewer, now: datetime, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[ClearanceView, ...], Page[Clearance]]:
    """One page of them, the newest first."""
    found = page(_rows(), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    return tuple(_view(viewer, row, now.date()) for row in found.rows), found


def clearance(viewer: Viewer, id_: UUID, now: datetime) -> ClearanceView:
    return _view(viewer, one(_rows(), viewer, id_), now.date())


def of_entries(viewer: Viewer | Actor, entries: Iterable[UUID], now: datetime) -> dict[UUID, list[ClearanceView]]:
    """By entry, the newest first."""
    rows = released(_rows().filter(entry__in=set(entries)), viewer).order_by("-released_at", "id")
    found: dict[UUID, list[ClearanceView]] = {}
    for row in rows:
        found.setdefault(row.entry_id, []).append(_view(viewer, row, now.date()))
    return found
