"""A petition for delisting, its steps and its clocks. Pure.

The model is the Office of the Ombudsperson of the Security Council's 1267 Committee (resolution 2610, annex II).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from parley.council.errors import ConflictError, gettext_noop


class PetitionStepKind(StrEnum):
    RECEIVED = "received"
    RETURNED = "returned"  # nothing by that name is listed, or it is not for the reviewer
    GATHERING = "gathering information"  # it is about an entry, which the reviewer found
    EXTENDED = "time extended"
    EVIDENCE_ASKED = "evidence asked for"
    EVIDENCE_REFUSED = "evidence refused"
    DIALOGUE = "dialogue with the petitioner"
    MESSAGE = "message"
    REPORT = "report to the council"
    DELISTED = "delisted"
    RETAINED = "retained"
    WITHDRAWN = "withdrawn"


class Stage(StrEnum):
    RECEIVED = "received"
    GATHERING = "gathering information"
    DIALOGUE = "dialogue"
    REPORTED = "before the council"
    ENDED = "ended"


ENDS = frozenset(
    {
        PetitionStepKind.RETURNED,
        PetitionStepKind.DELISTED,
        PetitionStepKind.RETAINED,
        PetitionStepKind.WITHDRAWN,
    }
)


@dataclass(frozen=True, slots=True)
class PetitionTaken:
    kind: PetitionStepKind
    on: date
    until: date | None = None
    recommends_delisting: bool | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """How far a petition has come. `until` is the last day of the clock that runs."""

    day: date
    stage: Stage = Stage.RECEIVED
    until: date | None = None
    extended: bool = False
    recommends_delisting: bool | None = None
    outcome: PetitionStepKind | None = None

    @property
    def overdue(self) -> bool:
        return self.until is not None and self.until < self.day


def course(steps: Sequence[PetitionTaken], day: date) -> Course:
    found = Course(day)
    for step in steps:
        match step.kind:
            case PetitionStepKind.GATHERING:
                found = replace(found, stage=Stage.GATHERING, until=step.until, extended=False)
            case PetitionStepKind.DIALOGUE:
                found = replace(found, stage=Stage.DIALOGUE, until=step.until, extended=False)
            case PetitionStepKind.EXTENDED:
                found = replace(found, until=step.until, extended=True)
            case PetitionStepKind.REPORT:
                recommends = step.recommends_delisting
                found = replace(found, stage=Stage.REPORTED, until=step.until, recommends_delisting=recommends)
            case kind if kind in ENDS:
                found = replace(found, stage=Stage.ENDED, until=None, outcome=kind)
    return found


_STAGES: dict[PetitionStepKind, frozenset[Stage]] = {
    PetitionStepKind.RETURNED: frozenset({Stage.RECEIVED}),
    PetitionStepKind.GATHERING: frozenset({Stage.RECEIVED}),
    PetitionStepKind.EXTENDED: frozenset({Stage.GATHERING, Stage.DIALOGUE}),
    PetitionStepKind.EVIDENCE_ASKED: frozenset({Stage.GATHERING, Stage.DIALOGUE}),
    PetitionStepKind.EVIDENCE_REFUSED: frozenset({Stage.GATHERING, Stage.DIALOGUE}),
    PetitionStepKind.DIALOGUE: frozenset({Stage.GATHERING}),
    PetitionStepKind.MESSAGE: frozenset(Stage) - {Stage.ENDED},
    PetitionStepKind.REPORT: frozenset({Stage.DIALOGUE}),
    PetitionStepKind.RETAINED: frozenset({Stage.REPORTED}),
    PetitionStepKind.DELISTED: frozenset(Stage) - {Stage.ENDED},
    PetitionStepKind.WITHDRAWN: frozenset(Stage) - {Stage.ENDED},
}


def check(steps: Sequence[PetitionTaken], kind: PetitionStepKind, day: date) -> Course:
    """How far the petition has come; `ConflictError` where this step may not follow."""
    found = course(steps, day)
    if found.stage not in _STAGES[kind]:
        raise ConflictError(gettext_noop("This cannot follow: the petition is at another stage. Look at its steps."))
    if kind is PetitionStepKind.EXTENDED and found.extended:
        raise ConflictError(gettext_noop("The time was extended once already, and cannot be extended again."))
    return found
