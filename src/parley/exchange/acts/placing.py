"""Which copies a feed shows, worked out again for some ids after copies came or went.

Whoever adds or takes back only notes that there is something to work out, by the same statements whether others hold
such an id or not: what others hold is not the writer's to feel. The feed's own party works it out when it reads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from django.db import connection

from parley.exchange.models import Delivery, Loss, Object, Place
from parley.exchange.queries.copies import copies
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.rules.feeds import Bits, ordinary_key, own_part, shown, span

# An id that stands in the release several times, or in the feed already. Each is looked up once, however many versions
# it has, and in the feeds only if the store holds it elsewhere. CROSS JOIN has SQLite begin with the new objects, and
# COALESCE keeps it from walking the feed.
_NOTE = """
INSERT INTO exchange_clash (party_id, collection, ref)
SELECT mine.party_id, mine.collection, n.ref
FROM (SELECT ref, COUNT(*) AS many FROM exchange_object WHERE id BETWEEN %s AND %s GROUP BY ref) n
CROSS JOIN exchange_delivery mine
WHERE mine.release_id = %s
  AND (n.many > 1 OR EXISTS (SELECT 1 FROM exchange_object o WHERE o.ref = n.ref AND o.release_id <> %s))
  AND (n.many > 1 OR EXISTS (
    SELECT 1 FROM exchange_object o
    CROSS JOIN exchange_delivery d
    WHERE o.ref = n.ref AND o.release_id <> mine.release_id
        AND d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
        AND COALESCE(d.party_id, NULL) = mine.party_id AND d.collection = mine.collection
))
ON CONFLICT DO NOTHING
"""


def note_clashes(release: int) -> None:
    """In the feeds that a new release went to, the ids that stood there already."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [*span(release), release, release])


def note(seats: Iterable[tuple[UUID, UUID]], refs: Iterable[int]) -> None:
    """Copies of these ids came to the parties' feeds, or left them."""
    in_order = sorted(refs)
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO exchange_clash (party_id, collection, ref) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
            [(*map(db_uuid, seat), ref) for seat in sorted(seats) for ref in in_order],
        )


_HIDDEN = Bits.DUPLICATE | Bits.SUPERSEDED


def place_again(party: UUID, feed: UUID, refs: Iterable[int], at: int, seed: bytes) -> list[Loss]:
    """Set the bits of all copies of these ids in one feed. A copy that was hidden and is not any more is delivered
    again now: whoever has passed its first place would never see it. A place between the first and the last is lost.
    """
    held = copies(party, feed, refs)
    ids = [copy.id for copy in held]
    before = {
        id_: Bits(bits)
        for id_, bits in Place.objects.filter(party_id=party, collection=feed, object_id__in=ids).values_list(
            "object_id", "bits"
        )
    }
    wanted = shown(held)
    changed: dict[int, Bits] = {}
    lost: list[Loss] = []
    for id_, bits in wanted.items():
        old = before.get(id_, Bits(0))
        moved = old & Bits.MOVED
        if old & _HIDDEN and not bits & _HIDDEN:
            moved = Bits.MOVED
            lost += _deliver_again(party, feed, id_, at, seed)
        if bits | moved != old:
            changed[id_] = bits | moved
    Place.objects.filter(party_id=party, collection=feed, object_id__in=list(changed)).delete()
    Place.objects.bulk_create(
        Place(object_id=id_, party_id=party, collection=feed, bits=int(bits)) for id_, bits in changed.items() if bits
    )
    return lost


def _deliver_again(party: UUID, feed: UUID, id_: int, at: int, seed: bytes) -> list[Loss]:
    again = Delivery.objects.filter(party_id=party, collection=feed, first=id_, last=id_)
    lost = [_lost(party, feed, delivery, at, seed) for delivery in again]
    again.delete()
    drawn = hashlib.blake2b(f"{party}/{feed}/{id_}".encode(), key=seed, digest_size=8).digest()
    key = ordinary_key(int.from_bytes(drawn, "big"))
    release = Object.objects.values_list("release_id", flat=True).get(id=id_)
    Delivery.objects.create(
        party_id=party, collection=feed, added_at=at, key=key, first=id_, last=id_, release_id=release
    )
    return lost


def _lost(party: UUID, feed: UUID, delivery: Delivery, at: int, seed: bytes) -> Loss:
    """It may have been fetched there, and nowhere else."""
    o = Object.objects.select_related("release").get(id=delivery.first)
    drawn = hashlib.blake2b(f"loss/{party}/{feed}/{o.id}".encode(), key=seed, digest_size=16).digest()
    return Loss.objects.create(
        id=UUID(bytes=drawn, version=4),
        party_id=party,
        collection=feed,
        owner_id=o.release.owner_id,
        stix_id=o.stix_id,
        type=o.type,
        version=o.version,
        was_at=delivery.added_at,
        was_key=delivery.key,
        was_k=own_part(o.id),
        lost_at=at,
    )
