"""Who acts, on whose behalf, and when: the first argument of every act in every room."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

Clock = Callable[[], datetime]
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
    clock: Clock | None = field(default=None, repr=False, compare=False)

    def on_turn(self) -> Actor:
        """The same actor at the moment its turn came. Call it once the lock is held: moments taken after the wait are
        in the order of the commits, and `at` is not.
        """
        return self if self.clock is None else replace(self, at=max(self.at, self.clock()))

    def new_id(self) -> UUID:
        """A random UUID (version 4, RFC 9562)."""
        return UUID(bytes=self.draw(16), version=4)
