"""Propose an entry of the joint list, revise or withdraw it, show evidence; record what a meeting decided."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db import transaction

from parley.council.errors import ConflictError, InputError, NotFoundError, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import line, paragraphs
from parley.ledger.acts import move_scope, record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.effect import on_turn
from parley.registry.acts.steps import (
    TO_COUNCIL,
    Given,
    Texts,
    as_member,
    begin,
    opening,
    reached,
    release,
    take,
)
from parley.registry.models import Entry, Evidence, Step
from parley.registry.rules.content import LINE, TEXT, checked, long_texts, to_json
from parley.registry.rules.dates import add_months
from parley.registry.rules.entries import REFERENCE_CHARS_MAX, Content, Roll
from parley.registry.rules.procedure import StepKind
from parley.release.acts import intern
from parley.release.queries import one
from parley.release.rules import Terms, terms
from parley.settings import SETTINGS


def deadline(by: Actor) -> date:
    """The first day on which what is proposed now may be decided."""
    return by.at.date() + timedelta(days=SETTINGS.consideration_days)


@transaction.atomic
def propose(by: Actor, content: Content, *, note: Texts | None = None, illustration: bool = False) -> Entry:
    """A member proposes a listing. It is under consideration at once, before the whole council, and not in force."""
    as_member(by)
    by = on_turn(by)
    said = checked(content, Roll.JOINT)
    entry = begin(by, Roll.JOINT, said, TO_COUNCIL, illustration=illustration)
    given = Given(texts=long_texts(note, what="note", required=False), until=deadline(by))
    take(by, entry, StepKind.PROPOSED, given, content=said)
    return entry


@transaction.atomic
def revise(by: Actor, proposal_id: UUID, content: Content, *, note: Texts | None = None) -> Step:
    """A new version of what is proposed, to list or to amend. The deadline begins anew; objections stand."""
    as_member(by)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    said = checked(content, Roll.JOINT)
    if said.kind != entry.kind:
        raise _another_kind(said)
    listing = opened.kind == StepKind.PROPOSED
    given = Given(
        about=opened.id,
        texts=long_texts(note, what="note", required=False),
        until=deadline(by),
        proposed=None if listing else to_json(said),
    )
    return take(by, entry, StepKind.REVISED, given, content=said if listing else None)[0]


def _another_kind(content: Content) -> InputError:
    return InputError(
        "kind",
        gettext_noop("the kind that was proposed"),
        content.kind.value,
        gettext_noop("Withdraw this proposal and make another one."),
    )


@transaction.atomic
def withdraw(by: Actor, proposal_id: UUID, *, reasons: Texts | None = None) -> Step:
    """Its proposer takes a proposal back, before it is decided on."""
    as_member(by)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    given = Given(about=opened.id, texts=long_texts(reasons, what="reasons", required=False))
    return take(by, entry, StepKind.WITHDRAWN, given)[0]


@transaction.atomic
def record_listing(by: Actor, proposal_id: UUID, *, meeting: str, meeting_on: date, reference: str = "") -> Entry:
    """The secretariat records that a meeting adopted a listing by consensus. The entry gets its reference then."""
    require(by, Right.KEEP_COUNCIL)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    due = add_months(meeting_on, SETTINGS.review_months)
    given = Given(about=opened.id, meeting=meeting, meeting_on=meeting_on, until=due)
    take(by, entry, StepKind.LISTED, given)
    if not entry.reference:  # a listing that was set aside and adopted again keeps its own
        entry.reference = _reference(reference)
        entry.save(update_fields=["reference"])
    return entry


def _reference(wanted: str) -> str:
    """As the secretariat gives it, or the next number: all who see the list see its numbers (DESIGN.md, rule 3)."""
    given = Entry.objects.filter(roll=Roll.JOINT).exclude(reference="")
    if not wanted:
        number = given.count() + 1
        while given.filter(reference=f"J.{number:03}").exists():
            number += 1
        return f"J.{number:03}"
    found = line(wanted, what="reference", chars_max=REFERENCE_CHARS_MAX)
    if given.filter(reference=found).exists():
        raise InputError(
            "reference",
            gettext_noop("a reference that no entry of the joint list has"),
            found,
            gettext_noop("Choose another one, or leave it empty for the next number."),
        )
    return found


@transaction.atomic
def record_rejection(by: Actor, proposal_id: UUID, *, meeting: str, meeting_on: date, reasons: Texts) -> Step:
    """The secretariat records that a meeting rejected a proposal: to list, to amend or to delist."""
    require(by, Right.KEEP_COUNCIL)
    by = on_turn(by)
    entry, opened = opening(by, proposal_id)
    said = long_texts(reasons, what="reasons")
    given = Given(about=opened.id, texts=said, meeting=meeting, meeting_on=meeting_on)
    return take(by, entry, StepKind.REJECTED, given)[0]


@transaction.atomic
def show_evidence(by: Actor, entry_id: UUID, *, title: str, text: str, to: Terms) -> Evidence:
    """What a party knows about an entry that it may see, for those whom it chooses. Never on a public page."""
    require(by, Right.PROPOSE_LISTINGS)
    by = on_turn(by)
    entry = one(Entry.objects.select_related("audience"), by, entry_id)
    row = Evidence(
        id=by.new_id(),
        entry=entry,
        title=line(title, what="title", chars_max=LINE),
        text=paragraphs(text, what="text", chars_max=TEXT),
    )
    said = {"entry": str(entry.id)}
    name = "registry.evidence_shown"
    return release(by, row, name, by.party, to, said, about=entry, illustration=entry.illustration)


@transaction.atomic
def withdraw_evidence(by: Actor, evidence_id: UUID) -> None:
    """Take evidence back: from now on it is its owner's alone."""
    require(by, Right.PROPOSE_LISTINGS)
    by = on_turn(by)
    row = one(Evidence.objects.select_related("audience", "entry__audience"), by, evidence_id)
    if row.owner_id != by.party:
        raise NotFoundError
    if row.withdrawn_at is not None:
        raise ConflictError(gettext_noop("This evidence is withdrawn already. Nothing was changed."))
    before, row.audience, row.withdrawn_at = row.audience, intern(by, by.party, terms()), by.at
    row.save(update_fields=["audience", "withdrawn_at"])
    move_scope(row.id, before.id, row.audience_id)
    record(by, "registry.evidence_withdrawn", row.id, {}, logs=reached(row.entry, before))
