"""STIX 2.0 objects made STIX 2.1 ones: ids, times and markings stay; what the standard moved is moved.

What is renamed or gone is what the two standards' property tables differ in. A property that 2.1 has no longer is
kept as a custom one (`x_` before its name), so that nothing said is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import msgspec

from parley.council.errors import gettext_noop, shown
from parley.exchange.formats.items import Item, Making, Read, unreadable

Json: TypeAlias = dict[str, Any]

LABELS = {
    "indicator": "indicator_types",
    "malware": "malware_types",
    "report": "report_types",
    "threat-actor": "threat_actor_types",
    "tool": "tool_types",
    "identity": "roles",
}
"""Where 2.1 puts what 2.0 has in `labels`; in other types `labels` is what it was."""

TYPES = frozenset(LABELS) | {
    "attack-pattern",
    "campaign",
    "course-of-action",
    "intrusion-set",
    "marking-definition",
    "observed-data",
    "relationship",
    "sighting",
    "vulnerability",
}
"""Types of 2.0 outside observed data: in 2.1 each must say its `spec_version` (3.2)."""

_TIMES = {"created": "ctime", "modified": "mtime", "accessed": "atime"}
RENAMED: Mapping[str, Mapping[str, str]] = {
    "directory": _TIMES,
    "file": _TIMES
    | {
        "is_encrypted": "x_is_encrypted",
        "encryption_algorithm": "x_encryption_algorithm",
        "decryption_key": "x_decryption_key",
    },
    "network-traffic": {"encapsulates_by_ref": "encapsulated_by_ref"},
    "process": {"binary_ref": "image_ref", "created": "created_time", "name": "x_name", "arguments": "x_arguments"},
    "user-account": {"password_last_changed": "credential_last_changed"},
    "windows-registry-key": {"modified": "modified_time"},
    "archive-ext": {"version": "x_version"},
    "raster-image-ext": {"image_compression_algorithm": "x_image_compression_algorithm"},
    "socket-ext": {"protocol_family": "x_protocol_family"},
}
"""Properties of cyber-observables and of their extensions: 2.0 name to 2.1 name."""


def converted(parsed: Json, place: str, making: Making) -> Iterator[Item]:
    """One object of 2.0: itself, after the cyber-observables that stood inside it."""
    made = dict(parsed)
    inside: list[Json] = []
    if made.get("type") == "observed-data" and "objects" in made:
        contained = made.pop("objects")
        if not _are_observables(contained):
            expected = gettext_noop("objects: a JSON object of cyber-observables, each with its type")
            yield unreadable(f"{place}/objects", expected, shown(contained))
            return
        _mark_whole(made)
        inside = list(_observables(made, contained, making))
        made["object_refs"] = [each["id"] for each in inside]
    for each in inside:
        yield Read(msgspec.json.encode(each), place)
    yield Read(msgspec.json.encode(_moved(made)), place)


def _moved(made: Json) -> Json:
    """An object of 2.0 with its version, its labels and its pattern as 2.1 has them."""
    kind = made.get("type")
    made = {"type": kind, "spec_version": "2.1"} | made
    target = LABELS.get(str(kind))
    if target and "labels" in made:
        made[target] = made.pop("labels")
        _rename_selectors(made, "labels", target)
    if kind == "indicator":
        made = {"pattern_type": "stix", "pattern_version": "2.0"} | made
    if kind == "malware":  # 2.0 speaks of families; ATT&CK, too, became 2.1 so
        made = {"is_family": True} | made
    for reference in made.get("external_references") or ():
        if isinstance(reference, dict):
            _name_hashes(reference)
    return made


def _rename_selectors(made: Json, old: str, new: str) -> None:
    """Selectors name properties (4.2.3.1): those of a renamed one follow it."""
    marked = made.get("granular_markings")
    if isinstance(marked, list):
        made["granular_markings"] = [
            m | {"selectors": [new + s[len(old) :] if _within(s, old) else s for s in m["selectors"]]}
            if isinstance(m, dict) and isinstance(m.get("selectors"), list)
            else m
            for m in marked
        ]


def _within(selector: object, name: str) -> bool:
    return isinstance(selector, str) and (selector == name or selector.startswith(f"{name}."))


def _mark_whole(made: Json) -> None:
    """A granular marking of what stood inside marks the whole now, and so each observable: never less is marked."""
    kept, marks = [], list(made.get("object_marking_refs") or ())
    for marking in made.get("granular_markings") or ():
        selectors = marking.get("selectors") if isinstance(marking, dict) else None
        if isinstance(selectors, list) and any(_within(s, "objects") for s in selectors):
            if marking.get("marking_ref") not in marks:
                marks.append(marking.get("marking_ref"))
        else:
            kept.append(marking)
    for name, value in (("granular_markings", kept), ("object_marking_refs", marks)):
        made.pop(name, None)
        if value:
            made[name] = value


def _are_observables(contained: object) -> bool:
    return (
        isinstance(contained, dict)
        and bool(contained)
        and all(isinstance(o, dict) and isinstance(o.get("type"), str) for o in contained.values())
    )


def _observables(around: Json, contained: Mapping[str, Json], making: Making) -> Iterator[Json]:
    """The observables of one observed-data object, under ids of their own and with its markings."""
    version = (str(around.get("id")), str(around.get("modified")))
    ids = {key: f"{o['type']}--{making.uuid('stix-2.0', *version, key)}" for key, o in contained.items()}
    for key, observable in contained.items():
        body = _referring(observable, ids)
        extensions = body.get("extensions")
        if isinstance(extensions, dict):
            body["extensions"] = {
                name: _http(_renamed(each, name)) if isinstance(each, dict) else each
                for name, each in extensions.items()
            }
        _name_hashes(body)
        made = {"type": observable["type"], "spec_version": "2.1", "id": ids[key]}
        if around.get("object_marking_refs"):
            made["object_marking_refs"] = around["object_marking_refs"]
        yield made | _renamed(body, observable["type"])


def _renamed(body: Json, kind: str) -> Json:
    names = RENAMED.get(kind, {})
    return {names.get(name, name): value for name, value in body.items()}


def _referring(value: Any, ids: Mapping[str, str]) -> Any:
    """The value with each reference to a neighbour's key (2.0, part 3, 2.8) made one to its id."""
    if isinstance(value, list):
        return [_referring(each, ids) for each in value]
    if not isinstance(value, dict):
        return value
    made: Json = {}
    for name, each in value.items():
        if name.endswith("_ref") and isinstance(each, str):
            made[name] = ids.get(each, each)
        elif name.endswith("_refs") and isinstance(each, list):
            made[name] = [ids.get(key, key) if isinstance(key, str) else key for key in each]
        else:
            made[name] = _referring(each, ids)
    return made


def _http(extension: Json) -> Json:
    """Of a header 2.0 has one value, and 2.1 a list of them."""
    headers = extension.get("request_header")
    if isinstance(headers, dict):
        extension["request_header"] = {k: [v] if isinstance(v, str) else v for k, v in headers.items()}
    return extension


def _name_hashes(body: Json) -> None:
    """2.0's vocabulary says ssdeep where 2.1's says SSDEEP."""
    hashes = body.get("hashes")
    if isinstance(hashes, dict) and "ssdeep" in hashes:
        body["hashes"] = {"SSDEEP" if k == "ssdeep" else k: v for k, v in hashes.items()}
