"""`parley registry share`: the joint list as objects of the exchange, in the council's collection, for who polls it.

The two rooms do not know each other, so what joins them stands here: what the register says now, what the exchange
holds of it, and the difference (`registry.rules.stix`). All of a call is one transaction with the lock held: two calls
at once share nothing twice, and one that was stopped has done nothing.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.urls import reverse

from parley.cli.registry.importing import secretariat
from parley.council.errors import InputError, Message, SealedError, gettext_noop
from parley.council.queries import the_council
from parley.exchange.acts.adding import add
from parley.exchange.queries.own import of_type
from parley.exchange.queries.submissions import Outcome
from parley.exchange.rules import collections
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import take_effect
from parley.registry.queries.joint import adopted
from parley.registry.rules.stix import TYPE, Change, Plan, Shared, plan, read_shared
from parley.settings import SETTINGS


@dataclass(frozen=True, slots=True)
class Done:
    did: Plan
    waiting: int  # what the limit left for the next call
    refused: tuple[Outcome, ...]


def share(asked: argparse.Namespace) -> int:
    """0: done. 1: the exchange refused an object, and it was said why."""
    done = share_list(secretariat(), limit=asked.limit, dry_run=asked.dry_run)
    if asked.dry_run:
        for mark, changes in (("-", done.did.revoked), ("~", done.did.amended), ("+", done.did.listed)):
            for change in changes:
                print(f"{mark} {change.entry.reference}  {change.entry.content.name if mark != '-' else ''}".rstrip())
    did = done.did
    print(f"{len(did.listed):,} listed, {len(did.amended):,} amended, {len(did.revoked):,} revoked.")
    if done.waiting:
        print(f"{done.waiting:,} more wait for the next call.")
    if done.refused:
        print(f"Of these {len(done.refused):,} were refused, and are tried again by the next call:")
    for each in done.refused:
        print(f"  {each.stix_id} {each.pointer}: {each.message}")
    return 1 if done.refused else 0


def share_list(by: Actor, *, limit: int, dry_run: bool = False) -> Done:
    """Share what is new of the joint list, `limit` objects at most. What was shared already is left as it is.

    Raises `SealedError` on a node that was restored and is not open: it may not know yet who was delisted.
    """
    if not 1 <= limit <= SETTINGS.envelope_objects_max:
        expected = Message(gettext_noop("a whole number from 1 to %(most)d"), most=SETTINGS.envelope_objects_max)
        raise InputError("--limit", expected, str(limit), gettext_noop("Choose one in between."))
    with transaction.atomic():
        lock()
        by = by.on_turn()
        council = the_council()
        assert council is not None
        if council.sealed:
            raise SealedError
        take_effect(by.at)
        into = collections.council(council.party_id).id
        found = plan(adopted(by, _page), _shared(by, into))
        did = found.first(limit)
        refused = _add(by, into, did.changes)
        if dry_run:
            transaction.set_rollback(True)
    return Done(did, len(found.changes) - len(did.changes), refused)


def _page(entry: UUID) -> str:
    return SETTINGS.origin + reverse("registry:entry", args=[entry])


def _shared(by: Actor, collection: UUID) -> list[Shared]:
    read = (read_shared(each.body) for each in of_type(by, collection, TYPE))
    return [one for one in read if one is not None]


def _add(by: Actor, into: UUID, changes: Sequence[Change]) -> tuple[Outcome, ...]:
    """What the demo made up is marked as such, so it is an envelope of its own."""
    refused: list[Outcome] = []
    for illustration in (False, True):
        made = [change.object(by.new_id()) for change in changes if change.entry.illustration is illustration]
        if made:
            octets = [json.dumps(each, ensure_ascii=False).encode() for each in made]
            refused += add(by, into, octets, illustration=illustration).failures
    return tuple(refused)
