"""Share the demo's intelligence by the acts of the exchange: add, fetch, take back, remark."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from parley.demo.facts import intelligence as facts
from parley.exchange.acts.adding import add
from parley.exchange.acts.changing import withdraw
from parley.exchange.acts.reading import read
from parley.exchange.acts.remarks import Remark, Said, remark
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import EVERY_VERSION
from parley.ledger.rules.actor import Actor
from parley.release.acts import set_posture
from parley.release.rules import Named, Posture, Terms, terms

By = Callable[[str, datetime, str], Actor]
"""An authority about to do the act of this name, at a moment."""
PAGE = 1000


def share_everything(by: By, now: datetime, parties: Mapping[str, UUID], groups: Mapping[str, UUID]) -> int:
    """The acts in the order of their moments. Returns how many objects were taken."""

    def ago(hours: int) -> datetime:
        return now - timedelta(hours=hours)

    council = channels.council(parties["COUNCIL"]).id
    owner, towards = facts.CLOSED_POSTURE
    set_posture(by(owner, ago(facts.POSTURE_HOURS_AGO), "exchange/posture"), parties[towards], Posture.CLOSED)
    taken = 0
    for share in facts.SHARES:
        actor = by(share.by, ago(share.hours_ago), f"exchange/{share.key}")
        objects = [json.dumps(facts.made(thing, share, now)).encode() for thing in share.things]
        into, to = _through(share.to, actor, council, parties, groups)
        status = add(actor, into, objects, to=to, illustration=True)
        assert status.success_count == len(objects), status
        taken += status.success_count
    for who in facts.FETCHED:
        actor = by(who, ago(facts.FETCHED_HOURS_AGO), f"exchange/fetched/{who}")
        read(actor, channels.shared(actor.party).id, limit=PAGE)
    key, thing = facts.RECALLED
    share = next(each for each in facts.SHARES if each.key == key)
    withdraw(by(share.by, ago(facts.RECALLED_HOURS_AGO), "exchange/recalled"), council, thing.id, EVERY_VERSION)
    for comment in facts.COMMENTS:
        actor = by(comment.by, ago(comment.hours_ago), f"exchange/remark/{comment.key}")
        said = Said(Remark(comment.kind), comment.text, comment.opinion, comment.count)
        remark(actor, comment.on.id, said, into=council if comment.to == "council" else None, illustration=True)
    return taken + len(facts.COMMENTS)


def _through(
    to: str | tuple[str, ...], actor: Actor, council: UUID, parties: Mapping[str, UUID], groups: Mapping[str, UUID]
) -> tuple[UUID, Terms | None]:
    match to:
        case "council":
            return council, None
        case "us":
            return channels.own(actor.party).id, None
        case str():
            return groups[to], None
        case _:
            return channels.own(actor.party).id, terms(Named(frozenset(parties[code] for code in to)))
