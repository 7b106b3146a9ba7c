"""Bring a party's feeds up to date with what its audiences have become since it last looked.

A change of a group or a posture rewrites a few audiences and no feed; the feed follows when it is read. Until then it
shows nothing too much, since every read asks the gate.

1. Audiences that the party came into: their past releases stand in its feeds from the moment it was let in.
2. Audiences that it left, and objects that were taken from it: they leave the feeds.
3. Of each object that is gone, whoever had fetched it is served a notice with its id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from parley.exchange.acts.notices import serve_notices
from parley.exchange.acts.placing import place_again
from parley.exchange.acts.storing import SALT_BYTES
from parley.exchange.models import Clash, Delivery, Loss, Object, Place, Release, Subscription, Turn
from parley.exchange.queries.copies import copies
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.queries.receipts import in_parts, losses, lost, pages_served
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import (
    INT63_MAX,
    K_BITS,
    Copy,
    Position,
    digest,
    micros,
    own_part,
    span,
)
from parley.exchange.rules.fetched import Of, Standing, fetched, standings
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.release.models import AudienceParty

_UNSETTLED = """
EXISTS (
    SELECT 1 FROM release_audienceparty a
    LEFT JOIN exchange_subscription s
        ON s.party_id = a.party_id AND s.audience_id = a.audience_id AND s.since = a.since
    WHERE a.party_id = %s AND s.party_id IS NULL
      AND EXISTS (SELECT 1 FROM exchange_release r WHERE r.audience_id = a.audience_id)
) OR EXISTS (
    SELECT 1 FROM exchange_subscription s
    LEFT JOIN release_audienceparty a
        ON a.party_id = s.party_id AND a.audience_id = s.audience_id AND a.since = s.since
    WHERE s.party_id = %s AND a.party_id IS NULL
) OR EXISTS (SELECT 1 FROM exchange_loss l WHERE l.party_id = %s AND NOT l.settled)
  OR EXISTS (SELECT 1 FROM exchange_clash c WHERE c.party_id = %s)
"""
_AT = "COALESCE((SELECT t.at FROM exchange_turn t WHERE t.party_id = %s), 0)"
_TURN = f"SELECT {_UNSETTLED}, {_AT}"
IN_TURN = f"NOT ({_UNSETTLED}) AND {_AT} = %s"
"""A condition on the party's feeds, with the values of `in_turn`."""


def turn(by: Actor) -> int | None:
    """The turn that the party's feeds are in; None when something has changed that is to be settled first."""
    with connection.cursor() as cursor:
        cursor.execute(_TURN, [db_uuid(by.party)] * 5)
        unsettled, at = cursor.fetchone()
    return None if unsettled else at


def in_turn(by: Actor, at: int) -> list[Any]:
    return [*[db_uuid(by.party)] * 5, at]


def settle(by: Actor) -> None:
    """Call it before anything of the party's feeds is read. Where nothing has changed it is one statement."""
    if turn(by) is None:
        with transaction.atomic():
            lock()
            _settle(by.on_turn())


def _settle(by: Actor) -> None:
    seed = by.draw(SALT_BYTES)
    now = AudienceParty.objects.filter(party_id=by.party, audience=OuterRef("audience"), since=OuterRef("since"))
    known = Subscription.objects.filter(party_id=by.party, audience=OuterRef("audience"), since=OuterRef("since"))
    left = list(Subscription.objects.filter(~Exists(now), party_id=by.party).values_list("audience_id", flat=True))
    taken = list(Loss.objects.filter(party_id=by.party, settled=False).order_by("id"))
    gone = _leave(by, left)
    released = Release.objects.filter(audience=OuterRef("audience"))
    came = AudienceParty.objects.filter(~Exists(known), Exists(released), party_id=by.party).order_by("audience_id")
    touched = _touched(gone, taken)
    clashes = list(Clash.objects.filter(party_id=by.party))
    for clash in clashes:
        touched[clash.collection].add(clash.ref)
    for audience, since in came.values_list("audience_id", "since"):
        for feed, refs in _catch_up(by, audience, micros(since)).items():
            touched[feed] |= refs
        Subscription.objects.filter(party_id=by.party, audience_id=audience).delete()
        Subscription.objects.create(party_id=by.party, audience_id=audience, since=since)
    for feed, refs in sorted(touched.items()):
        taken += place_again(by.party, feed, refs, micros(by.at), seed)
    _notify(by, gone, taken, seed)
    Clash.objects.filter(party_id=by.party).delete()
    Loss.objects.filter(id__in=[loss.id for loss in taken]).update(settled=True)
    Turn.objects.update_or_create(party_id=by.party, defaults={"at": micros(by.at)})


