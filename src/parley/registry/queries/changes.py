"""The feed of changes: versions of entries, and ids of what was taken back, in the order in which they reached a party.

An entry reaches a party when its version is made, when it is released to the audience it has now, or when the party
comes into that audience, whichever is last. So whoever comes later is served the past once, at a place that its cursor
has not passed; and nothing that others are served moves a place (DESIGN.md, rule 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import DateTimeField, F, Q, QuerySet
from django.db.models.functions import Greatest

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Delivered, Version
from parley.registry.rules.entries import IN_FORCE, State
from parley.release.queries import Cursor


@dataclass(frozen=True, slots=True)
class Change:
    """A version; or, where `version` is None, the notice that an entry was taken back: its id, and no more."""

    at: datetime
    entry: UUID
    version: Version | None
    of_council: bool = True

    @property
    def in_force(self) -> bool:
        return self.version is not None and State(self.version.state) in IN_FORCE

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.at, self.version.id if self.version else self.entry)


@dataclass(frozen=True, slots=True)
class Changes:
    """`next` is the place after the last one shown, to begin from next time; the place asked from where none was."""

    rows: tuple[Change, ...]
    next: Cursor | None
    more: bool


def changes(viewer: Viewer | Actor, *, after: Cursor | None = None, limit: int, before: datetime) -> Changes:
    """Up to `limit` changes after a place. What comes at the very moment of asking comes to the next page."""
    versions = Version.objects.filter(entry__audience__parties__party=viewer.party).annotate(
        reached=Greatest(
            F("at"),
            F("entry__released_at"),
            F("entry__audience__parties__since"),
            output_field=DateTimeField(),
        ),
        of_council=F("entry__audience__of_council"),
    )
    rows = _after(versions.filter(reached__lt=before), "reached", "id", after).select_related("entry__source")
    gone = Delivered.objects.filter(party=viewer.party, recalled_at__lt=before)
    notices = _after(gone, "recalled_at", "entry_id", after)
    found = [
        Change(row.reached, row.entry_id, row, row.of_council) for row in rows.order_by("reached", "id")[: limit + 1]
    ]
    for at, entry in notices.order_by("recalled_at", "entry_id").values_list("recalled_at", "entry_id")[: limit + 1]:
        found.append(Change(at, entry, None, of_council=False))
    found.sort(key=lambda change: (change.at, change.cursor.id))
    shown = tuple(found[:limit])
    return Changes(shown, shown[-1].cursor if shown else after, len(found) > limit)


def _after(rows: QuerySet[Any], key: str, tie: str, after: Cursor | None) -> QuerySet[Any]:
    if after is None:
        return rows
    return rows.filter(Q(**{f"{key}__gt": after.key}) | Q(**{key: after.key, f"{tie}__gt": after.id}))
