"""The feed of changes: versions of entries, and ids of what was taken back, in the order in which they reached a party.

A version reaches a party when it is made; or later, when the entry is released to the party or the party comes into its
audience. So whoever comes later is served the past once, at a place that its cursor has not passed; and whoever sees an
entry before and after it is released to others finds it where it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, DateTimeField, F, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, Greatest

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Entry, Reach, Version
from parley.registry.rules.entries import IN_FORCE, Roll, State
from parley.release.models import Audience, AudienceParty
from parley.release.queries import Cursor


@dataclass(frozen=True, slots=True)
class Change:
    """A version; or, where `version` is None, the notice that an entry was taken back: its id, and no more.

    The joint list and lists imported for the whole council are not taken back.
    """

    at: datetime
    entry: UUID
    version: Version | None
    can_be_recalled: bool = False

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
        reached=Greatest(F("at"), _arrived(viewer.party, "entry__"), output_field=DateTimeField()),
        can_be_recalled=Q(entry__roll=Roll.NATIONAL) | Q(entry__audience__of_council=False),
    )
    rows = _after(versions.filter(reached__lt=before), "reached", "id", after).select_related("entry__source")
    gone = Reach.objects.filter(party=viewer.party, recalled_at__lt=before)
    notices = _after(gone, "recalled_at", "entry_id", after)
    there = rows.order_by("reached", "id")[: limit + 1]
    found = [Change(row.reached, row.entry_id, row, row.can_be_recalled) for row in there]
    for at, entry in notices.order_by("recalled_at", "entry_id").values_list("recalled_at", "entry_id")[: limit + 1]:
        found.append(Change(at, entry, None))
    found.sort(key=lambda change: (change.at, change.cursor.id))
    shown = tuple(found[:limit])
    return Changes(shown, shown[-1].cursor if shown else after, len(found) > limit)


def _arrived(party: UUID, entry: str) -> Coalesce:
    """Since when an entry has been the party's to see. Whoever was in its audience when it was last released has that
    noted, where it differs from when it was made; whoever came into the audience since has come since."""
    since, released = F(f"{entry}audience__parties__since"), F(f"{entry}released_at")
    noted = Reach.objects.filter(party=party, entry=OuterRef(f"{entry}pk" if entry else "pk"))
    came = Case(When(**{f"{entry}audience__parties__since__gt": Coalesce(f"{entry}moved_at", released), "then": since}))
    return Coalesce(came, Subquery(noted.values("arrived_at")[:1]), released, output_field=DateTimeField())


def arrivals(entry: Entry, audience: Audience) -> dict[UUID, datetime | None]:
    """For each party of the audience that an entry has, since when it has been its to see; None: since it was made."""
    noted = dict(Reach.objects.filter(entry=entry).values_list("party_id", "arrived_at"))
    moved = entry.moved_at or entry.released_at
    since = AudienceParty.objects.filter(audience=audience).values_list("party_id", "since")
    return {party: at if at > moved else noted.get(party) for party, at in since}


def _after(rows: QuerySet[Any], key: str, tie: str, after: Cursor | None) -> QuerySet[Any]:
    if after is None:
        return rows
    return rows.filter(Q(**{f"{key}__gt": after.key}) | Q(**{key: after.key, f"{tie}__gt": after.id}))
