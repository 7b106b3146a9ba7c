"""Which collections a viewer has. A collection that is another's looks like one that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db import connection

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
    """The collection of this id or alias, or `NotFoundError`: a group of others takes the same statements as none."""
    try:
        id_ = UUID(named)
    except ValueError:
        id_ = UUID(int=0)
    for each in _standing(viewer):
        if each.id == id_ or each.alias == named:
            return each
    group = Group.objects.filter(participants=False, id=id_, memberships__party=viewer.party).first()
    if group is None:
        raise NotFoundError
    return Collection(group.id, Kind.GROUP, group.name)


def _standing(viewer: Viewer | Actor) -> Iterator[Collection]:
    """Those that every party has; the party's own two need no look at the store."""
    yield rules.shared(viewer.party)
    yield rules.own(viewer.party)
    with connection.cursor() as cursor:
        cursor.execute("SELECT party_id FROM council_council")
        for (party,) in cursor.fetchall():
            yield rules.council(party if isinstance(party, UUID) else UUID(party))
