"""Who acts, on whose behalf, and when: the first argument of every act in every room."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

Draw = Callable[[int], bytes]
SYSTEM: Draw = secrets.token_bytes
"""Where randomness comes from outside tests. Rules hold it and never call it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """One person acting for one authority at one moment.

    `at` is aware and in UTC. `draw` gives random octets for this act alone: ids and salts come from it, never from a
    stream shared between acts, so that an act which a viewer is not shown changes no identifier that the viewer gets
    (DESIGN.md, The promise).
    """

    person: UUID
    authority: UUID
    party: UUID
    at: datetime
    roles: frozenset[str] = frozenset()
    draw: Draw = field(default=SYSTEM, repr=False, compare=False)

    def new_id(self) -> UUID:
        """A random UUID (version 4, RFC 9562)."""
        return UUID(bytes=self.draw(16), version=4)
