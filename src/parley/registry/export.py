"""What the register holds that is a party's own: for the file with which a member takes its things along."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from parley.council.queries import rows_of
from parley.council.rules import Viewer
from parley.registry.models import (
    Acknowledgement,
    Clearance,
    Consumer,
    Entry,
    Evidence,
    LookUp,
    Petition,
    PetitionStep,
    Snapshot,
    Source,
    Step,
    Version,
)

OWNED = (Source, Entry, Step, Evidence, Clearance, LookUp, Consumer, Acknowledgement)


def export(viewer: Viewer) -> Iterator[dict[str, Any]]:
    """Every record that the viewer's party owns, and what its entries said, version by version."""
    mine = viewer.party
    for model in OWNED:
        yield from rows_of(f"registry.{model._meta.model_name}", model._default_manager.filter(owner=mine))
    # A member that refused evidence has one step of a petition: which one, and of how many, is not its to know.
    reviewed = PetitionStep.objects.filter(owner=mine, petition__owner=mine)
    refused = PetitionStep.objects.filter(owner=mine).exclude(petition__owner=mine)
    yield from rows_of("registry.petitionstep", reviewed, "number")
    yield from rows_of("registry.petitionstep", refused, "number", "petition_id")
    yield from rows_of("registry.petition", Petition.objects.filter(owner=mine), "secret")
    yield from rows_of("registry.snapshot", Snapshot.objects.filter(source__owner=mine))
    yield from rows_of("registry.version", Version.objects.filter(entry__owner=mine))
