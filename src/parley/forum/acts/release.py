"""What every act of the forum does: write a row for an audience, and ask who keeps a meeting's records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from parley.council.errors import NotAllowedError
from parley.forum import rules
from parley.forum.models import Meeting
from parley.forum.queries.seats import keeps
from parley.ledger.acts import record
from parley.ledger.rules.actor import Actor
from parley.release.acts import intern, parties_of
from parley.release.models import Released
from parley.release.queries import one
from parley.release.rules import Group, Terms, terms

R = TypeVar("R", bound=Released)


def release(
    by: Actor,
    row: R,
    kind: str,
    owner: UUID,
    on: Terms,
    content: Mapping[str, Any],
    *,
    illustration: bool = False,
) -> R:
    """Write a thing with its audience, and the act with it."""
    audience = intern(by, owner, on)
    row.id, row.owner_id, row.audience, row.released_at = by.new_id(), owner, audience, by.at
    row.illustration = illustration
    row.save(force_insert=True)
    record(by, kind, row.id, content, logs=parties_of(audience), scope=audience.id)
    return row


def to_participants(meeting: Meeting) -> Terms:
    """The default audience of all that is done at a meeting: its participants (rule 13)."""
    return terms(Group(meeting.participants_id, forum=meeting.participants.forum), procedural=True)


def owner_of(meeting: Meeting, party: UUID) -> UUID:
    """Whose the record of a State is: its own; the meeting's where the State takes part without being a participant,
    for then it could not release anything to them.
    """
    return party if meeting.participants.memberships.filter(party=party).exists() else meeting.owner_id


def kept(by: Actor, meeting_id: UUID) -> Meeting:
    """A meeting whose records the actor keeps; not found if it may not even see it."""
    meeting = one(Meeting.objects.select_related("participants", "body"), by, meeting_id)
    if not keeps(by, meeting):
        raise NotAllowedError(right=rules.KEEP_RECORDS, roles=rules.KEEPERS)
    return meeting
