"""What is served of a feed otherwise than by TAXII: read page by page, each page with its receipt (rule 11)."""

from __future__ import annotations

from uuid import UUID

from parley.exchange.acts.receipts import fetched
from parley.exchange.queries.feeds import Entry, newest, page
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import Filter, Position, micros
from parley.ledger.rules.actor import Actor

PAGE_OBJECTS = 1_000


def serve_newest(by: Actor, feed: UUID, on: Filter, most: int) -> list[Entry]:
    """Up to `most` entries of a settled feed from before the actor's moment, the newest first."""
    entries: list[Entry] = []
    older_than: Position | None = None
    while len(entries) < most:
        found = newest(
            by,
            feed,
            on=on,
            older_than=older_than,
            limit=min(PAGE_OBJECTS, most - len(entries)),
            before=micros(by.at),
        )
        if found.entries:
            _receipt(by, feed, on, found.entries[::-1])
            older_than = found.entries[-1].at
        entries += found.entries
        if not found.more:
            break
    return entries


def serve_span(by: Actor, feed: UUID, on: Filter, first: int, end: int, most: int) -> list[Entry]:
    """Up to `most` entries that were added from `first` on and before `end` (microseconds), the oldest first."""
    entries: list[Entry] = []
    after = Position(first, -1, -1)
    while len(entries) < most:
        limit = min(PAGE_OBJECTS, most - len(entries))
        found = page(by, feed, on=on, after=after, limit=limit, before=min(end, micros(by.at)))
        if found.entries:
            _receipt(by, feed, on, found.entries)
            after = found.entries[-1].at
        entries += found.entries
        if not found.more:
            break
    return entries


def _receipt(by: Actor, feed: UUID, on: Filter, entries: list[Entry]) -> None:
    """One's own need none."""
    if feed != channels.own(by.party).id:
        fetched(by, feed, on, entries)
