"""One object as a viewer may know it: its versions, and what refers to it; and search."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.rules import Viewer
from parley.exchange import index
from parley.exchange.models import Release
from parley.exchange.queries.feeds import Entry, db_uuid, shown_in
from parley.exchange.queries.fetches import Fetch as Fetch  # noqa: PLC0414 - others know them from here
from parley.exchange.queries.fetches import fetches as fetches  # noqa: PLC0414
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import HIDES, K_BITS, Position, digest, own_part, timestamp
from parley.exchange.rules.values import refang
from parley.exchange.rules.words import QUERY_WORDS_MAX, reference_word, value_word, words
from parley.ledger.rules.actor import Actor
from parley.release.models import AudienceParty
from parley.release.rules import Attribution

HITS_MAX = 50
VERSIONS_MAX = 1000
OTHERS_MAX = 50
"""Versions that others gave an id which is not theirs."""
FIRST_BLOCK_IDS, IDS_A_STATEMENT = 250, 10_000
RELATED_MAX = 200
"""Objects that refer to one object and are shown with it, the newest."""


@dataclass(frozen=True)
class ObjectView:
    """A copy in one of the viewer's two whole feeds: what is shared with it, or its own."""

    id: int
    at: Position
    stix_id: str
    type: str
    version: str
    valid_until: str
    revoked: bool
    raw: bytes
    collection: UUID
    audience: UUID
    owner: UUID | None  # None: masked for this viewer
    attribution: str
    illustration: bool
    mine: bool
    bits: int

    @cached_property
    def body(self) -> dict[str, Any]:
        parsed: dict[str, Any] = json.loads(self.raw)
        return parsed

    @property
    def added(self) -> str:
        return timestamp(self.at.added_at)


def versions(viewer: Viewer, stix_id: str, *, before: int) -> list[ObjectView]:
    """The versions that the viewer may see, the latest first; `NotFoundError` when there is none.

    Before them stands the one to read: the latest of the originator whose the id is (`rules.feeds.shown`), since
    anybody can give a later version the same id. All of that originator's and of the viewer's own are there, and of
    what others gave the id the newest.
    """
    ref = digest(stix_id)

    def found(where: str, *values: Any, asked: str = "all", limit: int = VERSIONS_MAX, oldest: bool = False) -> _Views:
        some = _views(
            viewer, f"AND o.ref = %s {where}", [ref, *values], before=before, asked=asked, limit=limit, oldest=oldest
        )
        return [view for view in some if view.stix_id == stix_id]

    oldest = found("", limit=1, oldest=True)
    if not oldest:
        raise NotFoundError
    shown = [view for view in found("", asked="last") if view.mine == oldest[0].mine] or oldest
    current = max(shown, key=lambda v: v.version)
    party = db_uuid(viewer.party)
    there = found(f"AND r.owner_id = ({_OWNER_OF})", current.id)
    there += [] if current.mine else found("AND r.owner_id = %s", party)
    there += found(f"AND r.owner_id NOT IN (%s, ({_OWNER_OF}))", party, current.id, limit=OTHERS_MAX)
    there = sorted((v for v in there if v.id != current.id), key=lambda v: v.version, reverse=True)
    return [current, *there]


def of_entries(viewer: Viewer | Actor, entries: Sequence[Entry], *, before: int) -> list[ObjectView]:
    """What stands on a page of one of the viewer's two whole feeds, with where it came from; in the page's order."""
    refs = sorted({digest(entry.stix_id) for entry in entries})
    if not refs:
        return []
    found = _views(viewer, f"AND o.ref IN ({_marks(refs)})", refs, before=before, asked="last", limit=len(refs) * 2)
    by_place = {(view.at, view.stix_id): view for view in found}
    return [by_place[key] for entry in entries if (key := (entry.at, entry.stix_id)) in by_place]


def search(
    viewer: Viewer, text: str, *, before: int, limit: int = HITS_MAX, types: Sequence[str] = ()
) -> list[ObjectView]:
    """The newest objects that hold all the words typed (the last one may be typed in part), or the value as a whole.

    The order is that of dates alone: no score, which would tell of what else is in the store (rule 12).
    """
    typed = words(refang(text))[:QUERY_WORDS_MAX]
    if not typed:
        return []
    exact = _hits(viewer, [value_word(refang(text).strip().casefold())], before=before, limit=limit, types=types)
    begun = _hits(viewer, typed, before=before, limit=limit, types=types, last_begins=True)
    seen = {view.id for view in exact}
    return (exact + [view for view in begun if view.id not in seen])[:limit]


