"""Who fetched how many of some of one's own objects: for their originator alone (DESIGN.md, rules 8 and 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from parley.council.rules import Viewer
from parley.exchange.models import Delivery, Loss, Object, Place
from parley.exchange.queries.copies import copies
from parley.exchange.queries.fetches import secret_audiences
from parley.exchange.queries.receipts import in_parts, losses, lost, pages_served
from parley.exchange.rules.feeds import INT63_MAX, Copy, Position, digest, own_part, span
from parley.exchange.rules.fetched import Standing, fetched, standings


@dataclass(frozen=True, slots=True)
class FetchedSome:
    """`at` (microseconds): when the party first fetched any of them; `count`: how many of them it has fetched."""

    party: UUID
    at: int
    count: int


Seat = tuple[UUID, UUID]  # a party and one of its feeds
Row = tuple[int, str, str, str]  # number, id, type, version


def fetched_some(viewer: Viewer, rows: QuerySet[Object], *, since: int) -> list[FetchedSome]:
    """Of what stands there now and came at one moment (`since`): what reached others through groups whose members are
    their keeper's to know is left out, and so are fetches before that moment, as in `queries.fetches`.
    """
    known = rows.exclude(release__audience__in=secret_audiences(viewer))
    objects: defaultdict[int, list[Row]] = defaultdict(list)
    for release, id_, stix_id, type_, version in known.values_list("release_id", "id", "stix_id", "type", "version"):
        objects[release].append((id_, stix_id, type_, version))
    times = _at_earlier_places(viewer, objects, since)
    hidden = _hidden(objects)
    for (party, feed), deliveries in _deliveries(viewer, objects).items():
        added = [d.added_at for d in deliveries]
        pages = [p for p in pages_served(party, feed, first=min(added), last=max(added)) if p.at >= since]
        if not pages:
            continue
        standing = _standing(viewer, objects, deliveries)
        found = fetched(standing, (), pages)
        if found and (party, feed) in hidden:
            found = fetched(standing, _beside(party, feed, [stix_id for stix_id, _ in found], standing), pages)
        for (stix_id, owner), at in found.items():
            if owner == viewer.party:
                times[party][stix_id] = min(at, times[party].get(stix_id, at))
    some = [FetchedSome(party, min(of.values()), len(of)) for party, of in times.items() if of]
    return sorted(some, key=lambda f: (f.at, f.party))


def _deliveries(viewer: Viewer, objects: Mapping[int, Sequence[Row]]) -> dict[Seat, list[Delivery]]:
    found: defaultdict[Seat, list[Delivery]] = defaultdict(list)
    for some in in_parts(sorted(objects)):
        for d in Delivery.objects.filter(release_id__in=some).exclude(party_id=viewer.party):
            found[d.party_id, d.collection].append(d)
    return found


def _hidden(objects: Iterable[int]) -> set[Seat]:
    """Where something hides one of them, or did: it has been delivered again since."""
    found: set[Seat] = set()
    for release in sorted(objects):
        first, last = span(release)
        rows = Place.objects.filter(object_id__gte=first, object_id__lte=last).distinct().order_by()
        found |= set(rows.values_list("party_id", "collection"))
    return found


def _standing(viewer: Viewer, objects: Mapping[int, Sequence[Row]], deliveries: Iterable[Delivery]) -> list[Standing]:
    """The copies of one feed."""
    places: defaultdict[Row, list[Position]] = defaultdict(list)
    for d in deliveries:
        for row in objects[d.release_id]:
            if d.first <= row[0] <= d.last:
                places[row].append(Position(d.added_at, d.key, own_part(row[0])))
    return [
        one
        for (id_, stix_id, type_, version), there in places.items()
        for one in standings(type_, Copy(stix_id, version, min(there), id_, viewer.party), there)
    ]


def _at_earlier_places(
    viewer: Viewer, objects: Mapping[int, Sequence[Row]], since: int
) -> defaultdict[UUID, dict[str, int]]:
    """What was fetched where it was delivered again, before it was once more (acts/placing.py), by party."""
    found: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    ids = sorted({stix_id for some in objects.values() for _, stix_id, _, _ in some})
    for some in in_parts(ids):
        losses_ = Loss.objects.filter(owner=viewer.party, stix_id__in=some, settled=True, fetched_at__gte=since)
        for party, stix_id, at in losses_.exclude(party=viewer.party).values_list("party_id", "stix_id", "fetched_at"):
            if at is not None:
                found[party][stix_id] = min(at, found[party].get(stix_id, at))
    return found


def _beside(party: UUID, feed: UUID, ids: Sequence[str], own: Sequence[Standing]) -> list[Standing]:
    """What else stands or stood in that feed under these ids, and may have hidden them."""
    known = {one.copy.id for one in own}
    found = [one for some in in_parts(sorted(ids)) for one in lost(losses(party, feed, some))]
    others = copies(party, feed, {digest(id_) for id_ in ids})
    return found + [Standing("", copy, copy.at, INT63_MAX) for copy in others if copy.id not in known]
