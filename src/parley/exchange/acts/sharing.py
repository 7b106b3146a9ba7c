"""Share what a person chose by the pages, and keep with its outcome what was held back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from parley.council.errors import gettext_noop
from parley.exchange.acts.adding import add
from parley.exchange.models import Submission
from parley.exchange.queries.submissions import Outcome, StatusView, pack, status
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.release.rules import Terms

HELD_BACK = gettext_noop("%(value)s is on the warning list “%(list)s”, so it was held back.")


def share(
    by: Actor, collection: UUID, objects: Sequence[bytes], *, to: Terms | None, held_back: Sequence[Outcome]
) -> StatusView:
    """`acts.adding.add`, which judges before it takes the lock; what was held back stands among the refused."""
    made = add(by, collection, objects, to=to)
    if not held_back:
        return made
    with transaction.atomic():
        lock()
        kept = Submission.objects.get(id=made.id)
        kept.refused += [[o.stix_id, o.version, o.pointer, pack(o.message)] for o in held_back if o.message]
        kept.save(update_fields=["refused"])
    return status(by, made.id)
