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
from parley.council.errors import NotAllowedError, NotFoundError
from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import PartyKind, Right, Viewer, in_protocol_order
from parley.forum import rules
from parley.forum.models import (
    CredentialsRecord,
    Delegate,
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
from parley.release import queries as release
from parley.release.queries import Cursor, Explanation, Page, Path, one, page, released, why_each
from parley.release.rules import Group, Named, Reason, Terms, WholeCouncil, terms
from parley.settings import SETTINGS

M = TypeVar("M", bound=OfMeeting)


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


@dataclass(frozen=True, slots=True)
class DocumentRow:
    document: Document
    files: tuple[DocumentFile, ...]
    why: tuple[Path, ...]
    ours: bool  # of the viewer's party
    mine: bool  # of the viewer's own authority, which alone may change it
    meeting: Meeting | None  # None also where the meeting is not released to the viewer

    @property
    def closed(self) -> bool:
        """Does nobody but its originator see it?"""
        return any(path.kind == "nobody" for path in self.why)


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
        why=release.why(viewer, meeting.audience_id),
        ended=dates.ended(now),
        begun=dates.begun(now),
        mine=mine,
        invited=mine is not None and mine.invitation is not None,
        participant=participates(viewer, meeting),
        keeps=keeps(viewer, meeting),
    )


def keeps(viewer: Viewer, meeting: Meeting) -> bool:
    served = council.the_council()
    secretariat = served.secretariat_id if served and meeting.participants.forum else None
    return rules.keeps(viewer.party, owner=meeting.owner_id, host=meeting.host_id, secretariat=secretariat)


def participates(viewer: Viewer, meeting: Meeting) -> bool:
    """Is the viewer one of those whom the meeting's own records reach?"""
    return meeting.participants.memberships.filter(party=viewer.party).exists()


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


def _listed(some: Iterable[PartyName]) -> list[PartyName]:
    """In protocol order; those without a place in it come last, by their codes."""
    return sorted(some, key=lambda name: (name.position is None, name.position or 0, name.code))


def _order(names: dict[UUID, PartyName]) -> list[UUID]:
    """The protocol order of the body whose names these are, without asking for them again."""
    listed = [name for name in names.values() if name.position is not None]
    return [name.id for name in sorted(listed, key=lambda name: (name.position or 0, name.id))]


def _seats(viewer: Viewer, meeting: Meeting, names: dict[UUID, PartyName]) -> tuple[Seat, ...]:
    """The host and the States invited, in the protocol order of the body whose meeting it is."""
    invitations = _records(viewer, Invitation.objects.all(), meeting)
    replies = _records(viewer, Reply.objects.select_related("authority", "recorded_by"), meeting)
    delegations = _records(viewer, Delegation.objects.prefetch_related("delegates"), meeting)
    credentials = _records(viewer, CredentialsRecord.objects.all(), meeting)
    receptions = _records(viewer, Reception.objects.select_related("authority"), meeting)
    presences = _records(viewer, PresenceRecord.objects.all(), meeting)
    parties = {meeting.host_id, *invitations, *presences}
    order = _order(names)
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
        for party in in_protocol_order(parties, order, lambda party: party)
    )


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


INVITABLE = frozenset({PartyKind.STATE, PartyKind.ORGANISATION, PartyKind.ORGAN})


def not_invited(viewer: Viewer, meeting: Meeting) -> list[PartyName]:
    """Who could still be invited, in protocol order."""
    invited = set(released(Invitation.objects.filter(meeting=meeting), viewer).values_list("party_id", flat=True))
    names = council.names(meeting.body_id)
    return _listed(name for name in names.values() if name.kind in INVITABLE and name.id not in invited)


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
    return Document.objects.select_related("authority__party", "owner", "audience").prefetch_related("files")


