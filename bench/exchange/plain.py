"""Plain SQLite: the tables of objects and words as the store has them, and rows put in with nothing else done."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

CACHE_KB = 16 * 1024
Row = tuple[int, str, str, bytes, str]
"""What takes time to make is made before the clock starts: ref, id, version, octets, words."""


class Plain:
    def __init__(self, path: Path, schema: Sequence[str]) -> None:
        self.db = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", f"PRAGMA cache_size=-{CACHE_KB}"):
            self.db.execute(statement)
        shadow = "exchange_words_"  # FTS5 makes these itself
        for sql in schema:
            if shadow not in sql:
                self.db.execute(sql)
        self.next = 1

    def add(self, batches: Sequence[Sequence[Row]]) -> float:
        start = time.perf_counter()
        for batch in batches:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany(
                "INSERT INTO exchange_object "
                "(id, release_id, ref, mark, stix_id, type, version, valid_until, revoked, raw) "
                "VALUES (?, 1, ?, ?, ?, 'indicator', ?, '', 0, ?)",
                [(self.next + n, ref, ref, id_, v, raw) for n, (ref, id_, v, raw, _) in enumerate(batch)],
            )
            self.db.executemany(
                "INSERT INTO exchange_words (rowid, words) VALUES (?, ?)",
                [(self.next + n, words) for n, (*_, words) in enumerate(batch)],
            )
            self.db.execute("COMMIT")
            self.next += len(batch)
        return time.perf_counter() - start
