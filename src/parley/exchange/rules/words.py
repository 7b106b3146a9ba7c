"""By which words an object is found: those of its texts, its values as a whole, and what it refers to.

A word begins with a letter that says which it is: `w` a word of a text, `v` the digest of a value, `r` the digest of
a referenced id. So nothing that is typed into a search can be taken for another kind.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any

WORDS_MAX = 300
"""Words of one object that are kept; what stands behind them is not found."""
WORD_CHARS_MAX = 40
TEXT_CHARS_MAX = 20_000
"""Characters of one object's texts that are read for words."""
QUERY_WORDS_MAX = 12

_WORD = re.compile(r"[^\W_]+")
_ASCII_WORDS = "".join(c if (c := chr(n)).isalnum() else " " for n in range(128))
"""What `_WORD` finds in ASCII, many times faster: whatever is in no word becomes a space."""
_WIDE = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_TEXTS = ("name", "description", "abstract", "content", "opinion", "explanation", "value", "path", "key", "url")
_LISTS = ("labels", "aliases", "indicator_types", "malware_types", "threat_actor_types", "goals", "authors")
REFERENCES_LEFT_OUT = frozenset({"created_by_ref", "object_marking_refs"})
"""Nearly every object has them, and no picture of relations is drawn from them."""


def words_of(
    parsed: Mapping[str, Any], values: Iterable[str], references: Iterable[tuple[str, str]]
) -> tuple[str, ...]:
    """The words of one object: `values` are its observable values, `references` its (JSON pointer, id) pairs."""
    found: dict[str, None] = {value_word(value): None for value in values}
    for pointer, id_ in references:
        if pointer.split("/")[1] not in REFERENCES_LEFT_OUT:
            found[reference_word(id_)] = None
    texts = [text for name in _TEXTS if isinstance(text := parsed.get(name), str)]
    for name in _LISTS:
        if name in parsed:
            texts += [text for text in parsed[name] if isinstance(text, str)]
    for reference in parsed.get("external_references", ()):
        texts += [text for name in ("external_id", "source_name") if isinstance(text := reference.get(name), str)]
    texts += values
    found |= dict.fromkeys(words("\n".join(texts)[:TEXT_CHARS_MAX]))
    return tuple(found)[:WORDS_MAX]


def words(text: str) -> list[str]:
    """The words of a text, each with `w` before it. Writing without spaces is cut into pairs of characters."""
    plain = text.isascii()
    found = text.lower().translate(_ASCII_WORDS).split() if plain else _WORD.findall(text.casefold())
    found = ["w" + word[:WORD_CHARS_MAX] for word in found]
    if not plain and _WIDE.search(text):
        return [part for word in found for part in _pairs(word)]
    return found


def _pairs(word: str) -> list[str]:
    if not _WIDE.search(word):
        return [word]
    letters = word[1:]
    return ["w" + letters[i : i + 2] for i in range(max(1, len(letters) - 1))]


def value_word(value: str) -> str:
    """`value` is lowercase and refanged (rules/values.py)."""
    return "v" + _digest(value)


def reference_word(stix_id: str) -> str:
    return "r" + _digest(stix_id)


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()
