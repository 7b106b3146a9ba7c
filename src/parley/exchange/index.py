"""The words by which objects are found. Every word begins with its audience, so that a search reads the lists of the
reader's own audiences and no others: what is hidden costs it nothing and counts for nothing.

SQLite keeps them in an FTS5 table without the texts, PostgreSQL in a GIN. What an object was released to before keeps
its words; the search asks the feed for each hit, so they find nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import connection

PREFIX_CHARS = 10
AUDIENCES_MAX = 200
"""Audiences that one search asks in one statement."""


def prefix(audience: UUID) -> str:
    return "a" + audience.hex[: PREFIX_CHARS - 1]


def write(audience: UUID, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Words of objects, by their ids in ascending order: FTS5 writes those without starting anew."""
    before = prefix(audience)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            glue = " " + before
            cursor.executemany(
                "INSERT INTO exchange_words (rowid, words) VALUES (%s, %s)",
                [(id_, before + glue.join(words)) for id_, words in rows if words],
            )
        else:
            cursor.executemany(
                "INSERT INTO exchange_words (object_id, words) VALUES (%s, array_to_tsvector(%s))",
                [(id_, sorted({before + w for w in words})) for id_, words in rows if words],
            )


def forget(audience: UUID, rows: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take out objects with the very words that were written for them."""
    before = prefix(audience)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            glue = " " + before
            cursor.executemany(
                "INSERT INTO exchange_words (exchange_words, rowid, words) VALUES ('delete', %s, %s)",
                [(id_, before + glue.join(words)) for id_, words in rows if words],
            )
        else:
            cursor.executemany("DELETE FROM exchange_words WHERE object_id = %s", [(id_,) for id_, _ in rows])


def matching(audiences: Sequence[UUID], words: Sequence[str], *, last_begins: bool) -> tuple[str, list[object]]:
    """A subquery of the ids of objects that hold all the words in one of the audiences, and its parameters.

    `last_begins`: the last word is only typed in part.
    """
    if connection.vendor == "sqlite":
        each = [
            "("
            + " AND ".join(_fts(prefix(a), w, last_begins and n == len(words) - 1) for n, w in enumerate(words))
            + ")"
            for a in audiences
        ]
        return "SELECT rowid FROM exchange_words WHERE exchange_words MATCH %s", [" OR ".join(each) or '""']
    each = [
        "(" + " & ".join(_tsquery(prefix(a), w, last_begins and n == len(words) - 1) for n, w in enumerate(words)) + ")"
        for a in audiences
    ]
    return "SELECT object_id FROM exchange_words WHERE words @@ %s::tsquery", [" | ".join(each)]


def _fts(before: str, word: str, begins: bool) -> str:
    return f'"{before}{word}"' + ("*" if begins else "")


def _tsquery(before: str, word: str, begins: bool) -> str:
    return f"'{before}{word}'" + (":*" if begins else "")
