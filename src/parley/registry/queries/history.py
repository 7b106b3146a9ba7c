"""What the list was at the end of a past day (UTC), of what the viewer may see now."""

from __future__ import annotations

from collections.abc import Collection
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
from parley.release.queries import Cursor, Page, one, page, released
from parley.settings import SETTINGS


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


def on(
    viewer: Viewer,
    day: date,
    *,
    roll: Roll | None = None,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> tuple[list[Was], Page[Entry]]:
    """One page of the entries that there were, each as its latest version by then; those that came last first.

    An entry's first version is of the moment at which it came, so what was there by a day is told by `released_at`,
    and the order on a past day never changes.
    """
    rows = Entry.objects.filter(released_at__lt=end_of(day)).select_related("source", "owner")
    if roll is not None:
        rows = rows.filter(roll=roll)
    found = page(rows, viewer, key="released_at", limit=SETTINGS.page_rows_max, before=before, after=after)
    versions = {version.entry_id: version for version in _versions(found.rows, day)}
    there = ((entry, versions[entry.id]) for entry in found.rows)
    return [Was(entry, version, _state(version)) for entry, version in there], found


def _versions(entries: Collection[Entry], day: date) -> QuerySet[Version]:
    """Each one's latest version by the end of a day, with whether it had left by the reviewer's recommendation."""
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
    version = _versions([entry], day).first()
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
