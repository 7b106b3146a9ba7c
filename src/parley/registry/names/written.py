"""A name as it is written, whatever its parts mean: so an exact one is always found, and always reported."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

APOSTROPHES = frozenset("'’‘ʻʼʽ`´′ʾʿ‛ˈ\u055a\u05f3")
_WITHOUT_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_LAST_ACCENT = "\u08ff"
"""From here on, a mark is a vowel of its script and no accent."""


@lru_cache(maxsize=1 << 16)
def written(text: str) -> tuple[str, ...]:
    """Its words in their order, in NFKD, casefolded, without accents and apostrophes."""
    plain = text.casefold()
    if plain.isascii():
        return tuple(_ASCII_WORD.findall(plain.translate(_WITHOUT_APOSTROPHES)))
    plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not _is_an_accent(c))
    words = "".join(c if _is_of_a_word(c) else " " for c in plain if c not in APOSTROPHES).split()
    return tuple("".join(words)) if _is_hanzi(words) else tuple(words)


def _is_hanzi(words: list[str]) -> bool:
    """Each of their characters is a word, whether or not there are spaces."""
    return bool(words) and all("\u3400" <= c <= "\u9fff" for word in words for c in word)


def _is_an_accent(character: str) -> bool:
    category = unicodedata.category(character)
    return category == "Cf" or (category == "Mn" and character <= _LAST_ACCENT)


def _is_of_a_word(character: str) -> bool:
    return character.isalnum() or unicodedata.category(character)[0] == "M"
