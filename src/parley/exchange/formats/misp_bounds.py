"""How far what stands in a MISP event may go: its distribution and its TLP tags, written onto the objects made of it.

MISP marks an event and means all that is in it; misp-stix marks the report alone. Here every object bears the
strictest TLP of its attribute, its MISP object and its event, as a marking that every reader of STIX knows.

    distribution 0, "your organisation only"     `ALONE`
    distribution 4, a sharing group              the collection that was named for it, otherwise `ALONE`
    distribution 1, 2, 3: communities, all       as far as the collection reaches into which it is imported
    distribution 5, or none                      as what it stands in
    a TLP tag that nobody knows; another level   `ALONE`

`ALONE` is a marking that no node can read, so that it reaches nobody but its originator, wherever the object is added
(release/rules/markings.py): there is no way in on which somebody could forget to look at a distribution.

A report goes without what may not go as far as it does, as MISP itself leaves such attributes out of an event. What is
its originator's alone says itself of which event it is a part, so that the originator gets it back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from parley.release.rules.markings import ALONE, TLP_IDS, Marking, read_definition

Json: TypeAlias = dict[str, Any]

EXTENSION = "extension-definition--5f0ce1a4-3c53-4c8c-8d0a-8f6f3b1e3f27"
"""Parley's own, of what MISP says and STIX does not (misp_kept.py)."""

OWN, GROUP, INHERIT = "0", "4", "5"
_WIDE = frozenset({"1", "2", "3"})
TLP_MARKS: Mapping[Marking, str] = {
    Marking.CLEAR: "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487",
    Marking.GREEN: "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da",
    Marking.AMBER: "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82",
    Marking.AMBER_STRICT: "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003",
    Marking.RED: "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed",
}
"""Of levels that TLP 1.0 has, the marking that STIX 2.1 itself fixes (7.2.1.4)."""
TLP_TAGS: Mapping[Marking, str] = {
    Marking.CLEAR: "tlp:clear",
    Marking.GREEN: "tlp:green",
    Marking.AMBER: "tlp:amber",
    Marking.AMBER_STRICT: "tlp:amber+strict",
    Marking.RED: "tlp:red",
}
_SAYING = frozenset({"relationship", "sighting", "note", "opinion"})
_REPORTS = frozenset({"report", "grouping"})


@dataclass(frozen=True, slots=True)
class Bound:
    """`alone`: the originator's. `to`: the one collection; "" for any."""

    marking: Marking = Marking.SILENT
    alone: bool = False
    to: str = ""

    def __and__(self, other: Bound) -> Bound:
        """Both hold. Of two collections neither is within the other, so it is the originator's alone."""
        alone = self.alone or other.alone or bool(self.to and other.to and self.to != other.to)
        return Bound(max(self.marking, other.marking), alone, "" if alone else self.to or other.to)

    def __or__(self, other: Bound) -> Bound:
        """Either holds: for what is part of two things, the farther."""
        if self.reach != other.reach:
            return self if self.reach < other.reach else other
        both = self & other
        return Bound(min(self.marking, other.marking), both.alone, both.to)

    @property
    def reach(self) -> int:
        """0: as far as the collection. 1: one group. 2: nobody but the originator."""
        return 2 if self.alone or self.marking >= Marking.RED else 1 if self.to else 0


def level(names: Iterable[str]) -> Marking:
    """The strictest TLP that tags name, in whatever capitals."""
    return max((read_definition({"name": name}) for name in names if is_tlp(name)), default=Marking.SILENT)


def is_tlp(name: str) -> bool:
    return name.strip().casefold().startswith("tlp:")


def tag_names(record: Json) -> list[str]:
    tags = record.get("Tag")
    return [str(tag.get("name")) for tag in tags if isinstance(tag, dict)] if isinstance(tags, list) else []


def bound_of(record: Json, groups: Mapping[str, str] | None) -> Bound:
    """What one event, object or attribute says of itself. `groups` None: its distribution does not count."""
    marking = level(tag_names(record))
    if groups is None:
        return Bound(marking, alone=marking is Marking.UNKNOWN)
    said = str(record.get("distribution", INHERIT))
    if said == GROUP:
        group = record.get("SharingGroup")
        to = groups.get(str(group.get("uuid")), "") if isinstance(group, dict) else ""
        return Bound(marking, alone=not to or marking is Marking.UNKNOWN, to=to)
    known = said in _WIDE or said in (INHERIT, "None", "")
    return Bound(marking, alone=not known or marking is Marking.UNKNOWN)


def bind(event: Json, made: list[Json], groups: Mapping[str, str] | None) -> dict[str, str]:
    """Mark the objects that were made of an event. Returns the collection of each that goes to a group.

    1. What was made of an attribute or an object goes as far as that; of an object's attributes the narrowest counts,
       since STIX has one object of all of them.
    2. What says something of others goes as far as all of them.
    3. What is only referred to (a value, a cluster of a galaxy) goes as far as the farthest of those that refer to it.
    4. A report leaves out what goes less far than itself, and so does the name of the event's organisation.
    """
    whole = bound_of(event, groups)
    bounds = _of_records(event, whole, groups)  # 1
    owned = {each["id"]: bounds[u] for each in made if (u := _uuid(each)) in bounds and _is_owned(each)}
    found = dict(owned)
    for each in made:
        if each["type"] in _SAYING:  # 2
            found[each["id"]] = _all(whole, (owned[to] for to in references(each) if to in owned))
    _spread(event, made, found, whole)  # 3
    for each in made:
        if each["type"] not in ("marking-definition", "identity"):
            _mark(each, found.setdefault(each["id"], whole))
    _leave_out(event, made, found, whole)  # 4
    return {each["id"]: on.to for each in made if (on := found.get(each["id"], whole)).reach == 1}


