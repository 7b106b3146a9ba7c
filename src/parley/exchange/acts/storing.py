"""Write objects that have their terms: releases, objects, deliveries, words, and the act in the ledger.

Everything random is drawn from one seed of the act, by labels: what goes to one audience is numbered alike whatever
goes to another in the same envelope.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from operator import itemgetter
from uuid import UUID

from django.db import connection

from parley.exchange import index
from parley.exchange.acts.placing import note_clashes
from parley.exchange.models import Release, Subscription
from parley.exchange.queries.feeds import db_uuid
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import K_BITS, digest, micros, object_id, ordinary_key, span
from parley.ledger.acts import record
from parley.ledger.rules import merkle
from parley.ledger.rules.actor import Actor, Draw
from parley.release.acts import intern
from parley.release.models import Audience, AudienceParty
from parley.release.rules import Attribution, Terms

RELEASE_OBJECTS_MAX = 256
"""Objects of one release: a page that begins within it reads it whole."""
RELEASE_BITS = 36
SALT_BYTES = 32
COMMITMENT_DOMAIN = b"parley/object/v1\n"


@dataclass(frozen=True, slots=True)
class Storable:
    """One object that was judged: its octets, and what is kept beside them to find it by."""

    raw: bytes
    stix_id: str
    type: str
    version: str
    valid_until: str
    revoked: bool
    words: tuple[str, ...]
    ref: int
    mark: int


@dataclass(frozen=True, slots=True)
class Part:
    """What of an envelope goes out on the same terms, under the same attribution."""

    terms: Terms
    attribution: str
    objects: Sequence[Storable]


Numbered = tuple[int, Storable]
"""An object with its id."""


def mark(owner: UUID, collection: UUID, version: str) -> int:
    return digest(f"{_through(owner, collection)}/{version}")


@lru_cache(maxsize=256)
def _through(owner: UUID, collection: UUID) -> str:
    return f"{owner}/{collection}"


def store(by: Actor, collection: UUID, parts: Iterable[Part], *, illustration: bool = False) -> None:
    """Write all parts, each with one act in the ledger. Call with the lock held, inside the act's transaction."""
    seed = by.draw(SALT_BYTES)
    for part in parts:
        label = f"{part.terms.canonical()}/{part.attribution}".encode()
        own_seed = hmac.digest(seed, label, "sha256")
        _store(replace(by, draw=_stream(own_seed)), own_seed, collection, part, illustration=illustration)


def _stream(seed: bytes) -> Draw:
    turn = 0

    def draw(octets: int) -> bytes:
        nonlocal turn
        turn += 1
        return hashlib.shake_256(seed + turn.to_bytes(8, "big")).digest(octets)

    return draw


def _store(by: Actor, seed: bytes, collection: UUID, part: Part, *, illustration: bool) -> None:
    audience = intern(by, by.party, part.terms)
    subscribe(audience)
    parties = list(
        AudienceParty.objects.filter(audience=audience).order_by("party_id").values_list("party_id", "since")
    )
    commitments: list[bytes] = []
    words: list[tuple[int, Sequence[str]]] = []
    chunks = [part.objects[i : i + RELEASE_OBJECTS_MAX] for i in range(0, len(part.objects), RELEASE_OBJECTS_MAX)]
    for number, objects in enumerate(chunks):
        release = new_release(by, seed, number, collection, audience, part.attribution, illustration=illustration)
        numbered = _numbered(release.id, bytes(release.salt), objects)
        _write_rows(release, numbered)
        commitments += _commitments(release, numbered)
        words += [(id_, o.words) for id_, o in numbered]
        deliver(release, [party for party, _ in parties], micros(by.at))
        note_clashes(release.id)
    index.write(
        audience.id, sorted(words, key=itemgetter(0))
    )  # at once: each id less than the one before costs a start
    content = {  # not the collection: a party's own, or a secret group's, would say whose or which it is
        "count": len(part.objects),
        "root": merkle.root_of(map(merkle.leaf_hash, commitments)).hex(),
    }
    closed = closed_fields(part.attribution)
    record(by, "exchange.shared", by.new_id(), content, logs=[p for p, _ in parties], scope=audience.id, closed=closed)


