"""A page of a feed, by a statement that scans the rows of the viewer's party alone.

1. The party's deliveries in this collection, from the place on, in order: an index on exactly that. Where ids are
   asked for, the objects of these ids come first, by the index on their digests, then their deliveries. Where types
   are, each release is looked into for these alone.
2. Each through the gate: its audience has the party in it now, whatever the feed still says.
3. Of their objects those that the filter lets through and that no later version or earlier copy hides.
4. The octets, for those on the page only.

Forwards through all of a feed, each release is read as it lies in the store, which is in order, so nothing is sorted.
Where one was cut in two (acts/changing.py) and both parts stand at one place, the page is read by the other statement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import connection

from parley.council.rules import Viewer
from parley.exchange.rules.feeds import (
    END,
    EVERYTHING,
    HIDES,
    K_BITS,
    START,
    Bits,
    Filter,
    Position,
    digest,
    micros,
    own_part,
    timestamp,
)
from parley.ledger.rules.actor import Actor

SPEC_VERSION = "2.1"
_ON_SQLITE = "sqlite" in settings.DATABASES["default"]["ENGINE"]


class Entry(NamedTuple):
    """An object as it stands in a feed. `version` is a timestamp; of what has none, when it was added."""

    at: Position
    stix_id: str
    type: str
    version: str
    raw: bytes


@dataclass(frozen=True)
class FeedPage:
    """Rows as the statement gave them: whoever serves a page of 1,000 needs their octets and the two ends. Of a bare
    page there is no more than that.
    """

    rows: Sequence[Sequence[Any]]
    more: bool

    @cached_property
    def entries(self) -> list[Entry]:
        return [entry(row) for row in self.rows]

    @property
    def octets(self) -> list[bytes]:
        return [bytes(row[3]) for row in self.rows]

    @cached_property
    def ends(self) -> tuple[Position, ...]:
        """The first and the last place; of an empty page none."""
        return (Position(*_place(self.rows[0])), Position(*_place(self.rows[-1]))) if self.rows else ()


def page(
    viewer: Viewer | Actor,
    collection: UUID,
    *,
    on: Filter = EVERYTHING,
    after: Position | None = None,
    added_after: int | None = None,
    limit: int,
    before: int,
    bare: bool = False,
) -> FeedPage:
    """Up to `limit` objects, in the order of their places: after a place, or after a moment, and before another one.

    `before` (microseconds) is the moment of asking, exclusive: what comes at that very moment comes to the next page,
    so that no object ever appears at a place which a reader has passed. `collection` is one that
    `queries.collections` gave: it is not looked up again. `bare`: only the octets and their places are wanted.
    """
    start = after if after is not None else START
    if added_after is not None and added_after >= start.added_at:
        start = Position(added_after + 1, -1, -1)
    asked = _Asked(db_uuid(viewer.party), db_uuid(collection), on, start, before, limit)
    return _page(asked, _BARE if bare else _WHOLE)


def newest(
    viewer: Viewer | Actor,
    collection: UUID,
    *,
    on: Filter = EVERYTHING,
    older_than: Position | None = None,
    limit: int,
    before: int,
) -> FeedPage:
    """The same feed from its end: the newest first, or those older than a place."""
    asked = _Asked(db_uuid(viewer.party), db_uuid(collection), on, older_than or END, before, limit, forwards=False)
    return _page(asked, _WHOLE)


@dataclass(frozen=True)
class _Asked:
    party: Any
    collection: Any
    on: Filter
    start: Position
    before: int
    limit: int
    forwards: bool = True


def _page(asked: _Asked, columns: str) -> FeedPage:
    if asked.on.spec_versions and SPEC_VERSION not in asked.on.spec_versions:
        return FeedPage([], False)
    rows = None if asked.on.ids or asked.on.types or not asked.forwards else _as_they_lie(asked, columns)
    if rows is None:
        rows = sorted(_rows(asked, _FORWARDS if asked.forwards else _BACKWARDS, columns), key=_place)
        rows = rows if asked.forwards else rows[::-1]
    return FeedPage(rows[: asked.limit], len(rows) > asked.limit)


def _as_they_lie(asked: _Asked, columns: str) -> list[Sequence[Any]] | None:
    """None where two releases share a place: there the order is not that of the ids."""
    rows = _rows(asked, _IN_ORDER, columns)
    if not rows:
        return rows
    with connection.cursor() as cursor:
        cursor.execute(_SHARED_PLACE, [asked.party, asked.collection, *rows[0][:2], *rows[-1][:2]])
        return rows if cursor.fetchone() is None else None


def _rows(asked: _Asked, sql: str, columns: str) -> list[Sequence[Any]]:
    start = asked.start
    statement, values = (_everything if asked.on == EVERYTHING else _statement)(sql, asked.on, columns)
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [
                *(asked.party, asked.party, asked.collection),
                *(start.added_at, start.key, asked.before, start.added_at, start.key, start.k),
                *values,
                asked.limit + 1,
            ],
        )
        found: list[Sequence[Any]] = cursor.fetchall()
    return found


def _statement(sql: str, on: Filter, columns: str) -> tuple[str, list[Any]]:
    where, values = _conditions(on)
    source = _BY_ID if on.ids else _BY_TYPE if on.types else _BY_PLACE
    return sql.replace("{source}", source).replace("{columns}", columns).replace("{where}", where), values


_everything = cache(_statement)


def _place(row: Sequence[Any]) -> tuple[int, int, int]:
    """What has to be sorted is sorted by this: SQLite, sorting 1,000 rows with their octets, writes them to a file."""
    return row[0], row[1], own_part(row[2])


_OWN_PART = f"(o.id & {(1 << K_BITS) - 1})"
_BARE = "o.id, o.raw"
_WHOLE = "o.id, o.raw, o.stix_id, o.type, o.version"
_FROM_A_PLACE = f"""
    {{source}}
      AND (d.added_at, d.key) {{onwards}}= (%s, %s) AND d.added_at < %s
      AND NOT (d.added_at = %s AND d.key = %s AND {_OWN_PART} {{back}}= %s)
      {{where}}"""
_SQL = f"""
WITH p AS MATERIALIZED (
    SELECT d.added_at, d.key, o.id {_FROM_A_PLACE}
    ORDER BY d.added_at {{order}}, d.key {{order}}, {_OWN_PART} {{order}}
    LIMIT %s
)
SELECT p.added_at, p.key, {{columns}}
FROM p CROSS JOIN exchange_object o
WHERE o.id = p.id
"""  # noqa: S608 - no value from outside is in it
_LATER = {"columns": "{columns}", "source": "{source}", "where": "{where}"}
_FORWARDS = _SQL.format(onwards=">", back="<", order="ASC", **_LATER)
_BACKWARDS = _SQL.format(onwards="<", back=">", order="DESC", **_LATER)
# In this order SQLite has the deliveries by their index and the objects of each by their rows.
_IN_ORDER = f"""
SELECT d.added_at, d.key, {{columns}} {_FROM_A_PLACE}
ORDER BY d.added_at, d.key, d.first, o.id
LIMIT %s
""".format(onwards=">", back="<", **_LATER)
_SHARED_PLACE = """
SELECT 1 FROM exchange_delivery
WHERE party_id = %s AND collection = %s AND (added_at, key) >= (%s, %s) AND (added_at, key) <= (%s, %s)
GROUP BY added_at, key
HAVING COUNT(*) > 1
LIMIT 1
"""
_BY_PLACE = """FROM exchange_delivery d
    JOIN exchange_release r ON r.id = d.release_id
    JOIN release_audienceparty a ON a.party_id = %s AND a.audience_id = r.audience_id
    JOIN exchange_object o ON o.id BETWEEN d.first AND d.last
    WHERE d.party_id = %s AND d.collection = %s"""
# The objects of these types alone, by an index on (release, type): the plus keeps SQLite from walking all ids.
_BY_TYPE = _BY_PLACE.replace("ON o.id BETWEEN", "ON o.release_id = d.release_id AND +o.id BETWEEN")
# CROSS JOIN has SQLite begin with the objects, and COALESCE keeps it from the index on the whole feed.
_BY_ID = """FROM exchange_object o CROSS JOIN exchange_delivery d
    JOIN exchange_release r ON r.id = o.release_id
    JOIN release_audienceparty a ON a.party_id = %s AND a.audience_id = r.audience_id
    WHERE d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
      AND COALESCE(d.party_id, NULL) = %s AND d.collection = %s"""


def _conditions(on: Filter) -> tuple[str, list[Any]]:
    parts: list[str] = []
    values: list[Any] = []
    refs = [digest(id_) for id_ in on.ids]
    for column, wanted in (("o.ref", refs), ("o.stix_id", on.ids), ("o.type", on.types)):
        if wanted:
            parts.append(f"AND {column} IN ({_marks(wanted)})")
            values += wanted
    either = [shown_in(HIDES[v]) for v in on.versions if v in HIDES]
    if stamps := [v for v in on.versions if v not in HIDES]:
        # Of what has no dates, the version is when it was added here (5.3.1).
        dates = [micros(datetime.fromisoformat(v)) for v in stamps]
        one = f"o.version IN ({_marks(stamps)}) OR (o.version = '' AND d.added_at IN ({_marks(dates)}))"
        either.append(f"(({one}) AND {shown_in(Bits.DUPLICATE)})")
        values += [*stamps, *dates]
    parts.append(f"AND ({' OR '.join(either)})")
    return " ".join(parts), values


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def shown_in(hiding: Bits) -> str:
    """Nothing hides the copy in this feed. The first delivery of one that was delivered again is hidden as well."""
    return _NOT_HIDDEN.replace("{again}", str(int(hiding))).replace("{first}", str(int(hiding | Bits.MOVED)))


_NOT_HIDDEN = """NOT EXISTS (
    SELECT 1 FROM exchange_place h
    WHERE h.object_id = o.id AND h.party_id = d.party_id AND h.collection = d.collection
      AND (h.bits & (CASE WHEN d.first = d.last THEN {again} ELSE {first} END)) <> 0
)"""


def entry(row: Sequence[Any]) -> Entry:
    added_at, key, id_, raw, stix_id, type_, version = row
    at = Position(added_at, key, own_part(id_))
    return Entry(at, stix_id, type_, version or timestamp(added_at), bytes(raw))


def db_uuid(value: UUID) -> Any:
    """A UUID as this store's driver takes it."""
    return value.hex if _ON_SQLITE else value
