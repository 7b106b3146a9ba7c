"""Ranks, recall at a rate of false hits, and F1, of any matcher that scores a name against many."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from parley.registry.names import Kind, Name, UnreadableNameError, read
from registry.lists import Listed

Scorer = Callable[[str, Kind, Sequence[tuple[str, Kind]]], Sequence[float]]
"""The scores of a name against each of the others."""
FOLDS, ROUNDS = 10, 1000
PAIRS = "names/pairs-dev.csv"
_PAIR_KINDS = {"Person": Kind.PERSON, "Vessel": Kind.VESSEL}


def arabic(text: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in text)


def readable(text: str, kind: Kind | None) -> Name | None:
    try:
        return read(text, kind)
    except UnreadableNameError:
        return None


@dataclass(frozen=True)
class Asked:
    """One query: the best score of its own entry, and of any other. `place` counts the entries before its own."""

    own: float
    other: float
    place: int


def ask(
    listed: Sequence[Listed], queries: Sequence[tuple[int, str]], scorer: Scorer, *, leave_out: bool
) -> list[Asked]:
    """Each query (the index of its entry, a name) against the names in Latin letters of all entries.

    `leave_out`: without the names of its own entry that are written as the query is.
    """
    names = [(text, entry.kind) for entry in listed for text in entry.names if not arabic(text)]
    owner = np.array([n for n, entry in enumerate(listed) for text in entry.names if not arabic(text)])
    found = []
    for index, text in queries:
        scores = np.array(scorer(text, listed[index].kind, names), dtype=float)
        if leave_out:
            same = np.array([other.casefold() == text.casefold() for other, _ in names])
            scores[same & (owner == index)] = 0.0
        of_entry = np.zeros(len(listed))
        np.maximum.at(of_entry, owner, scores)
        own = of_entry[index]
        of_entry[index] = -1
        place = int((of_entry >= own).sum()) if own > 0 else len(listed)
        found.append(Asked(float(own), float(of_entry.max()), place))
    return found


def originals(listed: Sequence[Listed]) -> list[tuple[int, str]]:
    """The names in Arabic script that the list gives as the original ones."""
    return [(n, entry.original) for n, entry in enumerate(listed) if arabic(entry.original)]


def first(asked: Sequence[Asked], within: int) -> float:
    return float(np.mean([each.place < within for each in asked]))


def threshold(asked: Sequence[Asked], false_hits: float) -> float:
    """The score that this share of the queries exceeds when its own entry is not on the list."""
    others = sorted((each.other for each in asked), reverse=True)
    return others[int(false_hits * len(others))]


def recall(asked: Sequence[Asked], false_hits: float) -> float:
    least = threshold(asked, false_hits)
    return float(np.mean([each.own > least for each in asked]))


def interval(asked: Sequence[Asked], figure: Callable[[Sequence[Asked]], float]) -> tuple[float, float]:
    """95%, by drawing the queries again (bootstrap, percentiles, `ROUNDS` times)."""
    random = np.random.default_rng(0)
    drawn = [figure([asked[n] for n in random.integers(0, len(asked), len(asked))]) for _ in range(ROUNDS)]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return float(low), float(high)


@dataclass(frozen=True)
class Labelled:
    first: str
    second: str
    kind: Kind
    same: bool


def labelled(path: Path) -> list[Labelled]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Labelled(
                row["name1"],
                row["name2"],
                _PAIR_KINDS.get(row["schema"], Kind.ORGANISATION),
                row["is_match"] == "true",
            )
            for row in csv.DictReader(lines)
        ]


def f1(scores: Sequence[float], same: Sequence[bool]) -> tuple[float, tuple[float, float]]:
    """With its interval. The threshold of each of ten parts is the best one of the other nine."""
    values, right = np.array(scores), np.array(same)
    random = np.random.default_rng(0)
    fold = random.integers(0, FOLDS, len(values))
    said = np.zeros(len(values), bool)
    for part in range(FOLDS):
        rest = fold != part
        best = max(np.unique(values), key=lambda least: _f1(values[rest] >= least, right[rest]))
        said[fold == part] = values[fold == part] >= best
    drawn = [_f1(said[n], right[n]) for n in (random.integers(0, len(said), len(said)) for _ in range(ROUNDS))]
    low, high = np.percentile(drawn, [2.5, 97.5])
    return _f1(said, right), (float(low), float(high))


def _f1(said: np.ndarray, right: np.ndarray) -> float:
    return float(2 * (said & right).sum() / max(1, said.sum() + right.sum()))
