"""Words, dates, sizes and order in a reader's language: pure functions over Babel's data.

`language` is one of Django's codes in `LOCALES`; any other is read as English. No function looks at a clock.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_datetime, format_skeleton
from babel.lists import format_list
from babel.units import format_unit

LOCALES: Final[Mapping[str, str]] = {"en": "en_GB", "ru": "ru_RU", "zh-hans": "zh_Hans_CN", "ur": "ur_PK"}
FALLBACK: Final = "en"
# CLDR keeps the older names of these zones; Babel's get_timezone_name goes the other way and finds nothing.
_CLDR_ZONES: Final[Mapping[str, str]] = {
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Yangon": "Asia/Rangoon",
    "Europe/Kyiv": "Europe/Kiev",
}
_COMMA: Final[Mapping[str, str]] = {"ur": "، ", "zh-hans": " "}
_SIZE_UNITS: Final = ("byte", "kilobyte", "megabyte", "gigabyte")
_SIZE_STEP: Final = 1000

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text and the language it is really in; an empty language means that nobody said."""

    text: str
    language: str


def locale(language: str) -> Locale:
    return _locale(LOCALES.get(language, LOCALES[FALLBACK]))


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def in_language(texts: Texts | str, language: str) -> Phrase:
    """The text in `language`, else in English, else in the first language (by code) that has one."""
    if isinstance(texts, str):
        return Phrase(texts, "")
    for code in (language, FALLBACK, *sorted(texts)):
        if texts.get(code):
            return Phrase(texts[code], code)
    return Phrase("", "")


# ── Dates ────────────────────────────────────────────────────────────────────────────────────


def date_text(date: dt.date, language: str) -> str:
    """7 December 2021."""
    return format_date(date, "long", locale=locale(language))


def date_range(start: dt.date, end: dt.date, language: str) -> str:
    """7–8 December 2021: what the two dates share is said once, as CLDR's interval patterns have it."""
    if end < start:
        raise ValueError(f"a range of dates ends on or after its start: {start} comes after {end}")
    if start == end:
        return date_text(start, language)
    differs = "y" if start.year != end.year else "M" if start.month != end.month else "d"
    patterns: Sequence[str] = locale(language).interval_formats["yMMMd"][differs]
    full = (pattern.replace("LLL", "LLLL").replace("MMM", "MMMM") for pattern in patterns)
    parts = (
        format_date(day, pattern, locale=locale(language)) for day, pattern in zip((start, end), full, strict=True)
    )
    return "".join(parts)


def date_time_text(moment: dt.datetime, zone: str, language: str) -> str:
    """7 December 2021, 09:30 India Standard Time (UTC+05:30). `moment` is aware; `zone` is an IANA name."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs a time zone: it came without one")
    local = moment.astimezone(ZoneInfo(zone))
    comma = _COMMA.get(language, ", ")
    day = format_date(local, "long", locale=locale(language))
    return f"{day}{comma}{_hour(local, language)} {zone_text(moment, zone, language)}"


def time_text(moment: dt.datetime, zone: str, language: str) -> str:
    """09:30, in `zone`: for a programme whose page names the zone once."""
    return _hour(moment.astimezone(ZoneInfo(zone)), language)


def zone_text(moment: dt.datetime, zone: str, language: str) -> str:
    """India Standard Time (UTC+05:30): the zone's name, where CLDR has one, and its offset then."""
    local = moment.astimezone(ZoneInfo(zone))
    offset = "UTC" + format_datetime(local, "xxx", locale=locale(language))
    metazone = get_global("meta_zones").get(_CLDR_ZONES.get(zone, zone), "")
    names = locale(language).meta_zones.get(metazone, {}).get("long", {})
    name = names.get("daylight" if local.dst() else "standard")
    return f"{name} ({offset})" if name else offset.removesuffix("+00:00")


def _hour(local: dt.datetime, language: str) -> str:
    return format_skeleton("Hm", local, locale=locale(language))


# ── Lists and sizes ──────────────────────────────────────────────────────────────────────────


def list_text(items: Iterable[str], language: str) -> str:
    """a, b and c."""
    return format_list(list(items), locale=locale(language))


def size_text(octets: int, language: str) -> str:
    """1.4 MB: decimal units, one decimal below ten."""
    if octets < 0:
        raise ValueError(f"a size is zero or more octets: {octets} came")
    size, unit = float(octets), 0
    while round(size) >= _SIZE_STEP and unit < len(_SIZE_UNITS) - 1:
        size, unit = size / _SIZE_STEP, unit + 1
    shown = round(size, 1) if unit and size < 10 else round(size)
    return format_unit(shown, _SIZE_UNITS[unit], "short" if unit else "long", locale=locale(language))
