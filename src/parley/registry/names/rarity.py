"""How much a part of a name tells: little for Mohammed, much for a name that few bear. Frozen (DESIGN.md, rule 12)."""

from __future__ import annotations

import math

from parley.registry.names import common, sounds

_NAMES_COUNT = common.ENTRIES_COUNT
RARE = 1.0
LEAST = 0.22


def _weights() -> dict[str, float]:
    most = math.log2(_NAMES_COUNT / common.COUNT_MIN)
    found: dict[str, float] = {}
    for count, keys in common.TABLE:
        weight = LEAST + (RARE - LEAST) * (math.log2(_NAMES_COUNT / count) - 4.0) / (most - 4.0)
        for key in keys.split():
            found[key] = round(min(RARE, max(LEAST, weight)), 3)
    return found


_WEIGHTS = _weights()


def weight(heard: str) -> float:
    """`LEAST` to `RARE`, of the sounds of one part."""
    found = _WEIGHTS.get(sounds.plain(heard), RARE)
    if len(heard) <= 2:
        return min(found, 0.5)
    return found
