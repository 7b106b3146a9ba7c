"""Tables of words, one file each: one group a line, `#` begins a remark. Read once, at import."""

from __future__ import annotations

from importlib.resources import files

#: Letters of Arabic script that are typed for each other, by keyboard and by language: a table has each word once.
_ALIKE = str.maketrans("أإآٱىیېکڪہھةۀە", "اااايييككههههه") | {0x93C: None}
"""And the dot under a letter of Devanagari, which many do not type."""


def folded(word: str) -> str:
    """A word as the tables have it."""
    return word if word.isascii() else word.translate(_ALIKE)


def lines(name: str) -> list[list[str]]:
    text = (files(__name__) / f"{name}.txt").read_text(encoding="utf-8")
    return [folded(line).split() for line in text.splitlines() if line.strip() and not line.startswith("#")]


def all_words(name: str) -> frozenset[str]:
    return frozenset(word for line in lines(name) for word in line)
