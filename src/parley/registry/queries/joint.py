"""The joint list as it is shared with programs: every entry that was adopted once, as its latest version has it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.db.models import F

from parley.council.rules import Viewer
from parley.ledger.rules.actor import Actor
from parley.registry.models import Entry, Version
from parley.registry.rules.content import from_json
from parley.registry.rules.entries import IN_FORCE, Roll, State
from parley.registry.rules.stix import Joint
from parley.release.queries import released


def adopted(viewer: Viewer | Actor, page: Callable[[UUID], str]) -> list[Joint]:
    """In the order of their references. A proposal has none before it is adopted, so no proposal is among them.

    `page` gives an entry's address. What time decides has to be written down first (`acts.effect`).
    """
    of_council = Entry.objects.filter(roll=Roll.JOINT, audience__of_council=True).exclude(reference="")
    latest = Version.objects.filter(entry__in=released(of_council, viewer).values("id"), number=F("entry__version"))
    return [
        Joint(
            id=version.entry_id,
            reference=version.entry.reference,
            version=version.number,
            at=version.at,
            in_force=State(version.state) in IN_FORCE,
            content=from_json(version.content),
            page=page(version.entry_id),
            illustration=version.entry.illustration,
        )
        for version in latest.select_related("entry").order_by("entry__reference", "entry_id")
    ]
