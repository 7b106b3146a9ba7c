"""Timestamps (STIX 2.1, 2.16): RFC 3339 in UTC with Z, on a real date."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from parley.council.errors import gettext_noop
from parley.exchange.rules.objects.faults import Fault, fault
from parley.exchange.rules.objects.limits import AHEAD_MAX

_FORM = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d++)?Z", re.ASCII).fullmatch
_SECONDS_CHARS = len("2016-01-20T12:31:12")
_MILLISECONDS_CHARS = len("2016-01-20T12:31:12.123Z")
_VERSION_CHARS = len("2016-01-20T12:31:12.123456")
_TIMESTAMP = gettext_noop("a timestamp in UTC on a real date, such as 2016-01-20T12:31:12.123Z")


def timestamp(value: Any) -> Fault | None:
    """A leap second (23:59:60) is refused: half of what reads STIX cannot hold it, this server's libraries included."""
    if type(value) is str and _FORM(value):
        try:
            datetime.fromisoformat(value[:_SECONDS_CHARS])
        except ValueError:
            return fault(_TIMESTAMP, value)
        return None
    return fault(_TIMESTAMP, value)


def precise(value: Any) -> Fault | None:
    """`created` and `modified`: at least milliseconds (3.2)."""
    found = timestamp(value)
    if found is None and len(value) < _MILLISECONDS_CHARS:
        return fault(gettext_noop("a timestamp with at least three digits after the seconds"), value)
    return found


def whole_seconds(value: Any) -> Fault | None:
    """`time_date_stamp` of a PE file (6.7.6)."""
    found = timestamp(value)
    if found is None and "." in value:
        return fault(gettext_noop("a timestamp of whole seconds"), value)
    return found


def order(text: str) -> str:
    """What timestamps, once checked, are compared by: zeroes at the end of the fraction say nothing."""
    return text[:-1].rstrip("0").rstrip(".") if "." in text else text[:-1]


def canonical(text: str) -> str:
    """A checked timestamp as TAXII 2.1 writes it (2): six digits of a second. What is finer is cut off."""
    seconds, fraction = text[:_SECONDS_CHARS], text[_SECONDS_CHARS + 1 : _VERSION_CHARS].rstrip("Z")
    return f"{seconds}.{fraction:0<6}Z"


def ahead(version: str, now: datetime) -> Fault | None:
    """`version` is canonical."""
    if version > _latest(now):
        return fault(
            gettext_noop("a version that is not from the future: until %(latest)s"), version, latest=_latest(now)
        )
    return None


@lru_cache(maxsize=4)
def _latest(now: datetime) -> str:
    return (now + AHEAD_MAX).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
