"""What takes effect by time: a delisting that the reviewer recommended, once its day has come.

Every reader goes by `Entry.delists_on` (`queries.entries.in_force`). This writes down what is so already: as of the
first moment of that day, before any act of the register and, as each day begins, before anybody is shown anything
(`web.middleware`). So neither its moment, nor its place in a log or a feed, tells who did something first that day.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime, time
from itertools import count

from django.db import transaction

from parley.council import queries as council
from parley.council.acts import NOBODY
from parley.ledger.acts import lock
from parley.ledger.models import Act
from parley.ledger.rules.actor import Actor, Draw
from parley.registry.acts.leaving import leave
from parley.registry.acts.steps import Given
from parley.registry.models import Entry
from parley.registry.rules.entries import State
from parley.registry.rules.procedure import StepKind
from parley.registry.rules.standing import MAY_LEAVE


def on_turn(by: Actor) -> Actor:
    """Take the lock; from then on the actor's moment is in the order of the commits, and what was due by it is done."""
    lock()
    by = by.on_turn()
    take_effect(by.at)
    return by


def take_effect(now: datetime) -> None:
    """Delist what is due."""
    due = Entry.objects.filter(delists_on__lte=now.date(), state__in=[State(s) for s in MAY_LEAVE])
    if not due.exists():
        return
    served = council.the_council()
    assert served is not None
    with transaction.atomic():
        lock()
        for entry in due.select_related("audience").order_by("delists_on", "id"):
            assert entry.delists_on is not None
            at = datetime.combine(entry.delists_on, time.min, UTC)
            nobody = Actor(NOBODY, NOBODY, served.party_id, at, draw=_draw(entry))
            leave(nobody, entry, StepKind.DELISTED, Given(until=entry.delists_on))


def _draw(entry: Entry) -> Draw:
    """Ids and salts of what nobody does: from the salt of the recommendation, which no log opens, and so the same
    whoever comes next."""
    recommended = entry.steps.filter(kind=StepKind.DELISTING_RECOMMENDED).latest("number")
    salt = bytes(Act.objects.get(subject=recommended.id).salt)
    drawn = count()
    return lambda octets: hmac.digest(salt, f"delisted {next(drawn)}".encode(), "sha512")[:octets]
