"""Makes src/parley/registry/names/tables/calibration.txt: what a raw score is worth.

    python bench/registry/calibrate.py ../shared/data

Queries are the names in Arabic script and one alias of each entry of the UN list, and one alias of each of 1,500
entries of OFAC's, each against all other names of its list. Every query is asked twice, with its own entry on the list
and without: half of those who are asked about are listed. Isotonic regression (pool adjacent violators) over the hits;
the error that is printed is that of queries which the regression did not see (five parts).
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from parley.registry.names import THRESHOLD, Name, score_many
from parley.registry.names.scoring import MATCHER_VERSION
from registry import lists
from registry.measure import arabic, originals, readable

TABLE = Path(__file__).parents[2] / "src/parley/registry/names/tables/calibration.txt"
LEAST = 0.2
"""Hits below this raw score are not shown by anybody."""
OFAC_ENTRIES = 1500
STEPS = [n / 50 for n in range(51)]
FOLDS = 5

Hits = list[tuple[int, float, bool]]  # query, raw score, whether it is the entry that was asked about


def ask(listed: Sequence[lists.Listed], queries: Sequence[tuple[int, str]], start: int) -> tuple[Hits, list[float]]:
    """The hits of each query, and the best score it has without its own entry."""
    names: list[Name] = []
    owner: list[int] = []
    for n, entry in enumerate(listed):
        for text in entry.names:
            if not arabic(text) and (name := readable(text[:500], entry.kind)):
                names.append(name)
                owner.append(n)
    owners = np.array(owner)
    hits: Hits = []
    best: list[float] = []
    for number, (index, text) in enumerate(queries, start):
        asked = readable(text, listed[index].kind)
        if asked is None:
            continue
        scores = np.array(score_many(asked, names))
        scores[np.array([name.text.casefold() == text.casefold() for name in names]) & (owners == index)] = 0
        of_entry = np.zeros(len(listed))
        np.maximum.at(of_entry, owners, scores)
        for n in np.flatnonzero(of_entry >= LEAST):
            others = 1 if n == index else 2  # another entry is a hit whether its own is listed or not
            hits += [(number, float(of_entry[n]), bool(n == index))] * others
        of_entry[index] = 0
        best.append(float(of_entry.max()))
    return hits, best


def isotonic(raw: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Raw scores in order and the non-decreasing shares that fit them best in least squares."""
    order = np.argsort(raw, kind="stable")
    blocks: list[list[float]] = []  # sum, count
    for value in right[order]:
        blocks.append([float(value), 1.0])
        while len(blocks) > 1 and blocks[-2][0] * blocks[-1][1] >= blocks[-1][0] * blocks[-2][1]:
            total, count = blocks.pop()
            blocks[-1][0] += total
            blocks[-1][1] += count
    fitted = np.concatenate([np.full(int(count), total / count) for total, count in blocks])
    return raw[order], fitted


def smoothed(raw: np.ndarray, right: np.ndarray) -> list[float]:
    """The fitted share at each step: the mean of the hits around it, so that a step is no cliff; 0.5% to 99.5%."""
    at, share = isotonic(raw, right)
    values = []
    for step in STEPS:
        near = share[np.abs(at - step) <= 0.02]
        values.append(float(near.mean()) if len(near) else float(np.interp(step, at, share)) if step >= LEAST else 0.0)
    return np.clip(np.maximum.accumulate(values), 0.005, 0.995).tolist()


def cross_validated(hits: Hits) -> tuple[float, float]:
    """Brier score, and the expected calibration error over ten bins, of hits whose query was not fitted on."""
    query, raw, right = (np.array(column, dtype=float) for column in zip(*hits, strict=True))
    said = np.zeros(len(raw))
    for part in range(FOLDS):
        held = query % FOLDS == part
        said[held] = np.interp(raw[held], STEPS, smoothed(raw[~held], right[~held]))
    bins = np.minimum((said * 10).astype(int), 9)
    error = sum(abs(said[bins == n].mean() - right[bins == n].mean()) * (bins == n).mean() for n in set(bins.tolist()))
    return float(np.mean((said - right) ** 2)), float(error)


def main(data: Path) -> None:
    random.seed(0)
    nations = lists.united_nations(data / lists.UN)
    others = [entry for entry in lists.ofac(data / lists.OFAC, data / lists.OFAC_ALIASES) if len(entry.names) > 1]
    random.shuffle(others)
    others = others[:OFAC_ENTRIES]
    hits: Hits = []
    false: list[float] = []
    for listed, queries in (
        (nations, originals(nations) + _one_alias(nations)),
        (others, _one_alias(others)[: OFAC_ENTRIES // 2]),
    ):
        more, best = ask(listed, queries, len(false))
        hits += more
        false += best
    _, raw, right = (np.array(column, dtype=float) for column in zip(*hits, strict=True))
    rates = [float(np.mean(np.array(false) >= step)) for step in STEPS]
    rows = [
        f"{step:.2f} {share:.4f} {rate:.4f}"
        for step, share, rate in zip(STEPS, smoothed(raw, right), rates, strict=True)
    ]
    head = [
        "# Raw score, share of hits that are right, share of queries about the unlisted with a hit of it or more.",
        f"# Made by bench/registry/calibrate.py: {MATCHER_VERSION}, {len(hits)} hits of {len(false)} queries, of UN",
        "# (19 April 2025) and 1,500 entries of OFAC's SDN list, half of them asked without their own entry there.",
    ]
    TABLE.write_text("\n".join(head + rows) + "\n", encoding="utf-8")
    brier, error = cross_validated(hits)
    print(f"{TABLE}: Brier score {brier:.3f}, expected calibration error {error:.3f} (cross-validated)")
    print(f"at the default threshold {THRESHOLD}: {np.mean(np.array(false) >= THRESHOLD):.3f} false hits a query")


def _one_alias(listed: Sequence[lists.Listed]) -> list[tuple[int, str]]:
    aliases = [(n, [text for text in entry.names[1:] if not arabic(text)]) for n, entry in enumerate(listed)]
    return [(n, random.choice(texts)[:500]) for n, texts in aliases if texts]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
