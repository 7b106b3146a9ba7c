"""Terms: on what a thing is released, as constraints that all have to hold.

The words: an *audience* is the set of parties a thing is released to. Its *terms* say how the set is made: one or
more constraints that intersect, whether the thing is a procedural act, and nothing else. Terms are interned: things
released by one owner on the same terms share one audience, so that a change of a group or a posture rewrites few
audiences and no things.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import assert_never
from uuid import UUID


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


@dataclass(frozen=True, slots=True, order=True)
class Except:
    """Everybody but these. It takes away and gives nothing: alone it reaches nobody (rule 1)."""

    parties: frozenset[UUID]


Constraint = WholeCouncil | Group | Named | Except


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


NOBODY = Terms(frozenset())


def terms(*constraints: Constraint, procedural: bool = False) -> Terms:
    return Terms(frozenset(constraints), procedural)


def _constraint_text(constraint: Constraint) -> str:
    match constraint:
        case WholeCouncil():
            return "council"
        case Group(id=id_, forum=forum):
            return f"{'meeting' if forum else 'group'}:{id_}"
        case Named(parties=parties):
            return "named:" + _codes(parties)
        case Except(parties=parties):
            return "except:" + _codes(parties)
        case _:
            assert_never(constraint)


def _codes(parties: frozenset[UUID]) -> str:
    return ",".join(sorted(map(str, parties)))


def _parse_constraint(text: str) -> Constraint:
    kind, _, rest = text.partition(":")
    match kind:
        case "council":
            return WholeCouncil()
        case "meeting" | "group":
            return Group(UUID(rest), forum=kind == "meeting")
        case "named":
            return Named(_parse_parties(rest))
        case "except":
            return Except(_parse_parties(rest))
        case _:
            raise ValueError(f"a constraint is council, meeting, group, named or except; this one is {kind!r}")


def _parse_parties(text: str) -> frozenset[UUID]:
    return frozenset(UUID(p) for p in text.split(",") if p)


def groups_named(on: Terms) -> frozenset[UUID]:
    return frozenset(c.id for c in on.constraints if isinstance(c, Group))


def parties_named(on: Terms) -> frozenset[UUID]:
    """Whom the terms mention one by one, to let them in or to keep them out."""
    return frozenset(p for c in on.constraints if isinstance(c, Named | Except) for p in c.parties)


def reaches_nobody(on: Terms) -> bool:
    """No constraint says who may: whatever others take away, there is nobody to take it from."""
    return all(isinstance(c, Except) for c in on.constraints)


def unite(several: Iterable[Terms]) -> Terms:
    """Terms that admit whom each of these (one at least) admits: constraints are united, audiences intersect.

    Terms without a constraint are nobody's, so that a plain union with them would widen: they make the whole nobody's.
    All names become one constraint and all exclusions one, so terms stay as short as what they say.
    """
    named: frozenset[UUID] | None = None
    excluded: frozenset[UUID] = frozenset()
    bodies: set[Constraint] = set()
    procedural = True
    for on in several:
        if reaches_nobody(on):
            return NOBODY
        procedural = procedural and on.procedural
        for constraint in on.constraints:
            match constraint:
                case Named(parties=parties):
                    named = parties if named is None else named & parties
                case Except(parties=parties):
                    excluded |= parties
                case WholeCouncil() | Group():
                    bodies.add(constraint)
                case _:
                    assert_never(constraint)
    if named is not None:
        bodies.add(Named(named))
    if excluded:
        bodies.add(Except(excluded))
    return Terms(frozenset(bodies), procedural)
