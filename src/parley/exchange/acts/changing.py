"""Release again on other terms, or take back. Widening reaches more; narrowing recalls.

1. The originator's own copies of one id in one collection, and no others.
2. Each is judged anew on the terms it is to have, by the same rules as when it was added.
3. Who keeps it keeps it at its place, and is told nothing. Who gains it finds it added now. Who loses it has a `Loss`
   to settle: a notice, if it had fetched it (acts/settling.py).
"""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from parley.council import queries as council
from parley.council.errors import ConflictError, Message, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.exchange import index
from parley.exchange.acts.adding import base_of, judged_again, writable
from parley.exchange.acts.narrowing import Judged, narrow
from parley.exchange.acts.placing import note
from parley.exchange.acts.storing import SALT_BYTES, closed_fields, mark, new_release, subscribe, write_objects
from parley.exchange.models import Delivery, Object, Place, Release, Submission, Waiting
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.queries.receipts import in_parts
from parley.exchange.queries.submissions import pack
from parley.exchange.rules import collections as channels
from parley.exchange.rules import recall
from parley.exchange.rules.collections import Collection
from parley.exchange.rules.feeds import Filter, digest, micros, object_id, own_part, span
from parley.ledger.acts import lock, record
from parley.ledger.rules.actor import Actor
from parley.release.acts import intern, parties_of
from parley.release.rules import Terms

UNJUDGED = Message(gettext_noop("It was taken back before its pattern was judged."))
Seat = tuple[UUID, UUID]  # a party and one of its feeds


@transaction.atomic
def release_again(by: Actor, collection: UUID, stix_id: str, into: UUID, to: Terms | None = None) -> None:
    """Release all versions of one's own object through another collection, or to others.

    `to` names the terms where they are not the collection's own. Raises `NotFoundError` when it is not the actor's.
    """
    require(by, Right.SHARE)
    lock()
    by = by.on_turn()
    target = writable(by, into)
    _move(by, _own(by, collection, stix_id), target, base_of(target, to))


@transaction.atomic
def withdraw(by: Actor, collection: UUID, stix_id: str, on: Filter) -> int:
    """Take back the versions that the filter names: from now on they are the originator's alone. In its own
    collection they are erased. Returns how many.
    """
    require(by, Right.SHARE)
    lock()
    by = by.on_turn()
    objects = _versions(_own(by, collection, stix_id), on)
    if not objects:
        raise NotFoundError
    _withdraw(by, collection, objects)
    return len(objects)


@transaction.atomic
def withdraw_sent(by: Actor, submission: UUID) -> int:
    """Take back all that stands of one submission as it was sent, and what of it still waits. Returns how many."""
    require(by, Right.SHARE)
    lock()
    by = by.on_turn()
    sent = Submission.objects.filter(id=submission, party=by.party).first()
    if sent is None:
        raise NotFoundError
    waiting = list(Waiting.objects.filter(submission=sent).order_by("position"))
    objects = list(
        Object.objects.filter(
            release__owner=by.party, release__collection=sent.collection, release__at=micros(sent.at)
        ).select_related("release__audience")
    )
    if not objects and not waiting:
        raise ConflictError("Nothing of it stands as it was sent any more.")
    sent.refused += [[w.stix_id, w.version, "", pack(UNJUDGED)] for w in waiting]
    sent.save(update_fields=["refused"])
    Waiting.objects.filter(submission=sent).delete()
    _withdraw(by, sent.collection, objects)
    return len(objects) + len(waiting)


def _withdraw(by: Actor, collection: UUID, objects: Sequence[Object]) -> None:
    """To the party's own collection; what that has already is erased here, and what is in it is erased there."""
    _take_back_from_courier(by, objects)
    own = channels.own(by.party)
    held: set[tuple[int, str]] = set()
    for some in in_parts(sorted({o.ref for o in objects})):
        rows = Object.objects.filter(ref__in=some, release__collection=own.id)
        held |= set(rows.values_list("ref", "version"))
    erased = [o for o in objects if collection == own.id or (o.ref, o.version) in held]
    gone = {o.id for o in erased}
    _erase(by, erased)
    _move(by, [o for o in objects if o.id not in gone], own, own.base())


