"""Names across scripts, with the targets of issue 4, and nomenklatura's logic-v2 beside them where it can be had.

    python bench/bench_names.py [--quick] [--peer PYTHON | --no-peer] [../shared/data]

Arabic: the names in Arabic script of the UN list against the Latin names and aliases of all its entries, by rank and by
recall at a share of false hits (of queries whose own entry was taken off the list). Pairs: names/pairs-dev.csv, the
threshold cross-validated. Speed is in processor time, one core. Intervals are 95%, by bootstrap over the queries.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path

from exchange.table import RESULTS
from parley.registry.names import MATCHER_VERSION, Kind, Name, score_many
from registry import lists, measure
from registry.measure import Asked
from registry.peer import SCHEMAS, Peer, UnavailableError, peer

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PEER_QUERIES = 40
"""The peer takes a third of a second for every 1,000 pairs."""


@dataclass(frozen=True)
class Row:
    """`low` and `high` are the interval of ours; `other` is nothing where the peer was not measured."""

    what: str
    ours: float
    low: float
    high: float
    other: float | None
    target: float

    @property
    def met(self) -> bool:
        return self.ours >= self.target


FIGURES: tuple[tuple[str, Callable[[Sequence[Asked]], float], float], ...] = (
    ("Arabic to Latin: right entry first", lambda asked: measure.first(asked, 1), 0.95),
    ("Arabic to Latin: in the first five", lambda asked: measure.first(asked, 5), 0.99),
    ("recall at 1% false hits", lambda asked: measure.recall(asked, 0.01), 0.60),
    ("recall at 5% false hits", lambda asked: measure.recall(asked, 0.05), 0.80),
)


@lru_cache(maxsize=200_000)
def _read(text: str, kind: Kind) -> Name | None:
    return measure.readable(text, kind)


def ours(query: str, kind: Kind, names: Sequence[tuple[str, Kind]]) -> list[float]:
    asked = _read(query, kind)
    if asked is None:
        return [0.0] * len(names)
    read = [_read(*name) for name in names]
    scores = iter(score_many(asked, [name for name in read if name is not None]))
    return [0.0 if name is None else next(scores) for name in read]


def theirs(other: Peer) -> measure.Scorer:
    def score(query: str, kind: Kind, names: Sequence[tuple[str, Kind]]) -> list[float]:
        return other.score([(SCHEMAS.get(kind, "LegalEntity"), query, text) for text, _ in names])[0]

    return score


def arabic(listed: Sequence[lists.Listed], quick: bool, other: Peer | None) -> list[Row]:
    """The peer is asked a sample of the queries: of ranks and recall it says what 40 queries can say."""
    queries = measure.originals(listed)
    drawn = random.Random(0).sample(queries, min(len(queries), PEER_QUERIES))
    asked = measure.ask(listed, drawn if quick else queries, ours, leave_out=False)
    peers = measure.ask(listed, drawn, theirs(other), leave_out=False) if other else None
    return [
        Row(what, figure(asked), *measure.interval(asked, figure), figure(peers) if peers else None, target)
        for what, figure, target in FIGURES
    ]


def pairs(path: Path, other: Peer | None) -> Row:
    labelled = measure.labelled(path)
    same = [pair.same for pair in labelled]
    both = [
        max(
            ours(pair.first, pair.kind, [(pair.second, pair.kind)])[0],
            ours(pair.second, pair.kind, [(pair.first, pair.kind)])[0],
        )
        for pair in labelled
    ]
    value, (low, high) = measure.f1(both, same)
    peers = None
    if other:
        scores, _ = other.score([(SCHEMAS[pair.kind], pair.first, pair.second) for pair in labelled])
        peers = measure.f1(scores, same)[0]
    return Row("labelled pairs: F1", value, low, high, peers, 0.88)


def speed(listed: Sequence[lists.Listed], other: Peer | None) -> Row:
    """Each of 100 queries against every name of the list. Reading the names is not in it: an index keeps them read."""
    names = [(text, entry.kind) for entry in listed for text in entry.names]
    entries = [name for text, kind in names if (name := _read(text, kind))]
    queries = [q for n, text in measure.originals(listed)[:100] if (q := _read(text, listed[n].kind))]
    rates = []
    for _ in range(3):
        started = time.process_time()
        for query in queries:
            score_many(query, entries)
        rates.append(len(queries) * len(entries) / (time.process_time() - started))
    peers = None
    if other:
        drawn = [("Person", queries[0].text, text) for text, _ in names[:1000]]
        peers = len(drawn) / other.score(drawn)[1]
    return Row("pairs compared a second, one core", sorted(rates)[1], min(rates), max(rates), peers, 100_000)


def show(rows: Sequence[Row]) -> None:
    width = max(len(row.what) for row in rows)
    print(f"\nNames ({MATCHER_VERSION})\n{'':{width}} {'Parley':>10} {'interval':>19} {'logic-v2':>10}  target")
    for row in rows:
        said = [f"{n:,.0f}" if row.target > 1 else f"{n:.3f}" for n in (row.ours, row.low, row.high)]
        beside = "-" if row.other is None else f"{row.other:,.0f}" if row.target > 1 else f"{row.other:.3f}"
        verdict = "" if row.met else "   MISS"
        between = f"{said[1]} to {said[2]}"
        print(f"{row.what:{width}} {said[0]:>10} {between:>19} {beside:>10}  at least {row.target:,g}{verdict}")
    RESULTS.mkdir(exist_ok=True)
    found = [asdict(row) | {"met": row.met} for row in rows]
    (RESULTS / "names.json").write_text(json.dumps({"matcher": MATCHER_VERSION, "figures": found}, indent=2))


def figures(data: Path, quick: bool, other: Peer | None) -> list[Row]:
    listed = lists.united_nations(data / lists.UN)
    return [*arabic(listed, quick, other), pairs(data / measure.PAIRS, other), speed(listed, other)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help=f"{PEER_QUERIES} queries, and no peer")
    parser.add_argument(
        "--peer", type=Path, help="a Python that has nomenklatura; without it, one is made for the time"
    )
    parser.add_argument("--no-peer", action="store_true", help="measure Parley alone")
    parser.add_argument("data", nargs="?", type=Path, default=DATA)
    asked = parser.parse_args()
    if not (asked.data / lists.UN).exists():
        print(f"{asked.data / lists.UN} is not there, so names are not measured. Name the folder of the data.")
        return
    if asked.quick or asked.no_peer:
        show(figures(asked.data, asked.quick, None))
        return
    try:
        with peer(asked.peer) as other:
            show(figures(asked.data, asked.quick, other))
    except UnavailableError as error:
        print(error)
        show(figures(asked.data, asked.quick, None))


if __name__ == "__main__":
    main()