def referring(
    viewer: Viewer, stix_id: str, *, before: int, types: Sequence[str] = (), but: Sequence[str] = ()
) -> list[ObjectView]:
    """What refers to an object, of some types or of all but some: as far as the viewer may see it, the newest."""
    return _hits(viewer, [reference_word(stix_id)], before=before, limit=RELATED_MAX, types=types, but=but)


def named(viewer: Viewer, ids: Iterable[str], *, before: int) -> dict[str, ObjectView]:
    """The latest versions of some ids, of those that the viewer may see."""
    refs = sorted({digest(id_) for id_ in ids})
    if not refs:
        return {}
    found = _views(viewer, f"AND o.ref IN ({_marks(refs)})", refs, before=before, asked="last", limit=len(refs) * 2)
    return {view.stix_id: view for view in found}


def by_same_originator(viewer: Viewer, of: ObjectView, ids: Sequence[str], *, before: int) -> list[ObjectView]:
    """The latest versions of some ids, only of those whom the originator of `of` released to the viewer."""
    where = f"AND o.ref IN ({_marks(ids)}) AND r.owner_id = ({_OWNER_OF})"
    values = [*map(digest, ids), of.id]
    return _views(viewer, where, values, before=before, asked="last", limit=len(ids) * 2)


_OWNER_OF = """
SELECT of_r.owner_id FROM exchange_release of_r
JOIN exchange_object of_o ON of_o.release_id = of_r.id WHERE of_o.id = %s
"""


def _hits(
    viewer: Viewer,
    typed: Sequence[str],
    *,
    before: int,
    limit: int,
    types: Sequence[str] = (),
    but: Sequence[str] = (),
    last_begins: bool = False,
) -> list[ObjectView]:
    """The newest of what matches in the viewer's audiences: ids first, octets only of those that are shown."""
    used = Exists(Release.objects.filter(audience=OuterRef("audience")))
    mine = AudienceParty.objects.filter(used, party=viewer.party).order_by("audience_id")
    audiences = list(mine.values_list("audience_id", flat=True))
    ids: list[int] = []
    for start in range(0, len(audiences), index.AUDIENCES_MAX):
        sql, values = index.matching(audiences[start : start + index.AUDIENCES_MAX], typed, last_begins=last_begins)
        with connection.cursor() as cursor:
            cursor.execute(sql, cast(Any, values))
            ids += [id_ for (id_,) in cursor.fetchall()]
    of_types = " ".join(
        f"AND o.type {sign} ({_marks(listed)})" for sign, listed in (("IN", types), ("NOT IN", but)) if listed
    )
    found: list[ObjectView] = []
    for some in _blocks(viewer, ids, before=before):
        where = f"AND o.id IN ({_marks(some)}) {of_types}"
        found += _views(viewer, where, [*some, *types, *but], before=before, asked="last", limit=limit)
        if len(found) >= limit:
            break
    return sorted({view.id: view for view in found}.values(), key=lambda view: view.at, reverse=True)[:limit]


def _blocks(viewer: Viewer, ids: list[int], *, before: int) -> Iterator[Sequence[int]]:
    """Ids in the order of their places, the newest first, block by block: one who looks for a common word reads the
    first block alone. Few ids are one block, in no order.
    """
    if len(ids) <= IDS_A_STATEMENT:
        yield from [ids] if ids else []
        return
    ids.sort()
    in_order = _in_order(ids, _deliveries(viewer, sorted({id_ >> K_BITS for id_ in ids}), before=before))
    size = FIRST_BLOCK_IDS
    while some := list(islice(in_order, size)):
        yield some
        size = min(size * 4, IDS_A_STATEMENT)


def _in_order(ids: Sequence[int], deliveries: Iterable[tuple[int, int, int, int]]) -> Iterator[int]:
    """`ids` in ascending order, and where they were delivered; an id that was delivered twice comes twice."""
    places = sorted(deliveries, reverse=True)
    for _, at_one_place in groupby(places, key=lambda d: d[:2]):
        there = [ids[bisect_left(ids, first) : bisect_right(ids, last)] for _, _, first, last in at_one_place]
        yield from sorted((id_ for some in there for id_ in some), key=own_part, reverse=True)


