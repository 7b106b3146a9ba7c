"""All copies of some ids that stand in one party's feed, shown or not."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from parley.exchange.queries.feeds import db_uuid
from parley.exchange.rules.feeds import Copy, Position, own_part

IDS_A_STATEMENT = 1000


def copies(party: UUID, feed: UUID, refs: Iterable[int]) -> list[Copy]:
    """Each copy once, at the place where it was delivered first."""
    wanted = sorted(refs)
    found: dict[int, Copy] = {}
    for start in range(0, len(wanted), IDS_A_STATEMENT):
        some = wanted[start : start + IDS_A_STATEMENT]
        with connection.cursor() as cursor:
            cursor.execute(_SQL.format(marks=", ".join(["%s"] * len(some))), [db_uuid(party), db_uuid(feed), *some])
            rows = cursor.fetchall()
        for stix_id, version, added_at, key, id_, owner in rows:
            copy = Copy(stix_id, version, Position(added_at, key, own_part(id_)), id_, UUID(str(owner)))
            if id_ not in found or copy.at < found[id_].at:
                found[id_] = copy
    return list(found.values())


_SQL = """
SELECT o.stix_id, o.version, d.added_at, d.key, o.id, r.owner_id
FROM exchange_object o
JOIN exchange_release r ON r.id = o.release_id
JOIN exchange_delivery d ON d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
WHERE d.party_id = %s AND d.collection = %s AND o.ref IN ({marks})
"""