def _take_back_from_courier(by: Actor, objects: Sequence[Object]) -> None:
    """A remark on a masked originator's object was passed on in the council's name (acts/remarks.py)."""
    served = council.the_council()
    if served is not None:
        octets = {bytes(o.raw) for o in objects}
        for some in in_parts(sorted({o.ref for o in objects})):
            passed = Object.objects.filter(ref__in=some, release__owner=served.party_id)
            passed = passed.exclude(type=recall.TYPE).select_related("release__audience")
            _erase(replace(by, party=served.party_id), [o for o in passed if bytes(o.raw) in octets])


def _own(by: Actor, collection: UUID, stix_id: str) -> list[Object]:
    """1. The actor's copies of an id, also those that it released through a group which it has left."""
    found = Object.objects.filter(ref=digest(stix_id), stix_id=stix_id, release__owner=by.party)
    objects = list(found.filter(release__collection=collection).select_related("release").order_by("version"))
    if not objects:
        raise NotFoundError
    return objects


def _versions(objects: Sequence[Object], on: Filter) -> list[Object]:
    """Those of the versions (in order) that a filter names."""
    if "all" in on.versions:
        return list(objects)
    named = {"first": objects[0].version, "last": objects[-1].version}
    wanted = {named.get(v, v) for v in on.versions}
    return [o for o in objects if o.version in wanted]


@dataclass(frozen=True, slots=True)
class _Held:
    """Where the copies of one release stood: the first delivery to each party and feed."""

    whole: dict[Seat, tuple[int, int]]  # added_at, key
    again: list[Delivery]


def _held(release: int) -> _Held:
    rows = list(Delivery.objects.filter(release_id=release))
    whole = {(d.party_id, d.collection): (d.added_at, d.key) for d in rows if d.first != d.last}
    return _Held(whole, [d for d in rows if d.first == d.last])


def _move(by: Actor, objects: Sequence[Object], into: Collection, base: Terms) -> None:
    if not objects:
        return
    judged = judged_again(by, objects, into)
    narrowed = narrow(by, judged, base)  # 2
    if narrowed.refused:
        raise ConflictError("It cannot be released so: %(why)s", why=narrowed.refused[0].message)
    if _is_taken(by, objects, into):
        raise ConflictError("You have released this object through that collection already. Withdraw it there first.")
    rows = {(o.stix_id, o.version): o for o in objects}
    seed = by.draw(SALT_BYTES)
    groups: dict[tuple[int, str, str], list[tuple[Object, Judged]]] = {}
    for each in narrowed.going:
        row = rows[each.judged.storable.stix_id, each.judged.storable.version]
        key = row.release_id, each.terms.canonical(), each.attribution
        groups.setdefault(key, []).append((row, each.judged))
    for number, ((_, text, attribution), members) in enumerate(sorted(groups.items(), key=lambda g: g[0])):
        own_seed = hmac.digest(seed, f"{number}".encode(), "sha256")
        _move_some(by, own_seed, members, into, Terms.parse(text), attribution)


def _is_taken(by: Actor, objects: Sequence[Object], into: Collection) -> bool:
    """Does the collection hold another copy of one of these versions?"""
    keys = {(o.ref, mark(by.party, into.id, o.version)): o.id for o in objects}
    for some in in_parts(sorted({o.ref for o in objects})):
        there = Object.objects.filter(ref__in=some, release__collection=into.id).values_list("ref", "mark", "id")
        if any(keys.get((ref, mark_), id_) != id_ for ref, mark_, id_ in there):
            return True
    return False


def _move_some(
    by: Actor, seed: bytes, members: Sequence[tuple[Object, Judged]], into: Collection, on: Terms, attribution: str
) -> None:
    """3. Copies of one release go to a new release, whose key is the old one's, so that no place changes."""
    old = members[0][0].release
    held = _held(old.id)
    before = set(parties_of(old.audience))
    audience = intern(by, by.party, on)
    subscribe(audience)
    after = set(parties_of(audience))
    new = new_release(by, seed, 0, into.id, audience, attribution, illustration=old.illustration, key=old.key)
    ids = {row.id: object_id(new.id, own_part(row.id)) for row, _ in members}
    places = list(Place.objects.filter(object_id__in=list(ids)))
    _remove(old, members)
    write_objects(new, [each.storable for _, each in members], numbers=[own_part(row.id) for row, _ in members])
    seats = {(party, feed) for party in after for feed in channels.feeds(party, by.party, into.id)}
    _seat(new, seats, held, micros(by.at))
    _follow(held, places, seats, ids, new)
    _lose(by, [row for row, _ in members], held, set(held.whole) - seats)
    note(seats | set(held.whole), {row.ref for row, _ in members})
    content = {"count": len(members)}
    closed = closed_fields(attribution) | closed_fields(old.attribution)
    record(by, "exchange.released_again", by.new_id(), content, logs=before ^ after, scope=audience.id, closed=closed)


