"""From a raw score to a probability, and to how often a threshold is passed by somebody who is not listed. Frozen.

`tables/calibration.txt` was made by bench/registry/calibrate.py from names of the UN's and OFAC's lists, with half of
those asked about not on the list. Where fewer of them are listed, as at a border, fewer of the hits are right.
"""

from __future__ import annotations

from bisect import bisect_right

from parley.registry.names import tables

THRESHOLD = 0.74
"""The default, of raw scores: what is below is not reported."""

_ROWS = [tuple(float(n) for n in row) for row in tables.lines("calibration")]
_RAW, _RIGHT, _FALSE = (tuple(row[n] for row in _ROWS) for n in range(3))


def calibrated(raw: float) -> float:
    """Of hits with this score on labelled data, the share that is right."""
    return _between(raw, _RIGHT)


def false_hit_rate(threshold: float) -> float:
    """Of queries about somebody who is not listed, the share with a hit of this raw score or more, on a list of 900."""
    return _between(threshold, _FALSE)


def _between(raw: float, values: tuple[float, ...]) -> float:
    raw = min(_RAW[-1], max(_RAW[0], raw))
    n = min(bisect_right(_RAW, raw), len(_RAW) - 1)
    share = (raw - _RAW[n - 1]) / (_RAW[n] - _RAW[n - 1])
    return values[n - 1] + (values[n] - values[n - 1]) * share
