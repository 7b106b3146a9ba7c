"""What a party was served, page by page."""

from __future__ import annotations

from uuid import UUID

from parley.exchange.models import Receipt
from parley.exchange.rules.feeds import INT63_MAX, Filter, Position, Served


def pages_served(party: UUID, feed: UUID, *, first: int = 0, last: int = INT63_MAX) -> list[Served]:
    """Those on which something can have stood that was added from `first` to `last` (microseconds)."""
    rows = Receipt.objects.filter(party_id=party, collection=feed, last_at__gte=first, first_at__lte=last)
    rows = rows.order_by("at", "id")
    return [
        Served(
            r.at,
            Position(r.first_at, r.first_key, r.first_k),
            Position(r.last_at, r.last_key, r.last_k),
            Filter.parse(r.on),
        )
        for r in rows
    ]
