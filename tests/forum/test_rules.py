"""Meetings: what counts as an answer, who leads, what is owed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.errors import ConflictError, InputError
from parley.forum import rules
from parley.forum.rules import Answer, Channel, Credentials, Dates, Debt, Rank

DELHI = Dates(date(2021, 12, 7), date(2021, 12, 8), ZoneInfo("Asia/Kolkata"))


def test_a_reply_counts_until_the_last_day_is_over_where_the_meeting_is_held() -> None:
    last_minute = datetime(2021, 12, 8, 23, 59, tzinfo=ZoneInfo("Asia/Kolkata"))
    rules.check_reply(DELHI, last_minute.astimezone(UTC))
    with pytest.raises(ConflictError):
        rules.check_reply(DELHI, last_minute.astimezone(UTC) + timedelta(minutes=1))


DAYS = st.dates(date(rules.FIRST_YEAR, 1, 1), date(rules.LAST_YEAR, 12, 31))


@given(DAYS, DAYS)
def test_a_meeting_never_ends_before_it_starts(starts: date, ends: date) -> None:
    if ends < starts:
        with pytest.raises(InputError):
            rules.check_dates(starts, ends)
    else:
        rules.check_dates(starts, ends)


def test_no_record_is_not_a_refusal() -> None:
    assert rules.latest([]) is None
    assert rules.tally([None, Answer.DECLINED]) == rules.Tally(0, 0, 1, 1)


@given(st.lists(st.sampled_from([*Answer, None])))
def test_a_tally_counts_each_once(answers: list[Answer | None]) -> None:
    counted = rules.tally(answers)
    assert counted.confirmed + counted.tentative + counted.declined + counted.no_reply == len(answers)


@given(st.lists(st.sampled_from(Rank), max_size=12))
def test_a_delegation_has_one_head_at_most(ranks: list[Rank]) -> None:
    fits = 0 < len(ranks) <= 10 and ranks.count(Rank.HEAD) <= 1
    if fits:
        rules.check_delegation(ranks, 10)
    else:
        with pytest.raises(InputError):
            rules.check_delegation(ranks, 10)


def test_a_note_verbale_carries_a_number_and_a_date() -> None:
    rules.check_reference(Channel.NOTE_VERBALE, "12/2021", date(2021, 12, 1), has_source=False)
    for number, day in (("", date(2021, 12, 1)), ("12/2021", None)):
        with pytest.raises(InputError):
            rules.check_reference(Channel.NOTE_VERBALE, number, day, has_source=False)


def test_a_public_statement_is_nothing_without_its_source() -> None:
    with pytest.raises(InputError):
        rules.check_reference(Channel.PUBLIC_STATEMENT, "", None, has_source=False)


def owed(
    answer: Answer | None, now: datetime, *, named: bool = False, credentials: Credentials | None = None
) -> list[Debt]:
    found = rules.owed(DELHI, now, answer=answer, reply_by=date(2021, 12, 1), named=named, credentials=credentials)
    return [o.debt for o in found]


def test_what_is_owed_follows_what_was_done() -> None:
    before = datetime(2021, 11, 20, tzinfo=UTC)
    assert owed(None, before) == [Debt.REPLY]
    assert owed(Answer.TENTATIVE, before) == [Debt.REPLY, Debt.DELEGATION, Debt.CREDENTIALS]
    assert owed(Answer.CONFIRMED, before) == [Debt.DELEGATION, Debt.CREDENTIALS]
    assert owed(Answer.CONFIRMED, before, named=True) == [Debt.CREDENTIALS]
    assert owed(Answer.CONFIRMED, before, named=True, credentials=Credentials.RECEIVED) == []
    assert owed(Answer.DECLINED, before) == []


@given(st.sampled_from([*Answer, None]))
def test_nobody_owes_anything_after_the_end(answer: Answer | None) -> None:
    assert owed(answer, datetime(2021, 12, 9, tzinfo=UTC)) == []


def test_credentials_are_due_a_week_before() -> None:
    on_time = datetime(2021, 11, 30, 12, tzinfo=UTC)
    for now, overdue in ((on_time, False), (on_time + timedelta(days=1), True)):
        found = rules.owed(DELHI, now, answer=Answer.CONFIRMED, reply_by=None, named=True, credentials=None)
        assert [(o.by, o.overdue) for o in found] == [(date(2021, 11, 30), overdue)]