def closed_fields(attribution: str) -> frozenset[str]:
    """What of an act the logs of others keep closed (rule 9)."""
    return frozenset() if attribution == Attribution.SHOWN else frozenset({"on_behalf"})


def subscribe(audience: Audience) -> None:
    """An audience that nothing was released to before has no past: those in it now have nothing to catch up with."""
    if not Release.objects.filter(audience=audience).exists():
        Subscription.objects.filter(audience=audience).delete()
        Subscription.objects.bulk_create(
            Subscription(party_id=party, audience=audience, since=since)
            for party, since in AudienceParty.objects.filter(audience=audience).values_list("party_id", "since")
        )


def new_release(
    by: Actor,
    seed: bytes,
    number: int,
    collection: UUID,
    audience: Audience,
    attribution: str,
    *,
    illustration: bool,
    key: int | None = None,
) -> Release:
    drawn = hmac.digest(seed, f"release/{number}".encode(), "sha512")
    return Release.objects.create(
        id=int.from_bytes(drawn[:8], "big") >> (64 - RELEASE_BITS),
        owner_id=audience.owner_id,
        collection=collection,
        audience=audience,
        at=micros(by.at),
        key=key if key is not None else ordinary_key(int.from_bytes(drawn[8:16], "big")),
        salt=drawn[-SALT_BYTES:],
        attribution=attribution,
        illustration=illustration,
    )


def write_objects(release: Release, objects: Sequence[Storable], numbers: Sequence[int] = ()) -> None:
    """The rows and words of a release's objects.

    `numbers`: those that the objects have already, where they come from another release.
    """
    if numbers:
        numbered = sorted(
            ((object_id(release.id, k), o) for k, o in zip(numbers, objects, strict=True)), key=itemgetter(0)
        )
    else:
        numbered = _numbered(release.id, bytes(release.salt), objects)
    _write_rows(release, numbered)
    index.write(release.audience_id, [(id_, o.words) for id_, o in numbered])


def _write_rows(release: Release, numbered: Sequence[Numbered]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO exchange_object "
            "(id, release_id, ref, mark, stix_id, type, version, valid_until, revoked, raw) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (id_, release.id, o.ref, o.mark, o.stix_id, o.type, o.version, o.valid_until, o.revoked, o.raw)
                for id_, o in numbered
            ],
        )


def _commitments(release: Release, numbered: Sequence[Numbered]) -> list[bytes]:
    """In the order of the objects' ids."""
    salt = bytes(release.salt)
    return [commitment(salt, id_, o.raw) for id_, o in numbered]


def _numbered(release: int, salt: bytes, objects: Sequence[Storable]) -> list[Numbered]:
    """Each object's number follows from the salt and its key alone; two alike draw again."""
    taken: dict[int, Storable] = {}
    for each in objects:
        text = f"{each.stix_id}/{each.version}".encode()
        k = -1
        while k < 0 or k in taken:
            drawn = hashlib.blake2b(text, key=salt, digest_size=8).digest()
            k = int.from_bytes(drawn, "big") >> (64 - K_BITS)
            text += b"/"
        taken[k] = each
    return [(object_id(release, k), taken[k]) for k in sorted(taken)]


def commitment(salt: bytes, id_: int, raw: bytes) -> bytes:
    """What the ledger's Merkle root holds of one object: nobody without the object's own salt can test a guess."""
    own_salt = hashlib.blake2b(id_.to_bytes(8, "big"), key=salt, digest_size=SALT_BYTES).digest()
    return hashlib.sha256(COMMITMENT_DOMAIN + own_salt + raw).digest()


def deliver(release: Release, parties: Iterable[UUID], at: int) -> None:
    """The release stands in the feeds of these parties from this moment on."""
    first, last = span(release.id)
    rows = [
        (db_uuid(party), db_uuid(feed), at, release.key, first, last, release.id)
        for party in parties
        for feed in channels.feeds(party, release.owner_id, release.collection)
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO exchange_delivery (party_id, collection, added_at, key, first, last, release_id) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            rows,
        )
