"""The entries behind the candidates of a look-up, and look-ups themselves, which are their own party's alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from parley.council.rules import Viewer
from parley.ledger.rows import adapted, as_uuid, found, marks
from parley.ledger.rules.actor import Actor
from parley.registry.models import Clearance, LookUp, Number, Source
from parley.registry.queries.indexed import list_name
from parley.registry.rules.clearances import Cleared, Person
from parley.registry.rules.content import from_text
from parley.registry.rules.entries import IN_FORCE, Roll
from parley.registry.rules.screening import Clearing, Listing
from parley.release.queries import Cursor, Page, one, page, released, released_in
from parley.settings import SETTINGS

ENTRIES_A_STATEMENT_MAX = 1000  # SQLite takes 32,766 values
NUMBERS_A_STATEMENT_MAX = 1000

_LISTINGS = """
SELECT e.id, v.number, v.id, v.content, e.roll, s.key, s.title, e.reference, e.owner_id
FROM registry_entry e
JOIN registry_version v ON v.entry_id = e.id AND v.number = e.version
LEFT JOIN registry_source s ON s.id = e.source_id
WHERE e.id IN ({entries}) AND e.state IN ({states}) AND (e.delists_on IS NULL OR e.delists_on > %s) AND {released}
"""


def listings(viewer: Viewer | Actor, entries: Iterable[UUID], day: date) -> dict[UUID, Listing]:
    """Of these entries, those in force on a day that the viewer may see, as their newest versions have them."""
    known: dict[UUID, Listing] = {}
    for some in _parted(entries):
        text = _LISTINGS.format(entries=marks(len(some)), states=marks(len(IN_FORCE)), released=released_in("e"))
        with connection.cursor() as cursor:
            cursor.execute(text, adapted([*some, *IN_FORCE, day, viewer.party]))
            rows = cursor.fetchall()
        for id_, number, version, content, roll, key, title, reference, owner in rows:
            listing = Listing(
                id=as_uuid(id_),
                version=number,
                version_id=as_uuid(version),
                list_=list_name(roll, key),
                title=title or Roll(roll).value,
                reference=reference,
                content=from_text(content),
                owner=as_uuid(owner),
            )
            known[listing.id] = listing
    return known


_HOLDING = """
WHERE entry_id IN ({entries}) AND revoked_at IS NULL AND expires_on >= %s AND {released} ORDER BY expires_on, id
"""


def numbered(by: Actor, numbers: Collection[str]) -> dict[str, list[UUID]]:
    """By each of these numbers (`rules.evidence.plain`), the entries that name it, of what is released to the asker:
    in force or not."""
    wanted = sorted(numbers)
    naming: dict[str, list[UUID]] = {}
    for start in range(0, len(wanted), NUMBERS_A_STATEMENT_MAX):
        some = wanted[start : start + NUMBERS_A_STATEMENT_MAX]
        rows = Number.objects.filter(audience__parties__party=by.party, value__in=some).order_by("value", "entry")
        for value, entry in rows.values_list("value", "entry_id"):
            naming.setdefault(value, []).append(entry)
    return naming


def clearings(viewer: Viewer | Actor, entries: Iterable[UUID], day: date) -> dict[UUID, list[Clearing]]:
    """The clearances of these entries that hold on a day and are released to the viewer."""
    said: dict[UUID, list[Clearing]] = {}
    for some in _parted(entries):
        rest = _HOLDING.format(entries=marks(len(some)), released=released_in("registry_clearance"))
        for row in found(Clearance, rest, [*some, day, viewer.party]):
            cleared = Cleared(Person.from_json(row.person), frozenset(row.scope), row.expires_on)
            said.setdefault(row.entry_id, []).append(Clearing(row.id, row.owner_id, cleared))
    return said


def _parted(entries: Iterable[UUID]) -> Iterator[list[UUID]]:
    every = list(set(entries))
    return (every[n : n + ENTRIES_A_STATEMENT_MAX] for n in range(0, len(every), ENTRIES_A_STATEMENT_MAX))


def lists(viewer: Viewer | Actor) -> dict[str, str]:
    """What can be asked of alone: each list's name and its title. The two of the council's own are always there."""
    sources = released(Source.objects.all(), viewer).order_by("key", "id").values_list("key", "title")
    return {"joint": Roll.JOINT.value, "national": Roll.NATIONAL.value, **dict(sources)}


def look_ups(viewer: Viewer, now: datetime, before: Cursor | None = None, after: Cursor | None = None) -> Page[LookUp]:
    """Those of the viewer's party, newest first."""
    shown = page(
        _kept().defer("found"), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after
    )
    for row in shown.rows:
        _emptied(row, now)
    return shown


def look_up(viewer: Viewer, id_: UUID, now: datetime) -> LookUp:
    """One of the viewer's party's, or `NotFoundError`."""
    return _emptied(one(_kept(), viewer, id_), now)


def _kept() -> QuerySet[LookUp]:
    return LookUp.objects.all()


def oldest_kept(now: datetime) -> datetime:
    return now - timedelta(days=SETTINGS.look_up_days)


def _emptied(row: LookUp, now: datetime) -> LookUp:
    """What is past its retention is not shown, whether or not it has been erased yet (`acts.screening.forget`)."""
    if row.forgotten_at is None and row.released_at < oldest_kept(now):
        row.query, row.found, row.forgotten_at = {}, [], now
    return row
