"""What an entry's steps amount to on a day, and that in words. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from parley.council.errors import Message, gettext_noop
from parley.registry.rules.entries import State
from parley.registry.rules.procedure import (
    OPENS,
    REMOVES,
    Hold,
    Matter,
    Objection,
    Outcome,
    Proposal,
    Question,
    Standing,
    StepKind,
    Taken,
)

MAY_LEAVE = frozenset({State.LISTED, State.UNDER_CONSIDERATION})


def standing(steps: Sequence[Taken], day: date) -> Standing:
    """The steps in their order, folded; then what the day itself brings about: holds, and the reviewer's delisting."""
    found = Standing(day, State.UNDER_CONSIDERATION)
    for step in steps:
        found = _after(found, step)
    if found.delists_on is not None and found.delists_on <= day and found.state in MAY_LEAVE:
        return replace(found, state=State.DELISTED, proposals=())
    listing = found.on(Matter.LISTING)
    if listing is not None and found.state is State.UNDER_CONSIDERATION and listing.holds_on(day):
        return replace(found, state=State.ON_HOLD)
    return found


def _after(found: Standing, step: Taken) -> Standing:
    match step.kind:
        case StepKind.PROPOSED | StepKind.AMENDMENT_PROPOSED | StepKind.DELISTING_PROPOSED:
            return _opened(found, step)
        case StepKind.OBJECTED:
            return _objected(found, step)
        case (
            StepKind.OBJECTION_LIFTED
            | StepKind.HELD
            | StepKind.HOLD_LIFTED
            | StepKind.ASKED
            | StepKind.ANSWERED
            | StepKind.REVISED
        ):
            return replace(found, proposals=tuple(_considered(p, step) for p in found.proposals))
        case StepKind.WITHDRAWN | StepKind.REJECTED | StepKind.LISTED | StepKind.AMENDED:
            return _decided(found, step)
        case StepKind.REVIEW_CLOSED:
            due = None if step.outcome is Outcome.DELISTED else step.until
            return replace(found, next_review=due, amended_since_review=False)
        case StepKind.DELISTING_RECOMMENDED:
            return replace(found, recommended_on=step.day, delists_on=step.until)
        case StepKind.RETAINED:
            return replace(found, delists_on=None)
        case StepKind.DESIGNATED | StepKind.IMPORTED:
            return replace(found, state=State.LISTED, because=step.id, proposer=step.by)
        case StepKind.EVIDENCE_REFUSED:
            return replace(found, evidence_refused=True)
        case kind if kind in REMOVES:
            return replace(found, state=State.DELISTED, because=step.id, proposals=(), delists_on=None)
    raise AssertionError(step.kind)


def _opened(found: Standing, step: Taken) -> Standing:
    assert step.until is not None, "a proposal has a deadline"
    opened = Proposal(step.id, OPENS[step.kind], step.by, step.day, step.until)
    found = replace(found, proposals=(*found.proposals, opened))
    if opened.matter is Matter.LISTING:
        return replace(found, because=step.id, proposer=step.by)
    return found


def _objected(found: Standing, step: Taken) -> Standing:
    """An objection that was received by the meeting's day sets aside the listing that was recorded without it."""
    about = found.proposal(step.about)
    if about is None:
        assert found.adopted is not None
        reopened = _objecting(found.adopted, step)
        return replace(
            found,
            state=State.UNDER_CONSIDERATION,
            because=step.id,
            proposals=(reopened,),
            adopted=None,
            listed_on=None,
            next_review=None,
            amended_since_review=False,
        )
    return _with(found, _objecting(about, step))


def _objecting(about: Proposal, step: Taken) -> Proposal:
    made = Objection(step.id, step.by, step.day, step.day < about.deadline, step.received_on is not None)
    return replace(about, objections=(*about.objections, made))


def _with(found: Standing, changed: Proposal) -> Standing:
    return replace(found, proposals=tuple(changed if p.id == changed.id else p for p in found.proposals))


def _considered(about: Proposal, step: Taken) -> Proposal:
    """One proposal after a step; a step about another one leaves it as it is."""
    match step.kind:
        case StepKind.OBJECTION_LIFTED:
            lifted = (replace(o, lifted_on=step.day) if o.id == step.about else o for o in about.objections)
            return replace(about, objections=tuple(lifted))
        case StepKind.HOLD_LIFTED:
            freed = (replace(h, lifted_on=step.day) if h.id == step.about else h for h in about.holds)
            return replace(about, holds=tuple(freed))
        case StepKind.ANSWERED:
            told = (replace(q, answered=True) if q.id == step.about else q for q in about.questions)
            return replace(about, questions=tuple(told))
    if about.id != step.about:
        return about
    match step.kind:
        case StepKind.HELD:
            assert step.until is not None, "a hold has its last day"
            return replace(about, holds=(*about.holds, Hold(step.id, step.by, step.day, step.until, about.version)))
        case StepKind.ASKED:
            return replace(about, questions=(*about.questions, Question(step.id, step.by)))
        case StepKind.REVISED:
            assert step.until is not None, "a revision has a deadline"
            return replace(about, deadline=step.until, version=about.version + 1)
    return about


