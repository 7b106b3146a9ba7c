"""Meetings as a viewer is shown them: the list, a meeting's page, what is owed, and what may be written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley.council import queries as council
from parley.council.errors import NotAllowedError, NotFoundError
from parley.council.queries import PartyName
from parley.council.rules import Right, Viewer
from parley.forum import rules
from parley.forum.models import (
    Delegation,
    Invitation,
    Meeting,
    Reply,
    SourceNote,
)
from parley.forum.queries.documents import DocumentRow, all_documents, by_time, document_rows
from parley.forum.queries.seats import (
    INVITABLE,
    MEETINGS,
    Seat,
    answer,
    dates_of,
    keeps,
    owed_of,
    participates,
    seats_of,
)
from parley.release import queries as release
from parley.release.queries import Cursor, Page, Path, one, page, released
from parley.settings import SETTINGS


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
    mine: Seat | None
    invited: bool
    participant: bool
    keeps: bool


def meeting_page(viewer: Viewer, meeting_id: UUID, now: datetime) -> MeetingPage:
    """Everything that the page of a meeting says, for this viewer."""
    meeting = one(MEETINGS, viewer, meeting_id)
    names = council.names(meeting.body_id)
    seats = seats_of(viewer, meeting, names)
    dates = dates_of(meeting)
    mine = next((seat for seat in seats if seat.you), None)
    return MeetingPage(
        meeting=meeting,
        names=names,
        seats=seats,
        tally=rules.tally(answer(seat) for seat in seats if seat.invitation),
        owed=owed_of(meeting, mine, now) if mine else (),
        notes=tuple(released(SourceNote.objects.filter(meeting=meeting), viewer).order_by("released_at", "id")),
        documents=document_rows(viewer, by_time(released(all_documents().filter(meeting=meeting), viewer))),
        why=release.why(viewer, meeting.audience_id),
        ended=dates.ended(now),
        begun=dates.begun(now),
        mine=mine,
        invited=mine is not None and mine.invitation is not None,
        participant=participates(viewer, meeting),
        keeps=keeps(viewer, meeting),
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
        seat = next((s for s in seats_of(viewer, meeting, council.names(meeting.body_id)) if s.you), None)
        owed = owed_of(meeting, seat, now) if seat else ()
        if owed:
            debts.append(MeetingDebts(meeting, owed))
    return debts


# What a page needs to know before something is written about a meeting.


def meeting_of(viewer: Viewer, meeting_id: UUID) -> Meeting:
    return one(MEETINGS, viewer, meeting_id)


def kept(viewer: Viewer, meeting_id: UUID) -> Meeting:
    """A meeting whose records the viewer keeps; not found if it may not even see it."""
    meeting = meeting_of(viewer, meeting_id)
    if not (keeps(viewer, meeting) and viewer.may(Right.CONVENE)):
        raise NotAllowedError(right=rules.KEEP_RECORDS, roles=rules.KEEPERS)
    return meeting


@dataclass(frozen=True, slots=True)
class Concerned:
    """The State that a record will be about."""

    meeting: Meeting
    state: PartyName
    own: bool


def concerned(viewer: Viewer, meeting_id: UUID, party: UUID) -> Concerned:
    """A State writes about itself; about another, only whoever keeps the meeting's records."""
    own = party == viewer.party
    meeting = meeting_of(viewer, meeting_id) if own else kept(viewer, meeting_id)
    state = council.names(meeting.body_id).get(party)
    if state is None or state.kind not in INVITABLE:
        raise NotFoundError
    return Concerned(meeting, state, own)


def delegation_of(viewer: Viewer, meeting: Meeting, party: UUID) -> Delegation | None:
    """The delegation as it now stands."""
    rows = Delegation.objects.prefetch_related("delegates").filter(meeting=meeting, party=party)
    return released(rows, viewer).order_by("released_at", "id").last()


def not_invited(viewer: Viewer, meeting: Meeting) -> list[PartyName]:
    """Who could still be invited, in protocol order."""
    invited = set(released(Invitation.objects.filter(meeting=meeting), viewer).values_list("party_id", flat=True))
    names = council.names(meeting.body_id)
    invitable = (name for name in names.values() if name.kind in INVITABLE and name.id not in invited)
    return sorted(invitable, key=lambda n: n.place)
