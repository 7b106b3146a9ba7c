"""What an object is related to: by what it refers to itself, and by others that refer to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parley.exchange.rules.objects.references import references
from parley.exchange.rules.words import REFERENCES_LEFT_OUT


@dataclass(frozen=True, slots=True)
class Edge:
    """One relation of an object. `label` is a relationship's type, or the property that refers, without `_ref`."""

    label: str
    outgoing: bool
    to: str


def own_edges(body: Mapping[str, Any]) -> list[Edge]:
    """To what an object refers itself, each once."""
    found: dict[Edge, None] = {}
    for pointer, id_ in references(body):
        names = pointer.split("/")[1:]
        if names[0] not in REFERENCES_LEFT_OUT and id_ != body["id"]:
            found[Edge(_property(names), True, id_)] = None
    return list(found)


def edge_by(other: Mapping[str, Any], stix_id: str) -> Edge | None:
    """The relation that another object makes for the one of this id; None where it makes none.

    A relationship (STIX 2.1, 5.1) relates it to its other end; anything else to itself.
    """
    if other["type"] == "relationship":
        source, target = other.get("source_ref"), other.get("target_ref")
        if source == stix_id and isinstance(target, str):
            return Edge(str(other["relationship_type"]), True, target)
        if target == stix_id and isinstance(source, str):
            return Edge(str(other["relationship_type"]), False, source)
    by = next((edge for edge in own_edges(other) if edge.to == stix_id), None)
    return by and Edge(by.label, False, str(other["id"]))


def ends(body: Mapping[str, Any]) -> list[str]:
    """What a relationship or a sighting is about: it has no name of its own, so it is called by these."""
    return [body[name] for name in ("source_ref", "target_ref", "sighting_of_ref") if isinstance(body.get(name), str)]


def _property(names: list[str]) -> str:
    name = next(name for name in reversed(names) if not name.isdecimal())
    return name.removesuffix("_ref").removesuffix("_refs").replace("_", " ")
