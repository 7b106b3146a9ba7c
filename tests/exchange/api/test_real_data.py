"""Real STIX goes in and comes out over TAXII byte for byte (../shared/data, which no user's machine has)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from tests.exchange.api.conftest import Council, Taxii, enveloped

REAL = Path(__file__).resolve().parents[4] / "shared/data/stix"
FILES = sorted(REAL.rglob("*.json")) if REAL.is_dir() else []
OBJECTS, MANIFEST = "collections/council/objects/", "collections/council/manifest/"
ENVELOPE = 1000
VALIDATED_EACH = 25  # stix2-validator takes milliseconds an object

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/stix is not here.")


class Bundle(msgspec.Struct):
    objects: list[msgspec.Raw]


def objects_of(path: Path) -> list[bytes]:
    body = path.read_bytes()
    found = json.loads(body)
    if isinstance(found, dict) and "objects" in found:
        return [bytes(raw) for raw in msgspec.json.decode(body, type=Bundle).objects]
    return (
        [body.strip()]
        if isinstance(found, dict)
        else [bytes(r) for r in msgspec.json.decode(body, type=list[msgspec.Raw])]
    )


def pages(of: Taxii, where: str, **query: Any) -> Iterator[bytes]:
    next_: dict[str, str] = {}
    while True:
        response = of.ask("GET", where, {**query, **next_})
        assert response.status_code == 200
        yield response.content
        page = json.loads(response.content)
        if not page.get("more"):
            return
        next_ = {"next": page["next"]}


def octets_of(page: bytes) -> list[bytes]:
    return [bytes(raw) for raw in msgspec.json.decode(page, type=Bundle).objects] if page != b"{}" else []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_is_stored_is_served_as_the_octets_that_came(council: Council, path: Path) -> None:
    council.clock.now = datetime(2026, 6, 1, tzinfo=UTC)
    aa, bb = (council.token(member, at=council.clock.now) for member in council.members[:2])
    came = objects_of(path)
    for start in range(0, len(came), ENVELOPE):
        envelope = came[start : start + ENVELOPE]
        response = aa.ask("POST", OBJECTS, body=enveloped(*envelope))
        assert response.status_code == 202
        sent = json.loads(response.content)
        for _ in range(sent["pending_count"]):
            if sent["status"] == "pending":
                sent = aa.get(f"status/{sent['id']}/")
        assert (sent["success_count"], sent.get("failures")) == (len(envelope), None)
        council.clock.tick()
    own = [raw for page in pages(aa, OBJECTS, **{"match[version]": "all"}) for raw in octets_of(page)]
    assert sorted(own) == sorted(set(came))
    theirs = [raw for page in pages(bb, OBJECTS, **{"match[version]": "all"}) for raw in octets_of(page)]
    assert set(theirs) <= set(own)
    assert theirs
    for raw in theirs[::VALIDATED_EACH]:
        _valid(raw)
    listed = [r for page in pages(bb, MANIFEST) for r in json.loads(page)["objects"]]
    shown = [json.loads(raw) for page in pages(bb, OBJECTS) for raw in octets_of(page)]
    assert [(r["id"], r["version"]) for r in listed] == [
        (o["id"], o.get("modified") or o.get("created") or r["date_added"]) for o, r in zip(shown, listed, strict=True)
    ]


def _valid(raw: bytes) -> None:
    try:
        import stix2validator
    except ImportError:  # its tests say how to get it (tests/exchange/rules/test_oracle.py)
        return
    options = stix2validator.ValidationOptions(version="2.1", disabled="all", strict=False)
    found = stix2validator.validate_instance(json.loads(raw), options)
    assert found.is_valid, (raw, [str(error) for error in found.errors])
