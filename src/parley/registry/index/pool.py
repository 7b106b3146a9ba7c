"""Many names at once, held against the same segments by several processes, so that others who ask do not wait.

A worker is this module run by itself: it reads what is asked from its standard input and writes what it found to its
standard output, and ends when the node does. It knows no store. A worker that is not there, or whose file was replaced
meanwhile, costs time alone: what it would have searched is searched here.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections.abc import Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO
from uuid import UUID

import msgspec
import numpy as np

from parley.registry import names
from parley.registry.index.searching import Hit, search
from parley.registry.index.segments import DamagedError, Segment, mapped, opened, stamp
from parley.registry.names import Name
from parley.registry.rules.entries import Kind

Within = Sequence[tuple[Segment, ...]]
LEAST = 100
"""Names from which on processes are worth it."""
WORKERS_MAX = 4
AT_ONCE = 50
"""Names that a worker gets at a time."""


class _Place(msgspec.Struct):
    """A segment for a worker: from its file as it was, or whole; and which of its entries are dead."""

    path: str
    stamp: tuple[int, int]
    octets: bytes
    dead: bytes


class _Asked(msgspec.Struct):
    within: list[list[_Place]]
    names: list[tuple[str, str]]
    least: float
    lists: list[str] | None


_Found = list[list[tuple[float, bytes, int, int]]] | None
"""For each name its hits; None where a file was replaced."""


def search_many(
    asked: Sequence[tuple[Name, Kind | None]], within: Within, least: float, lists: Collection[str] | None = None
) -> list[list[Hit]]:
    """What `search` says of each name, in their order."""

    def here(some: Sequence[tuple[Name, Kind | None]]) -> list[list[Hit]]:
        return [search(name, kind, within, least, lists) for name, kind in some]

    if len(asked) < LEAST or (os.cpu_count() or 1) < 2:
        return here(asked)
    places = [[_place(segment) for segment in segments] for segments in within]
    among = None if lists is None else sorted(lists)

    def elsewhere(some: Sequence[tuple[Name, Kind | None]]) -> list[list[Hit]]:
        texts = [(name.text, kind or "") for name, kind in some]
        found = _ask(_Asked(places, texts, least, among))
        if found is None:
            return here(some)
        return [[Hit(raw, UUID(bytes=id_), *where) for raw, id_, *where in hits] for hits in found]

    parts = [asked[n : n + AT_ONCE] for n in range(0, len(asked), AT_ONCE)]
    with ThreadPoolExecutor(_workers_count()) as threads:
        return [hits for part in threads.map(elsewhere, parts) for hits in part]


def _place(segment: Segment) -> _Place:
    dead = b"" if segment.dead is None else np.packbits(segment.dead).tobytes()
    if segment.origin is None:
        return _Place("", (0, 0), bytes(segment.octets), dead)
    path, known = segment.origin
    return _Place(str(path), known, b"", dead)


# The workers, each asked by one thread at a time

_idle: SimpleQueue[subprocess.Popen[bytes]] = SimpleQueue()
_started: list[subprocess.Popen[bytes]] = []


def started() -> list[int]:
    """The workers' process ids."""
    return [worker.pid for worker in _started if worker.poll() is None]


def _workers_count() -> int:
    return min(os.cpu_count() or 1, WORKERS_MAX)


def _ask(asked: _Asked) -> _Found:
    worker = None
    try:
        worker = _worker()
        assert worker.stdin is not None
        assert worker.stdout is not None
        _write(worker.stdin, msgspec.msgpack.encode(asked))
        found: _Found = msgspec.msgpack.decode(_read(worker.stdout), type=_Found)
    except (OSError, EOFError, msgspec.DecodeError):
        if worker is not None:
            worker.kill()
            worker.wait()
        return None
    _idle.put(worker)
    return found


def _worker() -> subprocess.Popen[bytes]:
    try:
        return _idle.get_nowait()
    except Empty:
        pass
    made = subprocess.Popen(
        [sys.executable, "-m", "parley.registry.index.pool"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    _started.append(made)
    return made


def _write(stream: BinaryIO | Any, octets: bytes) -> None:
    stream.write(len(octets).to_bytes(8, "little") + octets)
    stream.flush()


def _read(stream: BinaryIO | Any) -> bytes:
    length = stream.read(8)
    octets: bytes = stream.read(int.from_bytes(length, "little")) if len(length) == 8 else b""
    if len(length) < 8 or len(octets) < int.from_bytes(length, "little"):
        raise EOFError
    return octets


# What a worker does


def _serve() -> Iterator[None]:
    while True:
        try:
            asked = msgspec.msgpack.decode(_read(sys.stdin.buffer), type=_Asked)
        except EOFError:
            return
        try:
            within = [tuple(_segment(place) for place in places) for places in asked.within]
        except DamagedError:
            _write(sys.stdout.buffer, msgspec.msgpack.encode(None))
            continue
        found = []
        for text, kind in asked.names:
            of = Kind(kind) if kind else None
            hits = search(names.read(text, of), of, within, asked.least, asked.lists)
            found.append([(hit.raw, hit.entry.bytes, hit.version, hit.place) for hit in hits])
        _write(sys.stdout.buffer, msgspec.msgpack.encode(found))
        yield


def _segment(place: _Place) -> Segment:
    segment = _mapped(place.path, place.stamp) if place.path else _opened(place.octets)
    if not place.dead:
        return segment
    dead = np.unpackbits(np.frombuffer(place.dead, np.uint8), count=len(segment.versions)).astype(np.bool_)
    return replace(segment, dead=dead)


@lru_cache(maxsize=64)
def _mapped(path: str, known: tuple[int, int]) -> Segment:
    if stamp(Path(path)) != known:
        raise DamagedError("It was replaced.")
    return mapped(Path(path))


@lru_cache(maxsize=64)
def _opened(octets: bytes) -> Segment:
    return opened(octets)


if __name__ == "__main__":
    gc.disable()  # what a worker keeps are names, which hold no cycles
    for _ in _serve():
        pass
