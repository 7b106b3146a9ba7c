"""Systems that take the register's changes: a party registers them, reads the feed, and acknowledges what it did.

Reading the feed is an act: what was served and can be taken back is remembered, so that the feed can say later that it
was, by its id alone (DESIGN.md, rule 11).
"""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from parley.council.errors import ConflictError, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import line
from parley.ledger.acts import record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.steps import (
    TO_COUNCIL,
    release,
)
from parley.registry.models import Acknowledgement, Consumer, Reach, Version
from parley.registry.queries import changes as feed
from parley.registry.queries.changes import Changes
from parley.registry.rules.content import LINE
from parley.registry.rules.entries import Roll
from parley.release.acts import parties_of
from parley.release.queries import Cursor, released
from parley.release.rules import Named, terms
from parley.settings import SETTINGS


@transaction.atomic
def register(by: Actor, *, name: str, illustration: bool = False) -> Consumer:
    """A system of the party. The other members see that the party has one, never its name."""
    require(by, Right.SCREEN)
    by = on_turn(by)
    row = Consumer(id=by.new_id(), name=line(name, what="name", chars_max=LINE))
    return release(by, row, "registry.consumer_registered", by.party, TO_COUNCIL, {}, illustration=illustration)


@transaction.atomic
def end(by: Actor, consumer_id: UUID) -> None:
    """The system takes no changes any more, and owes no acknowledgement from now on."""
    by, row = _own(by, consumer_id)
    row.ended_at = by.at
    row.save(update_fields=["ended_at"])
    record(by, "registry.consumer_ended", row.id, {}, logs=parties_of(row.audience), scope=row.audience_id)


def _own(by: Actor, consumer_id: UUID) -> tuple[Actor, Consumer]:
    require(by, Right.SCREEN)
    by = on_turn(by)
    row = released(Consumer.objects.select_related("audience"), by).filter(id=consumer_id, owner=by.party).first()
    if row is None:
        raise NotFoundError
    if row.ended_at is not None:
        raise ConflictError(gettext_noop("This system takes no changes any more. Register it anew."))
    return by, row


@transaction.atomic
def changes(by: Actor, *, after: Cursor | None = None, limit: int = SETTINGS.page_rows_max) -> Changes:
    """A page of what changed since a place, in the order in which it reached the party."""
    by = on_turn(by)
    _recall(by)
    page = feed.changes(by, after=after, limit=limit, before=by.at)
    ours = {c.entry for c in page.rows if c.can_be_recalled}
    known = set(Reach.objects.filter(party=by.party, entry__in=ours).values_list("entry_id", flat=True))
    Reach.objects.filter(party=by.party, entry__in=known).update(served=True, recalled_at=None)
    Reach.objects.bulk_create(Reach(party_id=by.party, entry_id=id_, served=True) for id_ in sorted(ours - known))
    return page


def _recall(by: Actor) -> None:
    """What was served and is the party's to see no more is found now, and stands in the feed from this moment."""
    gone = Reach.objects.filter(party=by.party, served=True, recalled_at=None)
    gone.exclude(entry__audience__parties__party=by.party).update(recalled_at=by.at)


@transaction.atomic
def acknowledge(by: Actor, consumer_id: UUID, version_id: UUID) -> Acknowledgement:
    """A system has carried out a version. Of the joint list every member sees it; of a designation its State does."""
    by, consumer = _own(by, consumer_id)
    visible = Version.objects.filter(entry__audience__parties__party=by.party).select_related("entry")
    version = visible.filter(id=version_id).first()
    if version is None:
        raise NotFoundError
    done = Acknowledgement.objects.filter(consumer=consumer, version=version).first()
    if done is not None:  # sent again, since the answer was lost on its way
        return done
    entry = version.entry
    on = TO_COUNCIL if entry.roll == Roll.JOINT else terms(Named(frozenset({entry.owner_id})), procedural=True)
    row = Acknowledgement(id=by.new_id(), consumer=consumer, version=version)
    content = {"entry": str(entry.id), "version": version.number}
    return release(by, row, "registry.acknowledged", by.party, on, content, illustration=entry.illustration)
