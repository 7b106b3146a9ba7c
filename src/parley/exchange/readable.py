"""An object's properties as a person reads them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from parley.exchange.rules.defanging import defang
from parley.exchange.rules.patterns import Simple, recognise
from parley.exchange.words import PROPERTIES, relation_text

TEXT_CHARS_MAX = 20_000
"""Of one property, in characters, that the page shows; the octets have all."""
ITEMS_MAX = 100
VALUES_MAX = 100
_ELSEWHERE = frozenset(
    {
        *("type", "spec_version", "id", "name", "pattern", "revoked", "defanged", "recalled_id"),
        *("object_marking_refs", "granular_markings", "created_by_ref", "extensions"),
    }
)
"""Shown in other places of the page, or only in the octets."""
_FIRST = ("description", "abstract", "content", "opinion", "explanation", "aliases", "labels")


@dataclass(frozen=True, slots=True)
class Property:
    """`kind`: text, items, moment, code or sources."""

    name: str
    label: str
    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Value:
    """What an indicator looks for, or what an observable is. `to_read` leads nowhere."""

    path: str
    to_read: str
    true: str


def values(body: Mapping[str, Any]) -> list[Value]:
    """Of a pattern that the node does not take apart, none: it stands there as a whole."""
    found: Sequence[tuple[str, str]] = ()
    if body.get("pattern_type") == "stix" and isinstance(pattern := body.get("pattern"), str):
        read = recognise(pattern)
        found = read.values if isinstance(read, Simple) else ()
    elif isinstance(value := body.get("value"), str):
        found = [(f"{body['type']}:value", value)]
    return [Value(path, defang(path.partition(":")[0], true), true) for path, true in found[:VALUES_MAX]]


def properties(body: Mapping[str, Any]) -> list[Property]:
    """In the order of the object, what people wrote first."""
    shown = {name: value for name, value in body.items() if _is_shown(name, body)}
    first = [name for name in _FIRST if name in shown]
    return [_property(name, shown[name]) for name in (*first, *(n for n in shown if n not in first))]


def _is_shown(name: str, body: Mapping[str, Any]) -> bool:
    if name == "value" and isinstance(body[name], str):
        return False
    return name not in _ELSEWHERE and not name.endswith(("_ref", "_refs"))


def _property(name: str, value: Any) -> Property:
    label = str(PROPERTIES[name]) if name in PROPERTIES else name.replace("_", " ")
    match value:
        case str() if name == "relationship_type":
            return Property(name, label, "text", relation_text(value))
        case str():
            moment = _moment(value)
            return Property(name, label, "moment", moment) if moment else Property(name, label, "text", _cut(value))
        case bool() | int() | float():
            return Property(name, label, "text", json.dumps(value))
        case [*items] if name == "external_references":
            return Property(name, label, "sources", [_source(item) for item in items[:ITEMS_MAX]])
        case [*items] if name == "kill_chain_phases":
            phases = (f"{p.get('kill_chain_name')}: {p.get('phase_name')}" for p in items if isinstance(p, dict))
            return Property(name, label, "items", _some(phases))
        case [*items] if all(isinstance(item, str) for item in items):
            return Property(name, label, "items", _some(items))
        case {**named} if named and all(isinstance(each, str) for each in named.values()):
            return Property(name, label, "items", _some(f"{key}: {each}" for key, each in named.items()))
        case _:
            return Property(name, label, "code", _cut(json.dumps(value, ensure_ascii=False, indent=2)))


def _some(items: Iterable[str]) -> list[str]:
    return [_cut(item) for _, item in zip(range(ITEMS_MAX), items, strict=False)]


def _source(reference: Any) -> dict[str, str]:
    """An external reference (STIX 2.1, 2.5). Its address is text: nobody is led out of here by a click."""
    named = reference if isinstance(reference, dict) else {}
    parts = {name: _cut(str(named.get(name, ""))) for name in ("source_name", "external_id", "description", "url")}
    return parts | {"url": defang("url", parts["url"])}


def _moment(text: str) -> datetime | None:
    if len(text) > 40 or not text.endswith("Z") or "T" not in text:
        return None
    try:
        return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    except ValueError:
        return None


def _cut(text: str) -> str:
    return text if len(text) <= TEXT_CHARS_MAX else text[:TEXT_CHARS_MAX] + "…"
