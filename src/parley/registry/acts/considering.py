"""What members do about a proposal before it is decided: object, hold, ask; lift and answer."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from parley.council.errors import ConflictError, InputError, Message, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.steps import (
    Given,
    Texts,
    as_member,
    opening,
    take,
)
from parley.registry.models import Step
from parley.registry.queries.entries import members
from parley.registry.rules.content import long_texts
from parley.registry.rules.procedure import StepKind
from parley.settings import SETTINGS


@transaction.atomic
def object_to(by: Actor, proposal_id: UUID, *, reasons: Texts) -> Step:
    """A member objects. While its objection stands, nothing is adopted, whatever day it is."""
    as_member(by)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    said = long_texts(reasons, what="reasons")
    return take(by, entry, StepKind.OBJECTED, Given(about=opened.id, texts=said))[0]


@transaction.atomic
def record_objection(by: Actor, proposal_id: UUID, *, member: UUID, received_on: date, reasons: Texts) -> Step:
    """The secretariat records a member's objection by note verbale, which counts from its receipt (DESIGN.md, Powers).

    One that had been received by the day of the meeting sets aside a listing that was recorded without it.
    """
    require(by, Right.KEEP_COUNCIL)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    _check_member(by, member)
    said = long_texts(reasons, what="reasons")
    given = Given(about=opened.id, texts=said, received_on=received_on)
    return take(by, entry, StepKind.OBJECTED, given, owner=member)[0]


def _check_member(by: Actor, member: UUID) -> None:
    if member not in members(by.at.date()):
        raise InputError(
            "member",
            gettext_noop("a member of the council"),
            Message(gettext_noop("another party")),
            gettext_noop("Choose the member whose note it is."),
        )


@transaction.atomic
def lift(by: Actor, step_id: UUID, *, note: Texts | None = None) -> Step:
    """Whoever made an objection or a hold lifts it."""
    as_member(by)
    by = on_turn(by)
    entry, lifted = opening(by, step_id)
    given = Given(about=lifted.id, texts=long_texts(note, what="note", required=False))
    return take(by, entry, _lifting(lifted), given)[0]


@transaction.atomic
def record_lifting(by: Actor, step_id: UUID, *, received_on: date, note: Texts | None = None) -> Step:
    """The secretariat records that a member lifts, by note verbale, an objection that came by note verbale."""
    require(by, Right.KEEP_COUNCIL)
    by = on_turn(by)
    entry, lifted = opening(by, step_id)
    if lifted.received_on is None:
        raise ConflictError(gettext_noop("This objection did not come by note verbale: the member lifts it itself."))
    said = long_texts(note, what="note", required=False)
    given = Given(about=lifted.id, texts=said, received_on=received_on)
    return take(by, entry, _lifting(lifted), given, owner=lifted.owner_id)[0]


def _lifting(lifted: Step) -> StepKind:
    match lifted.kind:
        case StepKind.OBJECTED:
            return StepKind.OBJECTION_LIFTED
        case StepKind.HELD:
            return StepKind.HOLD_LIFTED
    raise NotFoundError


@transaction.atomic
def hold(by: Actor, proposal_id: UUID, *, reasons: Texts, days: int | None = None) -> Step:
    """A member holds a proposal for some days, once until it is revised. The hold lapses by itself."""
    as_member(by)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    most = SETTINGS.hold_days_max
    held = most if days is None else days
    if not 1 <= held <= most:
        raise InputError(
            "days",
            Message(gettext_noop("from 1 to %(most)d days"), most=most),
            str(days),
            gettext_noop("Hold it for fewer days, or object."),
        )
    last = by.at.date() + timedelta(days=held - 1)
    given = Given(about=opened.id, texts=long_texts(reasons, what="reasons"), until=last)
    return take(by, entry, StepKind.HELD, given)[0]


@transaction.atomic
def ask(by: Actor, proposal_id: UUID, *, question: Texts) -> Step:
    """A member asks the proposer. A question stops nothing, and stays until it is answered."""
    as_member(by)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    given = Given(about=opened.id, texts=long_texts(question, what="question"))
    return take(by, entry, StepKind.ASKED, given)[0]


@transaction.atomic
def answer(by: Actor, question_id: UUID, *, text: Texts) -> Step:
    as_member(by)
    by = on_turn(by)
    entry, asked = opening(by, question_id)
    given = Given(about=asked.id, texts=long_texts(text, what="text"))
    return take(by, entry, StepKind.ANSWERED, given)[0]
