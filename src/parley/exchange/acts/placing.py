"""Which copies a feed shows, worked out again for some ids after copies came or went."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from uuid import UUID

from parley.exchange.models import Delivery, Object, Place
from parley.exchange.queries.copies import copies
from parley.exchange.rules.feeds import Bits, ordinary_key, shown

_HIDDEN = Bits.DUPLICATE | Bits.SUPERSEDED


def place_again(party: UUID, feed: UUID, refs: Iterable[int], at: int, seed: bytes) -> None:
    """Set the bits of all copies of these ids in one feed. A copy that was hidden and is not any more is delivered
    again now: whoever has passed its first place would never see it.
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
    for id_, bits in wanted.items():
        old = before.get(id_, Bits(0))
        moved = old & Bits.MOVED
        if old & _HIDDEN and not bits & _HIDDEN:
            moved = Bits.MOVED
            _deliver_again(party, feed, id_, at, seed)
        if bits | moved != old:
            changed[id_] = bits | moved
    Place.objects.filter(party_id=party, collection=feed, object_id__in=list(changed)).delete()
    Place.objects.bulk_create(
        Place(object_id=id_, party_id=party, collection=feed, bits=int(bits)) for id_, bits in changed.items() if bits
    )


def _deliver_again(party: UUID, feed: UUID, id_: int, at: int, seed: bytes) -> None:
    Delivery.objects.filter(party_id=party, collection=feed, first=id_, last=id_).delete()
    drawn = hashlib.blake2b(f"{party}/{feed}/{id_}".encode(), key=seed, digest_size=8).digest()
    key = ordinary_key(int.from_bytes(drawn, "big"))
    release = Object.objects.values_list("release_id", flat=True).get(id=id_)
    Delivery.objects.create(
        party_id=party, collection=feed, added_at=at, key=key, first=id_, last=id_, release_id=release
    )