def _deliveries(viewer: Viewer, releases: Sequence[int], *, before: int) -> Iterator[tuple[int, int, int, int]]:
    """Where some releases stand in the viewer's two whole feeds."""
    party = db_uuid(viewer.party)
    feeds = [db_uuid(channels.shared(viewer.party).id), db_uuid(channels.own(viewer.party).id)]
    for start in range(0, len(releases), IDS_A_STATEMENT):
        some = releases[start : start + IDS_A_STATEMENT]
        sql = _DELIVERIES.replace("{marks}", _marks(some))
        with connection.cursor() as cursor:
            cursor.execute(sql, [*some, party, party, *feeds, before])
            yield from cursor.fetchall()


_DELIVERIES = """
SELECT d.added_at, d.key, d.first, d.last
FROM exchange_release r
CROSS JOIN release_audienceparty a
CROSS JOIN exchange_delivery d
WHERE r.id IN ({marks}) AND a.party_id = %s AND a.audience_id = r.audience_id
    AND d.release_id = r.id AND COALESCE(d.party_id, NULL) = %s AND d.collection IN (%s, %s) AND d.added_at < %s
"""


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


# CROSS JOIN keeps SQLite to this order, the objects first, and COALESCE from the index on a whole feed.
_SQL = """
SELECT d.added_at, d.key, o.id, o.stix_id, o.type, o.version, o.valid_until, o.revoked, o.raw,
       r.collection, r.audience_id, r.owner_id, r.attribution, r.illustration, COALESCE(p.bits, 0)
FROM exchange_object o
CROSS JOIN exchange_release r
CROSS JOIN release_audienceparty a
CROSS JOIN exchange_delivery d
LEFT JOIN exchange_place p ON p.object_id = o.id AND p.party_id = d.party_id AND p.collection = d.collection
WHERE r.id = o.release_id AND a.party_id = %s AND a.audience_id = r.audience_id
    AND d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
    AND COALESCE(d.party_id, NULL) = %s AND d.collection IN (%s, %s)
    AND d.added_at < %s {where} AND {shown}
ORDER BY d.added_at {order}, d.key {order}, o.id {order}
LIMIT %s
"""


_Views = list[ObjectView]


def _views(
    viewer: Viewer | Actor,
    where: str,
    values: Sequence[Any],
    *,
    before: int,
    asked: str,
    limit: int,
    oldest: bool = False,
) -> _Views:
    """The newest, or the oldest: those up to the limit."""
    party = db_uuid(viewer.party)
    feeds = [db_uuid(channels.shared(viewer.party).id), db_uuid(channels.own(viewer.party).id)]
    sql = _SQL.replace("{where}", where).replace("{shown}", shown_in(HIDES[asked]))
    sql = sql.replace("{order}", "ASC" if oldest else "DESC")
    with connection.cursor() as cursor:
        cursor.execute(sql, [party, party, *feeds, before, *values, limit])
        rows = cursor.fetchall()
    secretariat = council.secretariat()
    return [_view(viewer, secretariat, row) for row in rows]


def _view(viewer: Viewer | Actor, secretariat: UUID | None, row: Sequence[Any]) -> ObjectView:
    added_at, key, id_, stix_id, type_, version, valid_until, revoked, raw, collection, audience, owner, *rest = row
    attribution, illustration, bits = rest
    owner = _as_uuid(owner)
    mine = owner == viewer.party
    shown = (
        mine
        or attribution == Attribution.SHOWN
        or (attribution == Attribution.SECRETARIAT and viewer.party == secretariat)
    )
    return ObjectView(
        id=id_,
        at=Position(added_at, key, own_part(id_)),
        stix_id=stix_id,
        type=type_,
        version=version or timestamp(added_at),
        valid_until=valid_until,
        revoked=bool(revoked),
        raw=bytes(raw),
        collection=_as_uuid(collection),
        audience=_as_uuid(audience),
        owner=owner if shown else None,
        attribution=attribution,
        illustration=bool(illustration),
        mine=mine,
        bits=bits,
    )


def _as_uuid(value: object) -> UUID:
    return value if isinstance(value, UUID) else UUID(str(value))