def _decided(found: Standing, step: Taken) -> Standing:
    """A national designation is amended without having been proposed: then there is nothing to close."""
    closed = found.proposal(step.about)
    found = replace(found, proposals=tuple(p for p in found.proposals if p is not closed))
    if step.kind is StepKind.AMENDED:
        return replace(found, amended_since_review=True)
    if closed is None or closed.matter is not Matter.LISTING:
        return found
    if step.kind is StepKind.LISTED:
        return replace(
            found,
            state=State.LISTED,
            because=step.id,
            adopted=closed,
            listed_on=step.meeting_on,
            next_review=step.until,
            amended_since_review=False,
        )
    state = State.WITHDRAWN if step.kind is StepKind.WITHDRAWN else State.REJECTED
    return replace(found, state=state, because=step.id)


def explained(steps: Sequence[Taken], day: date) -> tuple[Message, ...]:
    """Why an entry is in its state, from its steps alone, and what can change it. Sentences, the most telling first."""
    found = standing(steps, day)
    because = next((s for s in steps if s.id == found.because), None)
    said = [_state_in_words(found, because)]
    for proposal in found.proposals:
        said += _proposal_in_words(proposal, day)
    if found.state is State.LISTED and found.next_review is not None:
        template = (
            gettext_noop("Its review was due on %(on)s and is overdue. It can be closed only with a reasoned outcome.")
            if found.review_overdue
            else gettext_noop("It is reviewed by %(on)s.")
        )
        said.append(Message(template, on=found.next_review.isoformat()))
    if found.delists_on is not None and found.state in MAY_LEAVE:
        said.append(
            Message(
                gettext_noop(
                    "The independent reviewer recommends delisting. It takes effect on %(on)s unless the council "
                    "decides by consensus, before that day, to retain the entry."
                ),
                on=found.delists_on.isoformat(),
            )
        )
    if found.evidence_refused:
        said.append(Message(gettext_noop("Its reviewer was refused evidence.")))
    return tuple(said)


def _state_in_words(found: Standing, because: Taken | None) -> Message:
    on = (because.meeting_on or because.day).isoformat() if because else ""
    match found.state:
        case State.LISTED if because is not None and because.kind is StepKind.DESIGNATED:
            return Message(gettext_noop("Designated by one State on %(on)s. It binds nobody else."), on=on)
        case State.LISTED if because is not None and because.kind is StepKind.IMPORTED:
            return Message(gettext_noop("It stands on a list kept elsewhere, imported on %(on)s."), on=on)
        case State.LISTED:
            return Message(gettext_noop("Listed: adopted by consensus at a meeting on %(on)s."), on=on)
        case State.REJECTED:
            return Message(gettext_noop("Rejected at a meeting on %(on)s."), on=on)
        case State.WITHDRAWN:
            return Message(gettext_noop("Withdrawn by its proposer on %(on)s."), on=on)
        case State.DELISTED:
            return _delisting_in_words(found, because, on)
        case State.ON_HOLD:
            return Message(gettext_noop("On hold: proposed, and held by a member. It is not in force."))
        case _ if because is not None and because.kind is StepKind.OBJECTED:
            return Message(
                gettext_noop(
                    "Its listing is set aside: an objection had been received on %(on)s, by the day of the meeting. "
                    "It is not in force."
                ),
                on=on,
            )
        case _:
            return Message(
                gettext_noop("Under consideration since it was proposed on %(on)s. It is not in force."), on=on
            )


def _delisting_in_words(found: Standing, because: Taken | None, on: str) -> Message:
    if found.delists_on is not None:
        on = found.delists_on.isoformat()
        return Message(gettext_noop("Delisted on %(on)s as the independent reviewer recommended."), on=on)
    match because.kind if because else None:
        case StepKind.REMOVED_DECEASED:
            return Message(gettext_noop("Removed on %(on)s: the person has died."), on=on)
        case StepKind.REMOVED_DISSOLVED:
            return Message(gettext_noop("Removed on %(on)s: the organisation is dissolved."), on=on)
        case StepKind.DESIGNATION_ENDED:
            return Message(gettext_noop("The designation was ended on %(on)s by the State that made it."), on=on)
        case StepKind.IMPORT_ENDED:
            return Message(gettext_noop("No longer on its list since the import of %(on)s."), on=on)
        case _ if because is not None and because.about is None and because.until is not None:
            on = because.until.isoformat()
            return Message(gettext_noop("Delisted on %(on)s as the independent reviewer recommended."), on=on)
        case _:
            return Message(gettext_noop("Delisted by consensus at a meeting on %(on)s."), on=on)


_OPEN = {
    Matter.LISTING: gettext_noop("The listing may be decided at a meeting from %(on)s on; silence decides nothing."),
    Matter.AMENDMENT: gettext_noop(
        "An amendment is proposed; it may be decided at a meeting from %(on)s on. The listed version stays in force."
    ),
    Matter.DELISTING: gettext_noop("Delisting is proposed; it may be decided at a meeting from %(on)s on."),
}


def _proposal_in_words(proposal: Proposal, day: date) -> list[Message]:
    said = [Message(_OPEN[proposal.matter], on=proposal.deadline.isoformat())]
    if objections := proposal.objections_on(day):
        said.append(Message(gettext_noop("Objections that stand: %(count)d."), count=len(objections)))
    if holds := proposal.holds_on(day):
        last = max(h.until for h in holds).isoformat()
        said.append(
            Message(gettext_noop("Holds that stand: %(count)d, until %(on)s at the latest."), count=len(holds), on=last)
        )
    if lapsed := [h for h in proposal.holds if h.lapsed_on(day)]:
        said.append(Message(gettext_noop("Holds that lapsed by themselves: %(count)d."), count=len(lapsed)))
    if questions := proposal.open_questions:
        said.append(Message(gettext_noop("Questions not answered yet: %(count)d."), count=len(questions)))
    return said
