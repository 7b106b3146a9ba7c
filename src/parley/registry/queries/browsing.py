"""One thing of the register by its id, as a form's page needs it: what is released to the viewer and nothing else."""

from __future__ import annotations

from uuid import UUID

from parley.council.rules import Viewer
from parley.registry.models import Entry, Evidence, LookUp, Step, Version
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import Content
from parley.registry.rules.procedure import StepKind
from parley.release.queries import one, released


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


def then_found(viewer: Viewer, row: LookUp) -> list[tuple[Version, float | None]]:
    """What a look-up of the viewer's found, of what the viewer may still see: each by the version of then. Without a
    score where a number alone was asked about."""
    scores = {UUID(version): score for version, score in row.found}
    rows = Version.objects.filter(id__in=scores, entry__audience__parties__party=viewer.party).select_related("entry")
    return sorted(((version, scores[version.id]) for version in rows), key=lambda pair: (-(pair[1] or 0), pair[0].id))
