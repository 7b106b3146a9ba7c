"""What a viewer is shown of meetings and documents: everything passes the gate, record by record."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import Viewer, in_protocol_order
from parley.forum import rules
from parley.forum.models import (
    CredentialsRecord,
    Delegation,
    Document,
    DocumentFile,
    FileContent,
    Invitation,
    Meeting,
    OfMeeting,
    PresenceRecord,
    Reception,
    Reply,
    SourceNote,
)
from parley.release.queries import Cursor, Page, Path, one, page, released, why
from parley.settings import SETTINGS

M = TypeVar("M", bound=OfMeeting)


@dataclass(frozen=True, slots=True)
class Seat:
    """One State at a meeting, as far as the viewer is shown."""

    party: PartyName
    host: bool
    you: bool
    invitation: Invitation | None
    reply: Reply | None  # None is "no reply", which is not a refusal
    replies: tuple[Reply, ...]
    delegation: Delegation | None
    credentials: CredentialsRecord | None
    receptions: tuple[Reception, ...]
    presence: PresenceRecord | None
    presences: tuple[PresenceRecord, ...]


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: Document
    files: tuple[DocumentFile, ...]
    why: tuple[Path, ...]
    mine: bool
    meeting: Meeting | None  # None also where the meeting is not released to the viewer


@dataclass(frozen=True, slots=True)
class MeetingPage:
    meeting: Meeting
    names: dict[UUID, PartyName]
    seats: tuple[Seat, ...]
    tally: rules.Tally
    owed: tuple[rules.Owed, ...]
    notes: tuple[SourceNote, ...]
    documents: tuple[DocumentRow, ...]
    why: tuple[Path, ...]
    ended: bool
    begun: bool
    invited: bool
    keeps: bool


MEETINGS = Meeting.objects.select_related("participants", "body", "host", "host_authority", "support", "owner")


def meeting_page(viewer: Viewer, meeting_id: UUID, now: datetime) -> MeetingPage:
    """Everything that the page of a meeting says, for this viewer."""
    meeting = one(MEETINGS, viewer, meeting_id)
    names = council.names(meeting.body_id)
    seats = _seats(viewer, meeting, names)
    dates = dates_of(meeting)
    mine = next((seat for seat in seats if seat.you), None)
    return MeetingPage(
        meeting=meeting,
        names=names,
        seats=seats,
        tally=rules.tally(_answer(seat) for seat in seats if seat.invitation),
        owed=_owed(meeting, mine, now) if mine else (),
        notes=tuple(released(SourceNote.objects.filter(meeting=meeting), viewer).order_by("released_at", "id")),
        documents=_document_rows(viewer, _by_time(released(_documents().filter(meeting=meeting), viewer))),
        why=tuple(why(viewer, meeting.audience_id)),
        ended=dates.ended(now),
        begun=dates.begun(now),
        invited=mine is not None and mine.invitation is not None,
        keeps=keeps(viewer, meeting),
    )


def keeps(viewer: Viewer, meeting: Meeting) -> bool:
    served = council.the_council()
    secretariat = served.secretariat_id if served and meeting.participants.forum else None
    return rules.keeps(viewer.party, owner=meeting.owner_id, host=meeting.host_id, secretariat=secretariat)


def dates_of(meeting: Meeting) -> rules.Dates:
    return rules.Dates(meeting.starts, meeting.ends, ZoneInfo(meeting.zone))


def _answer(seat: Seat) -> rules.Answer | None:
    return rules.Answer(seat.reply.answer) if seat.reply else None


def _owed(meeting: Meeting, seat: Seat, now: datetime) -> tuple[rules.Owed, ...]:
    if seat.invitation is None:
        return ()
    return rules.owed(
        dates_of(meeting),
        now,
        answer=_answer(seat),
        reply_by=meeting.reply_by,
        named=seat.delegation is not None,
        credentials=rules.Credentials(seat.credentials.status) if seat.credentials else None,
    )


def _by_time(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.order_by("released_at", "id")


def _records(viewer: Viewer, rows: QuerySet[M], meeting: Meeting) -> dict[UUID, tuple[M, ...]]:
    """A meeting's records of one kind, by party, in the order in which they were made."""
    found: dict[UUID, list[M]] = defaultdict(list)
    for row in released(rows.filter(meeting=meeting), viewer).order_by("released_at", "id"):
        found[row.party_id].append(row)
    return {party: tuple(records) for party, records in found.items()}


def _seats(viewer: Viewer, meeting: Meeting, names: dict[UUID, PartyName]) -> tuple[Seat, ...]:
    """The host and the States invited, in the protocol order of the body whose meeting it is."""
    invitations = _records(viewer, Invitation.objects.all(), meeting)
    replies = _records(viewer, Reply.objects.select_related("authority", "recorded_by"), meeting)
    delegations = _records(viewer, Delegation.objects.prefetch_related("delegates"), meeting)
    credentials = _records(viewer, CredentialsRecord.objects.all(), meeting)
    receptions = _records(viewer, Reception.objects.select_related("authority"), meeting)
    presences = _records(viewer, PresenceRecord.objects.all(), meeting)
    parties = {meeting.host_id, *invitations, *presences}
    order = council.protocol_order(meeting.body_id)
    return tuple(
        Seat(
            party=names[party],
            host=party == meeting.host_id,
            you=party == viewer.party,
            invitation=rules.latest(invitations.get(party, ())),
            reply=rules.latest(replies.get(party, ())),
            replies=replies.get(party, ()),
            delegation=rules.latest(delegations.get(party, ())),
            credentials=rules.latest(credentials.get(party, ())),
            receptions=receptions.get(party, ()),
            presence=rules.latest(presences.get(party, ())),
            presences=presences.get(party, ()),
        )
        for party in in_protocol_order(parties, order, lambda party: party)
    )


