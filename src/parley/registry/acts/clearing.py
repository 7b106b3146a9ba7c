"""Clearances: a person is *not* the one of an entry. They hold for purposes, expire, and travel with consent alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from parley.council.errors import ConflictError, InputError, Message, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import line, paragraphs
from parley.ledger.acts import move_scope, record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.steps import reached, release, scope_about
from parley.registry.models import Clearance, Entry
from parley.registry.queries.clearances import past_retention
from parley.registry.rules.clearances import Person, Purpose
from parley.registry.rules.content import LINE, TEXT, country, identifier
from parley.registry.rules.dates import partial
from parley.release.acts import intern
from parley.release.queries import one
from parley.release.rules import NOBODY, Terms
from parley.settings import SETTINGS

IDENTIFIERS_MAX = 20


@dataclass(frozen=True, slots=True)
class Consent:
    """The person's own, to others being told: when it was given, and where it is kept."""

    given_on: date
    reference: str


@transaction.atomic
def clear(
    by: Actor,
    entry_id: UUID,
    *,
    person: Person,
    reasons: str,
    purposes: Iterable[Purpose],
    expires_on: date,
    consent: Consent | None = None,
    to: Terms = NOBODY,
    illustration: bool = False,
) -> Clearance:
    """Somebody was checked and is not the one of this entry. Without the person's consent nobody else is told."""
    require(by, Right.SCREEN)
    by = on_turn(by)
    entry = one(Entry.objects.select_related("audience"), by, entry_id)
    row = Clearance(
        id=by.new_id(),
        entry=entry,
        person=_person(person).to_json(),
        reasons=paragraphs(reasons, what="reasons", chars_max=TEXT),
        scope=sorted(_purposes(purposes)),
        consent=_consent(by, consent, to),
        expires_on=_expiry(by, expires_on),
    )
    said = {"entry": str(entry.id)}
    return release(by, row, "registry.cleared", by.party, to, said, about=entry, illustration=illustration)


def _person(person: Person) -> Person:
    numbers = person.identifiers[: IDENTIFIERS_MAX + 1]
    if len(numbers) > IDENTIFIERS_MAX:
        raise InputError(
            "identifiers",
            Message(gettext_noop("at most this many: %(most)d"), most=IDENTIFIERS_MAX),
            str(len(person.identifiers)),
            gettext_noop("Leave out those that identify least."),
        )
    checked = Person(
        name=line(person.name, what="name", chars_max=LINE),
        born=partial(person.born, what="born") if person.born else "",
        nationality=country(person.nationality, what="nationality") if person.nationality else "",
        identifiers=tuple(identifier(i) for i in numbers),
    )
    if not checked.born and not checked.identifiers:
        raise InputError(
            "born",
            gettext_noop("a date of birth or an identifier besides the name"),
            "",
            gettext_noop("Take it from the person's document: a name alone clears nobody."),
        )
    return checked


def _purposes(purposes: Iterable[Purpose]) -> set[str]:
    found = {Purpose(p).value for p in purposes}
    if not found:
        raise InputError(
            "purposes", gettext_noop("what the clearance holds for"), "", gettext_noop("Choose one purpose at least.")
        )
    return found


def _expiry(by: Actor, expires_on: date) -> date:
    today = by.at.date()
    last = today + timedelta(days=SETTINGS.clearance_days_max)
    if not today <= expires_on <= last:
        raise InputError(
            "expires_on",
            Message(gettext_noop("a day from today to %(last)s"), last=last.isoformat()),
            expires_on.isoformat(),
            gettext_noop("Choose an earlier day; a clearance can be made anew."),
        )
    return expires_on


def _consent(by: Actor, consent: Consent | None, to: Terms) -> dict[str, str]:
    if consent is None:
        if to != NOBODY:
            raise InputError(
                "consent",
                gettext_noop("the person's own consent to others being told"),
                "",
                gettext_noop("Ask the person, or keep the clearance to yourselves."),
            )
        return {}
    if consent.given_on > by.at.date():
        raise InputError(
            "given_on",
            gettext_noop("a day that has come"),
            consent.given_on.isoformat(),
            gettext_noop("Give the day on which the person consented."),
        )
    reference = line(consent.reference, what="reference", chars_max=LINE)
    return {"given_on": consent.given_on.isoformat(), "reference": reference}


@transaction.atomic
def share_clearance(by: Actor, clearance_id: UUID, *, consent: Consent | None, to: Terms) -> Clearance:
    """Tell others, with the person's consent; or, without it any more, keep it to oneself again, even once revoked."""
    by, row = _own(by, clearance_id)
    if to != NOBODY:
        _check_not_revoked(row)
    row.consent = _consent(by, consent, to)
    before, row.audience = row.audience, intern(by, by.party, to)
    row.save(update_fields=["consent", "audience"])
    move_scope(row.id, before.id, row.audience_id)
    changed = reached(row.entry, before) ^ reached(row.entry, row.audience)
    scope = scope_about(row.entry, row.audience)
    record(by, "registry.clearance_shared", row.id, {}, logs=changed, scope=scope)
    return row


@transaction.atomic
def revoke(by: Actor, clearance_id: UUID) -> Clearance:
    """It holds no more. Whoever was told of it sees that it is revoked."""
    by, row = _own(by, clearance_id)
    _check_not_revoked(row)
    row.revoked_at = by.at
    row.save(update_fields=["revoked_at"])
    scope = scope_about(row.entry, row.audience)
    record(by, "registry.clearance_revoked", row.id, {}, logs=reached(row.entry, row.audience), scope=scope)
    return row


def _own(by: Actor, clearance_id: UUID) -> tuple[Actor, Clearance]:
    require(by, Right.SCREEN)
    by = on_turn(by)
    row = one(Clearance.objects.select_related("audience", "entry__audience"), by, clearance_id)
    if row.owner_id != by.party:
        raise NotFoundError
    return by, row


def _check_not_revoked(row: Clearance) -> None:
    if row.revoked_at is not None:
        raise ConflictError(gettext_noop("This clearance is revoked already. Nothing was changed."))


def forget(now: datetime) -> int:
    """Erase clearances that are past their retention; how many. Their acts stay in the logs, which name no person.

    The operator's, by a timer; until then nobody is shown them.
    """
    return Clearance.objects.filter(past_retention(now)).delete()[0]
