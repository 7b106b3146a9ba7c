"""An entry leaves its list: by that its review is closed, and petitions about it end."""

from __future__ import annotations

from parley.ledger.rules.actor import Actor
from parley.registry.acts.petition_steps import end_petitions
from parley.registry.acts.steps import Given, take
from parley.registry.models import Entry, Step
from parley.registry.rules.petitions import PetitionStepKind
from parley.registry.rules.procedure import Outcome, StepKind


def leave(by: Actor, entry: Entry, kind: StepKind, given: Given) -> Step:
    step, after = take(by, entry, kind, given)
    if after.next_review is not None:
        closed = Given(about=step.id, texts=given.texts, outcome=Outcome.DELISTED)
        take(by, entry, StepKind.REVIEW_CLOSED, closed)
    end_petitions(by, entry, PetitionStepKind.DELISTED)
    return step