def _remove(release: Release, members: Sequence[tuple[Object, Judged]]) -> None:
    """The rows and the words of some objects of one release."""
    ids = [row.id for row, _ in members]
    index.forget(release.audience_id, [(row.id, each.storable.words) for row, each in members])
    Place.objects.filter(object_id__in=ids).delete()
    Object.objects.filter(id__in=ids).delete()
    first, last = span(release.id)
    if not Object.objects.filter(id__gte=first, id__lte=last).exists():
        Delivery.objects.filter(release=release).delete()
        release.delete()


def _seat(new: Release, seats: Iterable[Seat], held: _Held, now: int) -> None:
    first, last = span(new.id)
    Delivery.objects.bulk_create(
        Delivery(
            party_id=party,
            collection=feed,
            added_at=held.whole.get((party, feed), (now, 0))[0],
            key=new.key,
            first=first,
            last=last,
            release=new,
        )
        for party, feed in sorted(seats)
    )


def _follow(held: _Held, places: Iterable[Place], seats: set[Seat], ids: dict[int, int], new: Release) -> None:
    """What a feed keeps of single copies goes along with those that stay, and ends for the others."""
    for d in held.again:
        if d.first in ids:
            Delivery.objects.filter(pk=d.pk).delete()
            if (d.party_id, d.collection) in seats:
                id_ = ids[d.first]
                Delivery.objects.create(
                    party_id=d.party_id,
                    collection=d.collection,
                    added_at=d.added_at,
                    key=d.key,
                    first=id_,
                    last=id_,
                    release=new,
                )
    Place.objects.bulk_create(
        Place(object_id=ids[p.object_id], party_id=p.party_id, collection=p.collection, bits=p.bits)
        for p in places
        if (p.party_id, p.collection) in seats
    )


_LOSS = """
INSERT INTO exchange_loss
    (id, party_id, collection, was_at, was_key, owner_id, stix_id, type, version, was_k, lost_at, settled, recalled)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, FALSE, FALSE)
"""


def _lose(by: Actor, objects: Sequence[Object], held: _Held, seats: Iterable[Seat]) -> None:
    """A loss for each place at which a copy stood: it may have been fetched at any of them."""
    lost = set(seats)
    again: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for d in held.again:
        if (d.party_id, d.collection) in lost:
            again[d.first].append((db_uuid(d.party_id), db_uuid(d.collection), d.added_at, d.key))
    whole = [(*map(db_uuid, seat), *held.whole[seat]) for seat in sorted(lost)]
    owner, at = db_uuid(by.party), micros(by.at)
    rows = [
        (db_uuid(by.new_id()), *where, owner, o.stix_id, o.type, o.version, own_part(o.id), at)
        for o in objects
        for where in (*whole, *again[o.id])
    ]
    with connection.cursor() as cursor:
        cursor.executemany(_LOSS, rows)


def _erase(by: Actor, objects: Sequence[Object]) -> None:
    """The octets go; the ledger's commitments stay, and nobody can open them any more."""
    of_release: dict[int, list[Object]] = {}
    for o in objects:
        of_release.setdefault(o.release_id, []).append(o)
    for id_, some in of_release.items():
        release = some[0].release
        held = _held(id_)
        audience = parties_of(release.audience)
        Delivery.objects.filter(release=id_, first=F("last"), first__in=[o.id for o in some]).delete()
        _remove(release, list(zip(some, judged_again(by, some, channels.own(by.party)), strict=True)))
        _lose(by, some, held, set(held.whole))
        note(held.whole, {o.ref for o in some})
        closed = closed_fields(release.attribution)
        record(by, "exchange.erased", by.new_id(), {"count": len(some)}, logs=audience, closed=closed)
