"""Django's own engine for SQLite, which finds a statement's placeholders once and not each time it is carried out. For
the short statements of a page that a program asks for, finding them took as long as the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db.backends.sqlite3 import base

STATEMENTS_KEPT, STATEMENT_CHARS_KEPT = 512, 4096


class Cursor(base.SQLiteCursorWrapper):
    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        if param_names is None and len(query) <= STATEMENT_CHARS_KEPT:
            return _converted(query)
        converted: str = super().convert_query(query, param_names=param_names)
        return converted


@lru_cache(maxsize=STATEMENTS_KEPT)
def _converted(query: str) -> str:
    """As Django does it: %s to ?, then %% to %."""
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class DatabaseWrapper(base.DatabaseWrapper):
    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(factory=Cursor)
