"""Who fetched one's own object: for its originator alone (DESIGN.md, rules 8 and 11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from django.db import connection

from parley.council.rules import Viewer
from parley.exchange.models import Delivery, Loss, Object, Place
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.queries.receipts import losses, lost, pages_served
from parley.exchange.rules.feeds import INT63_MAX, Copy, Position, digest, own_part
from parley.exchange.rules.fetched import Standing, fetched, standings
from parley.release.models import AudienceGroup, Group


@dataclass(frozen=True, slots=True)
class Fetch:
    """That a party fetched one of the viewer's own objects, first at `at` (microseconds); `lost`: it is recalled.

    `newest`: it was served the newest version that it may see, too: of a revoked object, that it is revoked.
    """

    party: UUID
    at: int
    lost: bool
    newest: bool = False


@dataclass(slots=True)
class _There:
    """One's own copies of one id in one feed of another; `since`: the moment of the last release among them.

    `hidden`: something hides, or did, a copy of those that stand there.
    """

    standing: list[Standing] = field(default_factory=list)
    unsettled: list[Loss] = field(default_factory=list)
    since: int = 0
    hidden: bool = False


def fetches(viewer: Viewer, stix_id: str) -> list[Fetch]:
    """Who has fetched one's own object, in whichever version and collection.

    Not by way of groups whose members are their keeper's to know (rule 8). Where the viewer ever released anything to
    one, what it cannot have come by otherwise is told alone: fetches since the present release, and no losses.
    """
    first: dict[UUID, Fetch] = {}

    def note(party: UUID, times: Iterable[int], *, lost: bool) -> None:
        for at in times:
            if party not in first or at < first[party].at:
                first[party] = Fetch(party, at, lost and (party not in first or first[party].lost))

    secret = secret_audiences(viewer)
    there = _standing(viewer, stix_id, secret)
    newest = _newest(there)
    up_to_date: set[UUID] = set()
    settled: list[Loss] = []
    for loss in Loss.objects.filter(owner=viewer.party, stix_id=stix_id).order_by("id") if not secret else ():
        if loss.settled:
            settled.append(loss)
        else:
            there[loss.party_id, loss.collection].unsettled.append(loss)
    for (party, feed), seat in there.items():
        gone = lost(seat.unsettled)
        own = [*seat.standing, *gone]
        beside = [*own, *_others(viewer, party, feed, own)] if seat.hidden or gone else own
        added = [one.place.added_at for one in own]
        pages = pages_served(party, feed, first=min(added), last=max(added))
        if secret:
            pages = [page for page in pages if page.at >= seat.since]
        note(party, fetched(seat.standing, beside, pages).values(), lost=False)
        last = [one for one in seat.standing if one.copy.version == newest[party]]
        if last and fetched(last, beside, pages):
            up_to_date.add(party)
        note(party, fetched(gone, beside, pages).values(), lost=not seat.standing)
    standing = {seat for seat, found in there.items() if found.standing}
    for loss in settled:
        times = [] if loss.fetched_at is None else [loss.fetched_at]
        note(loss.party_id, times, lost=(loss.party_id, loss.collection) not in standing)
    told = (replace(f, newest=f.party in up_to_date) for f in first.values() if f.party != viewer.party)
    return sorted(told, key=lambda f: (f.at, f.party))


def _newest(there: Mapping[tuple[UUID, UUID], _There]) -> dict[UUID, str]:
    """Of the versions that stand in any feed of a party, the latest."""
    found: dict[UUID, str] = {}
    for (party, _), seat in there.items():
        for one in seat.standing:
            found[party] = max(found.get(party, ""), one.copy.version)
    return found


def secret_audiences(viewer: Viewer) -> set[UUID]:
    """The viewer's own audiences that name a group whose members it may not know."""
    kept = Group.objects.filter(keeper=viewer.party)
    known = Group.objects.filter(confidential=False, memberships__party=viewer.party)
    return set(
        AudienceGroup.objects.filter(audience__owner=viewer.party)
        .exclude(group__in=kept)
        .exclude(group__in=known)
        .values_list("audience_id", flat=True)
    )


def _standing(viewer: Viewer, stix_id: str, secret: set[UUID]) -> defaultdict[tuple[UUID, UUID], _There]:
    found: defaultdict[tuple[UUID, UUID], _There] = defaultdict(_There)
    own = Object.objects.filter(ref=digest(stix_id), stix_id=stix_id, release__owner=viewer.party)
    for o in own.exclude(release__audience__in=secret).select_related("release"):
        places: defaultdict[tuple[UUID, UUID], list[Position]] = defaultdict(list)
        for d in Delivery.objects.filter(release=o.release_id, first__lte=o.id, last__gte=o.id):
            places[d.party_id, d.collection].append(Position(d.added_at, d.key, own_part(o.id)))
        hidden = set(Place.objects.filter(object_id=o.id).values_list("party_id", "collection"))
        for seat, there in places.items():
            copy = Copy(o.stix_id, o.version, min(there), o.id, viewer.party)
            found[seat].standing += standings(o.type, copy, there)
            found[seat].since = max(found[seat].since, o.release.at)
            found[seat].hidden |= seat in hidden
    return found


def _others(viewer: Viewer, party: UUID, feed: UUID, own: Sequence[Standing]) -> list[Standing]:
    """Of others, what can hide these: each one's copy that was delivered first, and those of the same versions."""
    stix_id = own[0].copy.stix_id
    versions = sorted({one.copy.version for one in own})
    sql = _OTHERS.replace("{marks}", ", ".join(["%s"] * len(versions)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [digest(stix_id), stix_id, db_uuid(viewer.party), db_uuid(party), db_uuid(feed), *versions])
        rows = cursor.fetchall()
    found = lost(loss for loss in losses(party, feed, [stix_id]) if loss.owner_id != viewer.party)
    for version, added_at, key, id_, owner in rows:
        at = Position(added_at, key, own_part(id_))
        found.append(Standing("", Copy(stix_id, version, at, id_, UUID(str(owner))), at, INT63_MAX))
    return found


# CROSS JOIN has SQLite begin with the objects, and COALESCE keeps it from the index on the whole feed.
_OTHERS = """
SELECT version, added_at, key, id, owner_id FROM (
    SELECT o.version, d.added_at, d.key, o.id, r.owner_id,
           ROW_NUMBER() OVER (PARTITION BY r.owner_id ORDER BY d.added_at, d.key, o.id) AS number
    FROM exchange_object o
    CROSS JOIN exchange_release r
    CROSS JOIN exchange_delivery d
    WHERE o.ref = %s AND o.stix_id = %s AND r.id = o.release_id AND r.owner_id <> %s
      AND d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
      AND COALESCE(d.party_id, NULL) = %s AND d.collection = %s
) of_others
WHERE number = 1 OR version IN ({marks})
"""
