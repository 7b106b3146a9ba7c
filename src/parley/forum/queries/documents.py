"""Documents and files released to the viewer; for their originator, whom they reach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from parley.council.errors import NotAllowedError, NotFoundError
from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import Viewer
from parley.forum import rules
from parley.forum.models import (
    Document,
    DocumentFile,
    FileContent,
    Meeting,
)
from parley.forum.queries.seats import participates
from parley.release import queries as release
from parley.release.queries import Cursor, Explanation, Page, Path, one, page, released, why_each
from parley.release.rules import Group, Named, Reason, Terms, WholeCouncil, terms
from parley.settings import SETTINGS


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


def all_documents() -> QuerySet[Document]:
    return Document.objects.select_related("authority__party", "owner", "audience").prefetch_related("files")


def by_time(rows: QuerySet[Document]) -> QuerySet[Document]:
    return rows.order_by("released_at", "id")


def documents(
    viewer: Viewer, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[DocumentRow, ...], Page[Document]]:
    """One page of the documents that the viewer may read, the newest first."""
    found = page(all_documents(), viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    return document_rows(viewer, found.rows), found


def document_rows(viewer: Viewer, found: Iterable[Document]) -> tuple[DocumentRow, ...]:
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
    found = one(all_documents(), viewer, document_id)
    alike = released(Document.objects.filter(symbol=found.symbol).exclude(id=found.id), viewer)
    own = found.owner_id == viewer.party
    return DocumentPage(
        row=document_rows(viewer, [found])[0],
        alike=tuple(alike.select_related("authority__party").order_by("released_at", "id")),
        reach=release.explain(viewer, found.audience_id, now.date()) if own else None,
    )


def own_document(viewer: Viewer, document_id: UUID) -> DocumentRow:
    """A document that the viewer's authority submitted, and so may change."""
    row = document_rows(viewer, [one(all_documents(), viewer, document_id)])[0]
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


@dataclass(frozen=True, slots=True)
class Circulation:
    """One audience that a document may be given, and whom it would reach. `terms` is None where States are named."""

    value: str
    terms: Terms | None
    group: str
    reach: Explanation


def circulations(
    viewer: Viewer, now: datetime, meeting: Meeting | None, states: Iterable[PartyName]
) -> list[Circulation]:
    """The audiences that the viewer can choose from, the narrowest first; "named" tells of all `states`."""
    nameable = Named(frozenset(state.id for state in states))
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
    return sorted((names[party] for party in acting), key=lambda n: n.place)


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
