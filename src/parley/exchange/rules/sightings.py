"""Sightings over time (STIX 2.1, 5.2): how often something was seen, by day, month or year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

BARS_MAX = 31
"""Bars of a chart: of days, else of months, else of years."""
_DAY, _MONTH, _YEAR = len("2021-12-07"), len("2021-12"), len("2021")


@dataclass(frozen=True, slots=True)
class Bar:
    """`span` is a day (2021-12-07), a month (2021-12) or a year (2021)."""

    span: str
    count: int


def seen_at(body: Mapping[str, Any]) -> str:
    """When it was seen, at the latest; of a sighting that does not say, when it was made."""
    return str(body.get("last_seen") or body.get("first_seen") or body["created"])


def times(body: Mapping[str, Any]) -> int:
    """`count`; one that is not given says that it was seen."""
    return int(body.get("count", 1))


def bars(sightings: Iterable[Mapping[str, Any]]) -> list[Bar]:
    """Without gaps, from the first to the last, and as fine as `BARS_MAX` allows; of more years, the last ones."""
    seen = sorted((seen_at(body)[:_DAY], times(body)) for body in sightings)
    if not seen:
        return []
    first, last = seen[0][0], seen[-1][0]
    for length in (_DAY, _MONTH, _YEAR):
        spans = _spans(first, last, length)
        if len(spans) <= BARS_MAX:
            break
    counts = dict.fromkeys(spans[-BARS_MAX:], 0)
    for at, count in seen:
        if at[:length] in counts:
            counts[at[:length]] += count
    return [Bar(span, count) for span, count in counts.items()]


def _spans(first: str, last: str, length: int) -> list[str]:
    if length == _DAY:
        start, end = date.fromisoformat(first).toordinal(), date.fromisoformat(last).toordinal()
        return [date.fromordinal(day).isoformat() for day in range(start, min(end, start + BARS_MAX) + 1)]
    if length == _MONTH:
        start, end = (int(day[:4]) * 12 + int(day[5:7]) - 1 for day in (first, last))
        return [f"{n // 12:04}-{n % 12 + 1:02}" for n in range(start, min(end, start + BARS_MAX) + 1)]
    return [f"{year:04}" for year in range(int(first[:4]), int(last[:4]) + 1)]
