"""The procedure against a naive model: nothing is listed that was objected to in time, no review is lost, and every
state is explained by the steps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from parley.registry.rules.entries import State
from parley.registry.rules.permitted import refusal
from parley.registry.rules.procedure import Outcome, StepKind, Taken
from parley.registry.rules.standing import explained, standing

START = date(2021, 12, 7)
PARTIES = [UUID(int=n) for n in range(1, 5)]
PROPOSER, *OTHERS = PARTIES
REVIEWER, SECRETARIAT = UUID(int=8), UUID(int=9)
DAYS = 3  # from proposal to deadline: few, so that much meets on one day
others = st.sampled_from(OTHERS)


@dataclass
class Model:
    """What anybody would note on paper, in lists that are only added to."""

    day: int = 0
    deadline: int = DAYS
    proposed: int = 0
    objections: list[list[object]] = field(default_factory=list)  # [who, since, lifted or None]
    holds: list[list[object]] = field(default_factory=list)  # [who, since, last, lifted or None, round]
    round: int = 0
    state: str = "open"
    meeting: int | None = None
    review_due: int | None = None
    delists: int | None = None

    def stood(self, on: int) -> bool:
        """Did anything stand against it on a day, by what is known now?"""
        objected = any(since <= on and (lifted is None or on < lifted) for _, since, lifted in self.objections)  # type: ignore[operator]
        held = any(
            since <= on <= last and (lifted is None or on < lifted)  # type: ignore[operator]
            for _, since, last, lifted, _ in self.holds
        )
        return objected or held

    def come(self) -> None:
        """What time brings about."""
        if self.delists is not None and self.delists <= self.day and self.state in {"listed", "open"}:
            self.state, self.delists = "delisted", None


class Procedure(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.steps: list[Taken] = []
        self.model = Model()
        self.numbered = 100

    # How a step is tried.

    def date(self, n: int) -> date:
        return START + timedelta(days=n)

    def step(self, kind: StepKind, by: UUID, **given: object) -> Taken:
        self.numbered += 1
        at = datetime.combine(self.date(self.model.day), datetime.min.time(), UTC)
        return Taken(UUID(int=self.numbered), kind, by, at, **given)  # type: ignore[arg-type]

    def attempt(self, kind: StepKind, by: UUID, **given: object) -> Taken | None:
        new = self.step(kind, by, **given)
        if refused := refusal(self.steps, new):
            assert str(refused)
            return None
        self.steps.append(new)
        return new

    @property
    def listing(self) -> UUID:
        return self.steps[0].id

    @property
    def here(self):  # type: ignore[no-untyped-def]
        return standing(self.steps, self.date(self.model.day))

    # What may happen.

    @initialize(at_once=st.booleans())
    def propose(self, at_once: bool) -> None:
        assert self.attempt(StepKind.PROPOSED, PROPOSER, until=self.date(DAYS))
        if at_once:
            self.agree(1)

    @rule(days=st.integers(1, 4))
    def time_passes(self, days: int) -> None:
        self.model.day += days
        self.model.come()

    @rule(later=st.integers(0, 3))
    @precondition(lambda self: self.model.state == "open")
    def agree(self, later: int) -> None:
        """Whatever stands is lifted, the deadline comes, and a meeting adopts what it was asked."""
        model = self.model
        for of in [o[0] for o in model.objections if o[2] is None]:
            self.lift(None, of)  # type: ignore[arg-type]
        model.day = max([model.day + 1, model.deadline, *(last + 1 for _, _, last, _, _ in model.holds)]) + later  # type: ignore[operator]
        model.come()
        if model.state == "open":
            self.adopt(0)
            assert model.state == "listed"

    @rule(who=others, stood=st.integers(1, 3), since=st.integers(0, 2), ago=st.integers(0, 5), lifts=st.booleans())
    @precondition(lambda self: self.model.state == "open")
    def record_in_hindsight(self, who: UUID, stood: int, since: int, ago: int, lifts: bool) -> None:
        """An objection is made, perhaps lifted, and a meeting is recorded that was before, meanwhile or after."""
        self.time_passes(DAYS)
        self.object_to(who)
        self.time_passes(stood)
        if lifts:
            self.lift(who, who)
        self.time_passes(since)
        self.adopt(ago)

    @rule(who=others)
    def object_to(self, who: UUID) -> None:
        free = all(w != who or lifted is not None for w, _, lifted in self.model.objections)
        taken = self.attempt(StepKind.OBJECTED, who, about=self.listing)
        assert (taken is not None) == (self.model.state == "open" and free)
        if taken:
            self.model.objections.append([who, self.model.day, None])

    @rule(who=others, ago=st.integers(-1, 5))
    def note_verbale(self, who: UUID, ago: int) -> None:
        model, received = self.model, self.model.day - ago
        free = all(w != who or lifted is not None for w, _, lifted in model.objections)
        sets_aside = model.state == "listed" and model.meeting is not None and received <= model.meeting
        expected = (model.state == "open" or sets_aside) and free and model.proposed <= received <= model.day
        taken = self.attempt(StepKind.OBJECTED, who, about=self.listing, received_on=self.date(received))
        assert (taken is not None) == expected
        if taken:
            model.objections.append([who, received, None])
            if sets_aside:
                model.state, model.meeting, model.review_due = "open", None, None

    @rule(who=st.none() | st.sampled_from(PARTIES), of=others)
    def lift(self, who: UUID | None, of: UUID) -> None:
        who = who or of
        made = [s for s in self.steps if s.kind is StepKind.OBJECTED and s.by == of]
        if not made:
            return
        standing_ = next((o for o in reversed(self.model.objections) if o[0] == of), None)
        expected = self.model.state == "open" and who == of and standing_ is not None and standing_[2] is None
        taken = self.attempt(StepKind.OBJECTION_LIFTED, who, about=made[-1].id)
        assert (taken is not None) == expected
        if taken and standing_:
            standing_[2] = self.model.day

    @rule(who=others, days=st.integers(0, 4))
    def hold(self, who: UUID, days: int) -> None:
        model = self.model
        once = all(w != who or in_round != model.round for w, _, _, _, in_round in model.holds)
        taken = self.attempt(StepKind.HELD, who, about=self.listing, until=self.date(model.day + days))
        if taken:
            assert model.state == "open"
            model.holds.append([who, model.day, model.day + days, None, model.round])
        else:
            assert model.state != "open" or not once

    @rule()
    def lift_hold(self) -> None:
        made = [s for s in self.steps if s.kind is StepKind.HELD]
        if made and self.attempt(StepKind.HOLD_LIFTED, made[-1].by, about=made[-1].id):
            assert self.model.state == "open"
            self.model.holds[-1][3] = self.model.day

    @rule(who=st.sampled_from(PARTIES))
    def revise(self, who: UUID) -> None:
        until = self.model.day + DAYS
        taken = self.attempt(StepKind.REVISED, who, about=self.listing, until=self.date(until))
        assert (taken is not None) == (self.model.state == "open" and who == PROPOSER)
        if taken:
            self.model.deadline, self.model.round = until, self.model.round + 1

    @rule(ago=st.integers(-1, 4))
    def adopt(self, ago: int) -> None:
        model, on = self.model, self.model.day - ago
        expected = (
            model.state == "open"
            and model.deadline <= on <= model.day
            and not model.stood(on)
            and not model.stood(model.day)
        )
        taken = self.attempt(
            StepKind.LISTED, SECRETARIAT, about=self.listing, meeting_on=self.date(on), until=self.date(on + 30)
        )
        assert (taken is not None) == expected
        if taken:
            model.state, model.meeting, model.review_due = "listed", on, on + 30

    @rule(who=st.sampled_from(PARTIES))
    def withdraw(self, who: UUID) -> None:
        if self.model.day % 7 != 6:  # not too often
            return
        taken = self.attempt(StepKind.WITHDRAWN, who, about=self.listing)
        assert (taken is not None) == (self.model.state == "open" and who == PROPOSER)
        if taken:
            self.model.state = "withdrawn"

    @rule(next_in=st.integers(1, 30), outcome=st.sampled_from(list(Outcome)))
    def close_review(self, next_in: int, outcome: Outcome) -> None:
        model = self.model
        taken = self.attempt(
            StepKind.REVIEW_CLOSED,
            SECRETARIAT,
            outcome=outcome,
            meeting_on=self.date(model.day),
            until=self.date(model.day + next_in),
        )
        if outcome is Outcome.RETAINED:
            assert (taken is not None) == (model.state == "listed")
        if taken and model.state == "listed":
            assert outcome is not Outcome.DELISTED
            model.review_due = model.day + next_in
        elif taken:
            assert outcome is Outcome.DELISTED
            assert model.state == "delisted"
            model.review_due = None

    @rule(who=others)
    def propose_delisting(self, who: UUID) -> None:
        taken = self.attempt(StepKind.DELISTING_PROPOSED, who, until=self.date(self.model.day + DAYS))
        assert taken is None or self.model.state == "listed"

    @rule()
    def delist(self) -> None:
        opened = [s for s in self.steps if s.kind is StepKind.DELISTING_PROPOSED]
        if opened and self.attempt(
            StepKind.DELISTED, SECRETARIAT, about=opened[-1].id, meeting_on=self.date(self.model.day)
        ):
            assert self.model.state == "listed"
            self.model.state, self.model.delists = "delisted", None

    @rule(days=st.integers(4, 20))
    def recommend(self, days: int) -> None:
        model = self.model
        expected = model.state == "listed" and model.delists is None
        taken = self.attempt(StepKind.DELISTING_RECOMMENDED, REVIEWER, until=self.date(model.day + days))
        assert (taken is not None) == expected
        if taken:
            model.delists = model.day + days

    @rule()
    def retain(self) -> None:
        taken = self.attempt(StepKind.RETAINED, SECRETARIAT, meeting_on=self.date(self.model.day))
        if taken:
            assert self.model.state == "listed"
            assert self.model.delists is not None
            self.model.delists = None

    @rule(who=st.sampled_from(PARTIES))
    def remove(self, who: UUID) -> None:
        if self.model.day % 5 != 4:
            return
        taken = self.attempt(StepKind.REMOVED_DECEASED, who)
        assert (taken is not None) == (self.model.state == "listed" and who == PROPOSER)
        if taken:
            self.model.state, self.model.delists = "delisted", None

    # What always holds.

    @invariant()
    def the_state_is_what_the_model_says(self) -> None:
        if not self.steps:
            return
        held = any(
            since <= self.model.day <= last and (lifted is None or self.model.day < lifted)  # type: ignore[operator]
            for _, since, last, lifted, _ in self.model.holds
        )
        state = {"open": "on hold" if held else "under consideration"}.get(self.model.state, self.model.state)
        assert self.here.state == state

    @invariant()
    def nothing_is_listed_that_was_objected_to_in_time(self) -> None:
        if self.model.state == "listed":
            assert self.model.meeting is not None
            assert self.model.meeting >= self.model.deadline
            assert not self.model.stood(self.model.meeting)

    @invariant()
    def no_review_is_lost(self) -> None:
        if not self.steps:
            return
        due = self.model.review_due
        here = self.here
        assert here.next_review == (None if due is None else self.date(due))
        assert here.review_overdue == (due is not None and due < self.model.day)
        if here.state is State.LISTED:
            assert here.next_review is not None
        ended = [s for s in self.steps if s.kind is StepKind.REVIEW_CLOSED]
        assert all(s.outcome is not None for s in ended)

    @invariant()
    def every_state_is_explained_by_a_step(self) -> None:
        if not self.steps:
            return
        assert self.here.because in {s.id for s in self.steps}
        said = [str(message) for message in explained(self.steps, self.date(self.model.day))]
        assert said
        assert all(said)
        assert not any("%(" in sentence for sentence in said)


Procedure.TestCase.settings = settings(max_examples=100, stateful_step_count=40, deadline=None, derandomize=True)
TestProcedure = Procedure.TestCase


def test_a_proposal_that_nobody_answers_stays_under_consideration_for_ever() -> None:
    opened = Taken(UUID(int=1), StepKind.PROPOSED, PROPOSER, datetime(2021, 12, 7, tzinfo=UTC), until=date(2022, 1, 6))
    assert standing([opened], date(2221, 12, 7)).state is State.UNDER_CONSIDERATION


def test_a_refusal_says_what_stands_in_the_way() -> None:
    at = datetime(2021, 12, 7, tzinfo=UTC)
    opened = Taken(UUID(int=1), StepKind.PROPOSED, PROPOSER, at, until=date(2022, 1, 6))
    early = Taken(UUID(int=2), StepKind.LISTED, SECRETARIAT, at, about=opened.id, meeting_on=date(2021, 12, 7))
    error = refusal([opened], early)
    assert "2022-01-06" in str(error)


def _taken(number: int, kind: StepKind, by: UUID, n: int, **given: object) -> Taken:
    at = datetime.combine(START + timedelta(days=n), datetime.min.time(), UTC)
    return Taken(UUID(int=number), kind, by, at, **given)  # type: ignore[arg-type]


def _adopts(steps: list[Taken], met: int, recorded: int) -> bool:
    on = {"meeting_on": START + timedelta(days=met), "until": START + timedelta(days=400)}
    new = _taken(9, StepKind.LISTED, SECRETARIAT, recorded, about=steps[0].id, **on)
    return refusal(steps, new) is None


@pytest.mark.parametrize("made", range(6))
@pytest.mark.parametrize("lifted", [None, *range(7)])
def test_a_meeting_adopts_only_where_no_objection_stood_that_day_nor_stands_when_it_is_recorded(
    made: int, lifted: int | None
) -> None:
    """Every timeline of one objection, a meeting and its record within a few days."""
    if lifted is not None and lifted < made:
        return
    opened = _taken(1, StepKind.PROPOSED, PROPOSER, 0, until=START + timedelta(days=2))
    for recorded in range(7):
        steps = [opened]
        if made <= recorded:
            steps.append(_taken(2, StepKind.OBJECTED, OTHERS[0], made, about=opened.id))
        if lifted is not None and lifted <= recorded:
            steps.append(_taken(3, StepKind.OBJECTION_LIFTED, OTHERS[0], lifted, about=UUID(int=2)))
        stands = {n for n in range(made, recorded + 1) if lifted is None or lifted > recorded or n < lifted}
        for met in range(8):
            expected = 2 <= met <= recorded and not stands & {met, recorded}
            assert _adopts(steps, met, recorded) == expected, (met, recorded)


@pytest.mark.parametrize("made", range(6))
@pytest.mark.parametrize("last", range(7))
def test_a_meeting_adopts_only_where_no_hold_stood_that_day_nor_stands_when_it_is_recorded(
    made: int, last: int
) -> None:
    if last < made:
        return
    opened = _taken(1, StepKind.PROPOSED, PROPOSER, 0, until=START + timedelta(days=2))
    for recorded in range(8):
        steps = [opened]
        if made <= recorded:
            until = START + timedelta(days=last)
            steps.append(_taken(2, StepKind.HELD, OTHERS[0], made, about=opened.id, until=until))
        stands = set(range(made, last + 1)) if made <= recorded else set()
        for met in range(9):
            expected = 2 <= met <= recorded and not stands & {met, recorded}
            assert _adopts(steps, met, recorded) == expected, (met, recorded)
