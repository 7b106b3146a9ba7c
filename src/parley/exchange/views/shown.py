"""That a page showed some objects is known to their originators (docs/decisions/0007-what-is-fetched.md)."""

from __future__ import annotations

from collections.abc import Sequence

from parley.exchange.acts.receipts import fetched
from parley.exchange.queries.objects import ObjectView
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import Filter
from parley.ledger.rules.actor import Actor


def shown(by: Actor, views: Sequence[ObjectView], *, version: str = "last") -> None:
    """One receipt for all of them, by their ids: they are neighbours in no feed. One's own need none."""
    others = sorted((view for view in views if not view.mine), key=lambda view: view.at)
    on = Filter(ids=tuple(sorted({view.stix_id for view in others})), versions=(version,))
    fetched(by, channels.shared(by.party).id, on, [view.entry for view in others])
