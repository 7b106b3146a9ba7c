"""Words that organisations are named with and that lists translate, by their meaning.

`tables/words.txt` has a meaning on each line: plain dictionary words, typed from the languages' own usage, and the
adjectives of States after Unicode CLDR's names of territories. Behind a `/` stand words that names are made of in any
language (jaish and lashkar are both an army): one of them translates the others, but is not taken for them. What no
dictionary gives (a nickname, the meaning of an organisation's proper name) is the business of an entry's aliases.
"""

from __future__ import annotations

import re

from parley.registry.names import tables


def _read() -> dict[str, tuple[str, int]]:
    found: dict[str, tuple[str, int]] = {}
    for line in tables.lines("words"):
        origin = 0
        for word in line:
            if word == "/":
                origin += 1
            else:
                found.setdefault(word, (line[0], origin))
    return found


_MEANINGS = _read()
_CHINESE = re.compile("|".join(sorted((w for w in _MEANINGS if "\u4e00" <= w[0] <= "\u9fff"), key=len, reverse=True)))


_ARTICLE_BEHIND = re.compile(r"([a-z]{4,})ul|(.{3,})ुल")


def meaning(word: str) -> tuple[str, int]:
    """The meaning, and from which of its words this one comes: 0 is any translation. ("", 0) for an unknown word."""
    word = tables.folded(word)
    if found := _MEANINGS.get(word):
        return found
    if article := _ARTICLE_BEHIND.fullmatch(word):
        return _MEANINGS.get(article[1] or article[2], ("", 0))
    return "", 0


def cut_chinese(run: str) -> list[str]:
    """A run of characters cut at the words that have a meaning here."""
    pieces: list[str] = []
    end = 0
    for found in _CHINESE.finditer(run):
        if found.start() > end:
            pieces.append(run[end : found.start()])
        pieces.append(found.group())
        end = found.end()
    if end < len(run):
        pieces.append(run[end:])
    return pieces
