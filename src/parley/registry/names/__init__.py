"""Names: reading one in any script, and comparing two. Pure.

`read` a name, find what it may be by its `keys`, and `compare` the two; `score_many` is the same without the words.
"""

from __future__ import annotations

from parley.registry.names.calibration import THRESHOLD, calibrated, false_hit_rate
from parley.registry.names.comparing import Beside, Comparison, compare, compare_many, score_many
from parley.registry.names.keys import Key, keys
from parley.registry.names.reading import Name, Part, UnreadableNameError, read
from parley.registry.names.scoring import MATCHER_VERSION
from parley.registry.rules.entries import NAME_CHARS_MAX, Kind

__all__ = [
    "MATCHER_VERSION",
    "NAME_CHARS_MAX",
    "THRESHOLD",
    "Beside",
    "Comparison",
    "Key",
    "Kind",
    "Name",
    "Part",
    "UnreadableNameError",
    "calibrated",
    "compare",
    "compare_many",
    "false_hit_rate",
    "keys",
    "read",
    "score_many",
]
