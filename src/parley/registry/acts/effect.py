"""What takes effect by time: a delisting that the reviewer recommended, once its day has come.

Nothing waits for this to run: every reader goes by `Entry.delists_on` (`queries.entries.in_force`). It writes down what
is so already, so that the feed of changes tells consumers, and each act that begins from an entry finds it done.
"""

from __future__ import annotations

from dataclasses import replace

from parley.council import queries as council
from parley.council.acts import NOBODY
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.registry.acts.leaving import leave
from parley.registry.acts.steps import Given
from parley.registry.models import Entry
from parley.registry.rules.entries import State
from parley.registry.rules.procedure import StepKind
from parley.registry.rules.standing import MAY_LEAVE


def take_effect(by: Actor) -> None:
    """Delist what is due. Call inside an act's transaction."""
    due = Entry.objects.filter(delists_on__lte=by.at.date(), state__in=[State(s) for s in MAY_LEAVE])
    if not due.exists():
        return
    lock()
    served = council.the_council()
    assert served is not None
    nobody = replace(by, person=NOBODY, authority=NOBODY, party=served.party_id, roles=frozenset())
    for entry in due.select_related("audience").order_by("delists_on", "id"):
        leave(nobody, entry, StepKind.DELISTED, Given(until=entry.delists_on))
