"""Given names that very many bear (`tables/given.txt`): their spellings are known, so that sound need not decide."""

from __future__ import annotations

from parley.registry.names import tables


def _read() -> dict[str, str]:
    found: dict[str, str] = {}
    for first, *others in tables.lines("given"):
        for spelling in (first, *others):
            found.setdefault(spelling, first)
    return found


_GIVEN = _read()


def canonical(word: str) -> str:
    """The usual Latin spelling of a name that `word` is a spelling of; "" for one that is not known."""
    return _GIVEN.get(tables.folded(word), "")
