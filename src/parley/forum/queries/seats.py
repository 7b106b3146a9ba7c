"""Who sits at a meeting, and what is on record about each, as far as the viewer is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parley.council import queries as council
from parley.council.queries import PartyName
from parley.council.rules import PartyKind, Viewer
from parley.forum import rules
from parley.forum.models import (
    CredentialsRecord,
    Delegate,
    Delegation,
    Invitation,
    Meeting,
    OfMeeting,
    PresenceRecord,
    Reception,
    Reply,
)
from parley.ledger.rules.actor import Actor
from parley.release.queries import released

M = TypeVar("M", bound=OfMeeting)


MEETINGS = Meeting.objects.select_related("participants", "body", "host", "host_authority", "support", "owner")


INVITABLE = frozenset({PartyKind.STATE, PartyKind.ORGANISATION, PartyKind.ORGAN})


@dataclass(frozen=True, slots=True)
class Record:
    """One line of what is on record about a State. `kind`: reply, delegation, credentials, reception, presence."""

    kind: str
    row: OfMeeting
    replaced: bool  # a later record of its kind took its place

    @property
    def template(self) -> str:
        return f"forum/meeting/record_{self.kind}.html"


@dataclass(frozen=True, slots=True)
class Seat:
    """One State at a meeting, as far as the viewer is shown. Records stand in the order in which they were made."""

    party: PartyName
    host: bool
    you: bool
    invitation: Invitation | None
    replies: tuple[Reply, ...]
    delegations: tuple[Delegation, ...]
    credentials_records: tuple[CredentialsRecord, ...]
    receptions: tuple[Reception, ...]
    presences: tuple[PresenceRecord, ...]

    @property
    def reply(self) -> Reply | None:
        """None is "no reply", which is not a refusal."""
        return rules.latest(self.replies)

    @property
    def delegation(self) -> Delegation | None:
        return rules.latest(self.delegations)

    @property
    def credentials(self) -> CredentialsRecord | None:
        return rules.latest(self.credentials_records)

    @property
    def presence(self) -> PresenceRecord | None:
        return rules.latest(self.presences)

    @property
    def people(self) -> list[Delegate]:
        return sorted(self.delegation.delegates.all(), key=lambda d: d.position) if self.delegation else []

    @property
    def head(self) -> Delegate | None:
        return next((person for person in self.people if person.rank == rules.Rank.HEAD), None)

    @property
    def attended(self) -> bool:
        return self.presence is not None and self.presence.presence == rules.Presence.ATTENDED

    @property
    def records(self) -> list[Record]:
        """Everything on record about the State, the newest first."""
        kinds: list[tuple[str, Sequence[OfMeeting]]] = [
            ("reply", self.replies),
            ("delegation", self.delegations),
            ("credentials", self.credentials_records),
            ("presence", self.presences),
        ]
        found = [Record(kind, row, row is not rows[-1]) for kind, rows in kinds for row in rows]
        found += [Record("reception", row, replaced=False) for row in self.receptions]
        return sorted(found, key=lambda record: (record.row.released_at, record.row.id.int), reverse=True)


def keeps(viewer: Viewer | Actor, meeting: Meeting) -> bool:
    """Is the party one of those that keep this meeting's records?"""
    secretariat = council.secretariat() if meeting.participants.forum else None
    return rules.keeps(viewer.party, owner=meeting.owner_id, host=meeting.host_id, secretariat=secretariat)


def participates(viewer: Viewer, meeting: Meeting) -> bool:
    """Is the viewer one of those whom the meeting's own records reach?"""
    return meeting.participants.memberships.filter(party=viewer.party).exists()


def dates_of(meeting: Meeting) -> rules.Dates:
    return rules.Dates(meeting.starts, meeting.ends, ZoneInfo(meeting.zone))


def answer(seat: Seat) -> rules.Answer | None:
    return rules.Answer(seat.reply.answer) if seat.reply else None


def owed_of(meeting: Meeting, seat: Seat, now: datetime) -> tuple[rules.Owed, ...]:
    if seat.invitation is None:
        return ()
    return rules.owed(
        dates_of(meeting),
        now,
        answer=answer(seat),
        reply_by=meeting.reply_by,
        named=seat.delegation is not None,
        credentials=rules.Credentials(seat.credentials.status) if seat.credentials else None,
    )


def _records(viewer: Viewer, rows: QuerySet[M], meeting: Meeting) -> dict[UUID, tuple[M, ...]]:
    """A meeting's records of one kind, by party, in the order in which they were made."""
    found: dict[UUID, list[M]] = defaultdict(list)
    for row in released(rows.filter(meeting=meeting), viewer).order_by("released_at", "id"):
        found[row.party_id].append(row)
    return {party: tuple(records) for party, records in found.items()}


def seats_of(viewer: Viewer, meeting: Meeting, names: dict[UUID, PartyName]) -> tuple[Seat, ...]:
    """The host and the States invited, in the protocol order of the body whose meeting it is."""
    invitations = _records(viewer, Invitation.objects.all(), meeting)
    replies = _records(viewer, Reply.objects.select_related("authority", "recorded_by"), meeting)
    delegations = _records(viewer, Delegation.objects.prefetch_related("delegates"), meeting)
    credentials = _records(viewer, CredentialsRecord.objects.all(), meeting)
    receptions = _records(viewer, Reception.objects.select_related("authority"), meeting)
    presences = _records(viewer, PresenceRecord.objects.all(), meeting)
    parties = {meeting.host_id, *invitations, *presences}
    return tuple(
        Seat(
            party=names[party],
            host=party == meeting.host_id,
            you=party == viewer.party,
            invitation=rules.latest(invitations.get(party, ())),
            replies=replies.get(party, ()),
            delegations=delegations.get(party, ()),
            credentials_records=credentials.get(party, ()),
            receptions=receptions.get(party, ()),
            presences=presences.get(party, ()),
        )
        for party in sorted(parties, key=lambda party: names[party].place)
    )
