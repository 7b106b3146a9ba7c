"""Screening, with the targets of issue 4: one name against many, a batch, memory.

    python bench/bench_registry.py [--quick] [engine] [node] [batch]

Names are the lists at hand and others made of their parts (`registry/many.py`). Latencies are processor time of the
process that answers, since a shared machine's clock measures its neighbours; the node's are told by the clock as well.
Nothing of a peer is measured here: nomenklatura's figures stand in bench_names.py, where it can be installed.
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

from exchange.table import Figure, memory, show

ROOT = Path(__file__).resolve().parents[1]
TARGETS = {96_000: (2.0, 6.0), 1_000_000: (4.0, 12.0)}
"""Milliseconds at p50 and p99."""
ENTITIES = {96_000: 45_000, 1_000_000: 500_000}
BATCH_TARGET = 5_000
MEMORY_MB = 600


def run(module: str, *typed: object, home: str = "") -> Any:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, (ROOT / "src", ROOT, ROOT / "bench")))}
    if home:
        env |= {"PARLEY_HOME": home, "DATABASE_URL": ""}
    command = [sys.executable, "-m", f"registry.{module}", *map(str, typed)]
    done = subprocess.run(command, env=env, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout) if done.stdout else None


def at_most(what: str, seconds: float, most_ms: float) -> Figure:
    return Figure(what, f"{seconds * 1000:.2f} ms", f"{most_ms:g} ms", seconds * 1000 / most_ms, 1, at_least=False)


def engine(folder: str, names: int, queries: int) -> list[Figure]:
    file = f"{folder}/{names}.names"
    run("engine", "make", file, ENTITIES[names], names)
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


def batch(folder: str, names: int, queries: int) -> list[Figure]:
    file = f"{folder}/{names}.names"
    if not Path(file).exists():
        run("engine", "make", file, ENTITIES[names], names)
    found = run("engine", "batch", file, queries)
    cores = 2
    own, wall = found["names"] / (found["cpu"] / cores), found["names"] / found["wall"]
    most = f"{BATCH_TARGET:,}/s"
    what = f"batch against {names:,}, {cores} cores, processor time"
    return [
        Figure(what, f"{own:,.0f}/s", most, own / BATCH_TARGET, 1, at_least=True),
        Figure("  the same by the clock", f"{wall:,.0f}/s", most, wall / BATCH_TARGET, 1, at_least=True),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="96,000 names alone, and fewer questions")
    parser.add_argument("parts", nargs="*", help="engine, node, batch; all of them unless some are named")
    asked = parser.parse_args()
    parts = asked.parts or ["engine", "node", "batch"]
    queries = 500 if asked.quick else 3_000
    figures: list[Figure] = []
    with TemporaryDirectory() as folder:
        if "engine" in parts:
            for names in TARGETS if not asked.quick else [96_000]:
                figures += engine(folder, names, queries)
        if "node" in parts:
            figures += node(folder, 96_000, queries // 5)
        if "batch" in parts:
            figures += batch(folder, 96_000, queries)
    show("registry", "Screening ('other' is the target)", figures)


if __name__ == "__main__":
    main()
