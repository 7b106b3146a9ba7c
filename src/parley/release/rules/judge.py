"""The gate itself: may this party see what that owner released on these terms, and if not, why not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never
from uuid import UUID

from parley.release.rules.terms import Constraint, Except, Group, Named, Terms, WholeCouncil, reaches_nobody


class Posture(StrEnum):
    """What a member lets through to another of what it releases itself (DESIGN.md, rule 10)."""

    OPEN = "open"
    FORUM_ONLY = "forum only"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class World:
    """What the terms are judged against: today's membership, groups and the owner's own postures."""

    council: frozenset[UUID]
    groups: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    postures: Mapping[UUID, Posture] = field(default_factory=dict)  # of the owner, towards others; absent is open


class Reason(StrEnum):
    """Why something is withheld from a party. For the owner alone. Of several, the first in this order is told."""

    NOBODY = "it is released to nobody"
    NOT_IN_COUNCIL = "not a member of the council"
    EXCLUDED = "among those excluded"
    NOT_IN_GROUP = "not in the group"
    NOT_NAMED = "not among those named"
    CLOSED = "your posture towards it is closed"
    FORUM_ONLY = "your posture towards it is forum only, and this is not released through the council or a meeting"


_IN_ORDER = {reason: place for place, reason in enumerate(Reason)}


@dataclass(frozen=True, slots=True)
class Released:
    why: Terms


@dataclass(frozen=True, slots=True)
class Withheld:
    reason: Reason


Judgement = Released | Withheld


def judge(owner: UUID, on: Terms, world: World, viewer: UUID) -> Judgement:
    """May this party see what this owner released on these terms?

    1. The owner always may.
    2. No constraint that says who may is nobody (rule 1: fail closed).
    3. Every constraint has to admit the viewer (rule 2: constraints intersect).
    4. What is not procedural has to pass the owner's posture towards the viewer (rule 10).
    """
    if viewer == owner:  # 1
        return Released(on)
    if reaches_nobody(on):  # 2
        return Withheld(Reason.NOBODY)
    refusals = [reason for c in on.constraints if (reason := _refusal(c, world, viewer)) is not None]
    if refusals:  # 3
        return Withheld(min(refusals, key=_IN_ORDER.__getitem__))
    if not on.procedural:  # 4
        reason = _posture_refusal(on, world.postures.get(viewer, Posture.OPEN))
        if reason is not None:
            return Withheld(reason)
    return Released(on)


def _refusal(constraint: Constraint, world: World, viewer: UUID) -> Reason | None:
    match constraint:
        case WholeCouncil():
            return None if viewer in world.council else Reason.NOT_IN_COUNCIL
        case Group(id=id_):
            return None if viewer in world.groups.get(id_, frozenset()) else Reason.NOT_IN_GROUP
        case Named(parties=parties):
            return None if viewer in parties else Reason.NOT_NAMED
        case Except(parties=parties):
            return Reason.EXCLUDED if viewer in parties else None
        case _:
            assert_never(constraint)


def _posture_refusal(on: Terms, posture: Posture) -> Reason | None:
    match posture:
        case Posture.OPEN:
            return None
        case Posture.FORUM_ONLY:
            return None if all(_is_forum(c) for c in on.constraints) else Reason.FORUM_ONLY
        case Posture.CLOSED:
            return Reason.CLOSED
        case _:
            assert_never(posture)


def _is_forum(constraint: Constraint) -> bool:
    match constraint:
        case WholeCouncil():
            return True
        case Group(forum=forum):
            return forum
        case Named():
            return False
        case Except():  # to leave somebody out is not to address the others directly
            return True
        case _:
            assert_never(constraint)


def audience(owner: UUID, on: Terms, world: World) -> frozenset[UUID]:
    """The set of parties that `judge` admits: the owner, and whoever passes every constraint and posture."""
    candidates: set[UUID] = set()
    for constraint in on.constraints:
        candidates |= _members(constraint, world)
    return frozenset({owner} | {p for p in candidates if isinstance(judge(owner, on, world, p), Released)})


def _members(constraint: Constraint, world: World) -> frozenset[UUID]:
    match constraint:
        case WholeCouncil():
            return world.council
        case Group(id=id_):
            return world.groups.get(id_, frozenset())
        case Named(parties=parties):
            return parties
        case Except():
            return frozenset()
        case _:
            assert_never(constraint)
