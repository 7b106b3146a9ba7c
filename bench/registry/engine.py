"""A process that maps a file of names and answers questions, so that its memory is its own: run by bench_registry.

    python -m registry.engine make FILE ENTITIES NAMES      # writes the file
    python -m registry.engine ask FILE QUERIES              # prints figures as JSON

Seconds are the process's own (`time.process_time`): other work on the machine falls on them only through its caches.
"""

from __future__ import annotations

import gc
import json
import random
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np

from parley.registry import names
from parley.registry.index import pool
from parley.registry.index.building import built
from parley.registry.index.searching import Hit, search
from parley.registry.index.segments import Segment, mapped
from parley.registry.names import Name, UnreadableNameError
from parley.registry.rules.entries import Kind
from registry.many import real, recombined

SHOWN = 10


def make(file: Path, entities: int, count: int) -> None:
    file.write_bytes(built(recombined(entities, count)))


def questions(count: int) -> list[tuple[str, Kind]]:
    """Names and aliases of real entries, in all their scripts, drawn always alike."""
    every = [(text, kind) for kind, texts in real() for text in texts]
    return random.Random(7).sample(every, count)


def answer(text: str, kind: Kind, segment: Segment) -> int:
    """Read, search, compare, explain what is shown."""
    try:
        name = names.read(text, kind)
    except UnreadableNameError:
        return 0
    hits = search(name, kind, [(segment,)], names.THRESHOLD)
    names.compare_many(name, [names.read(text_of(hit, segment), kind) for hit in hits[:SHOWN]])
    return len(hits)


def text_of(hit: Hit, segment: Segment) -> str:
    """The entry's name that was found: a node takes it from the store."""
    entry = segment.entry_number(hit.entry)
    assert entry is not None
    first, end = np.searchsorted(segment.entries, [entry, entry + 1])
    return next(segment.text(n) for n in range(first, end) if int(segment.places[n]) == hit.place)


def ask(file: Path, count: int) -> dict[str, Any]:
    gc.set_threshold(20_000, 20, 20)  # as the node has it (parley.web.wsgi)
    segment = mapped(file)
    asked = questions(count)
    for text, kind in asked[: count // 4]:
        answer(text, kind, segment)
    seconds = []
    for text, kind in asked:
        begin = time.process_time()
        answer(text, kind, segment)
        seconds.append(time.process_time() - begin)
    cuts = statistics.quantiles(seconds, n=100)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"names": len(segment), "p50": cuts[49], "p99": cuts[98], "rss_mb": peak}


def batch(file: Path, count: int) -> dict[str, float]:
    """Many names by as many processes as there are cores: the processor time of all, and the wall's."""
    segment = mapped(file)
    read: list[tuple[Name, Kind | None]] = []
    for text, kind in questions(count):
        try:
            read.append((names.read(text, kind), kind))
        except UnreadableNameError:
            continue
    within = [(segment,)]
    pool.search_many(read[: count // 4], within, names.THRESHOLD)  # the processes begin, and map the file
    before, begin = spent(), time.perf_counter()
    pool.search_many(read, within, names.THRESHOLD)
    return {"cpu": spent() - before, "wall": time.perf_counter() - begin, "names": len(read)}


def spent() -> float:
    """Processor seconds of this process and of its workers, which are still at work (Linux)."""
    hertz, total = 100.0, time.process_time()
    for worker in pool.started():
        fields = Path(f"/proc/{worker}/stat").read_text().rpartition(")")[2].split()
        total += (int(fields[11]) + int(fields[12])) / hertz
    return total


if __name__ == "__main__":
    what, path, *numbers = sys.argv[1:]
    if what == "make":
        make(Path(path), *map(int, numbers))
    else:
        print(json.dumps({"ask": ask, "batch": batch}[what](Path(path), int(numbers[0]))))
