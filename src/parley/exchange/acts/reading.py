"""Read a page of a feed, and write its receipt before the answer goes out (DESIGN.md, rule 11).

A page and its receipt belong to one turn of the party's feeds: if others changed them in between, the page is read
again. So a recall finds whoever was served the object, and what was released earlier is never placed where a reader
has passed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from django.db import connection, transaction

from parley.exchange.acts.settling import settle, turn
from parley.exchange.queries.feeds import Entry, FeedPage, db_uuid, newest, page
from parley.exchange.queries.objects import ObjectView
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERYTHING, Filter, Position, micros
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor

T = TypeVar("T")
Page = tuple[UUID, Filter, Sequence[Entry]]
"""A feed, and what is served of it between the first and the last of some entries, through a filter."""
_Reading = Callable[[Actor], FeedPage]
TRIES = 3
"""Pages that are read without keeping others from writing; after that one is read with the lock held."""


def read(
    by: Actor,
    collection: UUID,
    *,
    on: Filter = EVERYTHING,
    after: Position | None = None,
    added_after: int | None = None,
    limit: int,
) -> FeedPage:
    """Objects in the order of their places (`queries.feeds.page`). `collection` is one of the party's own."""

    def once(now: Actor) -> FeedPage:
        before = micros(now.at)
        return page(now, collection, on=on, after=after, added_after=added_after, limit=limit, before=before)

    return _served(by, collection, on, once)


def read_newest(
    by: Actor, collection: UUID, *, on: Filter = EVERYTHING, older_than: Position | None = None, limit: int
) -> FeedPage:
    """The same feed from its end."""

    def once(now: Actor) -> FeedPage:
        return newest(now, collection, on=on, older_than=older_than, limit=limit, before=micros(now.at))

    return _served(by, collection, on, once)


def shown(party: UUID, views: Sequence[ObjectView], *, version: str = "last") -> Page:
    """One page of objects that are neighbours in no feed, named by their ids. One's own need no receipt
    (docs/decisions/0007-what-is-fetched.md).
    """
    others = sorted((view for view in views if not view.mine), key=lambda view: view.at)
    on = Filter(ids=tuple(sorted({view.stix_id for view in others})), versions=(version,))
    return channels.shared(party).id, on, [view.entry for view in others]


def _served(by: Actor, collection: UUID, on: Filter, once: _Reading) -> FeedPage:
    def look(now: Actor) -> tuple[FeedPage, list[Page]]:
        found = once(now)
        return found, [(collection, on, found.ends)]

    return serve(by, look)


def serve(by: Actor, look: Callable[[Actor], tuple[T, Sequence[Page]]]) -> T:
    """What `look` finds at one turn of the party's feeds. It names the pages of which something is served: each is
    receipted, unless it is empty or the party's own.
    """
    for _ in range(TRIES):
        at = turn(by)
        if at is None:
            settle(by)
            continue
        now = by.on_turn()
        found, pages = look(now)
        if _same_turn(now, at, pages):
            return found
    with transaction.atomic():
        lock()
        settle(by)
        now = by.on_turn()
        found, pages = look(now)
        for page_ in pages:
            _fetched(now, *page_)
        return found


def _same_turn(by: Actor, at: int, pages: Sequence[Page]) -> bool:
    if all(not entries or _is_own(by, collection) for collection, _, entries in pages):  # there is nothing to write
        return turn(by) == at
    with transaction.atomic():
        lock()
        if turn(by) != at:
            return False
        for page_ in pages:
            _fetched(by, *page_)
    return True


def _is_own(by: Actor, collection: UUID) -> bool:
    return collection == channels.own(by.party).id


def _fetched(by: Actor, collection: UUID, on: Filter, entries: Sequence[Entry]) -> None:
    """One row a page: the party was served what stands between its two ends. Nothing, and what is its own, leave no
    trace."""
    if not entries or _is_own(by, collection):
        return
    one, other = entries[0].at, entries[-1].at
    first, last = min(one, other), max(one, other)
    whose = map(db_uuid, (by.new_id(), by.party, collection, by.person))
    places = (first.added_at, first.key, first.k, last.added_at, last.key, last.k)
    with connection.cursor() as cursor:
        cursor.execute(_RECEIPT, [*whose, micros(by.at), *places, on.canonical()])


_RECEIPT = """
INSERT INTO exchange_receipt
    (id, party_id, collection, account, at, first_at, first_key, first_k, last_at, last_key, last_k, "on")
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
