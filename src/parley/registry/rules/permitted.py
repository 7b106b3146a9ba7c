"""Whether a step may follow those that were taken. Pure; every refusal says what stands in the way and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from parley.council.errors import ConflictError, Message, gettext_noop
from parley.registry.rules.entries import State
from parley.registry.rules.procedure import (
    ADOPTS,
    OPENS,
    Hold,
    Matter,
    Objection,
    Outcome,
    Proposal,
    Standing,
    StepKind,
    Taken,
)
from parley.registry.rules.standing import standing

_STATES = {
    State.UNDER_CONSIDERATION: gettext_noop("under consideration"),
    State.ON_HOLD: gettext_noop("on hold"),
    State.LISTED: gettext_noop("listed"),
    State.REJECTED: gettext_noop("rejected"),
    State.DELISTED: gettext_noop("delisted"),
    State.WITHDRAWN: gettext_noop("withdrawn"),
}


def permitted(steps: Sequence[Taken], new: Taken) -> Standing:
    """How the entry stands once the step is taken; `ConflictError` where it may not be."""
    day = new.at.date()
    _check(standing(steps, day), new, first=not steps)
    return standing([*steps, new], day)


def refusal(steps: Sequence[Taken], new: Taken) -> ConflictError | None:
    """Why a step may not follow; None where it may."""
    try:
        permitted(steps, new)
    except ConflictError as error:
        return error
    return None


def _check(found: Standing, new: Taken, *, first: bool) -> None:  # noqa: PLR0912 - one case a kind of step
    if new.received_on is not None and new.received_on > found.day:
        raise ConflictError(gettext_noop("A note cannot have been received after today. Give the day of its receipt."))
    match new.kind:
        case StepKind.PROPOSED | StepKind.DESIGNATED | StepKind.IMPORTED:
            if not first:
                raise ConflictError(gettext_noop("This entry has begun already. Nothing was changed."))
        case StepKind.OBJECTED:
            _check_objection(found, new)
        case StepKind.OBJECTION_LIFTED | StepKind.HOLD_LIFTED:
            _check_lifting(found, new)
        case StepKind.HELD:
            _check_hold(_open(found, new), found, new)
        case StepKind.ASKED:
            _open(found, new)
        case StepKind.ANSWERED:
            _check_answer(found, new)
        case StepKind.REVISED:
            if _own(_open(found, new), new).matter is Matter.DELISTING:
                raise ConflictError(gettext_noop("A proposal to delist has no content to revise. Withdraw it instead."))
        case StepKind.WITHDRAWN:
            _own(_open(found, new), new)
        case StepKind.REJECTED:
            proposal = _open(found, new)
            _check_meeting(found, new, not_before=proposal.opened_on)
        case StepKind.LISTED:
            _check_adoption(_open(found, new), found, new)
        case _:
            _check_listed(found, new)


def _check_listed(found: Standing, new: Taken) -> None:
    """Steps that only an entry in force allows; a review is closed as delisted once it is not any more."""
    if new.kind is StepKind.REVIEW_CLOSED:
        return _check_review(found, new)
    if new.kind is StepKind.DELISTED and new.about is None:
        if found.delists_on is None or found.day < found.delists_on:
            raise ConflictError(gettext_noop("No recommendation of the reviewer has taken effect on this entry."))
        return None
    if found.state is not State.LISTED:
        raise ConflictError(
            gettext_noop("Only a listed entry allows this. This one is: %(state)s."),
            state=Message(_STATES[found.state]),
        )
    match new.kind:
        case StepKind.AMENDMENT_PROPOSED | StepKind.DELISTING_PROPOSED:
            if found.on(OPENS[new.kind]) is not None:
                raise ConflictError(
                    gettext_noop("Such a proposal is under consideration already. Take part in that one.")
                )
        case StepKind.AMENDED | StepKind.DELISTED if new.about is not None:
            _check_adoption(_open(found, new), found, new)
        case StepKind.REMOVED_DECEASED | StepKind.REMOVED_DISSOLVED:
            _check_removal(found, new)
        case StepKind.DELISTING_RECOMMENDED:
            if found.delists_on is not None:
                raise ConflictError(
                    gettext_noop("The reviewer has recommended delisting already. Nothing was changed.")
                )
        case StepKind.RETAINED:
            _check_retention(found, new)
    return None


def _open(found: Standing, new: Taken) -> Proposal:
    proposal = found.proposal(new.about)
    if proposal is None:
        raise ConflictError(
            gettext_noop("This proposal is decided or withdrawn: there is nothing to do about it. State: %(state)s."),
            state=Message(_STATES[found.state]),
        )
    matter = ADOPTS.get(new.kind)
    if matter is not None and proposal.matter is not matter:
        raise ConflictError(gettext_noop("The proposal is about another matter. Choose the right one."))
    return proposal


def _own(proposal: Proposal, new: Taken) -> Proposal:
    if proposal.by != new.by:
        raise ConflictError(gettext_noop("Only its proposer may do this to a proposal. You may object, hold or ask."))
    return proposal


def _check_objection(found: Standing, new: Taken) -> None:
    adopted = found.adopted
    late = (
        found.state is State.LISTED
        and adopted is not None
        and adopted.id == new.about
        and new.received_on is not None
        and found.listed_on is not None
        and new.received_on <= found.listed_on
    )
    proposal = adopted if late and adopted is not None else _open(found, new)
    if proposal.by == new.by:
        raise ConflictError(gettext_noop("The proposer does not object to its own proposal. Withdraw or revise it."))
    if any(o.by == new.by and o.lifted_on is None for o in proposal.objections):
        raise ConflictError(gettext_noop("This member's objection stands already. Nothing was changed."))
    if new.received_on is not None and new.received_on < proposal.opened_on:
        raise ConflictError(gettext_noop("The note was received before this was proposed. Look at its date."))


def _check_lifting(found: Standing, new: Taken) -> None:
    every: list[Objection | Hold] = [o for p in found.proposals for o in p.objections]
    every += [h for p in found.proposals for h in p.holds]
    lifted = next((item for item in every if item.id == new.about), None)
    if lifted is None or not lifted.stands_on(found.day):
        raise ConflictError(gettext_noop("It stands no more. Nothing was changed."))
    if lifted.by != new.by:
        raise ConflictError(gettext_noop("Only whoever made it may lift it."))
    if new.day < lifted.since:
        raise ConflictError(gettext_noop("It cannot be lifted before the day it was made. Look at the note's date."))


def _check_hold(proposal: Proposal, found: Standing, new: Taken) -> None:
    if proposal.by == new.by:
        raise ConflictError(gettext_noop("The proposer does not hold its own proposal. Withdraw or revise it."))
    if any(h.by == new.by and h.version == proposal.version for h in proposal.holds):
        raise ConflictError(
            gettext_noop("A member holds a proposal once, until it is revised. Object if you do not agree to it.")
        )
    if new.until is None or new.until < found.day:
        raise ConflictError(gettext_noop("A hold ends today at the earliest. Give its last day."))


def _check_answer(found: Standing, new: Taken) -> None:
    for proposal in found.proposals:
        if any(q.id == new.about and not q.answered for q in proposal.questions):
            _own(proposal, new)
            return
    raise ConflictError(gettext_noop("This question is answered, or its proposal is decided. Nothing was changed."))


def _check_meeting(found: Standing, new: Taken, *, not_before: date) -> None:
    if new.meeting_on is None:
        raise ConflictError(gettext_noop("It is decided at a meeting. Give the meeting's name and day."))
    if new.meeting_on > found.day:
        raise ConflictError(gettext_noop("The meeting lies in the future. Record what it decided once it has."))
    if new.meeting_on < not_before:
        raise ConflictError(
            gettext_noop("The meeting was on %(came)s, before %(first)s: it could not decide this. Look at its date."),
            came=new.meeting_on.isoformat(),
            first=not_before.isoformat(),
        )


def _check_adoption(proposal: Proposal, found: Standing, new: Taken) -> None:
    """By consensus at a meeting, on or after the deadline: nothing stood against it that day, and nothing does now.

    What holds today is said first: whatever meeting is named, its record would not be taken.
    """
    against, early = _against(proposal, found.day), _early(proposal, found.day)
    if against and early:
        raise ConflictError(gettext_noop("%(against)s %(early)s"), against=against, early=early)
    if now := against or early:
        raise ConflictError(now.template, **now.params)
    _check_meeting(found, new, not_before=proposal.deadline)
    assert new.meeting_on is not None
    if then := _against(proposal, new.meeting_on):
        raise ConflictError(then.template, **then.params)


def _against(proposal: Proposal, day: date) -> Message | None:
    if objections := proposal.objections_on(day):
        return Message(
            gettext_noop(
                "There is no consensus: objections stood on %(day)s: %(count)d. Whoever made one may lift it; "
                "the proposer may revise or withdraw."
            ),
            day=day.isoformat(),
            count=len(objections),
        )
    if holds := proposal.holds_on(day):
        return Message(
            gettext_noop("It was held on %(day)s. The hold lapses after %(last)s, or whoever placed it lifts it."),
            day=day.isoformat(),
            last=max(h.until for h in holds).isoformat(),
        )
    return None


def _early(proposal: Proposal, day: date) -> Message | None:
    if day >= proposal.deadline:
        return None
    return Message(
        gettext_noop("It may be decided at a meeting from %(first)s on. Days left: %(count)d."),
        first=proposal.deadline.isoformat(),
        count=(proposal.deadline - day).days,
    )


def _check_removal(found: Standing, new: Taken) -> None:
    proposal = found.proposal(new.about)
    if proposal is not None and proposal.matter is Matter.DELISTING:
        return
    if new.by != found.proposer:
        raise ConflictError(
            gettext_noop(
                "Its proposer removes an entry with proof, or the secretariat on a member's proposal to delist."
            )
        )


def _check_retention(found: Standing, new: Taken) -> None:
    if found.delists_on is None:
        raise ConflictError(gettext_noop("The reviewer recommends nothing that would have to be decided against."))
    if found.on(Matter.DELISTING) is not None:
        raise ConflictError(
            gettext_noop(
                "There is no consensus to retain it: a member proposes to delist it, and has not withdrawn that."
            )
        )
    _check_meeting(found, new, not_before=found.recommended_on or found.day)


def _check_review(found: Standing, new: Taken) -> None:
    if found.next_review is None:
        raise ConflictError(gettext_noop("This entry has no review to close. Nothing was changed."))
    if new.outcome is None:
        raise ConflictError(gettext_noop("A review is closed with an outcome: retained, amended or delisted."))
    if (new.outcome is Outcome.DELISTED) is (found.state is State.LISTED):
        raise ConflictError(
            gettext_noop("The outcome has to be what happened. Record a delisting as such: it closes the review.")
        )
    if new.outcome is Outcome.AMENDED and not found.amended_since_review:
        raise ConflictError(gettext_noop("Nothing was amended since the last review. Record the amendment first."))
    if new.outcome is not Outcome.DELISTED:
        _check_meeting(found, new, not_before=found.listed_on or found.day)
        if new.until is None or new.until <= found.day:
            raise ConflictError(gettext_noop("The next review lies in the future. Give its day."))
