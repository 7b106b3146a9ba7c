"""Names of the syllables of Mandarin in the older and foreign spellings: each as pinyin, to be heard beside itself.

`tables/mandarin.txt` has the syllables. A name is read so where all of it is made of them: in Cyrillic (Palladius) that
says enough, since names of Russian hardly are; in Latin letters (Wade-Giles, which is typed without its apostrophes, so
that *ch* is *zh* and *ch*) it must begin with a known surname and have a syllable that pinyin does not have, or its
given name in two words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import product

from parley.registry.names import tables

SYLLABLES_MAX = 4
"""Of a person's name."""
READINGS_MAX = 8
"""Of one word, or of two as one."""


def _spelled() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {"latin": {}, "cyrillic": {}}
    for pinyin, *spellings in tables.lines("mandarin"):
        for spelling in spellings:
            found["latin" if spelling.isascii() else "cyrillic"].setdefault(spelling, []).append(pinyin)
    return found


_SPELLED = _spelled()
_PINYIN = frozenset(pinyin for pinyin, *_ in tables.lines("mandarin"))
_SURNAMES = tables.all_words("chinese_surnames")
_LONGEST = 6


@lru_cache(maxsize=1 << 12)
def cut(word: str, script: str) -> tuple[str, ...]:
    """The syllables of a word, as few as can be; () where it is not made of them."""
    if not word:
        return ()
    spelled = _SPELLED[script]
    for end in range(min(len(word), _LONGEST), 0, -1):
        if word[:end] not in spelled:
            continue
        if end == len(word):
            return (word,)
        if rest := cut(word[end:].lstrip("ъ"), script):
            return (word[:end], *rest)
    return ()


def spelled(syllable: str, script: str) -> Sequence[str]:
    """The syllables in pinyin that one spelling stands for."""
    return _SPELLED[script].get(syllable, ())


def readings(words: Sequence[str], script: str) -> list[list[str]]:
    """Of each word of a person's name, how it is written in pinyin; nothing for a name that is not such a one."""
    if script not in _SPELLED or not 2 <= len(words) <= 3:
        return []
    pieces = [cut(word, script) for word in words]
    if not all(pieces) or not 2 <= sum(map(len, pieces)) <= SYLLABLES_MAX:
        return []
    found = [together([spelled(syllable, script) for syllable in word]) for word in pieces]
    if script == "latin" and not (
        _SURNAMES.intersection(found[0])
        and (len(words) == 3 or any(syllable not in _PINYIN for word in pieces for syllable in word))
    ):
        return []
    return found


def together(pieces: Sequence[Sequence[str]]) -> list[str]:
    """Every reading of pieces as one word, the usual ones first."""
    return ["".join(read) for read in product(*pieces)][:READINGS_MAX]
