"""Clearances that the viewer may know of: its own, and those that it was told of with the person's consent.

Of another party's the viewer has to be allowed to see the entry as well: no clearance widens whom an entry reaches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Clearance, Entry
from parley.registry.rules.clearances import Cleared, Person
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class ClearanceView:
    """`entry` is None where the viewer made the clearance and may see the entry no more."""

    row: Clearance
    cleared: Cleared
    entry: Entry | None
    mine: bool
    holds: bool


def _views(viewer: Viewer | Actor, rows: Iterable[Clearance], day: date) -> list[ClearanceView]:
    wanted = list(rows)
    entries = released(Entry.objects.all(), viewer).in_bulk({row.entry_id for row in wanted})
    return [_view(viewer, row, entries.get(row.entry_id), day) for row in wanted]


def _view(viewer: Viewer | Actor, row: Clearance, entry: Entry | None, day: date) -> ClearanceView:
    cleared = as_cleared(row)
    return ClearanceView(row, cleared, entry, row.owner_id == viewer.party, cleared.holds_on(day))


def as_cleared(row: Clearance) -> Cleared:
    person = Person.from_json(row.person)
    return Cleared(person, frozenset(row.scope), row.expires_on, row.revoked_at is not None)


def past_retention(now: datetime) -> Q:
    """Those that ended or were revoked too long ago: shown to nobody, whether or not they have been erased yet."""
    kept_since = now - timedelta(days=SETTINGS.clearance_retention_days)
    return Q(expires_on__lt=kept_since.date()) | Q(revoked_at__lt=kept_since)


def _rows(viewer: Viewer | Actor, now: datetime) -> QuerySet[Clearance]:
    seen = released(Entry.objects.all(), viewer).values("id")
    rows = Clearance.objects.filter(Q(owner=viewer.party) | Q(entry__in=seen)).select_related("owner")
    return rows.exclude(past_retention(now))


def clearances(
    viewer: Viewer, now: datetime, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[ClearanceView, ...], Page[Clearance]]:
    """One page of them, the newest first."""
    found = page(
        _rows(viewer, now), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after
    )
    return tuple(_views(viewer, found.rows, now.date())), found


def clearance(viewer: Viewer, id_: UUID, now: datetime) -> ClearanceView:
    return _views(viewer, [one(_rows(viewer, now), viewer, id_)], now.date())[0]


def of_entries(viewer: Viewer | Actor, entries: Iterable[UUID], now: datetime) -> dict[UUID, list[ClearanceView]]:
    """By entry, the newest first."""
    rows = released(_rows(viewer, now).filter(entry__in=set(entries)), viewer).order_by("-released_at", "id")
    found: dict[UUID, list[ClearanceView]] = {}
    for view in _views(viewer, rows, now.date()):
        found.setdefault(view.row.entry_id, []).append(view)
    return found
