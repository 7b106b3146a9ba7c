"""Who fetched how many of some of one's own objects: for their originator alone (DESIGN.md, rules 8 and 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from parley.council.rules import Viewer
from parley.exchange.models import Delivery, Loss, Object
from parley.exchange.queries.copies import copies
from parley.exchange.queries.fetches import secret_audiences
from parley.exchange.queries.receipts import in_parts, losses, lost, pages_served
from parley.exchange.rules.feeds import INT63_MAX, Copy, Position, digest, own_part
from parley.exchange.rules.fetched import Standing, fetched, standings


@dataclass(frozen=True, slots=True)
class FetchedSome:
    """`at` (microseconds): when the party first fetched any of them; `count`: how many of them it has fetched."""

    party: UUID
    at: int
    count: int


def fetched_some(viewer: Viewer, rows: QuerySet[Object], *, since: int) -> list[FetchedSome]:
    """Of what stands there now and came at one moment (`since`): what reached others through groups whose members are
    their keeper's to know is left out, and so are fetches before that moment, as in `queries.fetches`.
    """
    times: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for (party, feed), standing in _standing(viewer, rows).items():
        added = [one.place.added_at for one in standing]
        pages = [p for p in pages_served(party, feed, first=min(added), last=max(added)) if p.at >= since]
        likely = [stix_id for stix_id, _ in fetched(standing, (), pages)]
        found = fetched(standing, _beside(party, feed, likely, standing), pages) if likely else {}
        for (stix_id, owner), at in found.items():
            if owner == viewer.party:
                times[party][stix_id] = min(at, times[party].get(stix_id, at))
        for stix_id, at in _at_earlier_places(viewer, party, feed, standing, since):
            times[party][stix_id] = min(at, times[party].get(stix_id, at))
    some = [FetchedSome(party, min(of.values()), len(of)) for party, of in times.items()]
    return sorted(some, key=lambda f: (f.at, f.party))


def _standing(viewer: Viewer, rows: QuerySet[Object]) -> dict[tuple[UUID, UUID], list[Standing]]:
    """By the party and feed of others."""
    known = rows.exclude(release__audience__in=secret_audiences(viewer))
    of_release: defaultdict[int, list[tuple[int, str, str, str]]] = defaultdict(list)
    for release, id_, stix_id, type_, version in known.values_list("release_id", "id", "stix_id", "type", "version"):
        of_release[release].append((id_, stix_id, type_, version))
    seats: defaultdict[tuple[UUID, UUID], list[Standing]] = defaultdict(list)
    for release, objects in sorted(of_release.items()):
        places: defaultdict[tuple[UUID, UUID], defaultdict[int, list[Position]]] = defaultdict(
            lambda: defaultdict(list)
        )
        for d in Delivery.objects.filter(release_id=release).exclude(party_id=viewer.party):
            for id_, *_ in objects:
                if d.first <= id_ <= d.last:
                    places[d.party_id, d.collection][id_].append(Position(d.added_at, d.key, own_part(id_)))
        for seat, there in places.items():
            for id_, stix_id, type_, version in objects:
                if id_ in there:
                    copy = Copy(stix_id, version, min(there[id_]), id_, viewer.party)
                    seats[seat] += standings(type_, copy, there[id_])
    return seats


def _at_earlier_places(
    viewer: Viewer, party: UUID, feed: UUID, standing: Sequence[Standing], since: int
) -> Iterator[tuple[str, int]]:
    """What was fetched where it was delivered again, before it was once more (acts/placing.py)."""
    for some in in_parts(sorted({one.copy.stix_id for one in standing})):
        rows = Loss.objects.filter(owner=viewer.party, party=party, collection=feed, stix_id__in=some, settled=True)
        for stix_id, at in rows.values_list("stix_id", "fetched_at"):
            if at is not None and at >= since:
                yield stix_id, at


def _beside(party: UUID, feed: UUID, ids: Sequence[str], own: Sequence[Standing]) -> list[Standing]:
    """What else stands or stood in that feed under these ids, and may have hidden them."""
    known = {one.copy.id for one in own}
    found = [one for some in in_parts(sorted(ids)) for one in lost(losses(party, feed, some))]
    others = copies(party, feed, {digest(id_) for id_ in ids})
    return found + [Standing("", copy, copy.at, INT63_MAX) for copy in others if copy.id not in known]
