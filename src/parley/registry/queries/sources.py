"""The lists kept elsewhere that are imported here, and their snapshots."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q

from parley.council.rules import Viewer
from parley.registry.models import Snapshot, Source
from parley.registry.rules.entries import IN_FORCE
from parley.release.queries import released


@dataclass(frozen=True, slots=True)
class SourceView:
    """`newest` by when its publisher made it: what is in force is what it says."""

    source: Source
    in_force: int
    newest: Snapshot
    snapshots: tuple[Snapshot, ...]  # the last imported first


def sources(viewer: Viewer) -> list[SourceView]:
    """In the order of their keys. Entries of a source are released to whom the source is released."""
    counted = Count("entries", filter=Q(entries__state__in=IN_FORCE))
    found = released(Source.objects.all(), viewer).annotate(in_force=counted).order_by("key", "id")
    snapshots: dict[object, list[Snapshot]] = {}
    for snapshot in Snapshot.objects.filter(source__in=[s.id for s in found]).order_by("-at", "id"):
        snapshots.setdefault(snapshot.source_id, []).append(snapshot)
    return [
        SourceView(
            source,
            source.in_force,
            max(snapshots[source.id], key=lambda s: (s.made_at, s.at)),
            tuple(snapshots[source.id]),
        )
        for source in found
    ]
