"""What the exchange's templates say with: `{% load exchange %}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.functional import Promise

from parley.council.queries import PartyName
from parley.exchange import words
from parley.exchange.rules.feeds import moment

register = template.Library()
register.filter("type_text", words.type_text)
register.filter("moment", moment)


@register.filter
def title(view: Any) -> str:
    """`{{ view|title }}`: of anything with a `body`."""
    return words.title(view.body)


@register.filter
def marking_text(view: Any) -> Promise:
    """`{{ view|marking_text }}`: its TLP in a few words."""
    return words.MARKINGS[words.marking(view.body)]


@register.filter
def party(id_: UUID, names: Mapping[UUID, PartyName]) -> Mapping[str, str]:
    """`{{ view.owner|party:names|in_language }}`"""
    return names[id_].name
