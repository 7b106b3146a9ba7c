"""Whom the viewer can share with, and whom each choice would reach, by its own terms alone."""

from __future__ import annotations

from collections.abc import Collection as Some
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from parley.council import queries as council
from parley.council.models import Authority
from parley.council.queries import PartyName
from parley.council.rules import Viewer
from parley.exchange.queries.collections import collections
from parley.exchange.rules.collections import Collection, Kind
from parley.release import queries as release
from parley.release.queries import Explanation
from parley.release.rules import Named, Reason, Terms, terms

US = "us"
NAMED = "named"


@dataclass(frozen=True, slots=True)
class Destination:
    """`value` names it in a form: "us", "named", "council", or the id of a group."""

    value: str
    into: Collection
    terms: Terms
    reach: Explanation


def destinations(
    viewer: Viewer, now: datetime, states: Some[PartyName], *, kinds: Some[Kind] = frozenset(Kind)
) -> list[Destination]:
    """The narrowest first. Those named go out through the viewer's own collection; "named" tells of all `states`."""
    there = [each for each in collections(viewer) if each.writable]
    own = next(each for each in there if each.kind is Kind.OWN)
    nameable = terms(Named(frozenset(state.id for state in states)))
    offered = [(US, own, own.base()), (NAMED, own, nameable)]
    offered += [(str(each.id), each, each.base()) for each in there if each.kind is Kind.GROUP and each.kind in kinds]
    offered += [("council", each, each.base()) for each in there if each.kind is Kind.COUNCIL and each.kind in kinds]
    reaches = release.foresee(viewer, [on for _, _, on in offered], now.date())
    return [Destination(value, into, on, reach) for (value, into, on), reach in zip(offered, reaches, strict=True)]


def parties_to_name(viewer: Viewer, names: dict[UUID, PartyName]) -> list[PartyName]:
    """In protocol order: the others for whom anybody acts."""
    acting = set(Authority.objects.values_list("party_id", flat=True)) - {viewer.party}
    return sorted((names[party] for party in acting if party in names), key=lambda n: n.place)


def unacted(viewer: Viewer, day: date) -> frozenset[UUID]:
    """The council's other parties for whom nobody acts here: nobody would get what is released to them by name."""
    acting = set(Authority.objects.values_list("party_id", flat=True)) | {viewer.party}
    return council.council_parties(day) - acting


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


def kept_back(reach: Explanation) -> list[tuple[UUID, Reason]]:
    """Whom the viewer's own postures keep out of terms that would admit them."""
    return [(party, why) for party, why in reach.withheld if why in {Reason.CLOSED, Reason.FORUM_ONLY}]
