"""What every act of the procedure does: find the entry, take one step that the rules permit, write what it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from parley.council.acts import NOBODY
from parley.council.errors import NotAllowedError, gettext_noop
from parley.council.rules import Right, require
from parley.council.text import line
from parley.ledger.acts import record
from parley.ledger.rules.actor import Actor
from parley.registry.acts.versions import write_version
from parley.registry.models import Entry, Step, Version
from parley.registry.queries.entries import members, taken
from parley.registry.rules.content import LINE, from_json
from parley.registry.rules.entries import Content, Roll, State
from parley.registry.rules.permitted import permitted
from parley.registry.rules.procedure import Outcome, Standing, StepKind, Taken
from parley.release.acts import intern, parties_of
from parley.release.models import Audience, Released
from parley.release.queries import one
from parley.release.rules import Terms, WholeCouncil, terms

R = TypeVar("R", bound=Released)
Texts = Mapping[str, str]

TO_COUNCIL = terms(WholeCouncil(), procedural=True)
"""What is done about the joint list is every member's to see, and crosses postures (DESIGN.md, rule 10)."""


def as_member(by: Actor) -> None:
    """The actor proposes, objects and holds for a member. The secretariat and observers serve or watch."""
    require(by, Right.PROPOSE_LISTINGS)
    if by.party not in members(by.at.date()):
        raise NotAllowedError(right=Right.PROPOSE_LISTINGS.value, roles=[gettext_noop("members of the council")])


def release(
    by: Actor,
    row: R,
    kind: str,
    owner: UUID,
    on: Terms,
    content: Mapping[str, Any],
    *,
    closed: frozenset[str] = frozenset(),
    about: Entry | None = None,
    illustration: bool = False,
) -> R:
    """Write a thing with its audience, and the act with it. The content names ids, days and digests, never a person;
    `closed` are the fields of the act that its own party alone opens. What is `about` another's entry is told to nobody
    who may not see that entry."""
    audience = intern(by, owner, on)
    row.owner_id, row.audience, row.released_at, row.illustration = owner, audience, by.at, illustration
    row.save(force_insert=True)
    scope = audience.id if about is None else scope_about(about, audience)
    logs = parties_of(audience) if about is None else reached(about, audience)
    record(by, kind, row.id, content, logs=logs, scope=scope, closed=closed)
    return row


def reached(about: Entry, audience: Audience) -> set[UUID]:
    """Who is told of something about an entry: of those to whom its owner releases it, those who may see the entry."""
    return set(parties_of(audience)) & set(parties_of(about.audience))


def scope_about(about: Entry, audience: Audience) -> UUID | None:
    """Whoever joins the audience later is told in its log as well, if the entry is every member's to see."""
    return audience.id if about.roll == Roll.JOINT else None


def terms_of(entry: Entry) -> Terms:
    """On what terms an entry's steps are released: those of the entry."""
    return TO_COUNCIL if entry.roll == Roll.JOINT else Terms.parse(entry.audience.terms)


def joint(by: Actor, entry_id: UUID) -> Entry:
    return one(Entry.objects.filter(roll=Roll.JOINT).select_related("audience"), by, entry_id)


def opening(by: Actor, proposal_id: UUID) -> tuple[Entry, Step]:
    """A proposal by its step, and its entry; not found for whoever may not see it."""
    step = one(Step.objects.select_related("entry__audience"), by, proposal_id)
    return step.entry, step


def begin(by: Actor, roll: Roll, content: Content, on: Terms, *, illustration: bool) -> Entry:
    """The row of an entry whose first step is taken next, which is the act that is recorded."""
    return Entry.objects.create(
        id=by.new_id(),
        owner_id=by.party,
        audience=intern(by, by.party, on),
        released_at=by.at,
        illustration=illustration,
        roll=roll,
        kind=content.kind,
        name=content.name,
        state=State.UNDER_CONSIDERATION if roll is Roll.JOINT else State.LISTED,
        changed_at=by.at,
    )


def content_of(entry: Entry) -> Content:
    return from_json(Version.objects.get(entry=entry, number=entry.version).content)


@dataclass(frozen=True, slots=True)
class Given:
    """What a step says besides its kind."""

    about: UUID | None = None
    texts: Mapping[str, str] | None = None
    until: date | None = None
    received_on: date | None = None
    meeting: str = ""
    meeting_on: date | None = None
    outcome: Outcome | None = None
    proposed: Mapping[str, Any] | None = None


NOTHING = Given()


def take(
    by: Actor,
    entry: Entry,
    kind: StepKind,
    given: Given = NOTHING,
    *,
    owner: UUID | None = None,
    content: Content | None = None,
) -> tuple[Step, Standing]:
    """One step, if the rules permit it, and a new version where the content or the state is another one after it."""
    before = taken(entry)
    of = owner or by.party
    new = Taken(
        id=by.new_id(),
        kind=kind,
        by=of,
        at=by.at,
        about=given.about,
        until=given.until,
        received_on=given.received_on,
        meeting_on=given.meeting_on,
        outcome=given.outcome,
    )
    after = permitted(before, new)
    made = _version(by, entry, after, content)
    row = Step(
        id=new.id,
        entry=entry,
        number=len(before) + 1,
        kind=kind,
        about_id=given.about,
        authority_id=by.authority if of == by.party and by.authority != NOBODY else None,
        texts=given.texts or {},
        content=given.proposed,
        received_on=given.received_on,
        until=given.until,
        outcome=given.outcome or "",
        meeting=line(given.meeting, what="meeting", chars_max=LINE, required=given.meeting_on is not None),
        meeting_on=given.meeting_on,
        version=entry.version,
    )
    said = {"entry": str(entry.id), "step": kind.value, "version": entry.version}
    if given.about is not None:
        said["about"] = str(given.about)
    for name in ("until", "received_on", "meeting_on"):
        if (day := getattr(given, name)) is not None:
            said[name] = day.isoformat()
    if given.outcome is not None:
        said["outcome"] = given.outcome.value
    if made is not None:
        said |= {"state": made.state, "content": bytes(made.digest).hex()}
    name = f"registry.{kind.name.lower()}"
    return release(by, row, name, of, terms_of(entry), said, illustration=entry.illustration), after


def _version(by: Actor, entry: Entry, after: Standing, content: Content | None) -> Version | None:
    state = State.UNDER_CONSIDERATION if after.state is State.ON_HOLD else after.state
    if entry.delists_on != after.delists_on:
        entry.delists_on = after.delists_on
        entry.save(update_fields=["delists_on"])
    if content is None and state == entry.state and entry.version:
        return None
    return write_version(by, entry, content or content_of(entry), state)
