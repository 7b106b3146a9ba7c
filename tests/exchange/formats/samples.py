"""Small MISP events, typed by us, and how they are read here."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from parley.exchange.formats import Making, Options, Read, Unreadable, read
from parley.exchange.formats.misp_out import About

AT = datetime(2021, 12, 7, 12, 0, tzinfo=UTC)
MAKING = Making(AT, b"k" * 32)
ABOUT = About(UUID(int=7), "Put together", AT, "Members", UUID(int=8))
EVENT = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0001"
DOMAIN = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0011"
ADDRESS = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0012"
FILE = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0021"
CLUSTER = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0031"
GROUP = "5c3f0f4e-2b7a-4f55-9f0a-0a7d3c1e0041"
STAMP = "1638878400"


def tagged(*names: str) -> list[dict[str, str]]:
    return [{"name": name} for name in names]


def attribute(uuid: str, type_: str, value: str, **more: Any) -> dict[str, Any]:
    made = {"uuid": uuid, "type": type_, "value": value, "category": "Network activity", "timestamp": STAMP}
    return made | {"to_ids": True, "distribution": "5"} | more


def event(**more: Any) -> dict[str, Any]:
    """An event for all communities, with a domain and an address of their own."""
    made = {
        "uuid": EVENT,
        "info": "A sample",
        "date": "2021-12-01",
        "timestamp": STAMP,
        "publish_timestamp": STAMP,
        "published": True,
        "threat_level_id": "2",
        "analysis": "1",
        "distribution": "3",
        "Attribute": [
            attribute(DOMAIN, "domain", "a.example", comment="seen first"),
            attribute(ADDRESS, "ip-dst", "192.0.2.1"),
        ],
    }
    return made | more


def objects_of(event_: Mapping[str, Any], groups: Mapping[str, str] | None = None) -> list[Read]:
    items = list(read(json.dumps({"Event": event_}).encode(), "x", MAKING, options=Options(groups=groups or {})))
    assert not [item for item in items if isinstance(item, Unreadable)]
    return [item for item in items if isinstance(item, Read)]


def by_id(items: list[Read]) -> dict[str, dict[str, Any]]:
    parsed = [json.loads(item.raw) for item in items]
    return {each["id"]: each for each in parsed}
