"""Say something about an object of anybody's: that it was seen, what it lacks, whether one agrees, how to correct it.

A remark is a STIX object of whoever makes it (a sighting, a note or an opinion), added like any other.

1. It is about an object that its author may see now; the markings of TLP go along with it.
2. To the originator alone: it is released to that party by name.
3. A masked originator is named nowhere that the author can look (DESIGN.md, rule 9): not in the author's terms, logs,
   exports or receipts. The author keeps a copy in its own collection, released to nobody; another goes out in the
   council's name, and only the originator can see to whom.
4. The author's own posture holds. Where it keeps a remark from an originator that it knows, that is said; from a
   masked one the remark stays away without a word, since a word would tell who it is.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction

from parley.council import queries as council
from parley.council.errors import ConflictError, InputError, Message, NotFoundError, gettext_noop
from parley.council.rules import Right, Viewer, require
from parley.council.text import paragraphs
from parley.exchange.acts.adding import add, judged_again, reach
from parley.exchange.acts.storing import Part, mark, store
from parley.exchange.models import Object
from parley.exchange.queries.objects import ObjectView, versions
from parley.exchange.queries.submissions import StatusView
from parley.exchange.rules import collections as channels
from parley.exchange.rules.feeds import digest, micros
from parley.exchange.rules.objects.references import marking_refs
from parley.ledger.acts import lock
from parley.ledger.rules.actor import Actor
from parley.release.rules import Named, terms
from parley.release.rules.markings import TLP_IDS
from parley.settings import SETTINGS

COUNT_MAX = 999_999_999
"""STIX 2.1, 5.2: sighting, count."""
OPINIONS = ("strongly-disagree", "disagree", "neutral", "agree", "strongly-agree")
"""STIX 2.1, 10.15."""
CORRECTION = "proposal-for-correction"
NO_SIGHTING_OF = frozenset(
    {"relationship", "sighting", "marking-definition", "language-content", "extension-definition"}
)


class Remark(StrEnum):
    SIGHTING = "sighting"
    NOTE = "note"
    OPINION = "opinion"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class Said:
    """What a remark says. Which parts are needed follows from its kind."""

    kind: Remark
    text: str = ""
    opinion: str = ""
    count: int | None = None
    seen: datetime | None = None


def can_be_sighted(body: dict[str, Any]) -> bool:
    """STIX 2.1, 5.2: a sighting is of a domain object; observables have no `created`."""
    return "created" in body and body.get("type") not in NO_SIGHTING_OF


@transaction.atomic
def remark(by: Actor, about: str, said: Said, *, into: UUID | None = None, illustration: bool = False) -> StatusView:
    """Add a remark: to its object's originator alone, or into a collection. `NotFoundError` without such an object."""
    require(by, Right.SHARE)
    lock()
    by = by.on_turn()
    looking = Viewer(by.person, by.authority, by.party, by.roles)
    found = versions(looking, about, before=micros(by.at) + 1)[0]  # 1
    raw = _object(by, found, said)
    own = channels.own(by.party).id
    if into is not None or found.mine:
        return _added(add(by, into or own, [raw], illustration=illustration))
    if found.owner is not None:
        alone = terms(Named(frozenset({found.owner})))  # 2
        if found.owner not in reach(by, alone):  # 4
            raise ConflictError("Your posture towards its originator keeps this from it. Choose another audience.")
        return _added(add(by, own, [raw], to=alone, illustration=illustration))
    status = _added(add(by, own, [raw], illustration=illustration))  # 3
    _pass_on(by, json.loads(raw)["id"], found, illustration=illustration)
    return status


def _added(status: StatusView) -> StatusView:
    if status.failures:
        raise ConflictError("It cannot be added: %(why)s", why=status.failures[0].message)
    return status


def _pass_on(by: Actor, stix_id: str, about: ObjectView, *, illustration: bool) -> None:
    served = council.the_council()
    if served is None:
        raise NotFoundError
    originator = Object.objects.values_list("release__owner", flat=True).get(id=about.id)
    if originator not in reach(by, terms(Named(frozenset({originator})))):  # 4
        return
    through = channels.own(served.party_id)
    kept = list(Object.objects.filter(ref=digest(stix_id), stix_id=stix_id, release__owner=by.party))
    objects = [
        replace(each.storable, mark=mark(served.party_id, through.id, each.storable.version))
        for each in judged_again(by, kept, through)
    ]
    alone = terms(Named(frozenset({originator})), procedural=True)
    courier = replace(by, party=served.party_id)
    store(courier, through.id, [Part(alone, "shown", objects)], illustration=illustration)


def _object(by: Actor, about: ObjectView, said: Said) -> bytes:
    now = _stamp(by.at)
    kind = "note" if said.kind is Remark.CORRECTION else said.kind.value
    made: dict[str, Any] = {
        "type": kind,
        "spec_version": "2.1",
        "id": f"{kind}--{by.new_id()}",
        "created": now,
        "modified": now,
    }
    needed = said.kind in {Remark.NOTE, Remark.CORRECTION}
    text = paragraphs(said.text, what="text", chars_max=SETTINGS.text_chars_max, required=needed)
    author = _name(by.party)
    match said.kind:
        case Remark.SIGHTING:
            made |= _sighting(by, about, said)
            made["description"] = f"{author}: {text}" if text else author
        case Remark.OPINION:
            made |= {"opinion": _opinion(said.opinion), "authors": [author], "object_refs": [about.stix_id]}
            made |= {"explanation": text} if text else {}
        case Remark.NOTE | Remark.CORRECTION:
            made |= {"content": text, "authors": [author], "object_refs": [about.stix_id]}
            made |= {"labels": [CORRECTION]} if said.kind is Remark.CORRECTION else {}
    markings = sorted(marking_refs(about.body) & set(TLP_IDS))
    if markings:
        made["object_marking_refs"] = markings
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def _sighting(by: Actor, about: ObjectView, said: Said) -> dict[str, Any]:
    if not can_be_sighted(about.body):
        expected = gettext_noop("an object that can be sighted: not an observable, nor a relationship")
        raise InputError("kind", expected, about.type, gettext_noop("Write a note about it instead."))
    if said.seen is not None and said.seen > by.at:
        expected = gettext_noop("a moment that is past")
        raise InputError("seen", expected, _stamp(said.seen), gettext_noop("Say when it was seen."))
    count = 1 if said.count is None else said.count
    if not 0 <= count <= COUNT_MAX:
        expected_count = Message(gettext_noop("from 0 to %(most)s"), most=COUNT_MAX)
        raise InputError("count", expected_count, str(count), gettext_noop("Say how often it was seen."))
    seen = _stamp(said.seen or by.at)
    return {"sighting_of_ref": about.stix_id, "last_seen": seen, "count": count}


def _opinion(value: str) -> str:
    if value not in OPINIONS:
        expected = Message(gettext_noop("one of %(members)s"), members=", ".join(OPINIONS))
        raise InputError("opinion", expected, value, gettext_noop("Choose one."))
    return value


def _name(party: UUID) -> str:
    names = council.party(party).names
    name: str = names.get("en") or next(iter(names.values()))
    return name


def _stamp(at: datetime) -> str:
    at = at.astimezone(UTC)
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03}Z"
