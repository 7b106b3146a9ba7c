"""Randomness of the demo: what a thing is named decides its octets, so that every demo has the same ids.

A link into one demo opens the same page in another. This is no loss: a demo keeps no secrets, since anybody signs in
as anybody. Passwords alone are random (`load.py`), and no node but a demo is given these draws.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from itertools import count
from uuid import UUID

DRAWS_AN_ACT_MAX = 16


def draws(name: str) -> Callable[[int], bytes]:
    """The stream of one act. No two acts share one, so no act changes what another draws (DESIGN.md, The promise)."""
    turn = count()
    return lambda octets: hashlib.shake_256(f"parley demo/{name}/{next(turn)}".encode()).digest(octets)


def ids(name: str) -> list[UUID]:
    """The ids that the act of this name may have given; what it made has one of them."""
    draw = draws(name)
    return [UUID(bytes=draw(16), version=4) for _ in range(DRAWS_AN_ACT_MAX)]
