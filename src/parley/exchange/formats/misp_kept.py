"""What misp-stix does not carry, kept on the objects themselves, so that a MISP gets back what a MISP gave.

It stands in a STIX extension of the kind `property-extension` (STIX 2.1, 7.3) on the object that was made of an
attribute, an object or an event, and holds the fields of that one alone: who is released an indicator is not told what
its event says. A reader who does not know the extension loses nothing else.

    {"extension_type": "property-extension", "attribute": {"comment": ..., "distribution": "3", ...}}
    {"extension_type": "property-extension", "object": {..., "attributes": {uuid: {"of": ..., ...}}}}
    {"extension_type": "property-extension", "event": {...}}
    {"extension_type": "property-extension", "part_of": uuid of the event, ...}

An attribute inside an object is found again by `of`: its relation, and a digest of the value that the object holds.
Of a sharing group only its uuid is kept: its name and its members are not the reader's business. Tags of TLP are not
taken from here but from the markings, which may have been tightened since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from uuid import UUID

from parley.exchange.formats.misp_bounds import EXTENSION, TLP_TAGS, is_tlp, level
from parley.release.rules.markings import ALONE, TLP_IDS, Marking, read_definition

Json: TypeAlias = dict[str, Any]

YOUR_ORGANISATION_ONLY, SHARING_GROUP, INHERIT = 0, 4, 5
"""MISP's distribution levels that are named here; 1, 2 and 3 are this community, connected ones, all."""

_TEXT_CHARS_MAX = 65_536
_TAGS_MAX = 1_000
_BOTH = ("distribution", "comment", "timestamp", "first_seen", "last_seen")
_GALAXY = ("uuid", "name", "type", "namespace")
_CLUSTER = ("uuid", "type", "value", "tag_name")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "event": ("date", "threat_level_id", "analysis", "publish_timestamp", "published", "distribution"),
    "object": (*_BOTH, "template_uuid", "template_version", "description"),
    "attribute": (*_BOTH, "disable_correlation", "to_ids"),
}


def kept(kind: str, record: Json) -> Json:
    """The fields of one MISP event, object or attribute that are to be kept; of an object, its attributes' too."""
    made = {name: record[name] for name in FIELDS[kind] if name in record and _plain(record[name])}
    group = record.get("SharingGroup")
    if isinstance(group, dict) and _plain(group.get("uuid")):
        made["sharing_group"] = group["uuid"]
    tags = [tag["name"] for tag in record.get("Tag") or () if isinstance(tag, dict) and _plain(tag.get("name"))]
    if tags:
        made["tags"] = tags[:_TAGS_MAX]
    if galaxies := _galaxies(record):
        made["galaxies"] = galaxies
    if kind == "object":
        made["attributes"] = {a["uuid"]: kept("attribute", a) | {"of": _of(a)} for a in record.get("Attribute") or ()}
    return made


def _galaxies(record: Json) -> list[Json]:
    """Of each galaxy and its clusters what they are called: misp-stix calls some by another of their names."""
    found = []
    for galaxy in record.get("Galaxy") or ():
        clusters = [_texts(c, _CLUSTER) for c in galaxy.get("GalaxyCluster") or ()]
        if clusters:
            found.append(_texts(galaxy, _GALAXY) | {"GalaxyCluster": clusters[:_TAGS_MAX]})
    return found[:_TAGS_MAX]


def _texts(record: Json, names: Sequence[str]) -> Json:
    return {name: record[name] for name in names if isinstance(record.get(name), str) and _plain(record[name])}


def _of(attribute: Json) -> str:
    digest = hashlib.sha256(str(attribute.get("value")).encode(errors="replace")).hexdigest()
    return f"{attribute.get('object_relation')}:{digest[:16]}"


def attach(made: Json, kind: str, record: Json) -> None:
    """Put what is kept of a record on the STIX object that was made of it."""
    body = {"extension_type": "property-extension", kind: kept(kind, record)}
    made["extensions"] = made.get("extensions", {}) | {EXTENSION: body}


def part_of(made: Json) -> str:
    """The uuid of the event that the object is a part of, though no report of the event refers to it.

    Only of what is its originator's alone: so it is the reader's own, and nobody puts a thing into another's event.
    """
    if ALONE not in (made.get("object_marking_refs") or ()):
        return ""
    part = _mapping(_mapping(made.get("extensions")).get(EXTENSION)).get("part_of")
    return part if isinstance(part, str) else ""


