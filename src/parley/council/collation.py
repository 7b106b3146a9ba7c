"""The order of names for a reader of each language. Pure.

No collation library with wheels is maintained (PyICU has none, and icu4py has no collator), and the names to sort are
few and short. Protocol order is data of the body and is never computed from this.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Final

_RUSSIAN: Final = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_URDU: Final = "اأآبپتٹثجچحخدڈذرڑزژسشصضطظعغفقکگلمنںوؤہھۂۃءیئے"
_ONE_LETTER: Final = str.maketrans("كيىهة", "کییہۃ")  # Arabic keyboards write Urdu's letters with these
_RANKS: Final[Mapping[str, Mapping[str, int]]] = {
    "ru": {letter: rank for rank, letter in enumerate(_RUSSIAN)},
    "ur": {letter: rank for rank, letter in enumerate(_URDU)},
}

CollationKey = tuple[tuple[tuple[int, int], ...], str]


def collation_key(language: str, text: str) -> CollationKey:
    """A key that sorts as a reader of `language` expects; equal only for equal texts."""
    composed = unicodedata.normalize("NFC", text)
    visible = "".join(c for c in composed if unicodedata.category(c) != "Cf").strip()
    if language == "zh-hans":
        return tuple((0, octet) for octet in visible.casefold().encode("gb18030", "replace")), text
    ranks = _RANKS.get(language, {})
    primary: list[tuple[int, int]] = []
    for letter in visible.casefold().translate(_ONE_LETTER):
        if letter in ranks:
            primary.append((1, ranks[letter]))
        else:
            plain = unicodedata.normalize("NFKD", letter)
            primary.extend((0, ord(c)) for c in plain if not unicodedata.combining(c))
    return tuple(primary), text
