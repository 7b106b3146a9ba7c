"""That something was fetched, written before the answer goes out (DESIGN.md, rule 11)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from parley.exchange.models import Receipt
from parley.exchange.queries.feeds import Entry
from parley.exchange.rules.feeds import Filter, micros
from parley.ledger.rules.actor import Actor


def fetched(by: Actor, collection: UUID, on: Filter, entries: Sequence[Entry]) -> None:
    """One row a page: the party was served what stands between its two ends. An empty page leaves no trace."""
    if not entries:
        return
    first, last = entries[0].at, entries[-1].at
    Receipt.objects.create(
        id=by.new_id(),
        party_id=by.party,
        collection=collection,
        account=by.person,
        at=micros(by.at),
        first_at=first.added_at,
        first_key=first.key,
        first_k=first.k,
        last_at=last.added_at,
        last_key=last.key,
        last_k=last.k,
        on=on.canonical(),
    )
