"""The entries behind the candidates of a look-up, and look-ups themselves, which are their own party's alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Clearance, LookUp, Source, Version
from parley.registry.queries.indexed import list_name
from parley.registry.rules.clearances import Cleared, Person
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import IN_FORCE, Roll
from parley.registry.rules.screening import Clearing, Listing
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


def listings(viewer: Viewer | Actor, entries: Iterable[UUID], day: date) -> dict[UUID, Listing]:
    """Of these entries, those in force on a day that the viewer may see, as their newest versions have them."""
    rows = Version.objects.filter(
        Q(entry__delists_on=None) | Q(entry__delists_on__gt=day),
        entry__in=set(entries),
        entry__state__in=IN_FORCE,
        entry__audience__parties__party=viewer.party,
        number=F("entry__version"),
    ).values_list(
        "entry_id",
        "number",
        "id",
        "content",
        "entry__roll",
        "entry__source__key",
        "entry__source__title",
        "entry__reference",
        "entry__owner_id",
    )
    return {
        id_: Listing(
            id=id_,
            version=number,
            version_id=version,
            list_=list_name(roll, key),
            title=title or Roll(roll).value,
            reference=reference,
            content=from_json(content),
            owner=owner,
        )
        for id_, number, version, content, roll, key, title, reference, owner in rows
    }


def clearings(viewer: Viewer | Actor, entries: Iterable[UUID], day: date) -> dict[UUID, list[Clearing]]:
    """The clearances of these entries that hold on a day and are released to the viewer."""
    rows = released(Clearance.objects.filter(entry__in=set(entries), revoked_at=None, expires_on__gte=day), viewer)
    found: dict[UUID, list[Clearing]] = {}
    for row in rows.order_by("expires_on", "id"):
        cleared = Cleared(Person.from_json(row.person), frozenset(row.scope), row.expires_on)
        found.setdefault(row.entry_id, []).append(Clearing(row.id, row.owner_id, cleared))
    return found


def lists(viewer: Viewer | Actor) -> dict[str, str]:
    """What can be asked of alone: each list's name and its title. The two of the council's own are always there."""
    sources = released(Source.objects.all(), viewer).order_by("key", "id").values_list("key", "title")
    return {"joint": Roll.JOINT.value, "national": Roll.NATIONAL.value, **dict(sources)}


def look_ups(viewer: Viewer, now: datetime, before: Cursor | None = None, after: Cursor | None = None) -> Page[LookUp]:
    """Those of the viewer's party, newest first."""
    found = page(_kept(), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    for row in found.rows:
        _emptied(row, now)
    return found


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
