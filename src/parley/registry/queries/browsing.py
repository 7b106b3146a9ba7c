"""One thing of the register by its id, as a form's page needs it: what is released to the viewer and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models.fields.json import KT

from parley.council.rules import Viewer
from parley.registry.models import Entry, Evidence, LookUp, Step, Version
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content
from parley.registry.rules.procedure import StepKind
from parley.release.queries import one, released

VERSIONS_A_STATEMENT_MAX = 1000  # SQLite takes 32,766 values


def entry_of(viewer: Viewer, id_: UUID) -> Entry:
    return one(Entry.objects.select_related("source", "audience"), viewer, id_)


def step_of(viewer: Viewer, id_: UUID) -> Step:
    """A step that the viewer may see, with its entry."""
    return one(Step.objects.select_related("entry__source", "entry__audience"), viewer, id_)


def evidence_of(viewer: Viewer, id_: UUID) -> tuple[Evidence, Entry | None]:
    """Evidence of the viewer's own, with its entry; None where the viewer may not see that any more."""
    found = one(Evidence.objects.filter(owner=viewer.party), viewer, id_)
    return found, released(Entry.objects.all(), viewer).filter(id=found.entry_id).first()


def content_of(entry: Entry) -> Content:
    """What the entry says now; of an entry that the viewer was given by one of the above."""
    return from_json(Version.objects.get(entry=entry, number=entry.version).content)


def proposed_content(opened: Step) -> Content:
    """What an amendment would have its entry say: its latest revision. Of any other proposal, what the entry says."""
    revised = Step.objects.filter(about=opened, kind=StepKind.REVISED, audience=opened.audience_id)
    latest = revised.order_by("-number").first() or opened
    return from_json(latest.content) if latest.content else content_of(opened.entry)


Found = tuple[Version, float | None]
"""A version of an entry, with its name of then (`named`), and its score: None where a number alone was asked about."""


def then_found(viewer: Viewer, row: LookUp) -> list[list[Found]]:
    """For each name of a look-up of the viewer's, what it found of what the viewer may still see: the versions of then.

    Empty for a batch of the time when this was not kept.
    """
    ids = list({UUID(version) for found in row.found for version, _ in found})
    known: dict[UUID, Version] = {}
    for start in range(0, len(ids), VERSIONS_A_STATEMENT_MAX):
        some = ids[start : start + VERSIONS_A_STATEMENT_MAX]
        rows = Version.objects.filter(id__in=some, entry__audience__parties__party=viewer.party)
        known |= {each.id: each for each in rows.annotate(named=KT("content__names__0__text")).defer("content")}
    return [_seen(found, known) for found in row.found]


def _seen(found: Sequence[tuple[str, float | None]], known: Mapping[UUID, Version]) -> list[Found]:
    pairs = [(known[UUID(version)], score) for version, score in found if UUID(version) in known]
    return sorted(pairs, key=lambda pair: (-(pair[1] or 0), pair[0].id))
