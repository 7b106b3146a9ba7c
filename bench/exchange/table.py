"""What was measured: one table for people, one file for programs. A figure counts by its ratio alone."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "results"


@dataclass(frozen=True)
class Figure:
    """`ratio` is held against `target`; it misses below it (`at_least`) or above it."""

    what: str
    ours: str
    other: str
    ratio: float
    target: float
    at_least: bool

    @property
    def met(self) -> bool:
        return self.ratio >= self.target if self.at_least else self.ratio <= self.target


def rates(what: str, count: int, ours: Sequence[float], other: Sequence[float], target: float) -> Figure:
    """How many times the other's speed is ours: the median over the rounds, each of which measured both."""
    ratio = statistics.median(b / a for a, b in zip(ours, other, strict=True))
    said = [f"{count / statistics.median(times):,.0f}/s" for times in (ours, other)]
    return Figure(what, *said, ratio, target, at_least=True)


def times(what: str, ours: Sequence[float], other: Sequence[float], target: float) -> Figure:
    """How many times the other's time ours takes."""
    ratio = statistics.median(a / b for a, b in zip(ours, other, strict=True))
    said = [f"{statistics.median(seconds) * 1000:,.2f} ms" for seconds in (ours, other)]
    return Figure(what, *said, ratio, target, at_least=False)


def memory(what: str, peak_mb: float, most_mb: float) -> Figure:
    return Figure(what, f"{peak_mb:,.0f} MB", f"{most_mb:,.0f} MB", peak_mb / most_mb, 1, at_least=False)


def show(name: str, title: str, figures: Sequence[Figure]) -> None:
    width = max(len(f.what) for f in figures)
    print(f"\n{title}\n{'':{width}} {'Parley':>14} {'other':>14} {'ratio':>7}  target")
    for f in figures:
        sign = "at least" if f.at_least else "at most"
        verdict = "" if f.met else "   MISS"
        print(f"{f.what:{width}} {f.ours:>14} {f.other:>14} {f.ratio:7.2f}  {sign} {f.target:g}{verdict}")
    RESULTS.mkdir(exist_ok=True)
    rows = [asdict(f) | {"met": f.met} for f in figures]
    (RESULTS / f"{name}.json").write_text(json.dumps(rows, indent=2))
