"""What the register's templates say with: `{% load registry %}`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from parley.council.errors import Message
from parley.council.words import in_protocol_order, parties, party
from parley.registry import words
from parley.release.words import reason_text

register = template.Library()
register.filter("party", party)
register.filter("parties", parties)
register.filter("in_order", in_protocol_order)
register.filter("reason_text", reason_text)
register.filter("country_text", words.country_text)
register.filter("language_text", words.language_text)
register.filter("identifier_text", words.identifier_text)
register.filter("birth_text", words.birth_text)
register.filter("purpose_text", words.purpose_text)


@register.filter
def kind_text_of(kind: str) -> Promise | str:
    return words.KINDS.get(kind, kind)


@register.filter
def roll_text(roll: str) -> Promise | str:
    return words.ROLLS.get(roll, roll)


@register.filter
def roll_as_list(roll: str) -> Promise | str:
    """A roll as a whole, among the lists that were asked."""
    return words.LISTS.get(roll, roll)


@register.filter
def quality_text(quality: str) -> Promise | str:
    return words.QUALITIES.get(quality, quality)


@register.filter
def step_text(kind: str) -> Promise | str:
    return words.STEPS.get(kind, kind)


@register.filter
def petition_step_text(kind: str) -> Promise | str:
    return words.PETITION_STEPS.get(kind, kind)


@register.filter
def stage_text(stage: str) -> Promise | str:
    return words.STAGES.get(stage, stage)


@register.filter
def state_text(state: str, roll: str = "") -> Promise | str:
    """`{{ entry.state|state_text:entry.roll }}`"""
    return words.state_text(state, roll)


@register.filter
def message_text(message: Message | str | None) -> str:
    """A sentence of the rules in the reader's language."""
    return words.sentence(message) if message else ""


@register.filter
def matter_text(matter: str) -> Promise | str:
    return words.MATTERS.get(matter, matter)


@register.filter
def outcome_text(outcome: str) -> Promise | str:
    return words.OUTCOMES.get(outcome, outcome)


@register.filter
def part_text(part: str) -> Promise | str:
    return words.PARTS.get(part, part)


@register.filter
def item_text(item: Any, part: str) -> SafeString:
    """`{{ item|item_text:each.part }}`"""
    return format_html('<bdi dir="auto">{}</bdi>', words.item_text(part, item))


@register.filter
def alias(name: Any) -> SafeString:
    """`{{ alias|alias }}`: a name in its own language and direction."""
    if getattr(name, "language", ""):
        return format_html('<bdi lang="{}" dir="auto">{}</bdi>', name.language, name.text)
    return format_html('<bdi dir="auto">{}</bdi>', getattr(name, "text", name))


@register.filter
def percent(share: float | None, digits: int = 0) -> str:
    """A share of one as a percentage, in figures that screen readers say well."""
    return "" if share is None else f"{share * 100:.{digits}f} %"


@register.filter
def score(value: float) -> str:
    return f"{value:.2f}"


@register.filter
def before_today(day: date | None, today: date) -> bool:
    """Is the day past?"""
    return day is not None and day < today


@register.filter
def lines(text: str) -> SafeString:
    """A text of several lines in the direction of its own letters."""
    return format_html('<bdi class="prose" dir="auto">{}</bdi>', conditional_escape(text))
