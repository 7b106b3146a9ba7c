"""What is known about one object: its markings, relations, sightings, notes and opinions. Only of what the viewer may
see, and counted over nothing else; of each kind the newest, at most `RELATED_MAX`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from parley.council.rules import Viewer
from parley.exchange.queries.objects import RELATED_MAX, ObjectView, by_same_originator, named, referring
from parley.exchange.rules.objects.references import marking_refs
from parley.exchange.rules.relations import Edge, edge_by, ends, own_edges
from parley.exchange.rules.sightings import Bar, bars, times
from parley.release.rules import ALONE, Marking, read_definition
from parley.release.rules.markings import TLP_IDS

EDGES_MAX = 300
SIGHTING = ("sighting",)
REMARKS = ("note", "opinion")
CALLED_BY_OTHERS = frozenset({"relationship", "sighting"})


@dataclass(frozen=True, slots=True)
class Relation:
    """`view` is the other end, `by` the object that makes the relation; None where the viewer has no such object."""

    edge: Edge
    view: ObjectView | None
    by: ObjectView | None

    @property
    def to(self) -> str:
        return self.edge.to


@dataclass(frozen=True)
class Markings:
    """`unread`: it carries one whose definition the viewer has not. `alone`: it is for its originator's organisation
    only (release/rules/markings.py). `definitions`: those that were read for it.
    """

    strictest: Marking
    statements: tuple[str, ...]
    unread: bool
    alone: bool = False
    definitions: tuple[ObjectView, ...] = ()


@dataclass(frozen=True)
class About:
    markings: Markings
    relations: tuple[Relation, ...]
    sightings: tuple[ObjectView, ...]
    remarks: tuple[ObjectView, ...]
    creator: ObjectView | None

    @property
    def more(self) -> bool:
        """There may be relations that are not named."""
        return len(self.relations) >= RELATED_MAX

    @cached_property
    def bars(self) -> list[Bar]:
        return bars(view.body for view in self.sightings)

    @property
    def times_seen(self) -> int:
        return sum(times(view.body) for view in self.sightings)

    @property
    def shown(self) -> list[ObjectView]:
        """All of which the page shows something."""
        others = [view for relation in self.relations for view in (relation.view, relation.by) if view is not None]
        creator = [self.creator] if self.creator else []
        return [*others, *self.sightings, *self.remarks, *creator, *self.markings.definitions]


def ends_of(viewer: Viewer, views: Sequence[ObjectView], *, before: int) -> dict[str, ObjectView]:
    """What relationships and sightings of a list are about, as far as the viewer has it: to call them by."""
    wanted = {id_ for view in views if view.type in CALLED_BY_OTHERS for id_ in ends(view.body)}
    return named(viewer, wanted, before=before)


def about(viewer: Viewer, of: ObjectView, *, before: int) -> About:
    sightings = referring(viewer, of.stix_id, before=before, types=SIGHTING)
    remarks = referring(viewer, of.stix_id, before=before, types=REMARKS)
    others = referring(viewer, of.stix_id, before=before, but=SIGHTING + REMARKS)
    made: list[tuple[Edge, ObjectView | None]] = [(edge, None) for edge in own_edges(of.body)]
    made += [(edge, view) for view in _standing(others) if (edge := edge_by(view.body, of.stix_id))]
    made = made[:EDGES_MAX]
    creator = of.body.get("created_by_ref")
    wanted = {edge.to for edge, _ in made} | ({creator} if isinstance(creator, str) else set())
    ends = named(viewer, wanted, before=before)
    return About(
        markings=_markings(viewer, of, before=before),
        relations=tuple(Relation(edge, ends.get(edge.to), by) for edge, by in made),
        sightings=tuple(v for v in _standing(sightings) if v.body.get("sighting_of_ref") == of.stix_id),
        remarks=tuple(v for v in _standing(remarks) if of.stix_id in v.body.get("object_refs", ())),
        creator=ends.get(creator) if isinstance(creator, str) else None,
    )


def _standing(views: Sequence[ObjectView]) -> list[ObjectView]:
    """What its originator has revoked counts no more."""
    return [view for view in views if not view.revoked]


def _markings(viewer: Viewer, of: ObjectView, *, before: int) -> Markings:
    """Of definitions with other ids than the standard's those of the same originator count, and no other's."""
    ids = marking_refs(of.body)
    own = sorted(id_ for id_ in ids if id_ not in TLP_IDS)
    read = by_same_originator(viewer, of, own, before=before) if own else []
    definitions: dict[str, dict[str, Any]] = {view.stix_id: view.body for view in read}
    said = [TLP_IDS[id_] for id_ in ids if id_ in TLP_IDS] + [read_definition(body) for body in definitions.values()]
    statements = [body.get("definition", {}).get("statement") for _, body in sorted(definitions.items())]
    return Markings(
        strictest=max(said, default=Marking.SILENT),
        statements=tuple(text for text in statements if isinstance(text, str)),
        unread=any(id_ not in definitions for id_ in own),
        alone=ALONE in ids,
        definitions=tuple(read),
    )
