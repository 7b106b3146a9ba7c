"""Standing, protocol order, rights, and the two focal points."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council import rules
from parley.council.errors import NotAllowedError
from parley.council.queries import PartyName
from parley.council.rules import EnrolmentFacts, EnrolmentState, PartyKind, Right, Role, Status, Term
from parley.ledger.rules.actor import Actor

NOW = datetime(2021, 12, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_member_is_what_it_was_on_the_day() -> None:
    iran = [
        Term(Status.OBSERVER, date(2005, 7, 5), date(2023, 7, 4)),
        Term(Status.MEMBER, date(2023, 7, 4), None),
    ]
    assert rules.status_on(iran, date(2021, 12, 7)) is Status.OBSERVER
    assert rules.status_on(iran, date(2023, 7, 3)) is Status.OBSERVER
    assert rules.status_on(iran, date(2023, 7, 4)) is Status.MEMBER
    assert rules.status_on(iran, date(2005, 7, 4)) is None


@given(st.permutations(range(1, 9)), st.integers(0, 8))
def test_protocol_order_is_the_bodys_own_and_those_it_does_not_name_come_last(present: list[int], listed: int) -> None:
    named = [PartyName(UUID(int=n), f"P{n}", PartyKind.STATE, {}, {}, 9 - n if n <= listed else None) for n in present]
    in_order = [int(name.code[1:]) for name in sorted(named, key=lambda name: name.place)]
    assert in_order == [*range(listed, 0, -1), *range(listed + 1, 9)]


@pytest.mark.parametrize("right", list(Right))
def test_each_right_is_refused_to_whoever_lacks_its_roles(right: Right) -> None:
    for role in Role:
        by = Actor(UUID(int=1), UUID(int=2), UUID(int=3), NOW, frozenset({role.value}))
        if role in rules.HOLDERS[right]:
            rules.require(by, right)
        else:
            with pytest.raises(NotAllowedError):
                rules.require(by, right)


def state(
    *, needs_second: bool = True, confirmed: datetime | None = None, used: datetime | None = None
) -> EnrolmentState:
    return rules.enrolment_state(EnrolmentFacts(needs_second, confirmed, used, None), NOW, DAY)


def test_an_account_takes_two_focal_points_and_its_link_works_once_and_not_for_long() -> None:
    assert state() is EnrolmentState.AWAITING_SECOND
    assert state(confirmed=NOW - DAY + timedelta(seconds=1)) is EnrolmentState.USABLE
    assert state(confirmed=NOW - DAY) is EnrolmentState.EXPIRED
    assert state(confirmed=NOW, used=NOW) is EnrolmentState.USED
