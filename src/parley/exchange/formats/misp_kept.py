"""What misp-stix does not carry, kept on the objects themselves, so that a MISP gets back what a MISP gave.

It stands in a STIX extension of the kind `property-extension` (STIX 2.1, 7.3) on the object that was made of an
attribute, an object or an event, and holds the fields of that one alone: who is released an indicator is not told what
its event says. A reader who does not know the extension loses nothing else.

    {"extension_type": "property-extension", "attribute": {"comment": ..., "distribution": "3", ...}}
    {"extension_type": "property-extension", "object": {..., "attributes": {uuid: {"of": ..., ...}}}}
    {"extension_type": "property-extension", "event": {...}}

An attribute inside an object is found again by `of`: its relation, and a digest of the value that the object holds.
Of a sharing group only its uuid is kept: its name and its members are not the reader's business. Tags of TLP are not
taken from here but from the markings, which may have been tightened since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

Json: TypeAlias = dict[str, Any]

EXTENSION = "extension-definition--5f0ce1a4-3c53-4c8c-8d0a-8f6f3b1e3f27"

YOUR_ORGANISATION_ONLY, SHARING_GROUP, INHERIT = 0, 4, 5
"""MISP's distribution levels that are named here; 1, 2 and 3 are this community, connected ones, all."""

_TEXT_CHARS_MAX = 65_536
_TAGS_MAX = 1_000
_BOTH = ("distribution", "comment", "timestamp", "first_seen", "last_seen")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "event": ("date", "threat_level_id", "analysis", "publish_timestamp", "published", "distribution"),
    "object": (*_BOTH, "template_version", "description"),
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
    if kind == "object":
        made["attributes"] = {a["uuid"]: kept("attribute", a) | {"of": _of(a)} for a in record.get("Attribute") or ()}
    return made


def _of(attribute: Json) -> str:
    digest = hashlib.sha256(str(attribute.get("value")).encode(errors="replace")).hexdigest()
    return f"{attribute.get('object_relation')}:{digest[:16]}"


def attach(made: Json, kind: str, record: Json) -> None:
    """Put what is kept of a record on the STIX object that was made of it."""
    body = {"extension_type": "property-extension", kind: kept(kind, record)}
    made["extensions"] = made.get("extensions", {}) | {EXTENSION: body}


def restore(event: Json, objects: Iterable[Json]) -> None:
    """Give a MISP event, and what is in it, the fields that the objects keep. By uuid; ill-formed ones are ignored."""
    attributes: dict[str, Json] = {}
    for made in objects:
        body = _mapping(_mapping(made.get("extensions")).get(EXTENSION))
        uuid = str(made.get("id")).partition("--")[2]
        if uuid == event.get("uuid") and "event" in body:
            _apply(event, "event", _mapping(body["event"]))
        if "attribute" in body:
            attributes[uuid] = _mapping(body["attribute"])
        of_object = _mapping(body.get("object"))
        for each in event.get("Object") or () if of_object else ():
            if each.get("uuid") == uuid:
                _apply(each, "object", of_object)
                _rename(each, _mapping(of_object.get("attributes")))
        attributes |= {k: _mapping(v) for k, v in _mapping(of_object.get("attributes")).items()}
    nested = [a for each in event.get("Object") or () for a in each.get("Attribute") or ()]
    for attribute in [*(event.get("Attribute") or ()), *nested]:
        if attribute.get("uuid") in attributes:
            _apply(attribute, "attribute", attributes[attribute["uuid"]])


def _rename(record: Json, fields: Json) -> None:
    """Give the attributes of an object the uuids that they had: each once, and only a well-formed one."""
    free = {str(_mapping(body).get("of")): uuid for uuid, body in fields.items() if is_uuid(uuid)}
    for attribute in record.get("Attribute") or ():
        if attribute.get("uuid") not in fields and (uuid := free.pop(_of(attribute), None)):
            attribute["uuid"] = uuid


def is_uuid(value: object) -> bool:
    try:
        return isinstance(value, str) and str(UUID(value)) == value.lower()
    except ValueError:
        return False


def _apply(record: Json, kind: str, fields: Json) -> None:
    record |= {name: fields[name] for name in FIELDS[kind] if _plain(fields.get(name))}
    if _plain(fields.get("sharing_group")):
        record["SharingGroup"] = {"uuid": fields["sharing_group"], "name": fields["sharing_group"]}
    tags = fields.get("tags")
    if kind != "object":
        names = [name for name in tags if isinstance(name, str)] if isinstance(tags, list) else []
        marked = [tag for tag in record.get("Tag") or () if str(tag.get("name")).startswith("tlp:")]
        record["Tag"] = [{"name": name} for name in names[:_TAGS_MAX] if not name.startswith("tlp:")] + marked


def _plain(value: object) -> bool:
    return isinstance(value, bool | int) or (isinstance(value, str) and len(value) <= _TEXT_CHARS_MAX)


def _mapping(value: object) -> Json:
    return value if isinstance(value, dict) else {}
