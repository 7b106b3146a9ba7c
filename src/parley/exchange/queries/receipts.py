"""What a party was served, page by page."""

from __future__ import annotations

from uuid import UUID

from parley.exchange.models import Receipt
from parley.exchange.rules.feeds import Filter, Position, Served


def pages_served(party: UUID, feed: UUID) -> list[Served]:
    rows = Receipt.objects.filter(party_id=party, collection=feed).order_by("at", "id")
    return [
        Served(
            r.at,
            Position(r.first_at, r.first_key, r.first_k),
            Position(r.last_at, r.last_key, r.last_k),
            Filter.parse(r.on),
        )
        for r in rows
    ]
