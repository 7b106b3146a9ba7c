"""Petitions for delisting: what the person concerned does, by a code and without an account; what the reviewer does;
what a member does that is asked for its evidence."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from parley.council.acts import NOBODY
from parley.council.errors import ConflictError, InputError, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import LANGUAGES, line, paragraphs
from parley.ledger.rules.actor import SYSTEM, Actor, Clock, Draw
from parley.registry.acts.effect import on_turn
from parley.registry.acts.petition_steps import ALONE, Said, advance
from parley.registry.acts.steps import (
    TO_COUNCIL,
    Given,
    Texts,
    as_member,
    release,
    take,
)
from parley.registry.models import Entry, Petition, PetitionStep
from parley.registry.queries.petitions import digest, oldest_kept, petition_taken, reviewer
from parley.registry.rules.content import LINE, TEXT, long_texts
from parley.registry.rules.dates import add_months
from parley.registry.rules.entries import Roll, State
from parley.registry.rules.petitions import PetitionStepKind, check
from parley.registry.rules.procedure import StepKind
from parley.release.queries import one
from parley.release.rules import Named, terms
from parley.settings import SETTINGS

CODE_BYTES = 15
"""Nobody finds a code of 120 bits by trying."""


def petitioner(at: datetime, draw: Draw = SYSTEM, clock: Clock | None = None) -> Actor:
    """Somebody without an account. What is done stands in the reviewer's log alone."""
    party = reviewer()
    if party is None:
        raise ConflictError(
            gettext_noop("This council has named no independent reviewer yet. Write to its secretariat.")
        )
    return Actor(NOBODY, NOBODY, party, at, frozenset(), draw, clock)


@transaction.atomic
def petition(
    by: Actor, *, about: str, name: str, contact: str, language: str, text: str, illustration: bool = False
) -> tuple[Petition, str]:
    """A petition, and the code by which alone its petitioner follows it: shown once, kept as a digest."""
    by = on_turn(by)
    forget(by.at)
    if language not in LANGUAGES:
        raise InputError(
            "language", gettext_noop("a language of this site"), language, gettext_noop("Choose one of the list.")
        )
    code = base64.b32encode(by.draw(CODE_BYTES)).decode()
    row = Petition(
        id=by.new_id(),
        about=line(about, what="about", chars_max=LINE),
        petitioner=line(name, what="name", chars_max=LINE),
        contact=line(contact, what="contact", chars_max=LINE, required=False),
        language=language,
        text=paragraphs(text, what="text", chars_max=TEXT),
        secret=digest(code),
    )
    release(by, row, "registry.petition", by.party, ALONE, {}, illustration=illustration)
    step = PetitionStep(id=by.new_id(), petition=row, number=1, kind=PetitionStepKind.RECEIVED)
    release(by, step, "registry.petition_received", by.party, ALONE, {"petition": str(row.id)})
    return row, "-".join(code[start : start + 4] for start in range(0, len(code), 4))


@transaction.atomic
def petitioner_writes(by: Actor, code: str, *, text: str) -> PetitionStep:
    by = on_turn(by)
    said = paragraphs(text, what="text", chars_max=TEXT)
    return advance(by, _by_code(by, code), PetitionStepKind.MESSAGE, Said(said))


@transaction.atomic
def withdraw_petition(by: Actor, code: str) -> PetitionStep:
    by = on_turn(by)
    return advance(by, _by_code(by, code), PetitionStepKind.WITHDRAWN, Said())


def _by_code(by: Actor, code: str) -> Petition:
    found = Petition.objects.filter(secret=digest(code), owner_id=by.party).first()
    if found is None:
        raise NotFoundError
    return found


# What the reviewer does.


def _reviewing(by: Actor, petition_id: UUID) -> tuple[Actor, Petition]:
    require(by, Right.REVIEW_PETITIONS)
    by = on_turn(by)
    forget(by.at)
    return by, one(Petition.objects.select_related("entry__audience"), by, petition_id)


@transaction.atomic
def return_petition(by: Actor, petition_id: UUID, *, reasons: str) -> PetitionStep:
    """Nothing of the joint list is concerned, or it says nothing that could be reviewed. The petitioner reads why."""
    by, found = _reviewing(by, petition_id)
    return advance(by, found, PetitionStepKind.RETURNED, Said(paragraphs(reasons, what="reasons", chars_max=TEXT)))


@transaction.atomic
def gather(by: Actor, petition_id: UUID, entry_id: UUID) -> PetitionStep:
    """The petition is about this entry of the joint list: the months of gathering information begin."""
    by, found = _reviewing(by, petition_id)
    entry = Entry.objects.filter(id=entry_id, roll=Roll.JOINT, state=State.LISTED).first()
    if entry is None:
        raise NotFoundError
    found.entry = entry
    found.save(update_fields=["entry"])
    until = add_months(by.at.date(), SETTINGS.petition_gathering_months)
    return advance(by, found, PetitionStepKind.GATHERING, Said(until=until))


