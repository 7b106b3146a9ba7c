"""Months are added as the calendar has them."""

from __future__ import annotations

from datetime import date

import pytest

from parley.registry.rules.dates import add_months


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2021, 12, 7), 1, date(2022, 1, 7)),
        (date(2021, 10, 31), 4, date(2022, 2, 28)),
        (date(2023, 10, 31), 4, date(2024, 2, 29)),
        (date(2021, 12, 31), 12, date(2022, 12, 31)),
        (date(2021, 11, 30), 1, date(2021, 12, 30)),
        (date(9999, 11, 30), 1, date(9999, 12, 30)),
        (date(9999, 12, 30), 1, date(9999, 12, 31)),
    ],
)
def test_months_end_on_the_same_day_or_on_the_last_of_the_month(day: date, months: int, then: date) -> None:
    assert add_months(day, months) == then
