"""What a party was served, page by page, and what stood in its feed: of which `rules.fetched` says what was fetched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeVar
from uuid import UUID

from parley.exchange.models import Loss, Receipt
from parley.exchange.rules.feeds import INT63_MAX, Copy, Filter, Position
from parley.exchange.rules.fetched import Served, Standing, standings

IDS_A_STATEMENT = 500


T = TypeVar("T")


def in_parts(several: Sequence[T]) -> Iterator[Sequence[T]]:
    return (several[start : start + IDS_A_STATEMENT] for start in range(0, len(several), IDS_A_STATEMENT))


def pages_served(party: UUID, feed: UUID, *, first: int = 0, last: int = INT63_MAX) -> list[Served]:
    """Those on which something can have stood that was added from `first` to `last` (microseconds)."""
    rows = Receipt.objects.filter(party_id=party, collection=feed, last_at__gte=first, first_at__lte=last)
    filters: dict[str, Filter] = {}
    found = []
    columns = "at", "on", "first_at", "first_key", "first_k", "last_at", "last_key", "last_k"
    for at, on, *places in rows.values_list(*columns).iterator():
        if on not in filters:
            filters[on] = Filter.parse(on)
        found.append(Served(at, Position(*places[:3]), Position(*places[3:]), filters[on]))
    return found


def losses(party: UUID, feed: UUID, ids: Iterable[str]) -> list[Loss]:
    """What the party lost of these ids in this feed, and was settled."""
    found: list[Loss] = []
    for some in in_parts(sorted(ids)):
        found += Loss.objects.filter(party_id=party, settled=True, stix_id__in=some, collection=feed)
    return found


def lost(some: Iterable[Loss]) -> list[Standing]:
    """As these copies stood. One that was delivered again has a loss for each place."""
    in_order = sorted(some, key=_copy_of)
    return [one for _, there in groupby(in_order, key=_copy_of) for one in _lost(list(there))]


def _copy_of(loss: Loss) -> tuple[str, UUID, str, int, int]:
    return loss.stix_id, loss.owner_id, loss.version, loss.was_k, loss.lost_at


def _lost(there: Sequence[Loss]) -> list[Standing]:
    places = [Position(loss.was_at, loss.was_key, loss.was_k) for loss in there]
    one = there[0]
    return standings(one.type, Copy(one.stix_id, one.version, min(places), 0, one.owner_id), places, one.lost_at)
