"""Screening, with the targets of issue 4: one name against many, a batch, memory.

    python bench/bench_registry.py [--quick] [--peer PYTHON | --no-peer] [engine] [node] [batch] [peer]

Names are the lists at hand and others made of their parts (`registry/many.py`). Latencies are processor time of the
process that answers, since a shared machine's clock measures its neighbours; the node's are told by the clock as well.
Beside them stands nomenklatura's blocker over the same names, where it can be had: it finds candidates and scores none.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from exchange.table import Figure, memory, rates, show, times
from registry.engine import questions
from registry.many import recombined
from registry.peer import SCHEMAS, UnavailableError, blocker, environment

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {96_000: (2.0, 6.0), 1_000_000: (4.0, 12.0)}
"""Milliseconds at p50 and p99."""
ENTITIES = {96_000: 45_000, 1_000_000: 500_000}
BATCH_TARGET = 5_000
MEMORY_MB = 600
CORES = 2
PARTS = ["engine", "node", "batch", "peer"]


def run(module: str, *typed: object, home: str = "") -> Any:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT, ROOT / "bench")))}
    if home:
        env |= {"PARLEY_HOME": home, "DATABASE_URL": ""}
    command = [sys.executable, "-m", f"registry.{module}", *map(str, typed)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout) if done.stdout else None


def at_most(what: str, seconds: float, most_ms: float) -> Figure:
    return Figure(what, f"{seconds * 1000:.2f} ms", f"{most_ms:g} ms", seconds * 1000 / most_ms, 1, at_least=False)


def made(folder: str, names: int) -> str:
    """The file of so many names, which is made once."""
    file = f"{folder}/{names}.names"
    if not Path(file).exists():
        run("engine", "make", file, ENTITIES[names], names)
    return file


def engine(file: str, names: int, queries: int) -> list[Figure]:
    found = run("engine", "ask", file, queries)
    p50, p99 = TARGETS[names]
    figures = [
        at_most(f"one name against {names:,}, explained, p50", found["p50"], p50),
        at_most(f"one name against {names:,}, explained, p99", found["p99"], p99),
    ]
    return [*figures, memory(f"memory of it at {names:,} names", found["rss_mb"], MEMORY_MB)]


def node(folder: str, names: int, queries: int) -> list[Figure]:
    found = run("node", ENTITIES[names], names, queries, home=f"{folder}/home")
    figures = []
    for name, words in (("without", "without its record"), ("with", "recorded")):
        for p, most in zip((50, 99), TARGETS[names], strict=True):
            figures.append(at_most(f"a node of {names:,}, {words}, p{p}", found[f"{name}_cpu_{p}"], most))
            figures.append(at_most(f"  the same by the clock, p{p}", found[f"{name}_wall_{p}"], most))
    return figures


def batch(file: str, names: int, queries: int) -> list[Figure]:
    found = run("engine", "batch", file, queries)
    own, wall = found["names"] / (found["cpu"] / CORES), found["names"] / found["wall"]
    most = f"{BATCH_TARGET:,}/s"
    what = f"batch against {names:,}, {CORES} cores, processor time"
    return [
        Figure(what, f"{own:,.0f}/s", most, own / BATCH_TARGET, 1, at_least=True),
        Figure("  the same by the clock", f"{wall:,.0f}/s", most, wall / BATCH_TARGET, 1, at_least=True),
    ]


def beside(python: Path | None, folder: str, names: int, queries: int) -> list[Figure]:
    """Ours explained, the peer's candidates alone, of the same names for the same questions."""
    entities = [
        (str(each.id), SCHEMAS.get(each.kind, "LegalEntity"), list(each.names))
        for each in recombined(ENTITIES[names], names)
    ]
    asked = [(f"q{n}", SCHEMAS.get(kind, "LegalEntity"), [text]) for n, (text, kind) in enumerate(questions(queries))]
    with environment(python) as found:
        theirs = blocker(found, entities, asked, Path(folder))
    file = made(folder, names)
    one, many = run("engine", "ask", file, queries), run("engine", "batch", file, queries)
    ours = f"{one['rss_mb']:,.0f} MB", f"{theirs['mb']:,.0f} MB"
    return [
        times("  beside nomenklatura's blocker: one name", [one["p50"]], [theirs["p50"]], 1),
        rates("  beside it: a batch", queries, [queries * many["wall"] / many["names"]], [queries / theirs["rate"]], 1),
        Figure("  beside it: memory", *ours, one["rss_mb"] / theirs["mb"], 1, at_least=False),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="96,000 names alone, fewer questions, and no peer")
    parser.add_argument(
        "--peer", type=Path, help="a Python that has nomenklatura; without it, one is made for the time"
    )
    parser.add_argument("--no-peer", action="store_true", help="measure Parley alone")
    parser.add_argument("parts", nargs="*", help=f"{', '.join(PARTS)}; all of them unless some are named")
    asked = parser.parse_args()
    parts = asked.parts or PARTS
    queries = 500 if asked.quick else 3_000
    figures: list[Figure] = []
    with TemporaryDirectory() as folder:
        if "engine" in parts:
            for names in TARGETS if not asked.quick else [96_000]:
                figures += engine(made(folder, names), names, queries)
        if "node" in parts:
            figures += node(folder, 96_000, queries // 5)
        if "batch" in parts:
            figures += batch(made(folder, 96_000), 96_000, queries)
        if "peer" in parts and not (asked.quick or asked.no_peer):
            try:
                figures += beside(asked.peer, folder, 96_000, 1_000)
            except UnavailableError as error:
                print(error)
    show("registry", "Screening ('other' is the target, or the peer)", figures)


if __name__ == "__main__":
    main()
