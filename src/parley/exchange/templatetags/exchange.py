"""What the exchange's templates say with: `{% load exchange %}`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parley.council.errors import Message
from parley.council.queries import PartyName
from parley.council.words import in_protocol_order, parties, party
from parley.exchange import words
from parley.exchange.rules import blocklists, sightings
from parley.exchange.rules.collections import Collection, Kind
from parley.exchange.rules.feeds import moment
from parley.release.queries import Explanation
from parley.release.rules import Marking
from parley.release.words import handling, narrowing_text, reason_text, why_sentence

register = template.Library()
register.filter("party", party)
register.filter("parties", parties)
register.filter("in_order", in_protocol_order)
register.filter("type_text", words.type_text)
register.filter("relation_text", words.relation_text)
register.filter("moment", moment)
register.filter("handling", handling)
register.filter("reason_text", reason_text)
register.filter("narrowing_text", narrowing_text)
COLLECTIONS: Mapping[Kind, Promise] = {
    Kind.COUNCIL: _("The whole council"),
    Kind.SHARED: _("Shared with us"),
    Kind.OWN: _("Our own"),
}


@register.filter
def stamp(text: str) -> datetime | str:
    """A timestamp of STIX as a moment, in whole seconds; another text as it is."""
    try:
        return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    except ValueError:
        return text


@register.filter
def title(view: Any) -> str:
    """`{{ view|title }}`: of anything with a `body`."""
    return words.title(view.body)


@register.filter
def marking_text(view: Any) -> Promise | str:
    """`{{ view|marking_text }}`: what its markings say in a few words, as far as they are the standard's."""
    return words.marking_text(view.body)


@register.filter
def released_to(explanation: Explanation, names: Mapping[UUID, PartyName]) -> str:
    """To whom one's own terms release it, in a sentence."""
    return why_sentence(explanation.terms, names, mine=True)


@register.filter
def seen(view: Any) -> str:
    """When a sighting says that something was seen."""
    return sightings.seen_at(view.body)


@register.filter
def times(view: Any) -> int:
    """How often a sighting says that something was seen."""
    return sightings.times(view.body)


@register.filter
def unlocalized(number: float) -> str:
    """A number as SVG writes it, whatever the reader's language."""
    return str(number)


@register.filter
def opinion_text(word: str) -> Promise | str:
    return words.OPINIONS.get(word, word)


@register.filter
def blocklist_text(kind: blocklists.Kind) -> Promise:
    return words.BLOCKLISTS[kind]


@register.filter
def form_text(form: blocklists.Form) -> Promise:
    return words.FORMS[form]


@register.filter
def marking_words(marking: Marking) -> Promise:
    """`{{ marking|marking_words }}`: a TLP in a few words."""
    return words.MARKINGS[marking]


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
