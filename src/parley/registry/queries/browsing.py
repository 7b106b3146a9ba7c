"""The register's list, page by page: what is released to the viewer and nothing else."""

from __future__ import annotations

from parley.council.rules import Viewer
from parley.registry.models import Entry
from parley.registry.rules.entries import Kind, Roll, State
from parley.release.queries import Cursor, Page, page
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