def documents(
    viewer: Viewer, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[DocumentRow, ...], Page[Document]]:
    """One page of the documents that the viewer may read, the newest first."""
    found = page(_documents(), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    return _document_rows(viewer, found.rows), found


def _document_rows(viewer: Viewer, found: Iterable[Document]) -> tuple[DocumentRow, ...]:
    rows = list(found)
    reasons = why_each(viewer, (row.audience_id for row in rows))
    of = {row.meeting_id for row in rows if row.meeting_id}
    seen = {m.id: m for m in released(Meeting.objects.filter(id__in=of), viewer)} if of else {}
    return tuple(
        DocumentRow(
            document=row,
            files=tuple(sorted(row.files.all(), key=lambda f: f.position)),
            why=reasons[row.audience_id],
            ours=row.owner_id == viewer.party,
            mine=row.authority_id == viewer.authority,
            meeting=seen.get(row.meeting_id) if row.meeting_id else None,
        )
        for row in rows
    )


@dataclass(frozen=True, slots=True)
class DocumentPage:
    row: DocumentRow
    alike: tuple[Document, ...]  # others that the viewer sees under the same symbol (rule 5)
    reach: Explanation | None  # for its originator alone


def document_page(viewer: Viewer, document_id: UUID, now: datetime) -> DocumentPage:
    found = one(_documents(), viewer, document_id)
    alike = released(Document.objects.filter(symbol=found.symbol).exclude(id=found.id), viewer)
    own = found.owner_id == viewer.party
    return DocumentPage(
        row=_document_rows(viewer, [found])[0],
        alike=tuple(alike.select_related("authority__party").order_by("released_at", "id")),
        reach=release.explain(viewer, found.audience_id, now.date()) if own else None,
    )


def own_document(viewer: Viewer, document_id: UUID) -> DocumentRow:
    """A document that the viewer's authority submitted, and so may change."""
    row = _document_rows(viewer, [one(_documents(), viewer, document_id)])[0]
    if not row.mine:
        raise NotAllowedError(right=rules.CHANGE_DOCUMENT, roles=rules.SUBMITTER)
    return row


def file(viewer: Viewer, file_id: UUID) -> tuple[DocumentFile, bytes]:
    """A file, for whoever the document is released to; for anybody else it does not exist."""
    found = DocumentFile.objects.filter(id=file_id, document__audience__parties__party=viewer.party).select_related(
        "document"
    )
    row = found.first()
    if row is None:
        raise NotFoundError
    return row, bytes(FileContent.objects.get(file=row).octets)


def own_authorities(party: UUID) -> list[Authority]:
    """The authorities and missions on whose behalf a party can answer."""
    return list(Authority.objects.filter(party=party).order_by("kind", "id"))


@dataclass(frozen=True, slots=True)
class Circulation:
    """One audience that a document may be given, and whom it would reach. `terms` is None where States are named."""

    value: str
    terms: Terms | None
    group: str
    reach: Explanation


def circulations(viewer: Viewer, now: datetime, meeting: Meeting | None) -> list[Circulation]:
    """The audiences that the viewer can choose from, the narrowest first; "named" tells of every party."""
    nameable = Named(frozenset(party.id for party in parties_to_name(viewer, council.names(None))))
    offered: list[tuple[str, Terms, str]] = [("us", terms(), "")]
    if meeting is not None and participates(viewer, meeting):
        group = Group(meeting.participants_id, forum=meeting.participants.forum)
        offered.append(("participants", terms(group), ""))
    offered += [(f"group:{g.id}", terms(Group(g.id)), g.name) for g in release.groups(viewer)]
    offered += [("council", terms(WholeCouncil()), ""), ("named", terms(nameable), "")]
    reaches = release.foresee(viewer, [on for _, on, _ in offered], now.date())
    return [
        Circulation(value, None if value == "named" else on, name, reach)
        for (value, on, name), reach in zip(offered, reaches, strict=True)
    ]


def parties_to_name(viewer: Viewer, names: dict[UUID, PartyName]) -> list[PartyName]:
    """Whom a document can be released to by name, in protocol order: the others for whom anybody acts."""
    acting = set(Authority.objects.values_list("party_id", flat=True)) - {viewer.party}
    return _listed(names[party] for party in acting)


def terms_of(document: Document) -> Terms:
    """On what terms its originator released a document: for the originator alone."""
    return Terms.parse(document.audience.terms)


@dataclass(frozen=True, slots=True)
class Change:
    """What a new circulation would do. None where a confidential group hides whom it reaches."""

    reach: Explanation
    gaining: frozenset[UUID] | None
    losing: frozenset[UUID] | None

    @property
    def closed(self) -> list[tuple[UUID, Reason]]:
        """Whom the owner's own postures keep out of terms that would admit them."""
        return [(party, why) for party, why in self.reach.withheld if why in {Reason.CLOSED, Reason.FORUM_ONLY}]


def change(viewer: Viewer, document: Document, on: Terms, now: datetime) -> Change:
    """Whom new terms would reach, and whom they would take the document from: by the owner's own terms."""
    before = release.explain(viewer, document.audience_id, now.date())
    after = release.foresee(viewer, [on], now.date())[0]
    if before.secret_groups or after.secret_groups:
        return Change(after, None, None)
    had, has = before.reached, after.reached
    return Change(after, has - had, had - has)
