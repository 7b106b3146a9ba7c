"""Which objects a page shows something of: their originators learn it (docs/decisions/0007-what-is-fetched.md)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from parley.exchange.acts.reading import Page
from parley.exchange.queries.objects import ObjectView
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import Filter


def shown(party: UUID, views: Sequence[ObjectView], *, version: str = "last") -> Page:
    """One page of all of them, named by their ids: they are neighbours in no feed. One's own need no receipt."""
    others = sorted((view for view in views if not view.mine), key=lambda view: view.at)
    on = Filter(ids=tuple(sorted({view.stix_id for view in others})), versions=(version,))
    return channels.shared(party).id, on, [view.entry for view in others]
