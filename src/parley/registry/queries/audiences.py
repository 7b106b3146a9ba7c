"""Whom the viewer can release a designation, evidence or a clearance to, and whom each choice would reach."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import Viewer
from parley.release import queries as release
from parley.release.queries import Explanation
from parley.release.rules import Group, Named, Terms, WholeCouncil, terms

US, COUNCIL, NAMED = "us", "council", "named"


@dataclass(frozen=True, slots=True)
class Audience:
    """`value` names it in a form. `terms` of "named" name every State there is to name."""

    value: str
    terms: Terms
    group: str
    reach: Explanation


def audiences(viewer: Viewer, now: datetime, states: Collection[PartyName]) -> list[Audience]:
    """The narrowest first. Each says whom it would reach by the viewer's own terms and postures."""
    offered = [(US, terms(), ""), (NAMED, terms(Named(frozenset(state.id for state in states))), "")]
    offered += [(f"group:{group.id}", terms(Group(group.id)), group.name) for group in release.groups(viewer)]
    offered += [(COUNCIL, terms(WholeCouncil()), "")]
    reaches = release.foresee(viewer, [on for _, on, _ in offered], now.date())
    return [Audience(value, on, name, reach) for (value, on, name), reach in zip(offered, reaches, strict=True)]


def parties_to_name(viewer: Viewer, names: dict[UUID, PartyName]) -> list[PartyName]:
    """In protocol order: the others for whom anybody acts."""
    acting = set(Authority.objects.values_list("party_id", flat=True)) - {viewer.party}
    return sorted((names[party] for party in acting if party in names), key=lambda name: name.place)


@dataclass(frozen=True, slots=True)
class Change:
    """What new terms would do. None where a confidential group hides whom the old or the new ones reach."""

    reach: Explanation
    gaining: frozenset[UUID] | None
    losing: frozenset[UUID] | None


def change(viewer: Viewer, before: Terms, after: Terms, now: datetime) -> Change:
    had, has = release.foresee(viewer, [before, after], now.date())
    if had.secret_groups or has.secret_groups:
        return Change(has, None, None)
    return Change(has, has.reached - had.reached, had.reached - has.reached)
