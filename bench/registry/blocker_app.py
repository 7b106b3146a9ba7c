"""Runs in the peer's environment: nomenklatura's blocker over entities of a file, asked for candidates.

    python blocker_app.py ENTITIES.jsonl QUERIES.jsonl FOLDER      # prints figures as JSON

Candidates alone: what they score is not in it. Seconds are the lesser of the clock's and of the processor's, since
DuckDB works in several threads.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker.index import Index

DATASET = Dataset.make({"name": "bench", "title": "Bench"})
SINGLE = 30


class Entities:
    """What the blocker asks of a store."""

    scope = SimpleNamespace(name="bench")

    def __init__(self, path: Path) -> None:
        self._path = path

    def entities(self, include_schemata: Any = None) -> Iterator[Any]:
        for line in self._path.read_text(encoding="utf-8").splitlines():
            id_, schema, names = json.loads(line)
            yield StatementEntity.from_data(DATASET, {"id": id_, "schema": schema, "properties": {"name": names}})


def spent(index: Any, queries: list[Any]) -> float:
    clock, processor = time.perf_counter(), time.process_time()
    for _ in index.match_entities(queries):
        pass
    return min(time.perf_counter() - clock, time.process_time() - processor)


def main() -> None:
    entities, queries, folder = map(Path, sys.argv[1:])
    index = Index(Entities(entities), folder)  # type: ignore[arg-type]
    index.build()
    asked = list(Entities(queries).entities())
    single = sorted(spent(index, [each]) for each in asked[:SINGLE])
    batch = spent(index, asked)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"p50": statistics.median(single), "worst": single[-1], "rate": len(asked) / batch, "mb": peak}))


if __name__ == "__main__":
    main()
