"""Entries of lists kept elsewhere: one list in the order of its references, and some by a part of the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from parley.council.rules import Viewer
from parley.registry.models import Entry, Source
from parley.registry.queries.entries import narrowed
from parley.registry.rules.entries import Kind, Roll, State
from parley.release.queries import page, released
from parley.settings import SETTINGS

WORDS_MAX = 10
"""Of what is typed, so many words are looked for; the rest would narrow it no further."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some entries. `before` and `after` are references at which the parts beside it begin; empty where none is."""

    rows: list[Entry]
    before: str = ""
    after: str = ""


def sources(viewer: Viewer) -> list[Source]:
    return list(released(Source.objects.all(), viewer).order_by("title", "key", "id"))


def of_source(
    viewer: Viewer,
    source: Source,
    now: datetime,
    *,
    kind: Kind | None = None,
    state: State | None = None,
    before: str = "",
    after: str = "",
) -> Part:
    """One list by its references, which an import never changes: an order by moments is none within one import."""
    rows = narrowed(released(_entries().filter(source=source), viewer), now, kind=kind, state=state)
    limit = SETTINGS.page_rows_max
    if before:
        found = list(rows.filter(reference__lt=before).order_by("-reference")[: limit + 1])
        here = found[:limit][::-1]
        earlier, later = len(found) > limit, bool(here)
    else:
        found = list(rows.filter(reference__gt=after).order_by("reference")[: limit + 1])
        here = found[:limit]
        earlier, later = bool(here and after), len(found) > limit
    return Part(here, here[0].reference if earlier else "", here[-1].reference if later else "")


def find(
    viewer: Viewer,
    typed: str,
    now: datetime,
    *,
    source: Source | None = None,
    kind: Kind | None = None,
    state: State | None = None,
) -> tuple[list[Entry], bool]:
    """Entries whose reference begins with what was typed, or whose first name has its words in it; whether there are
    more. By name and reference. This is no screening: other names of an entry are not asked, nor is a sound."""
    rows = narrowed(_entries().filter(_named(typed)), now, kind=kind, state=state)
    if source is not None:
        rows = rows.filter(source=source)
    found = page(rows, viewer, key="changed_at", limit=SETTINGS.page_rows_max)
    return sorted(found.rows, key=lambda row: (row.name, row.reference, row.id)), found.older is not None


def _named(typed: str) -> Q:
    name = Q()
    for word in typed.split()[:WORDS_MAX]:
        # SQLite knows the case of ASCII alone.
        name &= Q(name__icontains=word) | Q(name__contains=word.upper()) | Q(name__contains=word.capitalize())
    return name | Q(reference__istartswith=typed)


def _entries() -> QuerySet[Entry]:
    return Entry.objects.filter(roll=Roll.SOURCE).select_related("source", "owner")
