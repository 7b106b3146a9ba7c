"""Indicators as members share them: a pattern, a name, a sentence or two. The same number gives the same octets."""

from __future__ import annotations

import hashlib
import json
from uuid import UUID

_ACTORS = ("quiet harbour", "tin lantern", "paper heron", "cold meadow", "slow ferry", "brass orchard")
_DOINGS = ("sends mail with a loader", "resolves to a control server", "serves a page that asks for passwords")
_PLACES = ("a ministry", "a power company", "a hospital", "a railway", "a port", "a bank")


def indicator(number: int) -> bytes:
    """About 600 octets. No two numbers share an id or a value."""
    drawn = hashlib.sha256(b"indicator %d" % number).digest()
    text = drawn.hex()
    patterns = (
        f"[domain-name:value = '{text[:12]}.example']",
        f"[ipv4-addr:value = '10.{drawn[0]}.{drawn[1]}.{drawn[2]}']",
        f"[url:value = 'http://{text[:10]}.example/{text[10:18]}']",
        f"[file:hashes.'SHA-256' = '{text}']",
    )
    actor, doing, place = _ACTORS[drawn[3] % 6], _DOINGS[drawn[4] % 3], _PLACES[drawn[5] % 6]
    moment = f"2021-{1 + drawn[6] % 11:02}-{1 + drawn[7] % 28:02}T{drawn[8] % 24:02}:{drawn[9] % 60:02}:00.000Z"
    return json.dumps(
        {
            "type": "indicator",
            "spec_version": "2.1",
            "id": f"indicator--{UUID(bytes=drawn[16:], version=4)}",
            "created": moment,
            "modified": moment,
            "name": f"Infrastructure of {actor} {text[20:26]}",
            "description": f"It {doing}. Seen at {place} in the week of {moment[:10]}; confirmed by {drawn[10]} hosts.",
            "indicator_types": ["malicious-activity"],
            "pattern": patterns[drawn[11] % 4],
            "pattern_type": "stix",
            "valid_from": moment,
            "labels": [actor.replace(" ", "-"), "campaign"],
            "confidence": drawn[12] % 101,
        }
    ).encode()


def envelope(objects: list[bytes]) -> bytes:
    return b'{"objects":[%s]}' % b",".join(objects)
