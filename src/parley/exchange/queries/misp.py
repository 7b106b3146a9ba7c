"""Of what the events of a party's MISP feed are made (rules/mispfeed.py): who added what on which day, what went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Max

from parley.council import queries as council
from parley.council.rules import Viewer
from parley.exchange.models import Loss, Release
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.queries.objects import ObjectView, named
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import K_BITS, digest
from parley.exchange.rules.mispfeed import DAY, EVENT_TYPES, SILENT_TYPES
from parley.ledger.rules.actor import Actor
from parley.release.rules import Attribution

IDS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Day:
    """What one originator added on one day; None is whoever is masked. `latest` in microseconds."""

    day: int
    owner: UUID | None
    latest: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """`by` is whose it is, also where that is masked: not to be shown."""

    by: UUID
    owner: UUID | None
    illustration: bool


_THROUGH_THE_GATE = """
FROM exchange_delivery d
JOIN exchange_release r ON r.id = d.release_id
JOIN release_audienceparty a ON a.party_id = %s AND a.audience_id = r.audience_id
WHERE d.party_id = %s AND d.collection = %s AND d.added_at >= %s AND d.added_at < %s
"""


def _holds_other_than(types: tuple[str, ...]) -> str:
    """Of a release of which nothing is left this is false: it may have lost its objects before the party came."""
    listed = ", ".join(f"'{type_}'" for type_ in types)
    return _HOLDS_OTHER_THAN.replace("{types}", listed)


_HOLDS_OTHER_THAN = """EXISTS (
    SELECT 1 FROM exchange_object o WHERE o.id BETWEEN d.first AND d.last AND o.type NOT IN ({types})
)"""


# A report changes the event of its day, for what it names is not in it; but alone it makes none.
_DAYS = f"""
SELECT d.added_at / {DAY}, r.owner_id, r.attribution, MAX(d.added_at) {_THROUGH_THE_GATE}
  AND {_holds_other_than(SILENT_TYPES)}
GROUP BY 1, 2, 3
HAVING MAX(CASE WHEN {_holds_other_than((*SILENT_TYPES, *EVENT_TYPES))} THEN 1 ELSE 0 END) = 1
"""


def days(viewer: Viewer | Actor, *, before: int) -> list[Day]:
    """In no particular order."""
    latest: dict[tuple[int, UUID | None], int] = {}
    secretariat = council.secretariat()
    for day, owner, attribution, at in _rows(viewer, _DAYS, 0, before):
        key = day, _shown(viewer, secretariat, owner, attribution)
        latest[key] = max(at, latest.get(key, 0))
    return [Day(day, owner, at) for (day, owner), at in latest.items()]


def delivered(viewer: Viewer | Actor, day: int, *, before: int) -> dict[tuple[int, int], Delivered]:
    """Whose each release of a day is, by its place in the feed: when it was added, and its key."""
    sql = f"SELECT d.added_at, d.key, r.owner_id, r.attribution, r.illustration {_THROUGH_THE_GATE}"
    secretariat = council.secretariat()
    rows = _rows(viewer, sql, day * DAY, min((day + 1) * DAY, before))
    return {
        (at, key): Delivered(UUID(str(owner)), _shown(viewer, secretariat, owner, attribution), bool(illustration))
        for at, key, owner, attribution, illustration in rows
    }


def _rows(viewer: Viewer | Actor, sql: str, first: int, end: int) -> list[Any]:
    party, feed = db_uuid(viewer.party), db_uuid(channels.shared(viewer.party).id)
    with connection.cursor() as cursor:
        cursor.execute(sql, [party, party, feed, first, end])
        rows: list[Any] = cursor.fetchall()
    return rows


def _shown(viewer: Viewer | Actor, secretariat: UUID | None, owner: Any, attribution: str) -> UUID | None:
    shown = attribution == Attribution.SHOWN or (attribution == Attribution.SECRETARIAT and viewer.party == secretariat)
    return UUID(str(owner)) if shown else None


def days_with_losses(viewer: Viewer | Actor) -> dict[int, int]:
    """On which days something was added that the party had fetched and has lost; when it last lost any of it."""
    found: dict[int, int] = {}
    for was_at, lost_at in _losses(viewer).values_list("was_at").annotate(Max("lost_at")).order_by("was_at"):
        found[was_at // DAY] = max(lost_at, found.get(was_at // DAY, 0))
    return found


def lost(viewer: Viewer | Actor, ids: Iterable[str]) -> dict[str, int]:
    """When the party last lost each of these, which it had fetched."""
    found: dict[str, int] = {}
    for some in _parts(ids):
        rows = _losses(viewer).filter(stix_id__in=some)
        found |= dict(rows.values_list("stix_id").annotate(Max("lost_at")).order_by("stix_id"))
    return found


def _losses(viewer: Viewer | Actor) -> Any:
    shared = channels.shared(viewer.party).id
    return Loss.objects.filter(party=viewer.party, collection=shared, settled=True, fetched_at__isnull=False)


def named_in_parts(viewer: Viewer, ids: Iterable[str], *, before: int) -> dict[str, ObjectView]:
    """The latest versions of any number of ids, of those that the viewer may see."""
    found: dict[str, ObjectView] = {}
    for some in _parts(ids):
        found |= named(viewer, some, before=before)
    return found


def originators(views: Sequence[ObjectView]) -> dict[int, UUID]:
    """Whose each object is, also where that is masked: not to be shown."""
    releases = sorted({view.id >> K_BITS for view in views})
    whose: dict[int, UUID] = {}
    for start in range(0, len(releases), IDS_AT_ONCE):
        found = Release.objects.filter(id__in=releases[start : start + IDS_AT_ONCE])
        whose |= dict(found.values_list("id", "owner"))
    return {view.id: whose[view.id >> K_BITS] for view in views}


# CROSS JOIN has SQLite begin with the objects. What another's copy of the id hides counts as well: it is its owner's.
_DEFINITIONS = """
SELECT r.owner_id, o.stix_id, o.raw
FROM exchange_object o
CROSS JOIN exchange_release r
CROSS JOIN release_audienceparty a
WHERE o.ref IN ({marks}) AND o.type = 'marking-definition' AND r.id = o.release_id
  AND a.party_id = %s AND a.audience_id = r.audience_id AND EXISTS (
    SELECT 1 FROM exchange_delivery d
    WHERE d.release_id = r.id AND o.id BETWEEN d.first AND d.last
      AND d.party_id = %s AND d.collection = %s AND d.added_at < %s
)
"""


def definitions(viewer: Viewer | Actor, ids: Iterable[str], *, before: int) -> Iterator[tuple[UUID, str, bytes]]:
    """All definitions of some markings that were shared with the party, and whose each is: not to be shown."""
    party, feed = db_uuid(viewer.party), db_uuid(channels.shared(viewer.party).id)
    for some in _parts(ids):
        sql = _DEFINITIONS.replace("{marks}", ", ".join(["%s"] * len(some)))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*map(digest, some), party, party, feed, before])
            rows = cursor.fetchall()
        for owner, stix_id, raw in rows:
            if stix_id in some:
                yield UUID(str(owner)), stix_id, bytes(raw)


def _parts(ids: Iterable[str]) -> Iterable[list[str]]:
    several = sorted(set(ids))
    return (several[start : start + IDS_AT_ONCE] for start in range(0, len(several), IDS_AT_ONCE))
