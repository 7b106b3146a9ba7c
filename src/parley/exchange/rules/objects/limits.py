"""How large an object may be. All of it is counted before anything is looked up or stored."""

from __future__ import annotations

from datetime import timedelta

OBJECT_BYTES_MAX = 1 << 20
DEPTH_MAX = 64
"""Objects and lists inside one another."""
INTEGER_MAX = 2**53 - 1
"""STIX 2.1, 2.10 and RFC 7493, 2.2: what every reader of JSON can hold exactly."""
TYPE_CHARS_MIN, TYPE_CHARS_MAX = 3, 250
"""STIX 2.1, 3.1: of the name of a type."""
AHEAD_MAX = timedelta(minutes=10)
"""How far a version may lie ahead of our clock: theirs may be a little fast. A version from the future would hide
all true ones until then."""
