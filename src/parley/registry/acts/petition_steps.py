"""One step of a petition, and what ends one. All of it is the reviewer's alone, but for what has terms of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from parley.council.acts import NOBODY
from parley.ledger.rules.actor import Actor
from parley.ledger.rules.commitment import Field
from parley.registry.acts.steps import release
from parley.registry.models import Entry, Petition, PetitionStep
from parley.registry.queries.petitions import petition_taken
from parley.registry.rules.petitions import ENDS, PetitionStepKind, check
from parley.release.rules import Terms, terms

ALONE = terms()
CONTENT = frozenset({Field.CONTENT.value})


@dataclass(frozen=True, slots=True)
class Said:
    """What a step says. `to` are its terms: the reviewer's alone, unless it is for others too."""

    text: str = ""
    until: date | None = None
    recommends_delisting: bool | None = None
    told: bool = True
    to: Terms = ALONE


def advance(
    by: Actor, petition: Petition, kind: PetitionStepKind, said: Said, *, owner: UUID | None = None
) -> PetitionStep:
    """Take one step, if the petition's course permits it. What ends a petition starts its retention.

    Which petition it is stands in the reviewer's log alone: whoever is asked about two could tell them apart by it.
    """
    before = petition_taken(petition)
    check(before, kind, by.at.date())
    row = PetitionStep(
        id=by.new_id(),
        petition=petition,
        number=len(before) + 1,
        kind=kind,
        text=said.text,
        until=said.until,
        recommends_delisting=said.recommends_delisting,
        told=said.told,
    )
    if kind in ENDS:
        petition.ended_at = by.at
        petition.save(update_fields=["ended_at"])
    content = {"petition": str(petition.id)} if by.party == petition.owner_id else {}
    name = f"registry.petition_{kind.name.lower()}"
    return release(by, row, name, owner or petition.owner_id, said.to, content, closed=CONTENT)


def end_petitions(by: Actor, entry: Entry, kind: PetitionStepKind) -> None:
    """What was decided on an entry ends the petitions about it. It is written in the reviewer's log alone: nobody else
    learns that there are any."""
    for petition in Petition.objects.filter(entry=entry, ended_at=None).order_by("released_at", "id"):
        for_reviewer = replace(by, person=NOBODY, authority=NOBODY, party=petition.owner_id, roles=frozenset())
        if kind is PetitionStepKind.DELISTED or petition_reported(petition):
            advance(for_reviewer, petition, kind, Said())


def petition_reported(petition: Petition) -> bool:
    return petition.steps.filter(kind=PetitionStepKind.REPORT).exists()
