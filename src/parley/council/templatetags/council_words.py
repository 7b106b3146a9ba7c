"""`{% load council_words %}`: a value of the council's rules as a word or a sentence."""

from __future__ import annotations

from django import template
from django.utils.translation import get_language_info, gettext

from parley.council import words

register = template.Library()


@register.filter
def party_kind(kind: str) -> str:
    return str(words.PARTY_KINDS[kind])


@register.filter
def standing(status: str) -> str:
    return str(words.STATUSES[status])


@register.filter
def authority_kind(kind: str) -> str:
    return str(words.AUTHORITY_KINDS[kind])


@register.filter
def role(name: str) -> str:
    return str(words.ROLES[name])


@register.filter
def role_meaning(name: str) -> str:
    return str(words.ROLE_MEANINGS[name])


@register.filter
def scope(name: str) -> str:
    return str(words.SCOPES[name])


@register.filter
def enrolment_state(state: str) -> str:
    return str(words.ENROLMENT_STATES[state])


@register.filter
def spoken(code: str) -> str:
    """A language that people speak: Chinese, whichever characters it is written in."""
    return gettext("Chinese") if code.startswith("zh") else language_name(code)


@register.filter
def language_name(code: str) -> str:
    """A language by its name in the reader's; a code that nobody knows stays as it is."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
