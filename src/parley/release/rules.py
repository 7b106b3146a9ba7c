"""Who may see what: the gate, as pure functions.

The words: an *audience* is the set of parties a thing is released to. Its *terms* say how the set is made: one or
more constraints that intersect, whether the thing is a procedural act, and nothing else. Terms are interned: things
released by one owner on the same terms share one audience, so that a change of a group or a posture rewrites few
audiences and no things.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import assert_never
from uuid import UUID


class Posture(StrEnum):
    """What a member lets through to another of what it releases itself (DESIGN.md, rule 10)."""

    OPEN = "open"
    FORUM_ONLY = "forum only"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, order=True)
class WholeCouncil:
    """All members, and the secretariat that serves them."""


@dataclass(frozen=True, slots=True, order=True)
class Group:
    """A sharing group, or the participants of a meeting: a set that its keeper changes by an act."""

    id: UUID
    forum: bool = False  # a body of the whole council, which a posture of "forum only" lets through


@dataclass(frozen=True, slots=True, order=True)
class Named:
    parties: frozenset[UUID]


Constraint = WholeCouncil | Group | Named


@dataclass(frozen=True, slots=True)
class Terms:
    """Constraints that all have to hold. No constraint at all is the empty audience: the owner alone (rule 1)."""

    constraints: frozenset[Constraint]
    procedural: bool = False  # replies, objections, reservations, credentials: they cross postures

    def canonical(self) -> str:
        """One text for equal terms, by which they are interned."""
        parts = sorted(_constraint_text(c) for c in self.constraints)
        return json.dumps({"all": parts, "procedural": self.procedural}, separators=(",", ":"))

    @staticmethod
    def parse(text: str) -> Terms:
        value = json.loads(text)
        return Terms(frozenset(_parse_constraint(p) for p in value["all"]), value["procedural"])


def terms(*constraints: Constraint, procedural: bool = False) -> Terms:
    return Terms(frozenset(constraints), procedural)


def _constraint_text(constraint: Constraint) -> str:
    match constraint:
        case WholeCouncil():
            return "council"
        case Group(id=id_, forum=forum):
            return f"{'meeting' if forum else 'group'}:{id_}"
        case Named(parties=parties):
            return "named:" + ",".join(sorted(map(str, parties)))
        case _:
            assert_never(constraint)


def _parse_constraint(text: str) -> Constraint:
    kind, _, rest = text.partition(":")
    match kind:
        case "council":
            return WholeCouncil()
        case "meeting" | "group":
            return Group(UUID(rest), forum=kind == "meeting")
        case "named":
            return Named(frozenset(UUID(p) for p in rest.split(",") if p))
        case _:
            raise ValueError(f"a constraint is council, meeting, group or named; this one is {kind!r}")


@dataclass(frozen=True, slots=True)
class World:
    """What the terms are judged against: today's membership, groups and the owner's own postures."""

    council: frozenset[UUID]
    groups: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)
    postures: Mapping[UUID, Posture] = field(default_factory=dict)  # of the owner, towards others; absent is open


class Reason(StrEnum):
    """Why something is withheld from a party. For the owner alone."""

    NOBODY = "it is released to nobody"
    NOT_IN_COUNCIL = "not a member of the council"
    NOT_IN_GROUP = "not in the group"
    NOT_NAMED = "not among those named"
    CLOSED = "your posture towards it is closed"
    FORUM_ONLY = "your posture towards it is forum only, and this is not released through the council or a meeting"


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
    2. No constraint is nobody (rule 1: fail closed).
    3. Every constraint has to admit the viewer (rule 2: constraints intersect).
    4. What is not procedural has to pass the owner's posture towards the viewer (rule 10).
    """
    if viewer == owner:  # 1
        return Released(on)
    if not on.constraints:  # 2
        return Withheld(Reason.NOBODY)
    for constraint in sorted(on.constraints, key=_constraint_text):  # 3
        reason = _refusal(constraint, world, viewer)
        if reason is not None:
            return Withheld(reason)
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
        case _:
            assert_never(constraint)


def groups_named(on: Terms) -> frozenset[UUID]:
    return frozenset(c.id for c in on.constraints if isinstance(c, Group))
