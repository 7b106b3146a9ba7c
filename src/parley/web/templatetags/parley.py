"""Template filters, loaded as builtins: the reader's language comes from Django's active translation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from parley.council import queries as council
from parley.web import text
from parley.web.kinds import WORDS

register = template.Library()


def _language() -> str:
    return get_language() or text.FALLBACK


@register.filter
def in_language(texts: Mapping[str, str] | str | None) -> SafeString:
    """`{{ meeting.title|in_language }}`: escaped; marked up with its language when it is not the reader's."""
    if not texts:
        return SafeString("")
    phrase = _phrase(texts)
    if phrase.language in {"", _language()}:
        return conditional_escape(phrase.text)
    return format_html('<bdi lang="{}" dir="auto">{}</bdi>', phrase.language, phrase.text)


@register.filter
def in_language_plain(texts: Mapping[str, str] | str | None) -> str:
    """The same without markup: for `<title>`, `<option>` and attributes."""
    return _phrase(texts).text if texts else ""


def _phrase(texts: Mapping[str, str] | str) -> text.Phrase:
    # A translation that is still lazy is neither a mapping nor a string until it is asked.
    return text.in_language(texts if isinstance(texts, Mapping) else str(texts), _language())


@register.filter
def date_text(date: dt.date | str | None) -> str:
    """A date in full, also one kept as YYYY-MM-DD; words pass unchanged, nothing stays nothing."""
    if isinstance(date, str):
        with suppress(ValueError):
            date = dt.date.fromisoformat(date)
    if isinstance(date, dt.date):
        return text.date_text(date, _language())
    return date or ""


@register.filter
def date_range(start: dt.date, end: dt.date | None) -> str:
    """`{{ meeting.start|date_range:meeting.end }}`"""
    return text.date_range(start, end or start, _language())


@register.filter
def date_time_text(moment: dt.datetime | None, zone: Any = "UTC") -> str:
    """`{{ reply.at|date_time_text:meeting.time_zone }}`"""
    return text.date_time_text(moment, str(zone), _language()) if moment else ""


@register.filter
def time_text(moment: dt.datetime | None, zone: Any = "UTC") -> str:
    return text.time_text(moment, str(zone), _language()) if moment else ""


@register.filter
def list_text(items: Iterable[Mapping[str, str] | str]) -> str:
    """`{{ names|list_text }}`: "a, b and c", of strings or of multilingual dicts."""
    return text.list_text([_phrase(item).text for item in items], _language())


@register.filter
def size_text(octets: int) -> str:
    return text.size_text(octets, _language())


@register.filter
def kind_text(kind: str) -> Promise | str:
    """`{{ act.what|kind_text }}`: an act's kind in words; a kind of a later version as it stands."""
    return WORDS.get(kind, kind)


@register.simple_tag(takes_context=True)
def party_text(context: template.Context, party: UUID) -> SafeString:
    """`{% party_text act.on_behalf.party %}`: a party by its name in the council's list, asked once for a page."""
    page = context["request"]
    if not hasattr(page, "party_names"):
        page.party_names = council.names(None)
    found = page.party_names.get(party)
    return in_language(found.name) if found else conditional_escape(str(party))
