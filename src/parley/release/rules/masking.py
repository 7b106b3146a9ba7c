"""Does an object's text name the originator who asked to be masked? Then its release is refused: bytes are served as
they came and never edited (rule 9).

Looked for in every string of the object, names of members included, whatever escapes the JSON uses:

- names (of the party, short ones, of its authorities): whole words, in any case, in any compatibility form
  (UAX #15), across line breaks and invisible characters. In scripts that write no spaces, anywhere;
- codes (IN, KZ): whole words, as they are written, since "in" is a word of its own. IN, AND and OR are also words of
  the pattern language, so of a STIX pattern only the quoted values are searched for codes;
- ids of its identity objects, anywhere.

What it cannot find: inflected forms and adjectives ("Indian"), names inside encoded payloads, nicknames. So a pass is
no promise of anonymity, and the page says that too.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from parley.council.errors import Message

# Han, kana, Hangul, Thai, Lao, Khmer, Myanmar: a letter of these beside a name does not make another word of it.
_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
_LETTER = rf"[^\W\d_{_SPACELESS}]"
_UNSEEN = {ord(c): None for c in "\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u2060\u2066\u2067\u2068\u2069\ufeff"}
_BETWEEN = "\0"  # between strings: neither a letter nor a space
_QUOTED = re.compile(r"'((?:[^'\\]|\\.?)*)(?:'|\Z)", re.DOTALL)  # matches from every quote on: never goes back


def names_originator(
    raw: bytes, *, names: Iterable[str], codes: Iterable[str] = (), identity_ids: Iterable[str] = ()
) -> str | None:
    """The first name, code or id of the originator that the object's text holds, or None. `raw` has passed the
    exchange's checks: it is one JSON object of bounded depth."""
    texts = _Texts.of(raw)
    plain = _folded(_BETWEEN.join(texts.all))
    for id_ in identity_ids:
        if id_.casefold() in plain:
            return id_
    for name in names:
        words = _folded(name).split()
        if not words or not all(word in plain for word in words):
            continue
        phrase = r"\s+".join(map(re.escape, words))
        if re.search(f"(?<!{_LETTER}){phrase}(?!{_LETTER})", plain):
            return name
    written = _BETWEEN.join(texts.without_syntax).translate(_UNSEEN)
    for code in codes:
        if code and re.search(rf"(?<!\w){re.escape(code)}(?!\w)", written):
            return code
    return None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text.translate(_UNSEEN)).casefold()


@dataclass(slots=True)
class _Texts:
    """Every string of an object. `without_syntax`: of STIX patterns only what stands in quotes."""

    all: list[str] = field(default_factory=list)
    without_syntax: list[str] = field(default_factory=list)

    @staticmethod
    def of(raw: bytes) -> _Texts:
        found = _Texts()
        json.loads(raw, object_pairs_hook=found._object)
        return found

    def _object(self, pairs: list[tuple[str, Any]]) -> None:
        """Called for inner objects first; what it returns for them, None, holds no more text."""
        pattern_of_stix = ("pattern_type", "stix") in pairs
        for name, value in pairs:
            self._take(name)
            if name == "pattern" and pattern_of_stix and isinstance(value, str):
                self.all.append(value)
                self.without_syntax += _QUOTED.findall(value)
            else:
                self._value(value)

    def _value(self, value: Any) -> None:
        if isinstance(value, str):
            self._take(value)
        elif isinstance(value, list):
            for item in value:
                self._value(item)

    def _take(self, text: str) -> None:
        self.all.append(text)
        self.without_syntax.append(text)


def refusal(found: str) -> Message:
    """What the originator is told (rule 9: the release is refused, and a copy under a new id is offered)."""
    return Message(
        "You asked to be masked, and the object names you: “%(found)s”. "
        "Nothing was released. Take the name out and send the rest as a new object with a new id.",
        found=found,
    )
