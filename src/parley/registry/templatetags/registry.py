"""What the register's templates say with: `{% load registry %}`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
VOCABULARIES = {
    "kind_text_of": words.KINDS,
    "roll_text": words.ROLLS,
    "roll_as_list": words.LISTS,  # a roll as a whole, among the lists that were asked
    "quality_text": words.QUALITIES,
    "step_text": words.STEPS,
    "petition_step_text": words.PETITION_STEPS,
    "stage_text": words.STAGES,
    "matter_text": words.MATTERS,
    "outcome_text": words.OUTCOMES,
    "part_text": words.PARTS,
}


def said_in(vocabulary: Mapping[str, Promise]) -> Callable[[str], Promise | str]:
    """A filter that says a kind in the reader's language, and what has no words as it stands."""
    return lambda kind: vocabulary.get(kind, kind)


for _name, _vocabulary in VOCABULARIES.items():
    register.filter(_name, said_in(_vocabulary))


@register.filter
def state_text(state: str, roll: str = "") -> Promise | str:
    """`{{ entry.state|state_text:entry.roll }}`"""
    return words.state_text(state, roll)


@register.filter
def message_text(message: Message | str | None) -> str:
    """A sentence of the rules in the reader's language."""
    return words.sentence(message) if message else ""


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
def lines(text: str) -> SafeString:
    """A text of several lines in the direction of its own letters."""
    return format_html('<bdi class="prose" dir="auto">{}</bdi>', conditional_escape(text))
