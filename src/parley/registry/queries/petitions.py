"""Petitions: the reviewer's inbox, what their petitioners see by their codes, and what members are asked and told."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef

from parley.council import queries as council
from parley.council.errors import NotFoundError
from parley.council.models import Appointment
from parley.council.rules import PartyKind, Right, Role, Viewer, require
from parley.registry.models import Entry, Evidence, Petition, PetitionStep
from parley.registry.rules.petitions import Course, PetitionStepKind, PetitionTaken, course
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


def reviewer() -> UUID | None:
    """The organ whose account has the reviewer's role; not the secretariat, which serves those who list."""
    appointed = Appointment.objects.filter(until=None, authority__party__kind=PartyKind.ORGAN)
    rows = appointed.exclude(authority__party=council.secretariat()).order_by("authority__party__code", "id")
    return next(
        (party for party, roles in rows.values_list("authority__party_id", "roles") if Role.REVIEWER in roles), None
    )


def digest(code: str) -> bytes:
    """Of a code as it was shown or as somebody typed it: without spaces and hyphens, in either case."""
    return hashlib.sha256(re.sub(r"[^A-Z2-7]", "", code[:100].upper()).encode()).digest()


def petition_taken(petition: Petition) -> list[PetitionTaken]:
    return [as_taken(step) for step in PetitionStep.objects.filter(petition=petition).order_by("number")]


def as_taken(step: PetitionStep) -> PetitionTaken:
    day = step.released_at.date()
    return PetitionTaken(PetitionStepKind(step.kind), day, step.until, step.recommends_delisting)


def oldest_kept(now: datetime) -> datetime:
    return now - timedelta(days=SETTINGS.petition_retention_days)


def _emptied(row: Petition, now: datetime) -> Petition:
    """What is past its retention is not shown, whether or not it has been erased yet (`acts.petitioning.forget`)."""
    if row.forgotten_at is None and row.ended_at is not None and row.ended_at <= oldest_kept(now):
        row.about = row.petitioner = row.contact = row.text = ""
        row.forgotten_at = now
    return row


def _steps(petition: Petition) -> tuple[PetitionStep, ...]:
    """Of an emptied petition, without what they say; but for the report, which was the council's to read."""
    steps = tuple(petition.steps.select_related("owner").order_by("number"))
    if petition.forgotten_at is not None:
        for step in steps:
            step.text = step.text if step.kind == PetitionStepKind.REPORT else ""
    return steps


@dataclass(frozen=True, slots=True)
class PetitionRow:
    petition: Petition
    course: Course


@dataclass(frozen=True, slots=True)
class PetitionPage:
    """`evidence` is what others have shown to the viewer about the entry."""

    petition: Petition
    course: Course
    steps: tuple[PetitionStep, ...]
    evidence: tuple[Evidence, ...] = ()


def inbox(
    viewer: Viewer, now: datetime, *, before: Cursor | None = None, after: Cursor | None = None
) -> tuple[tuple[PetitionRow, ...], Page[Petition]]:
    """The reviewer's, the newest first."""
    require(viewer.acting(now), Right.REVIEW_PETITIONS)
    rows = Petition.objects.select_related("entry").prefetch_related("steps")
    found = page(rows, viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    return tuple(PetitionRow(_emptied(row, now), _course(row.steps.all(), now.date())) for row in found.rows), found


def _course(steps: Iterable[PetitionStep], day: date) -> Course:
    return course([as_taken(s) for s in sorted(steps, key=lambda s: s.number)], day)


def under_review(viewer: Viewer, now: datetime) -> list[PetitionRow]:
    """What waits for the reviewer, as far as one page of it: those that came first."""
    require(viewer.acting(now), Right.REVIEW_PETITIONS)
    reported = PetitionStep.objects.filter(petition=OuterRef("pk"), kind=PetitionStepKind.REPORT)
    rows = released(Petition.objects.filter(~Exists(reported), ended_at=None), viewer).prefetch_related("steps")
    first = rows.order_by("released_at", "id")[: SETTINGS.page_rows_max]
    return [PetitionRow(row, _course(row.steps.all(), now.date())) for row in first]


def petition_page(viewer: Viewer, id_: UUID, now: datetime) -> PetitionPage:
    require(viewer.acting(now), Right.REVIEW_PETITIONS)
    found = _emptied(one(Petition.objects.select_related("entry"), viewer, id_), now)
    steps = _steps(found)
    shown = released(Evidence.objects.filter(entry=found.entry), viewer) if found.entry_id else Evidence.objects.none()
    return PetitionPage(found, _course(steps, now.date()), steps, tuple(shown.order_by("released_at", "id")))


def by_code(code: str, now: datetime) -> PetitionPage:
    """What the petitioner sees: the steps that it is told of. `NotFoundError` for any other code."""
    found = Petition.objects.select_related("entry").filter(secret=digest(code)).first()
    if found is None:
        raise NotFoundError
    steps = _steps(_emptied(found, now))
    return PetitionPage(found, _course(steps, now.date()), tuple(s for s in steps if s.told))


@dataclass(frozen=True, slots=True)
class Asked:
    """The reviewer asks the viewer's party for its evidence. Which petition it is about is not the party's to know."""

    step: PetitionStep
    entry: Entry
    refused: bool


def asked_of_us(viewer: Viewer) -> list[Asked]:
    rows = released(PetitionStep.objects.filter(kind=PetitionStepKind.EVIDENCE_ASKED), viewer)
    found = list(rows.exclude(owner=viewer.party).select_related("petition__entry").order_by("-released_at", "id"))
    ours = PetitionStep.objects.filter(kind=PetitionStepKind.EVIDENCE_REFUSED, owner=viewer.party)
    last: dict[UUID, int] = dict(ours.order_by("number").values_list("petition_id", "number"))
    return [
        Asked(step, step.petition.entry, last.get(step.petition_id, 0) > step.number)
        for step in found
        if step.petition.entry is not None
    ]


def asked(viewer: Viewer, step_id: UUID) -> Asked:
    """One such question, or `NotFoundError`."""
    found = next((a for a in asked_of_us(viewer) if a.step.id == step_id), None)
    if found is None:
        raise NotFoundError
    return found


def reports(viewer: Viewer, entry: Entry) -> list[PetitionStep]:
    """The reviewer's reports about an entry, which the whole council reads; the newest first."""
    rows = PetitionStep.objects.filter(kind=PetitionStepKind.REPORT, petition__entry=entry)
    return list(released(rows, viewer).select_related("owner").order_by("-released_at", "id"))