def _catch_up(by: Actor, audience: UUID, since: int) -> dict[UUID, set[int]]:
    """1. One indexed statement for each feed, however many objects the releases hold. Returns ids to place again."""
    shared, party = channels.shared(by.party).id, db_uuid(by.party)
    through = Release.objects.filter(audience_id=audience).order_by("collection").values_list("collection", flat=True)
    feeds = {shared, *(c for c in set(through) if not _is_owners_own(audience, c))}
    conflicts: dict[UUID, set[int]] = {}
    for feed in sorted(feeds):
        with connection.cursor() as cursor:
            only = "" if feed == shared else "AND r.collection = %s"
            values = [db_uuid(feed)] if only else []
            cursor.execute(
                _CATCH_UP.format(only=only),
                [party, db_uuid(feed), since, since, db_uuid(audience), *values, party, db_uuid(feed)],
            )
            cursor.execute(_CONFLICTS, [db_uuid(audience), party, db_uuid(feed)])
            conflicts[feed] = {ref for (ref,) in cursor.fetchall()}
    return conflicts


def _is_owners_own(audience: UUID, collection: UUID) -> bool:
    owner = Release.objects.filter(audience_id=audience).values_list("owner_id", flat=True)[0]
    return collection == channels.own(owner).id


_CATCH_UP = f"""
INSERT INTO exchange_delivery (party_id, collection, added_at, key, first, last, release_id)
SELECT %s, %s, CASE WHEN r.at > %s THEN r.at ELSE %s END, r.key,
       (r.id << {K_BITS}), (r.id << {K_BITS}) + {(1 << K_BITS) - 1}, r.id
FROM exchange_release r
WHERE r.audience_id = %s {{only}}
  AND NOT EXISTS (SELECT 1 FROM exchange_delivery d WHERE d.release_id = r.id AND d.party_id = %s AND d.collection = %s)
"""  # noqa: S608 - no value from outside is in it

# The ids of the releases, each once, and those of them that stand in the feed several times: linear in the versions of
# one id. CROSS JOIN has SQLite begin with the releases: it would rather read every object of the store.
_CONFLICTS = f"""
WITH n AS MATERIALIZED (
    SELECT DISTINCT o.ref
    FROM exchange_release r
    CROSS JOIN exchange_object o
    WHERE r.audience_id = %s AND o.id BETWEEN (r.id << {K_BITS}) AND (r.id << {K_BITS}) + {(1 << K_BITS) - 1}
)
SELECT n.ref
FROM n
CROSS JOIN exchange_object o
CROSS JOIN exchange_delivery d
WHERE o.ref = n.ref AND d.release_id = o.release_id AND o.id BETWEEN d.first AND d.last
  AND COALESCE(d.party_id, NULL) = %s AND d.collection = %s
GROUP BY n.ref
HAVING MIN(o.id) < MAX(o.id)
"""  # noqa: S608


Gone = dict[UUID, list[Standing]]
"""The copies that left each feed, as they stood."""


def _leave(by: Actor, audiences: Sequence[UUID]) -> Gone:
    """2. Take the releases of these audiences out of the feeds, and say what was in them."""
    gone: defaultdict[UUID, list[Standing]] = defaultdict(list)
    for audience in audiences:
        owners = dict(Release.objects.filter(audience_id=audience).values_list("id", "owner_id"))
        deliveries = list(Delivery.objects.filter(party_id=by.party, release__audience_id=audience))
        for feed, there in groupby(sorted(deliveries, key=_by_feed), key=lambda d: d.collection):
            gone[feed] += _stood(list(there), owners, micros(by.at))
        for release in owners:
            first, last = span(release)
            Place.objects.filter(object_id__gte=first, object_id__lte=last, party_id=by.party).delete()
        Delivery.objects.filter(party_id=by.party, release__in=list(owners)).delete()
        Subscription.objects.filter(party_id=by.party, audience_id=audience).delete()
    return gone


