"""How an entry comes onto the joint list and leaves it: a state machine over its steps. Pure.

A *proposal* (to list, to amend, to delist) is opened by a member and is under consideration until it is decided at a
meeting or withdrawn. Its `deadline` is the first day on which it may be decided: what comes before that day comes in
time. No day that passes decides anything for listing: silence keeps a proposal under consideration (DESIGN.md, Powers).
One thing does take effect by time, towards freedom: a delisting that the independent reviewer recommends.

Here is what is spoken of. `standing` says what the steps amount to; `permitted` whether one more may follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from parley.registry.rules.entries import State


class StepKind(StrEnum):
    PROPOSED = "proposed"
    OBJECTED = "objected"
    OBJECTION_LIFTED = "objection lifted"
    HELD = "held"
    HOLD_LIFTED = "hold lifted"
    ASKED = "asked"
    ANSWERED = "answered"
    REVISED = "revised"  # the proposal, before it is decided on
    WITHDRAWN = "withdrawn"
    LISTED = "listed"
    REJECTED = "rejected"
    AMENDMENT_PROPOSED = "amendment proposed"
    AMENDED = "amended"
    REVIEW_CLOSED = "review closed"
    DELISTING_PROPOSED = "delisting proposed"
    DELISTING_RECOMMENDED = "delisting recommended by the reviewer"
    RETAINED = "retained against the recommendation"
    DELISTED = "delisted"
    REMOVED_DECEASED = "removed: deceased"
    REMOVED_DISSOLVED = "removed: dissolved"
    DESIGNATED = "designated"
    DESIGNATION_ENDED = "designation ended"
    EVIDENCE_REFUSED = "evidence refused to the reviewer"
    IMPORTED = "imported"
    IMPORT_ENDED = "no longer on its list"


class Outcome(StrEnum):
    """Of a review. There is no way to close one without."""

    RETAINED = "retained"
    AMENDED = "amended"
    DELISTED = "delisted"


class Matter(StrEnum):
    LISTING = "listing"
    AMENDMENT = "amendment"
    DELISTING = "delisting"


OPENS = {
    StepKind.PROPOSED: Matter.LISTING,
    StepKind.AMENDMENT_PROPOSED: Matter.AMENDMENT,
    StepKind.DELISTING_PROPOSED: Matter.DELISTING,
}
ADOPTS = {
    StepKind.LISTED: Matter.LISTING,
    StepKind.AMENDED: Matter.AMENDMENT,
    StepKind.DELISTED: Matter.DELISTING,
}
REMOVES = frozenset(
    {
        StepKind.DELISTED,
        StepKind.REMOVED_DECEASED,
        StepKind.REMOVED_DISSOLVED,
        StepKind.DESIGNATION_ENDED,
        StepKind.IMPORT_ENDED,
    }
)


@dataclass(frozen=True, slots=True)
class Taken:
    """One step, as far as the procedure asks. `by` is the party whose step it is, whoever recorded it."""

    id: UUID
    kind: StepKind
    by: UUID
    at: datetime
    about: UUID | None = None
    until: date | None = None
    received_on: date | None = None
    meeting_on: date | None = None
    outcome: Outcome | None = None

    @property
    def day(self) -> date:
        """From when it counts: a note verbale from its receipt."""
        return self.received_on or self.at.date()


@dataclass(frozen=True, slots=True)
class Objection:
    """It stands until whoever made it lifts it."""

    id: UUID
    by: UUID
    since: date
    in_time: bool
    by_note: bool
    lifted_on: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.since <= day and (self.lifted_on is None or day < self.lifted_on)


@dataclass(frozen=True, slots=True)
class Hold:
    """It stands through `until` and then lapses by itself, unless it is lifted before."""

    id: UUID
    by: UUID
    since: date
    until: date
    version: int  # of the proposal, counted from 1
    lifted_on: date | None = None

    def stands_on(self, day: date) -> bool:
        return self.since <= day <= self.until and (self.lifted_on is None or day < self.lifted_on)

    def lapsed_on(self, day: date) -> bool:
        return self.lifted_on is None and self.until < day


@dataclass(frozen=True, slots=True)
class Question:
    id: UUID
    by: UUID
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is before the council; `id` is that of the step that opened it. `version` counts its revisions, from 1."""

    id: UUID
    matter: Matter
    by: UUID
    opened_on: date
    deadline: date
    version: int = 1
    objections: tuple[Objection, ...] = ()
    holds: tuple[Hold, ...] = ()
    questions: tuple[Question, ...] = ()

    def objections_on(self, day: date) -> tuple[Objection, ...]:
        return tuple(o for o in self.objections if o.stands_on(day))

    def holds_on(self, day: date) -> tuple[Hold, ...]:
        return tuple(h for h in self.holds if h.stands_on(day))

    @property
    def open_questions(self) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if not q.answered)


@dataclass(frozen=True, slots=True)
class Standing:
    """What an entry's steps amount to on a day."""

    day: date
    state: State
    because: UUID | None = None  # the step that made the state
    proposals: tuple[Proposal, ...] = ()  # those not decided
    adopted: Proposal | None = None  # the listing, as it stood when it was decided
    proposer: UUID | None = None
    listed_on: date | None = None  # the meeting's day
    next_review: date | None = None  # None: it has none, or its last one is closed
    amended_since_review: bool = False
    recommended_on: date | None = None
    delists_on: date | None = None
    evidence_refused: bool = False

    @property
    def review_overdue(self) -> bool:
        return self.next_review is not None and self.next_review < self.day

    def proposal(self, id_: UUID | None) -> Proposal | None:
        return next((p for p in self.proposals if p.id == id_), None)

    def on(self, matter: Matter) -> Proposal | None:
        return next((p for p in self.proposals if p.matter is matter), None)