def _of_records(event: Json, whole: Bound, groups: Mapping[str, str] | None) -> dict[str, Bound]:
    bounds = {str(event["uuid"]): whole}
    for attribute in event["Attribute"]:
        bounds[attribute["uuid"]] = whole & bound_of(attribute, groups)
    for each in event["Object"]:
        inner = whole & bound_of(each, groups)
        inner = _all(inner, (bound_of(a, groups) for a in each["Attribute"]))
        bounds[each["uuid"]] = inner
        bounds |= {a["uuid"]: inner for a in each["Attribute"]}
    for record in (*event["Attribute"], *event["Object"]):
        for sighting in record.get("Sighting") or ():
            bounds[str(sighting.get("uuid"))] = bounds[record["uuid"]]
    return bounds


def _all(first: Bound, others: Iterable[Bound]) -> Bound:
    for other in others:
        first &= other
    return first


def _uuid(made: Json) -> str:
    return str(made["id"]).partition("--")[2]


def _is_owned(made: Json) -> bool:
    return made["type"] not in _SAYING - {"sighting"}


def references(made: Json) -> Iterator[str]:
    for name, value in made.items():
        if name in ("created_by_ref", "object_marking_refs"):
            continue
        if name.endswith("_ref") and isinstance(value, str):
            yield value
        elif name.endswith("_refs") and isinstance(value, list):
            yield from (each for each in value if isinstance(each, str))
        elif name == "extensions" and isinstance(value, dict):
            yield from (to for body in value.values() if isinstance(body, dict) for to in references(body))


def _spread(event: Json, made: list[Json], found: dict[str, Bound], whole: Bound) -> None:
    """3. Along the references, until nothing changes; each step makes a bound wider, so it ends."""
    of_event = {str(c.get("uuid")) for g in event.get("Galaxy") or () for c in g.get("GalaxyCluster") or ()}
    leaves = {
        each["id"]
        for each in made
        if each["id"] not in found and each["type"] not in _REPORTS and _uuid(each) not in of_event
    }
    links = [
        (each["id"], to) for each in made if each["type"] not in _REPORTS for to in references(each) if to in leaves
    ]
    changed = True
    while changed:
        changed = False
        for by, to in links:
            wider = found[by] | found.get(to, found[by]) if by in found else found.get(to)
            if wider is not None and wider != found.get(to):
                found[to] = wider
                changed = True


def _mark(made: Json, on: Bound) -> None:
    """The TLP that the bound says in the place of a milder one, and `ALONE` where it is nobody else's."""
    had = [ref for ref in made.get("object_marking_refs") or () if isinstance(ref, str)]
    here = max((TLP_IDS[ref] for ref in had if ref in TLP_IDS), default=Marking.SILENT)
    if on.marking in TLP_MARKS and here != on.marking:
        had = [ref for ref in had if ref not in TLP_IDS] + [TLP_MARKS[on.marking]]
    if on.alone:
        had.append(ALONE)
    if had:
        made["object_marking_refs"] = list(dict.fromkeys(had))


def _leave_out(event: Json, made: list[Json], found: dict[str, Bound], whole: Bound) -> None:
    """4. Definitions of markings go as far as what bears them; those of TLP, which are everybody's, not even alone."""
    borne: dict[str, Bound] = {}
    apart: set[str] = set()
    for each in made:
        for ref in each.get("object_marking_refs") or ():
            on = found.get(each["id"], whole)
            borne[ref] = borne[ref] | on if ref in borne else on
        if each["type"] in _REPORTS and isinstance(each.get("object_refs"), list):
            kept = [ref for ref in each["object_refs"] if not _is_narrower(found.get(ref, whole), whole)]
            apart |= {ref for ref in each["object_refs"] if kept and ref not in kept and found[ref].alone}
            each["object_refs"] = kept or each["object_refs"]  # there has to be one; then the report goes no farther
    for each in made:
        if each["id"] in apart and each["type"] != "marking-definition":
            part = {"extension_type": "property-extension", "part_of": event["uuid"]}
            each["extensions"] = each.get("extensions", {}) | {
                EXTENSION: part | each.get("extensions", {}).get(EXTENSION, {})
            }
    left_out = set()
    for each in made:
        if each["type"] == "identity" and whole.reach:
            left_out.add(each["id"])
        elif each["type"] == "marking-definition":
            on = found[each["id"]] = borne.get(each["id"], whole)
            if each["id"] in TLP_IDS and on.reach:
                left_out.add(each["id"])
            elif each["id"] not in TLP_IDS:
                _mark(each, on)
    made[:] = [_without(each, left_out) for each in made if each["id"] not in left_out]


def _without(made: Json, left_out: set[str]) -> Json:
    if made.get("created_by_ref") in left_out:
        made = {name: value for name, value in made.items() if name != "created_by_ref"}
    return made


def _is_narrower(one: Bound, other: Bound) -> bool:
    return one.reach > other.reach or (one.reach == other.reach == 1 and one.to != other.to)
