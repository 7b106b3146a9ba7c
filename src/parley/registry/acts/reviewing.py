"""What becomes of a listed entry: it is amended, reviewed, removed with proof, delisted, or retained against the
reviewer's recommendation."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db import transaction

from parley.council.errors import InputError, gettext_noop
from parley.council.rules import Right, require
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.leaving import leave
from parley.registry.acts.listing import deadline
from parley.registry.acts.petition_steps import end_petitions
from parley.registry.acts.steps import (
    Given,
    Texts,
    as_member,
    joint,
    opening,
    take,
)
from parley.registry.models import Entry, Step
from parley.registry.rules.content import checked, from_json, long_texts, to_json
from parley.registry.rules.dates import add_months
from parley.registry.rules.entries import Content, Kind, Roll
from parley.registry.rules.petitions import PetitionStepKind
from parley.registry.rules.procedure import Outcome, StepKind
from parley.settings import SETTINGS


@transaction.atomic
def propose_amendment(by: Actor, entry_id: UUID, content: Content, *, reasons: Texts) -> Step:
    """A member proposes what a listed entry should say instead. The listed version stays in force meanwhile."""
    as_member(by)
    by, entry = _listed(by, entry_id)
    said = checked(content, Roll.JOINT)
    if said.kind != entry.kind:
        raise InputError(
            "kind",
            gettext_noop("the entry's own kind"),
            said.kind.value,
            gettext_noop("Propose another entry instead."),
        )
    given = Given(texts=long_texts(reasons, what="reasons"), until=deadline(by), proposed=to_json(said))
    return take(by, entry, StepKind.AMENDMENT_PROPOSED, given)[0]


@transaction.atomic
def record_amendment(by: Actor, proposal_id: UUID, *, meeting: str, meeting_on: date) -> Step:
    """The secretariat records that a meeting adopted an amendment by consensus: its latest version is in force now."""
    require(by, Right.KEEP_COUNCIL)
    by, entry, opened = _proposed(by, proposal_id)
    revised = entry.steps.filter(kind=StepKind.REVISED, about=opened).order_by("-number").first()
    content = (revised or opened).content or {}
    given = Given(about=opened.id, meeting=meeting, meeting_on=meeting_on)
    said = from_json(content) if opened.kind == StepKind.AMENDMENT_PROPOSED else None
    return take(by, entry, StepKind.AMENDED, given, content=said)[0]


@transaction.atomic
def propose_delisting(by: Actor, entry_id: UUID, *, reasons: Texts) -> Step:
    as_member(by)
    by, entry = _listed(by, entry_id)
    given = Given(texts=long_texts(reasons, what="reasons"), until=deadline(by))
    return take(by, entry, StepKind.DELISTING_PROPOSED, given)[0]


@transaction.atomic
def record_delisting(by: Actor, proposal_id: UUID, *, reasons: Texts, meeting: str, meeting_on: date) -> Step:
    """The secretariat records that a meeting decided by consensus to delist. It closes the entry's review as well."""
    require(by, Right.KEEP_COUNCIL)
    by, entry, opened = _proposed(by, proposal_id)
    said = long_texts(reasons, what="reasons")
    return leave(
        by, entry, StepKind.DELISTED, Given(about=opened.id, texts=said, meeting=meeting, meeting_on=meeting_on)
    )


@transaction.atomic
def close_review(
    by: Actor, entry_id: UUID, *, outcome: Outcome, reasons: Texts, meeting: str, meeting_on: date
) -> Step:
    """The secretariat records how a meeting reviewed an entry: retained, or amended since the review before. Never
    without reasons. The next review is counted from the meeting. A delisting closes the review by itself."""
    require(by, Right.KEEP_COUNCIL)
    by, entry = _listed(by, entry_id)
    given = Given(
        texts=long_texts(reasons, what="reasons"),
        outcome=outcome,
        meeting=meeting,
        meeting_on=meeting_on,
        until=add_months(meeting_on, SETTINGS.review_months),
    )
    return take(by, entry, StepKind.REVIEW_CLOSED, given)[0]


@transaction.atomic
def remove(by: Actor, entry_id: UUID, *, proof: Texts, proposal_id: UUID | None = None) -> Step:
    """Remove a person who has died or an organisation that is dissolved: by the entry's proposer, or by the secretariat
    where a member proposes to delist (`proposal_id`). The proof is the text that says by what it is known."""
    if proposal_id is None:
        as_member(by)
    else:
        require(by, Right.KEEP_COUNCIL)
    by, entry = _listed(by, entry_id)
    kind = {Kind.PERSON: StepKind.REMOVED_DECEASED, Kind.ORGANISATION: StepKind.REMOVED_DISSOLVED}.get(Kind(entry.kind))
    if kind is None:
        raise InputError(
            "entry",
            gettext_noop("a person or an organisation"),
            entry.kind,
            gettext_noop("Propose to delist it instead."),
        )
    return leave(by, entry, kind, Given(about=proposal_id, texts=long_texts(proof, what="proof")))


@transaction.atomic
def retain(by: Actor, entry_id: UUID, *, reasons: Texts, meeting: str, meeting_on: date) -> Step:
    """The secretariat records that a meeting decided by consensus, in time, against the reviewer's recommendation."""
    require(by, Right.KEEP_COUNCIL)
    by, entry = _listed(by, entry_id)
    given = Given(texts=long_texts(reasons, what="reasons"), meeting=meeting, meeting_on=meeting_on)
    step, _ = take(by, entry, StepKind.RETAINED, given)
    end_petitions(by, entry, PetitionStepKind.RETAINED)
    return step


def _listed(by: Actor, entry_id: UUID) -> tuple[Actor, Entry]:
    by = on_turn(by)
    return by, joint(by, entry_id)


def _proposed(by: Actor, proposal_id: UUID) -> tuple[Actor, Entry, Step]:
    by = on_turn(by)
    return by, *opening(by, proposal_id)
