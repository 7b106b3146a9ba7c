"""Dates as far as they are known ("1950", "1950-06", "1950-06-05"), and months added to a day. Pure."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MAXYEAR, date

from parley.council.errors import InputError, gettext_noop

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def partial(text: str, *, what: str) -> str:
    """An ISO 8601 date of the precision that is known, that is in the calendar; or `InputError`."""
    found = _PARTIAL.fullmatch(text.strip()) if isinstance(text, str) else None
    try:
        if found is None:
            raise ValueError
        year, month, day = found.groups()
        date(int(year), int(month or 1), int(day or 1))
    except ValueError as error:
        raise InputError(
            what,
            gettext_noop("a date that is in the calendar, as far as it is known: 1950, 1950-06 or 1950-06-05"),
            text,
            gettext_noop("Write it like 1950-06-05, and leave out what is not known."),
        ) from error
    return found.group()


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last one of that month; the calendar's last where it ends before."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > MAXYEAR:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
