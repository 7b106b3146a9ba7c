"""Notices of recall, put into the feed of a party that had fetched what is gone from it."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from uuid import UUID

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.exchange.acts.storing import Storable, mark, new_release, subscribe, write_objects
from parley.exchange.models import Delivery
from parley.exchange.rules import recall
from parley.exchange.rules.feeds import digest, micros, notice_key, span, timestamp
from parley.ledger.rules.actor import Actor
from parley.release.acts import intern
from parley.release.rules import Named, terms


def serve_notices(by: Actor, feed: UUID, recalled: Sequence[str], seed: bytes) -> None:
    """The council's word to one party, in one feed. It crosses postures. Nothing of it is the originators': who had it
    through a group may be that group's keeper's to know (rule 8).
    """
    served = council.the_council()
    if served is None:
        raise NotFoundError
    audience = intern(by, served.party_id, terms(Named(frozenset({by.party})), procedural=True))
    subscribe(audience)
    own_seed = hmac.digest(seed, f"{feed}/{recalled[0]}".encode(), "sha256")
    key = notice_key(int.from_bytes(own_seed[:8], "big"))
    release = new_release(by, own_seed, 0, feed, audience, "masked", illustration=False, key=key)
    at = timestamp(micros(by.at))
    objects = []
    for stix_id in recalled:
        drawn = hashlib.blake2b(stix_id.encode(), key=own_seed, digest_size=16).digest()
        raw = recall.notice(UUID(bytes=drawn, version=4), stix_id, at)
        id_ = f"{recall.TYPE}--{UUID(bytes=drawn, version=4)}"
        objects.append(
            Storable(
                raw=raw,
                stix_id=id_,
                type=recall.TYPE,
                version=at,
                valid_until="",
                revoked=False,
                words=(),
                ref=digest(id_),
                mark=mark(served.party_id, feed, at),
            )
        )
    write_objects(release, objects)
    first, last = span(release.id)
    Delivery.objects.create(
        party_id=by.party,
        collection=feed,
        added_at=micros(by.at),
        key=key,
        first=first,
        last=last,
        release_id=release.id,
    )
