"""What an originator holds already of some ids: by one statement written out, since every envelope asks it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from parley.exchange.models import Object
from parley.exchange.queries.feeds import db_uuid

IDS_A_STATEMENT = 1000


def held(owner: UUID, refs: Sequence[int]) -> list[tuple[int, int, int]]:
    """(ref, mark, number) of each version that it holds of these ids, in whichever collection."""
    found: list[tuple[int, int, int]] = []
    wanted = sorted(set(refs))
    for start in range(0, len(wanted), IDS_A_STATEMENT):
        some = wanted[start : start + IDS_A_STATEMENT]
        with connection.cursor() as cursor:
            cursor.execute(_SQL.format(marks=", ".join(["%s"] * len(some))), [db_uuid(owner), *some])
            found += cursor.fetchall()
    return found


def octets(numbers: Sequence[int]) -> dict[int, bytes]:
    """By the number of the object."""
    found: dict[int, bytes] = {}
    for start in range(0, len(numbers), IDS_A_STATEMENT):
        rows = Object.objects.filter(id__in=numbers[start : start + IDS_A_STATEMENT])
        found |= {number: bytes(raw) for number, raw in rows.values_list("id", "raw")}
    return found


_SQL = """
SELECT o.ref, o.mark, o.id
FROM exchange_object o
JOIN exchange_release r ON r.id = o.release_id
WHERE r.owner_id = %s AND o.ref IN ({marks})
"""
