"""What waits for the viewer on the register: deadlines, questions, reviews, evidence, acknowledgements, petitions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from uuid import UUID

from parley.council.rules import Right, Viewer
from parley.registry.models import Entry, Step
from parley.registry.queries import consumers, petitions
from parley.registry.queries.entries import as_taken, members
from parley.registry.rules.entries import Roll, State
from parley.registry.rules.procedure import Proposal, Standing
from parley.registry.rules.standing import standing
from parley.release.queries import released


class Waits(StrEnum):
    CONSIDER = "under consideration: object, hold or ask in time"
    ANSWER = "a question to answer"
    DECIDE = "can be decided at a meeting"
    REVIEW = "review due"
    RETAIN = "comes off the list unless all agree to retain it"
    EVIDENCE = "the reviewer asks for evidence"
    ACKNOWLEDGE = "to be acknowledged"
    PETITION = "a petition under review"


@dataclass(frozen=True, slots=True)
class Waiting:
    """`at` is the entry, the question, the petition, or what the reviewer asked: where the way to settle it begins.

    `by` is the day before which it is to be done; of a petition, the last day of its clock.
    """

    what: Waits
    name: str
    at: UUID
    by: date | None = None
    overdue: bool = False


def waiting(viewer: Viewer, now: datetime) -> list[Waiting]:
    """The soonest first; what has no day comes first."""
    day = now.date()
    member = viewer.may(Right.PROPOSE_LISTINGS) and viewer.party in members(day)
    found: list[Waiting] = []
    if member or viewer.may(Right.KEEP_COUNCIL):
        for entry, here in _open(viewer, day):
            found += _of_member(viewer, entry, here) if member else _of_secretariat(entry, here)
    if member:
        asked = (each for each in petitions.asked_of_us(viewer) if not each.refused)
        found += [Waiting(Waits.EVIDENCE, each.entry.name, each.step.id) for each in asked]
    if viewer.may(Right.SCREEN):
        owed = consumers.owed(viewer)
        found += [Waiting(Waits.ACKNOWLEDGE, each.version.entry.name, each.version.entry_id) for each in owed]
    if viewer.may(Right.REVIEW_PETITIONS):
        found += map(_of_reviewer, petitions.under_review(viewer, now))
    return sorted(found, key=lambda each: (each.by or date.min, each.what, each.name, each.at))


def _open(viewer: Viewer, day: date) -> Iterator[tuple[Entry, Standing]]:
    """Entries of the joint list that are in force or under consideration, as they stand."""
    entries = released(
        Entry.objects.filter(roll=Roll.JOINT, state__in=[State.UNDER_CONSIDERATION, State.LISTED]), viewer
    )
    by_id = {entry.id: entry for entry in entries.order_by("id")}
    steps = released(Step.objects.filter(entry__in=by_id), viewer).order_by("entry", "number")
    for entry, taken in groupby(steps, key=lambda step: step.entry_id):
        yield by_id[entry], standing([as_taken(step) for step in taken], day)


def _of_member(viewer: Viewer, entry: Entry, here: Standing) -> Iterator[Waiting]:
    for proposal in here.proposals:
        if proposal.by == viewer.party:
            for question in proposal.open_questions:
                yield Waiting(Waits.ANSWER, entry.name, question.id)
        elif here.day < proposal.deadline and not _objects(viewer, proposal, here.day):
            yield Waiting(Waits.CONSIDER, entry.name, entry.id, proposal.deadline)
    if here.review_overdue and here.proposer == viewer.party:
        yield Waiting(Waits.REVIEW, entry.name, entry.id, here.next_review, overdue=True)
    yield from _retained(entry, here)


def _objects(viewer: Viewer, proposal: Proposal, day: date) -> bool:
    """Its objection stands, so there is nothing left for it to do in time. A hold and a question only buy time."""
    return any(objection.by == viewer.party for objection in proposal.objections_on(day))


def _of_secretariat(entry: Entry, here: Standing) -> Iterator[Waiting]:
    for proposal in here.proposals:
        stands = proposal.objections_on(here.day) or proposal.holds_on(here.day)
        if proposal.deadline <= here.day and not stands:
            yield Waiting(Waits.DECIDE, entry.name, entry.id)
    if here.review_overdue:
        yield Waiting(Waits.REVIEW, entry.name, entry.id, here.next_review, overdue=True)
    yield from _retained(entry, here)


def _of_reviewer(row: petitions.PetitionRow) -> Waiting:
    return Waiting(Waits.PETITION, row.petition.about, row.petition.id, row.course.until, row.course.overdue)


def _retained(entry: Entry, here: Standing) -> Iterator[Waiting]:
    if here.delists_on is not None and here.state is State.LISTED:
        yield Waiting(Waits.RETAIN, entry.name, entry.id, here.delists_on)
