"""How much a part of a name tells: little for Mohammed, much for a name that few bear. Frozen (DESIGN.md, rule 12).

`tables/common.txt` says how many entries of two public lists bear a part; a part that is not in it is rare.
"""

from __future__ import annotations

import math

from parley.registry.names import sounds, tables

LEAST, MOST = 0.22, 1.0
SHORT = 0.5
"""The most that a part of one or two sounds tells."""
_COMMON_SHARE = 1 / 25
"""A part that so many bear, or more, tells least."""


def _weights() -> dict[str, float]:
    (total, _), *lines = tables.lines("common")
    everybody = int(total)
    most = math.log(everybody * _COMMON_SHARE / int(lines[-1][0]))
    found = {}
    for count, *parts in lines:
        commonness = math.log(everybody * _COMMON_SHARE / int(count)) / most
        weight = LEAST + (MOST - LEAST) * min(1.0, max(0.0, commonness))
        found.update(dict.fromkeys(parts, round(weight, 3)))
    return found


_WEIGHTS = _weights()


def weight(heard: str) -> float:
    """`LEAST` to `MOST`, of the sounds of one part."""
    found = _WEIGHTS.get(sounds.plain(heard), MOST)
    return min(found, SHORT) if len(heard) <= 2 else found