def _by_feed(delivery: Delivery) -> UUID:
    return delivery.collection


def _stood(deliveries: Iterable[Delivery], owners: Mapping[int, UUID], until: int) -> list[Standing]:
    """All copies that these deliveries to one feed brought."""
    objects: dict[int, tuple[str, str, str]] = {}
    places: defaultdict[int, list[Position]] = defaultdict(list)
    for d in deliveries:
        rows = Object.objects.filter(id__range=(d.first, d.last)).values_list("id", "stix_id", "type", "version")
        for id_, *said in rows:
            objects[id_] = said[0], said[1], said[2]
            places[id_].append(Position(d.added_at, d.key, own_part(id_)))
    return [
        one
        for id_, (stix_id, type_, version) in objects.items()
        for one in standings(
            type_, Copy(stix_id, version, min(places[id_]), id_, owners[id_ >> K_BITS]), places[id_], until
        )
    ]


def _touched(gone: Gone, taken: Iterable[Loss]) -> defaultdict[UUID, set[int]]:
    touched: defaultdict[UUID, set[int]] = defaultdict(set)
    for feed, there in gone.items():
        touched[feed] |= {digest(one.copy.stix_id) for one in there}
    for loss in taken:
        touched[loss.collection].add(digest(loss.stix_id))
    return touched


def _notify(by: Actor, left: Gone, taken: Sequence[Loss], seed: bytes) -> None:
    """3. A notice for each id that is gone from a feed and was fetched there, now or by a copy that was lost before.
    Who fetched it is kept for each originator by itself (rule 11).
    """
    losses_of: defaultdict[UUID, list[Loss]] = defaultdict(list)
    for loss in taken:
        losses_of[loss.collection].append(loss)
    for feed in sorted(left.keys() | losses_of.keys()):
        gone = [*left.get(feed, ()), *lost(losses_of[feed])]
        ids = {one.copy.stix_id for one in gone}
        held = copies(by.party, feed, {digest(id_) for id_ in ids})
        before = losses(by.party, feed, ids)
        beside = [*lost(before), *(Standing("", copy, copy.at, INT63_MAX) for copy in held)]
        added = [one.place.added_at for one in gone]
        pages = pages_served(by.party, feed, first=min(added), last=max(added))
        when = fetched(gone, beside, pages)
        still = {copy.stix_id for copy in held}
        _keep(by, feed, left.get(feed, ()), losses_of[feed], when, still)
        known = {stix_id for stix_id, _ in when} | {loss.stix_id for loss in before if _is_still_held(loss)}
        recalled = sorted(known & ids - still)
        if recalled:
            serve_notices(by, feed, recalled, seed)
            for some in in_parts(recalled):
                Loss.objects.filter(party=by.party, collection=feed, stix_id__in=some).update(recalled=True)


def _is_still_held(loss: Loss) -> bool:
    """Its party fetched it, and was served no notice since another copy took its place."""
    return loss.fetched_at is not None and not loss.recalled


def _keep(
    by: Actor,
    feed: UUID,
    left: Iterable[Standing],
    taken: Iterable[Loss],
    when: Mapping[Of, int],
    still: Container[str],
) -> None:
    """That it was fetched stays known to its originator, also where the loss came by an audience; and what stood beside
    a copy that is there still, since it may have hidden it.
    """
    fetched_ones: dict[int, list[UUID]] = {}
    for loss in taken:
        at = when.get((loss.stix_id, loss.owner_id))
        if at is not None:
            fetched_ones.setdefault(at, []).append(loss.id)
    for at, ids in fetched_ones.items():
        for some in in_parts(ids):
            Loss.objects.filter(id__in=some).update(fetched_at=at)
    Loss.objects.bulk_create(
        Loss(
            id=by.new_id(),
            party_id=by.party,
            collection=feed,
            owner_id=one.copy.owner,
            stix_id=one.copy.stix_id,
            type=one.type,
            version=one.copy.version,
            was_at=one.place.added_at,
            was_key=one.place.key,
            was_k=one.place.k,
            lost_at=micros(by.at),
            settled=True,
            fetched_at=when.get(one.of),
        )
        for one in left
        if one.of in when or one.copy.stix_id in still
    )
