"""Words, dates, sizes and order in a reader's language (parley.web.text, and its filters)."""

from __future__ import annotations

import datetime as dt

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from parley.web import text

LANGUAGES = tuple(text.LOCALES)
languages = st.sampled_from(LANGUAGES)
days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
SEMINAR_OPENS = dt.datetime(2021, 12, 7, 4, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "7–8 December 2021"),
        ("ru", "7–8 декабря 2021\u202fг."),
        ("zh-hans", "2021年12月7日至8日"),
        ("ur", "7–8 دسمبر 2021"),
    ],
)
def test_a_range_says_once_what_its_days_share(language: str, expected: str) -> None:
    assert text.date_range(dt.date(2021, 12, 7), dt.date(2021, 12, 8), language) == expected


@given(start=days, end=days, language=languages)
def test_a_range_names_both_years_and_refuses_the_wrong_way_round(start: dt.date, end: dt.date, language: str) -> None:
    if end < start:
        with pytest.raises(ValueError, match="on or after its start"):
            text.date_range(start, end, language)
        return
    shown = text.date_range(start, end, language)
    assert str(start.year) in shown
    assert str(end.year) in shown


@given(day=days, language=languages)
def test_a_range_of_one_day_is_that_day(day: dt.date, language: str) -> None:
    assert text.date_range(day, day, language) == text.date_text(day, language)


def test_a_moment_names_its_zone_and_offset() -> None:
    shown = text.date_time_text(SEMINAR_OPENS, "Asia/Kolkata", "en")
    assert shown == "7 December 2021, 09:30 India Standard Time (UTC+05:30)"
    assert text.date_time_text(SEMINAR_OPENS, "UTC", "en") == "7 December 2021, 04:00 UTC"
    assert text.time_text(SEMINAR_OPENS, "Asia/Tashkent", "ur") == "09:00"


def test_daylight_time_is_named_as_such() -> None:
    summer = dt.datetime(2021, 6, 22, 4, 0, tzinfo=dt.UTC)
    assert text.zone_text(summer, "Europe/Vienna", "en") == "Central European Summer Time (UTC+02:00)"
    assert text.zone_text(SEMINAR_OPENS, "Europe/Vienna", "en").startswith("Central European Standard Time")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_moment_without_a_zone_is_refused(language: str) -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        text.date_time_text(SEMINAR_OPENS.replace(tzinfo=None), "UTC", language)


def test_lists_follow_the_language() -> None:
    assert text.list_text(["a", "b", "c"], "en") == "a, b and c"
    assert text.list_text(["a", "b", "c"], "ru") == "a, b и c"
    assert text.list_text(["a", "b", "c"], "zh-hans") == "a、b和c"
    assert text.list_text([], "ur") == ""


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1_400_000, "1.4 MB"), (999_999, "1 MB")],
)
def test_sizes_have_three_digits_at_most(octets: int, expected: str) -> None:
    assert text.size_text(octets, "en") == expected


def test_a_text_falls_back_to_english_and_then_to_any() -> None:
    assert text.in_language({"en": "Delhi", "ru": "Дели"}, "ru") == text.Phrase("Дели", "ru")
    assert text.in_language({"en": "Delhi", "ru": ""}, "ru") == text.Phrase("Delhi", "en")
    assert text.in_language({"ur": "دہلی", "ru": "Дели"}, "en") == text.Phrase("Дели", "ru")
    assert text.in_language({}, "en") == text.Phrase("", "")
    assert text.in_language("as typed", "ur") == text.Phrase("as typed", "")


def _shown(template: str, language: str = "en", **context: object) -> str:
    with translation.override(language):
        return Template(template).render(Context(context))


def test_a_text_in_another_language_says_so_and_is_escaped() -> None:
    name = {"ru": "<b>Дели</b>"}
    assert _shown("{{ n|in_language }}", n=name) == '<bdi lang="ru" dir="auto">&lt;b&gt;Дели&lt;/b&gt;</bdi>'
    assert _shown("{{ n|in_language }}", "ru", n=name) == "&lt;b&gt;Дели&lt;/b&gt;"
    assert _shown("{{ n|in_language_plain }}", n=name) == "&lt;b&gt;Дели&lt;/b&gt;"
    assert _shown("{{ n|in_language }}", n=None) == ""


def test_filters_speak_the_active_language() -> None:
    seminar = {"a": dt.date(2021, 12, 7), "b": dt.date(2021, 12, 8), "t": SEMINAR_OPENS, "z": "Asia/Kolkata"}
    assert _shown("{{ a|date_range:b }}", "zh-hans", **seminar) == "2021年12月7日至8日"
    assert _shown("{{ a|date_text }}{{ none|date_text }}", **seminar) == "7 December 2021"
    assert _shown("{{ t|time_text:z }}", **seminar) == "09:30"
    assert _shown("{{ x|list_text }}", x=["<i>", {"en": "b"}]) == "&lt;i&gt; and b"
    assert _shown("{{ 740000|size_text }}", "ru") == "740 кБ"
