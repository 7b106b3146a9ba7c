"""Entries as a viewer may know them: what they say, their state and by which steps; what may be done next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parley.council import queries as council
from parley.council.errors import Message, NotAllowedError, gettext_noop
from parley.council.rules import Right, Viewer, require
from parley.registry.models import Entry, Evidence, Step, Version
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import IN_FORCE, Content, Kind, Roll, State
from parley.registry.rules.permitted import refusal
from parley.registry.rules.procedure import Outcome, Standing, StepKind, Taken
from parley.registry.rules.standing import explained, standing
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


def in_force(day: date) -> QuerySet[Entry]:
    """What is screened against on a day, whoever may see it: join the gate to it."""
    rows = Entry.objects.filter(state__in=[state.value for state in IN_FORCE])
    return rows.filter(Q(delists_on=None) | Q(delists_on__gt=day))


def entries(
    viewer: Viewer,
    now: datetime,
    *,
    roll: Roll | None = None,
    kind: Kind | None = None,
    state: State | None = None,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Page[Entry]:
    """One page of the register, the last changed first."""
    rows = Entry.objects.select_related("source", "owner")
    if roll is not None:
        rows = rows.filter(roll=roll)
    rows = narrowed(rows, now, kind=kind, state=state)
    return page(rows, viewer, key="changed_at", limit=SETTINGS.page_rows_max, before=before, after=after)


def narrowed(rows: QuerySet[Entry], now: datetime, *, kind: Kind | None, state: State | None) -> QuerySet[Entry]:
    if kind is not None:
        rows = rows.filter(kind=kind)
    if state is not None:
        rows = rows.filter(_in_state(state, now.date()))
    return rows


def _in_state(state: State, day: date) -> Q:
    """By the day: what the rows say, but for holds and delistings that come and go by themselves."""
    lifted = Step.objects.filter(kind=StepKind.HOLD_LIFTED, about=OuterRef("pk"))
    holds = Step.objects.filter(entry=OuterRef("pk"), kind=StepKind.HELD, until__gte=day, about__kind=StepKind.PROPOSED)
    held = Q(Exists(holds.filter(~Exists(lifted))), state=State.UNDER_CONSIDERATION)
    left = Q(delists_on__lte=day)
    match state:
        case State.ON_HOLD:
            return held & ~left
        case State.UNDER_CONSIDERATION:
            return Q(state=state) & ~held & ~left
        case State.DELISTED:
            return Q(state=state) | left
        case _:
            return Q(state=state) & ~left


def shown_state(entry: Entry, day: date) -> State:
    """Of a row alone. Whether a hold stands is told by the steps (`entry_page`)."""
    left = entry.delists_on is not None and entry.delists_on <= day
    return State.DELISTED if left else State(entry.state)


def taken(entry: Entry) -> list[Taken]:
    """The steps of an entry that the viewer was given, as the procedure reads them."""
    return [as_taken(step) for step in Step.objects.filter(entry=entry).order_by("number")]


def as_taken(step: Step) -> Taken:
    return Taken(
        id=step.id,
        kind=StepKind(step.kind),
        by=step.owner_id,
        at=step.released_at,
        about=step.about_id,
        until=step.until,
        received_on=step.received_on,
        meeting_on=step.meeting_on,
        outcome=Outcome(step.outcome) if step.outcome else None,
    )


@dataclass(frozen=True)
class EntryPage:
    """`explained` says why the entry is in its state, from its steps. An entry of another list has no steps here."""

    entry: Entry
    content: Content
    standing: Standing
    explained: tuple[Message, ...]
    steps: tuple[Step, ...]
    versions: tuple[Version, ...]  # the newest first
    evidence: tuple[Evidence, ...]
    mine: bool


def entry_page(viewer: Viewer, id_: UUID, now: datetime) -> EntryPage:
    entry = one(Entry.objects.select_related("source", "owner", "audience"), viewer, id_)
    rows = released(Step.objects.filter(entry=entry).select_related("owner", "authority"), viewer)
    steps = tuple(rows.order_by("number"))
    versions = tuple(entry.versions.order_by("-number"))
    shown = released(Evidence.objects.filter(entry=entry).select_related("owner"), viewer)
    found, said = of_steps(entry, [as_taken(step) for step in steps], now.date())
    return EntryPage(
        entry=entry,
        content=from_json(versions[0].content),
        standing=found,
        explained=said,
        steps=steps,
        versions=versions,
        evidence=tuple(shown.order_by("released_at", "id")),
        mine=entry.owner_id == viewer.party,
    )


def of_steps(entry: Entry, steps: Sequence[Taken], day: date) -> tuple[Standing, tuple[Message, ...]]:
    if steps:
        return standing(steps, day), explained(steps, day)
    state = shown_state(entry, day)
    template = (
        gettext_noop("It stands on a list kept elsewhere, as imported from there.")
        if state is State.LISTED
        else gettext_noop("It stands no more on the list kept elsewhere from which it was imported.")
    )
    return Standing(day, state), (Message(template),)


# What may be done next.

_RIGHTS = {
    StepKind.LISTED: Right.KEEP_COUNCIL,
    StepKind.REJECTED: Right.KEEP_COUNCIL,
    StepKind.AMENDED: Right.KEEP_COUNCIL,
    StepKind.DELISTED: Right.KEEP_COUNCIL,
    StepKind.RETAINED: Right.KEEP_COUNCIL,
    StepKind.REVIEW_CLOSED: Right.KEEP_COUNCIL,
}


def refused(
    viewer: Viewer, shown: EntryPage, kind: StepKind, now: datetime, about: UUID | None = None
) -> Message | None:
    """Why the viewer may not take this step now, or None: then the form is worth opening. `about` is the proposal, or
    what is lifted or answered."""
    right = _RIGHTS.get(kind, Right.PROPOSE_LISTINGS)
    if shown.entry.roll == Roll.NATIONAL and shown.mine:
        right = Right.PROPOSE_LISTINGS
    try:
        require(viewer.acting(now), right)
        if right is Right.PROPOSE_LISTINGS and viewer.party not in members(now.date()):
            raise NotAllowedError(right=right.value, roles=[gettext_noop("members of the council")])
    except NotAllowedError as lacking:
        return lacking.message
    today = now.date()
    soon = today + timedelta(days=1)
    new = Taken(
        id=UUID(int=0),
        kind=kind,
        by=viewer.party,
        at=now,
        about=about,
        until=soon,
        meeting_on=today,
        outcome=Outcome.RETAINED if kind is StepKind.REVIEW_CLOSED else None,
    )
    found = refusal([as_taken(step) for step in shown.steps], new)
    return found.message if found else None


def members(day: date) -> frozenset[UUID]:
    """Who proposes, objects and holds: the council's members, without the secretariat that serves them."""
    return council.council_parties(day) - {council.secretariat()}
