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

from parley.exchange.acts.settling import IN_TURN, in_turn, settle, turn
from parley.exchange.queries.feeds import FeedPage, db_uuid, newest, page
from parley.exchange.queries.objects import ObjectView
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERYTHING, Filter, Position, micros
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor

T = TypeVar("T")
Page = tuple[UUID, Filter, Sequence[Position]]
"""A feed, and what is served of it between the first and the last of some places, through a filter."""
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
    bare: bool = False,
) -> FeedPage:
    """Objects in the order of their places (`queries.feeds.page`). `collection` is one of the party's own."""

    def once(now: Actor) -> FeedPage:
        before = micros(now.at)
        return page(now, collection, on=on, after=after, added_after=added_after, limit=limit, before=before, bare=bare)

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
    return channels.shared(party).id, on, [view.at for view in others]


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
        for page_ in _to_receipt(now, pages):
            _fetched(now, page_)
        return found


def _same_turn(by: Actor, at: int, pages: Sequence[Page]) -> bool:
    """Write the receipts, if the party's feeds are still in the turn `at`."""
    to_receipt = _to_receipt(by, pages)
    if not to_receipt:
        return turn(by) == at
    if len(to_receipt) == 1 and connection.vendor == "sqlite":
        return _fetched(by, to_receipt[0], at)  # one statement, with SQLite's writers' lock from its beginning
    with transaction.atomic():
        lock()
        return all(_fetched(by, page_, at) for page_ in to_receipt)


def _to_receipt(by: Actor, pages: Sequence[Page]) -> list[Page]:
    """Nothing, and what is the party's own, leave no trace."""
    own = channels.own(by.party).id
    return [page_ for page_ in pages if page_[2] and page_[0] != own]


def _fetched(by: Actor, page_: Page, at: int | None = None) -> bool:
    """One row a page: the party was served what stands between its two ends. None is written in another turn than
    `at`.
    """
    collection, on, places = page_
    first, last = min(places[0], places[-1]), max(places[0], places[-1])
    whose = map(db_uuid, (by.new_id(), by.party, collection, by.person))
    values = [*whose, micros(by.at), *first, *last, on.canonical()]
    with connection.cursor() as cursor:
        if at is None:
            cursor.execute(_RECEIPT, values)
        else:
            cursor.execute(f"{_RECEIPT} WHERE {IN_TURN}", [*values, *in_turn(by, at)])
        written: int = cursor.rowcount
    return written == 1


_RECEIPT = """
INSERT INTO exchange_receipt
    (id, party_id, collection, account, at, first_at, first_key, first_k, last_at, last_key, last_k, "on")
SELECT %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
"""