@transaction.atomic
def extend(by: Actor, petition_id: UUID, *, reasons: str) -> PetitionStep:
    """Once for gathering, once for the dialogue. The petitioner reads why."""
    by, found = _reviewing(by, petition_id)
    here = check(petition_taken(found), PetitionStepKind.EXTENDED, by.at.date())
    assert here.until is not None
    until = add_months(here.until, SETTINGS.petition_extension_months)
    said = paragraphs(reasons, what="reasons", chars_max=TEXT)
    return advance(by, found, PetitionStepKind.EXTENDED, Said(said, until=until))


@transaction.atomic
def ask_evidence(by: Actor, petition_id: UUID, *, text: str) -> PetitionStep:
    """The reviewer asks the entry's proposer for its evidence. The proposer reads this step, and nothing else of it."""
    by, found = _reviewing(by, petition_id)
    asked = paragraphs(text, what="text", chars_max=TEXT)
    to = terms(Named(frozenset({_entry_of(found).owner_id})), procedural=True)
    return advance(by, found, PetitionStepKind.EVIDENCE_ASKED, Said(asked, told=False, to=to))


@transaction.atomic
def refuse_evidence(by: Actor, asked_id: UUID, *, reasons: Texts) -> PetitionStep:
    """The proposer refuses. From then on its entry says so, to every member and to the public."""
    as_member(by)
    by = on_turn(by)
    asked = one(PetitionStep.objects.select_related("petition__entry__audience"), by, asked_id)
    entry = _entry_of(asked.petition)
    if asked.kind != PetitionStepKind.EVIDENCE_ASKED or entry.owner_id != by.party:
        raise NotFoundError
    refused = asked.petition.steps.filter(kind=PetitionStepKind.EVIDENCE_REFUSED, number__gt=asked.number)
    if refused.exists():
        raise ConflictError(gettext_noop("You have refused this already. You can still show evidence to the reviewer."))
    take(by, entry, StepKind.EVIDENCE_REFUSED, Given(texts=long_texts(reasons, what="reasons")))
    to = terms(Named(frozenset({asked.owner_id})), procedural=True)
    return advance(by, asked.petition, PetitionStepKind.EVIDENCE_REFUSED, Said(to=to), owner=by.party)


def _entry_of(found: Petition) -> Entry:
    if found.entry is None:
        raise ConflictError(gettext_noop("The petition is about no entry yet. Find the entry first."))
    return found.entry


@transaction.atomic
def begin_dialogue(by: Actor, petition_id: UUID) -> PetitionStep:
    by, found = _reviewing(by, petition_id)
    until = add_months(by.at.date(), SETTINGS.petition_dialogue_months)
    return advance(by, found, PetitionStepKind.DIALOGUE, Said(until=until))


@transaction.atomic
def write_to_petitioner(by: Actor, petition_id: UUID, *, text: str) -> PetitionStep:
    by, found = _reviewing(by, petition_id)
    return advance(by, found, PetitionStepKind.MESSAGE, Said(paragraphs(text, what="text", chars_max=TEXT)))


@transaction.atomic
def report(by: Actor, petition_id: UUID, *, text: str, recommends_delisting: bool) -> PetitionStep:
    """The reviewer reports to the council. A delisting that it recommends takes effect after the set number of days,
    unless the council decides by consensus to retain the entry (`reviewing.retain`)."""
    by, found = _reviewing(by, petition_id)
    entry = _entry_of(found)
    until = by.at.date() + timedelta(days=SETTINGS.petition_effect_days) if recommends_delisting else None
    said = Said(paragraphs(text, what="text", chars_max=TEXT), until, recommends_delisting, to=TO_COUNCIL)
    made = advance(by, found, PetitionStepKind.REPORT, said)
    if until is None:
        advance(by, found, PetitionStepKind.RETAINED, Said())
    elif entry.delists_on is None:  # of two petitions about one entry, the first report's day stands
        take(by, entry, StepKind.DELISTING_RECOMMENDED, Given(until=until))
    return made


def forget(now: datetime) -> int:
    """Erase what ended petitions say, once their retention is over; how many. Their steps and dates stay.

    The operator's, by a timer; until then nobody is shown it (`queries.petitions`).
    """
    due = list(Petition.objects.filter(ended_at__lte=oldest_kept(now), forgotten_at=None).values_list("id", flat=True))
    if due:
        Petition.objects.filter(id__in=due).update(about="", petitioner="", contact="", text="", forgotten_at=now)
        PetitionStep.objects.filter(petition__in=due).exclude(kind=PetitionStepKind.REPORT).update(text="")
    return len(due)
