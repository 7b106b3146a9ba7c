"""What the list was at the end of a past day (UTC), of what the viewer may see now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from parley.council.errors import Message, NotFoundError
from parley.council.rules import Viewer
from parley.registry.models import Entry, Step, Version
from parley.registry.queries.entries import as_taken, of_steps
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content, Roll, State
from parley.registry.rules.procedure import Standing, StepKind
from parley.release.queries import one, released


@dataclass(frozen=True)
class Was:
    """One entry on that day. Of a list `standing` is left out: whether a hold stood is told entry by entry."""

    entry: Entry
    version: Version
    state: State
    standing: Standing | None = None
    explained: tuple[Message, ...] = ()
    steps: tuple[Step, ...] = ()

    @cached_property
    def content(self) -> Content:
        return from_json(self.version.content)

    @property
    def name(self) -> str:
        primary: str = self.version.content["names"][0]["text"]
        return primary


def end_of(day: date) -> datetime:
    """The first moment that is not of the day any more."""
    return datetime.combine(day + timedelta(days=1), time.min, UTC)


def on(viewer: Viewer, day: date, *, roll: Roll | None = None, states: Iterable[State] | None = None) -> list[Was]:
    """All entries that there were, each as its latest version by then; in the order of their names, then ids."""
    versions = _versions(viewer, day)
    if roll is not None:
        versions = versions.filter(entry__roll=roll)
    wanted = None if states is None else set(states)
    found = [
        Was(version.entry, version, _state(version))
        for version in versions.select_related("entry__source", "entry__owner")
    ]
    kept = (was for was in found if wanted is None or was.state in wanted)
    return sorted(kept, key=lambda was: (was.name.casefold(), was.entry.id))


def _versions(viewer: Viewer, day: date) -> QuerySet[Version]:
    """Each entry's latest version by the end of a day, with whether it had left by the reviewer's recommendation."""
    entries = released(Entry.objects.all(), viewer).values("id")
    by_then = Version.objects.filter(entry__in=entries, at__lt=end_of(day))
    later = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"), at__lt=end_of(day))
    left = Step.objects.filter(entry=OuterRef("entry"), kind=StepKind.DELISTED, about=None, until__lte=day)
    pending = Entry.objects.filter(id=OuterRef("entry"), delists_on__lte=day)
    return by_then.filter(~Exists(later)).annotate(left=Exists(left), pending=Exists(pending))


def _state(version: Version) -> State:
    left = getattr(version, "left", False) or getattr(version, "pending", False)
    return State.DELISTED if left else State(version.state)


def entry_on(viewer: Viewer, id_: UUID, day: date) -> Was:
    """One entry as it was, with why; not found where it was not yet."""
    entry = one(Entry.objects.select_related("source", "owner", "audience"), viewer, id_)
    version = _versions(viewer, day).filter(entry=entry).first()
    if version is None:
        raise NotFoundError
    rows = released(Step.objects.filter(entry=entry, released_at__lt=end_of(day)), viewer)
    steps = tuple(rows.select_related("owner", "authority").order_by("number"))
    found, said = of_steps(entry, [as_taken(step) for step in steps], day)
    if not steps:
        found = Standing(day, State(version.state))
    return Was(entry, version, found.state, found, said, steps)


def version(viewer: Viewer, id_: UUID, number: int) -> Version:
    """One version of an entry that the viewer may see."""
    entry = one(Entry.objects.all(), viewer, id_)
    found = Version.objects.filter(entry=entry, number=number).first()
    if found is None:
        raise NotFoundError
    return found