@dataclass(frozen=True, slots=True)
class MeetingRow:
    meeting: Meeting
    names: dict[UUID, PartyName]
    tally: rules.Tally
    mine: rules.Answer | None
    invited: bool
    ended: bool


def meetings(
    viewer: Viewer, now: datetime, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[list[MeetingRow], Page[Meeting]]:
    """One page of the meetings that the viewer may know of, the latest first."""
    found = page(MEETINGS, viewer, key="starts", limit=SETTINGS.page_rows_max, before=before, after=after)
    return _meeting_rows(viewer, found.rows, now), found


def _meeting_rows(viewer: Viewer, found: Sequence[Meeting], now: datetime) -> list[MeetingRow]:
    invited: dict[UUID, set[UUID]] = defaultdict(set)
    for row in released(Invitation.objects.filter(meeting__in=found), viewer):
        invited[row.meeting_id].add(row.party_id)
    answers: dict[UUID, dict[UUID, rules.Answer]] = defaultdict(dict)
    for reply in released(Reply.objects.filter(meeting__in=found), viewer).order_by("released_at", "id"):
        answers[reply.meeting_id][reply.party_id] = rules.Answer(reply.answer)
    names = council.names(None)
    return [
        MeetingRow(
            meeting=meeting,
            names=names,
            tally=rules.tally(answers[meeting.id].get(party) for party in invited[meeting.id]),
            mine=answers[meeting.id].get(viewer.party),
            invited=viewer.party in invited[meeting.id],
            ended=dates_of(meeting).ended(now),
        )
        for meeting in found
    ]


@dataclass(frozen=True, slots=True)
class MeetingDebts:
    meeting: Meeting
    owed: tuple[rules.Owed, ...]


def owed_by(viewer: Viewer, now: datetime) -> list[MeetingDebts]:
    """What the viewer's party still owes, over all meetings that are not over, the soonest first."""
    recent = now.date()
    invited = released(Invitation.objects.filter(party=viewer.party, meeting__ends__gte=recent), viewer)
    upcoming = released(MEETINGS.filter(id__in=invited.values("meeting")), viewer).order_by("starts", "id")
    debts = []
    for meeting in upcoming[: SETTINGS.page_rows_max]:
        seat = next((s for s in _seats(viewer, meeting, council.names(meeting.body_id)) if s.you), None)
        owed = _owed(meeting, seat, now) if seat else ()
        if owed:
            debts.append(MeetingDebts(meeting, owed))
    return debts


def _documents() -> QuerySet[Document]:
    return Document.objects.select_related("authority__party", "owner").prefetch_related("files")


def documents(
    viewer: Viewer, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[DocumentRow, ...], Page[Document]]:
    """One page of the documents that the viewer may read, the newest first."""
    found = page(
        _documents(), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after
    )
    return _document_rows(viewer, found.rows), found


def _document_rows(viewer: Viewer, found: Iterable[Document]) -> tuple[DocumentRow, ...]:
    rows = list(found)
    reasons = {audience: tuple(why(viewer, audience)) for audience in {row.audience_id for row in rows}}
    of = {row.meeting_id for row in rows if row.meeting_id}
    seen = {m.id: m for m in released(Meeting.objects.filter(id__in=of), viewer)} if of else {}
    return tuple(
        DocumentRow(
            document=row,
            files=tuple(sorted(row.files.all(), key=lambda f: f.position)),
            why=reasons[row.audience_id],
            mine=row.authority_id == viewer.authority,
            meeting=seen.get(row.meeting_id) if row.meeting_id else None,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class DocumentPage:
    row: DocumentRow
    alike: tuple[Document, ...]  # others that the viewer sees under the same symbol (rule 5)


def document_page(viewer: Viewer, document_id: UUID) -> DocumentPage:
    found = one(_documents(), viewer, document_id)
    alike = released(Document.objects.filter(symbol=found.symbol).exclude(id=found.id), viewer)
    return DocumentPage(
        _document_rows(viewer, [found])[0], tuple(alike.select_related("authority__party").order_by("released_at", "id"))
    )


def file(viewer: Viewer, file_id: UUID) -> tuple[DocumentFile, bytes]:
    """A file, for whoever the document is released to; for anybody else it does not exist."""
    found = DocumentFile.objects.filter(
        id=file_id, document__audience__parties__party=viewer.party
    ).select_related("document")
    row = found.first()
    if row is None:
        raise NotFoundError
    return row, bytes(FileContent.objects.get(file=row).octets)


def own_authorities(party: UUID) -> list[Authority]:
    """The authorities and missions on whose behalf a party can answer."""
    return list(Authority.objects.filter(party=party).order_by("kind", "id"))
