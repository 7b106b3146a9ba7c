"""Which collections a viewer has. A collection that is another's looks like one that is not there."""

from __future__ import annotations

from uuid import UUID

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.rules import Viewer
from parley.exchange.rules import collections as rules
from parley.exchange.rules.collections import Collection, Kind
from parley.ledger.rules.actor import Actor
from parley.release.models import Group


def collections(viewer: Viewer | Actor) -> list[Collection]:
    """The council's, what is shared with the viewer, its own, and each of its sharing groups' by name."""
    served = council.the_council()
    if served is None:
        raise NotFoundError
    groups = Group.objects.filter(participants=False, memberships__party=viewer.party).order_by("name", "id")
    return [
        rules.council(served.party_id),
        rules.shared(viewer.party),
        rules.own(viewer.party),
        *(Collection(group.id, Kind.GROUP, group.name) for group in groups),
    ]


def collection(viewer: Viewer | Actor, named: str) -> Collection:
    """The collection of this id or alias, in two statements whichever it is; or `NotFoundError`."""
    served = council.the_council()
    try:
        id_ = UUID(named)
    except ValueError:
        id_ = UUID(int=0)
    group = Group.objects.filter(participants=False, id=id_, memberships__party=viewer.party).first()
    standing = [rules.shared(viewer.party), rules.own(viewer.party)]
    if served is not None:
        standing.append(rules.council(served.party_id))
    for each in standing:
        if each.id == id_ or each.alias == named:
            return each
    if group is None:
        raise NotFoundError
    return Collection(group.id, Kind.GROUP, group.name)
