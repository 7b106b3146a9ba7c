"""From a raw score to a probability (placeholder until it is fitted by bench/registry/calibrate.py)."""

from __future__ import annotations

from bisect import bisect_right

THRESHOLD = 0.7
_RAW = (0.0, 0.4, 0.6, 0.7, 0.8, 0.9, 1.0)
_RIGHT = (0.0, 0.05, 0.3, 0.55, 0.8, 0.93, 0.98)
_FALSE = (1.0, 0.9, 0.4, 0.15, 0.05, 0.01, 0.001)


def calibrated(raw: float) -> float:
    """Of hits with this score on labelled data, the share that is right."""
    return _between(raw, _RIGHT)


def false_hit_rate(threshold: float) -> float:
    """Of queries about somebody who is not listed, the share with a hit of this raw score or more."""
    return _between(threshold, _FALSE)


def _between(raw: float, values: tuple[float, ...]) -> float:
    raw = min(1.0, max(0.0, raw))
    n = min(bisect_right(_RAW, raw), len(_RAW) - 1)
    low, high = _RAW[n - 1], _RAW[n]
    return values[n - 1] + (values[n] - values[n - 1]) * (raw - low) / (high - low)
