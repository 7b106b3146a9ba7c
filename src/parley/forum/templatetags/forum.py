"""What the forum's templates say with: `{% load forum %}`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.functional import Promise

from parley.council.forms import LANGUAGE_CHOICES
from parley.council.queries import PartyName
from parley.council.words import in_protocol_order, parties, party
from parley.forum.words import WORDS
from parley.release.queries import Path
from parley.release.words import reason_text, why_sentence

register = template.Library()
register.filter("party", party)
register.filter("parties", parties)
register.filter("in_order", in_protocol_order)
register.filter("reason_text", reason_text)
_LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)


@register.filter
def words(value: str) -> Promise | str:
    """`{{ reply.channel|words }}`: the phrase of a value of a closed vocabulary."""
    return WORDS[value] if value else ""


@register.filter
def language_name(code: str) -> str:
    """`{{ file.language|language_name }}`: a language's name in itself."""
    return _LANGUAGE_NAMES.get(code, code)


@register.simple_tag
def why(paths: Iterable[Path], names: Mapping[UUID, PartyName], mine: bool = False) -> str:
    """`{% why row.why names row.mine as reason %}`"""
    return why_sentence(tuple(paths), names, mine=mine)


@register.filter
def dated(sources: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Sources with their dates as dates, where they were written as such, for `parts/sources.html`."""
    return [{**source, "date": _date(source.get("date", ""))} for source in sources]


def _date(text: str) -> dt.date | str:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return text