def restore(event: Json, objects: Sequence[Json]) -> None:
    """Give a MISP event, and what is in it, the fields that the objects keep. By uuid; ill-formed ones are ignored."""
    definitions = {str(o["id"]): read_definition(o) for o in objects if o.get("type") == "marking-definition"}
    of_event: _Kept = _Kept({}, Marking.SILENT, Marking.SILENT)
    for made, uuid, body in _extended(objects):
        if uuid == event.get("uuid") and "event" in body and made["type"] in ("report", "grouping"):
            fields = _mapping(body["event"])
            of_event = _Kept(fields, _now(made, fields, definitions), level(_names(fields)))
            _apply(event, "event", of_event)
    attributes: dict[str, _Kept] = {}
    by_uuid = {each.get("uuid"): each for each in event.get("Object") or ()}
    for made, uuid, body in _extended(objects):
        fields = _mapping(body.get("attribute"))
        if fields:
            before = max(level(_names(fields)), of_event.before)
            attributes[uuid] = _Kept(fields, _now(made, fields, definitions), before)
        of_object = _mapping(body.get("object"))
        inner = {k: _mapping(v) for k, v in _mapping(of_object.get("attributes")).items()}
        if of_object and uuid in by_uuid:
            _apply(by_uuid[uuid], "object", _Kept(of_object, Marking.SILENT, Marking.SILENT))
            _rename(by_uuid[uuid], inner)
        names = [name for each in inner.values() for name in _names(each)]
        before = max(level(names), of_event.before)
        attributes |= {k: _Kept(v, _now(made, {"tags": names}, definitions), before) for k, v in inner.items()}
    nested = [a for each in event.get("Object") or () for a in each.get("Attribute") or ()]
    for attribute in [*(event.get("Attribute") or ()), *nested]:
        if attribute.get("uuid") in attributes:
            _apply(attribute, "attribute", attributes[attribute["uuid"]])


@dataclass(frozen=True, slots=True)
class _Kept:
    """The fields of one record; the TLP that its object bears now, and the one that its tags and its event's said."""

    fields: Json
    now: Marking
    before: Marking


def _extended(objects: Iterable[Json]) -> Iterator[tuple[Json, str, Json]]:
    for made in objects:
        body = _mapping(_mapping(made.get("extensions")).get(EXTENSION))
        if body:
            yield made, str(made.get("id")).partition("--")[2], body


def _names(fields: Json) -> list[str]:
    tags = fields.get("tags")
    return [name for name in tags if isinstance(name, str)][:_TAGS_MAX] if isinstance(tags, list) else []


def _now(made: Json, fields: Json, definitions: Mapping[str, Marking]) -> Marking:
    """The TLP of an object's markings; of a tag that nobody could read, as long as it is the originator's alone."""
    refs = [ref for ref in made.get("object_marking_refs") or () if isinstance(ref, str)]
    if ALONE in refs and level(_names(fields)) is Marking.UNKNOWN:
        return Marking.UNKNOWN
    return max((TLP_IDS.get(ref, definitions.get(ref, Marking.SILENT)) for ref in refs), default=Marking.SILENT)


def _rename(record: Json, fields: Mapping[str, Json]) -> None:
    """Give the attributes of an object the uuids that they had: each once, and only a well-formed one.

    By relation and value; where the value is written otherwise now, by the relation, if only one is left on each side.
    """
    free = {uuid: str(body.get("of")) for uuid, body in fields.items() if is_uuid(uuid)}
    for find in (_of, _relation):
        waiting = [a for a in record.get("Attribute") or () if a.get("uuid") not in fields]
        wanted = [find(attribute) for attribute in waiting]
        for attribute, key in zip(waiting, wanted, strict=True):
            same = [uuid for uuid, of in free.items() if (of if find is _of else of.rpartition(":")[0]) == key]
            if same and (find is _of or len(same) == wanted.count(key) == 1):
                attribute["uuid"] = same[0]
                del free[same[0]]


def _relation(attribute: Json) -> str:
    return str(attribute.get("object_relation"))


def is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _apply(record: Json, kind: str, kept_: _Kept) -> None:
    fields = kept_.fields
    record |= {name: fields[name] for name in FIELDS[kind] if _plain(fields.get(name))}
    if kind != "event" and "comment" not in fields:
        record.pop("comment", None)  # misp-stix writes one where there is none
    if _plain(fields.get("sharing_group")):
        record["SharingGroup"] = {"uuid": fields["sharing_group"], "name": fields["sharing_group"]}
    if kind != "object":
        record["Tag"] = [{"name": name} for name in _tags(_names(fields), kept_)]
        record["Galaxy"] = _named(fields.get("galaxies"), record.get("Galaxy") or ())


def _named(galaxies: object, written: Sequence[Json]) -> list[Json]:
    """The galaxies that were kept, with whatever more misp-stix has written of them."""
    clusters = {c.get("uuid"): c for galaxy in written for c in galaxy.get("GalaxyCluster") or ()}
    around = {galaxy.get("type"): galaxy for galaxy in written}
    found = []
    for galaxy in map(_mapping, galaxies[:_TAGS_MAX] if isinstance(galaxies, list) else ()):
        inner = galaxy.get("GalaxyCluster")
        named = [_texts(_mapping(c), _CLUSTER) for c in (inner if isinstance(inner, list) else ())[:_TAGS_MAX]]
        own = around.get(galaxy.get("type"), {}) | _texts(galaxy, _GALAXY)
        found.append(own | {"GalaxyCluster": [clusters.get(c.get("uuid"), {}) | c for c in named]})
    return found


def _tags(names: list[str], kept_: _Kept) -> list[str]:
    """As they were; but TLP as the object's markings say it, where these say something else now."""
    if kept_.now is kept_.before:
        return names
    return [name for name in names if not is_tlp(name)] + ([TLP_TAGS[kept_.now]] if kept_.now in TLP_TAGS else [])


def _plain(value: object) -> bool:
    return isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= _TEXT_CHARS_MAX)


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}
