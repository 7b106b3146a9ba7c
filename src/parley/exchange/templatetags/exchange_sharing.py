"""What the templates of the sharing pages say with: `{% load exchange_sharing %}`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parley.council.errors import Message
from parley.council.queries import PartyName
from parley.exchange.rules.collections import Collection, Kind
from parley.release.words import narrowing_text, reason_text

register = template.Library()
register.filter("reason_text", reason_text)
register.filter("narrowing_text", narrowing_text)
COLLECTIONS: Mapping[Kind, Promise] = {
    Kind.COUNCIL: _("The whole council"),
    Kind.SHARED: _("Shared with us"),
    Kind.OWN: _("Our own"),
}


@register.filter
def message_text(message: Message | None) -> str:
    """A refusal in the reader's language."""
    return message.translated(gettext) if message else ""


@register.filter
def collection_text(collection: Collection | None) -> Promise | str:
    """`{{ row.collection|collection_text }}`"""
    if collection is None or (collection.kind is Kind.GROUP and not collection.name):
        return gettext("A group that you have left")
    return COLLECTIONS.get(collection.kind, collection.name)


@register.filter
def parties(ids: Iterable[UUID], names: Mapping[UUID, PartyName]) -> list[Mapping[str, str]]:
    """Their names in protocol order, for `|list_text`."""
    return [name.name for name in sorted((names[i] for i in ids), key=lambda n: n.place)]


@register.filter
def in_order(pairs: Iterable[tuple[UUID, Any]], names: Mapping[UUID, PartyName]) -> list[tuple[Mapping[str, str], Any]]:
    """(party, anything) in protocol order, with the party's name in the party's place."""
    listed = sorted(((names[p], rest) for p, rest in pairs), key=lambda pair: pair[0].place)
    return [(name.name, rest) for name, rest in listed]
