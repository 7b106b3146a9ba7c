"""National designations: one State's own entries, in force for itself at once, binding on nobody else."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import F

from parley.council.errors import ConflictError, NotAllowedError, gettext_noop
from parley.ledger.acts import move_scope, record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.leaving import leave
from parley.registry.acts.steps import (
    Given,
    Texts,
    as_member,
    begin,
    take,
)
from parley.registry.models import Departures, Entry, Number, Reach, Step
from parley.registry.queries.changes import arrivals
from parley.registry.rules.content import checked, long_texts
from parley.registry.rules.entries import Content, Roll, State
from parley.registry.rules.procedure import StepKind
from parley.release.acts import intern, parties_of
from parley.release.models import Audience
from parley.release.queries import one
from parley.release.rules import Terms


@transaction.atomic
def designate(
    by: Actor, content: Content, *, to: Terms, note: Texts | None = None, illustration: bool = False
) -> Entry:
    """A member designates for itself, and releases the designation to whom it chooses."""
    as_member(by)
    by = on_turn(by)
    said = checked(content, Roll.NATIONAL)
    entry = begin(by, Roll.NATIONAL, said, to, illustration=illustration)
    given = Given(texts=long_texts(note, what="note", required=False))
    take(by, entry, StepKind.DESIGNATED, given, content=said)
    return entry


@transaction.atomic
def amend_designation(by: Actor, entry_id: UUID, content: Content, *, note: Texts | None = None) -> Step:
    by, entry = _own(by, entry_id)
    given = Given(texts=long_texts(note, what="note", required=False))
    return take(by, entry, StepKind.AMENDED, given, content=checked(content, Roll.NATIONAL))[0]


@transaction.atomic
def end_designation(by: Actor, entry_id: UUID, *, reasons: Texts) -> Step:
    by, entry = _own(by, entry_id)
    return leave(by, entry, StepKind.DESIGNATION_ENDED, Given(texts=long_texts(reasons, what="reasons")))


@transaction.atomic
def release_designation(by: Actor, entry_id: UUID, *, to: Terms) -> Entry:
    """Release a designation to others: with all that it said so far.

    Whoever loses it finds the id of what was taken back in its feed of changes; who keeps it is told nothing.
    """
    by, entry = _own(by, entry_id)
    before, after = entry.audience, intern(by, by.party, to)
    if before.id == after.id:
        raise ConflictError(gettext_noop("It is released to these already. Nothing was changed."))
    _note_arrivals(by, entry, before, after)
    entry.audience, entry.moved_at = after, by.at
    entry.save(update_fields=["audience", "moved_at"])
    Number.objects.filter(entry=entry).update(audience=after)
    Departures.objects.get_or_create(audience=before)
    Departures.objects.filter(audience=before).update(count=F("count") + 1)
    for step in Step.objects.filter(entry=entry, audience=before):
        move_scope(step.id, before.id, after.id)
    Step.objects.filter(entry=entry, audience=before).update(audience=after)
    changed = set(parties_of(before)) ^ set(parties_of(after))
    record(by, "registry.designation_released", entry.id, {}, logs=changed, scope=after.id)
    return entry


def _note_arrivals(by: Actor, entry: Entry, before: Audience, after: Audience) -> None:
    """Who gains it has it from now on; who keeps it has it since when it had it, and so finds nothing moved."""
    had = {party: place for party, place in arrivals(entry, before).items() if place is not None}
    kept = set(parties_of(before))
    for party in parties_of(after):
        arrived = had.get(party) if party in kept else by.at
        Reach.objects.update_or_create(party_id=party, entry=entry, defaults={"arrived_at": arrived})


def _own(by: Actor, entry_id: UUID) -> tuple[Actor, Entry]:
    as_member(by)
    by = on_turn(by)
    entry = one(Entry.objects.filter(roll=Roll.NATIONAL).select_related("audience"), by, entry_id)
    if entry.owner_id != by.party:
        raise NotAllowedError(
            right=gettext_noop("change a designation"), roles=[gettext_noop("the State that designated")]
        )
    if entry.state != State.LISTED:
        raise ConflictError(gettext_noop("This designation has ended. Designate anew."))
    return by, entry
