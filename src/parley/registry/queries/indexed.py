"""What the index asks of the store: whether anything changed for a viewer, and the names of one audience's entries.

Only `marks` is asked for a viewer, at each query, and it asks about the audiences that the viewer's party is in alone.
`newest`, `stands` and `listed` read one such audience, whoever asked first; `audiences` is the operator's.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import F, Max, Q

from parley.council.rules import Viewer
from parley.ledger.rows import adapted, as_uuid
from parley.ledger.rules.actor import Actor
from parley.registry.index.building import Listed
from parley.registry.models import Entry, Version
from parley.registry.rules.entries import IN_FORCE, Kind, Roll

LATE = timedelta(seconds=30)
"""An act's moment may lie this far before the one at which it is in the store: writers wait for each other."""
ROWS = 2_000

_MARKS = """
SELECT p.audience_id,
       (SELECT max(e.changed_at) FROM registry_entry e WHERE e.audience_id = p.audience_id) AS newest,
       (SELECT count(*) || '/' || sum(e.version) || '/' || min(e.changed_at) FROM registry_entry e
        WHERE e.audience_id = p.audience_id AND e.changed_at >= %s),
       (SELECT count(*) || '/' || max(e.moved_at) FROM registry_entry e
        WHERE e.audience_id = p.audience_id AND e.moved_at IS NOT NULL),
       (SELECT d.count FROM registry_departures d WHERE d.audience_id = p.audience_id)
FROM release_audienceparty p
WHERE p.party_id = %s
"""


class Mark(NamedTuple):
    """`changed` is another text whenever an entry of an audience is another one; `left` counts those that left it, of
    which the audience's rows say nothing any more."""

    changed: str
    left: int


def marks(viewer: Viewer | Actor, now: datetime) -> dict[UUID, Mark]:
    """The mark of each audience of the viewer's that has entries."""
    with connection.cursor() as cursor:
        cursor.execute(_MARKS, adapted([now - LATE, viewer.party]))
        rows = cursor.fetchall()
    return {
        as_uuid(id_): Mark(f"{newest} {late} {moved}", left or 0) for id_, newest, late, moved, left in rows if newest
    }


def audiences() -> list[UUID]:
    """All that have entries: for the operator, who makes their files."""
    return list(Entry.objects.order_by("audience").values_list("audience", flat=True).distinct())


def newest(audience: UUID) -> datetime | None:
    found = Entry.objects.filter(audience=audience).aggregate(changed=Max("changed_at"), moved=Max("moved_at"))
    return max((moment for moment in found.values() if moment is not None), default=None)


class Stand(NamedTuple):
    """An entry's version, and whether it is in force; (0, False) for all that are not."""

    version: int
    in_force: bool


def stands(audience: UUID, since: datetime | None = None) -> dict[UUID, Stand]:
    """All entries, or those that may have changed since a moment."""
    rows = Entry.objects.filter(audience=audience)
    if since is not None:
        rows = rows.filter(Q(changed_at__gte=since - LATE) | Q(moved_at__gte=since - LATE))
    return {
        id_: Stand(version, True) if state in IN_FORCE else Stand(0, False)
        for id_, version, state in rows.values_list("id", "version", "state")
    }


def listed(audience: UUID, among: set[UUID] | None = None) -> Iterator[Listed]:
    """The entries in force in the order of their ids: all of them, or those named."""
    rows = Version.objects.filter(
        entry__audience=audience, entry__state__in=IN_FORCE, number=F("entry__version")
    ).order_by("entry_id")
    if among is not None:
        rows = rows.filter(entry__in=among)
    read = rows.values_list("entry_id", "number", "entry__kind", "entry__roll", "entry__source__key", "content__names")
    for id_, version, kind, roll, source, names in read.iterator(ROWS):
        yield Listed(id_, version, Kind(kind), list_name(roll, source), tuple(name["text"] for name in names))


def list_name(roll: str, source: str | None) -> str:
    """By what a list is asked for: "joint", "national", or a source's own key."""
    return {Roll.JOINT: "joint", Roll.NATIONAL: "national"}.get(Roll(roll), source or "")
