"""The register's list, page by page: what is released to the viewer and nothing else."""

from __future__ import annotations

from uuid import UUID

from parley.council.rules import Viewer
from parley.registry.models import Entry, Evidence, Step, Version
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content, Kind, Roll, State
from parley.registry.rules.procedure import StepKind
from parley.release.queries import Cursor, Page, one, page
from parley.settings import SETTINGS


def entries_of(
    viewer: Viewer,
    roll: Roll,
    *,
    kind: Kind | None = None,
    state: State | None = None,
    before: Cursor | None = None,
    after: Cursor | None = None,
) -> Page[Entry]:
    """One page of a roll, the last changed first."""
    rows = Entry.objects.select_related("source").filter(roll=roll)
    if kind is not None:
        rows = rows.filter(kind=kind)
    if state is not None:
        rows = rows.filter(state=state)
    return page(rows, viewer, key="changed_at", limit=SETTINGS.page_rows_max, before=before, after=after)


def entry_of(viewer: Viewer, id_: UUID) -> Entry:
    return one(Entry.objects.select_related("source", "audience"), viewer, id_)


def step_of(viewer: Viewer, id_: UUID) -> Step:
    """A step that the viewer may see, with its entry."""
    return one(Step.objects.select_related("entry__source", "entry__audience"), viewer, id_)


def evidence_of(viewer: Viewer, id_: UUID) -> Evidence:
    return one(Evidence.objects.select_related("entry__source"), viewer, id_)


def content_of(entry: Entry) -> Content:
    """What the entry says now; of an entry that the viewer was given by one of the above."""
    return from_json(Version.objects.get(entry=entry, number=entry.version).content)


def proposed_content(opened: Step) -> Content:
    """What an amendment would have its entry say: its latest revision. Of any other proposal, what the entry says."""
    revised = Step.objects.filter(about=opened, kind=StepKind.REVISED, audience=opened.audience_id)
    latest = revised.order_by("-number").first() or opened
    return from_json(latest.content) if latest.content else content_of(opened.entry)
