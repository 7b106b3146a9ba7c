"""A name as it came, made clean and cut into words, each of one script."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from parley.registry.names.written import APOSTROPHES

WORDS_MAX = 40
"""Of one name; what stands after them is not compared. The longest name of the lists at hand has 30."""


class Word(NamedTuple):
    """`text` is casefolded, in NFKC and of one script; `shape` is as it was written; `aside`: it stood in brackets."""

    text: str
    script: str
    shape: str
    aside: bool = False


_BLOCKS = (
    (0x0041, 0x024F, "latin"),
    (0x0250, 0x02FF, "latin"),
    (0x0370, 0x03FF, "greek"),
    (0x0400, 0x052F, "cyrillic"),
    (0x0590, 0x05FF, "hebrew"),
    (0x0600, 0x06FF, "arabic"),
    (0x0750, 0x077F, "arabic"),
    (0x08A0, 0x08FF, "arabic"),
    (0x0900, 0x097F, "devanagari"),
    (0x0980, 0x0EFF, "abugida"),
    (0x1000, 0x109F, "abugida"),
    (0x1780, 0x17FF, "abugida"),
    (0x1E00, 0x1EFF, "latin"),
    (0x1F00, 0x1FFF, "greek"),
    (0x2E80, 0x2FDF, "hanzi"),
    (0x3005, 0x3007, "hanzi"),
    (0x3040, 0x30FF, "kana"),
    (0x3400, 0x9FFF, "hanzi"),
    (0xA640, 0xA69F, "cyrillic"),
    (0xAC00, 0xD7AF, "hangul"),
    (0xF900, 0xFAFF, "hanzi"),
    (0xFB50, 0xFDFF, "arabic"),
    (0xFE70, 0xFEFF, "arabic"),
    (0x20000, 0x323AF, "hanzi"),
)
_OPENING, _CLOSING = frozenset("([{（【«"), frozenset(")]}）】»")

#: Letters that look the same (Unicode's confusables, those of whole names): to read a Latin word typed in part
#: with a Cyrillic or Greek keyboard, and the other way round.
_LATIN_LIKE = str.maketrans("авекмнорстухіјѕһԁԛԝӏαβεζηικμνορτυχ", "abekmhopctyxijshdqwlabeznikmvoptux")
_CYRILLIC_LIKE = str.maketrans("abcehikmoptxyj", "авсенікмортхуј")
_DIGIT_LIKE = str.maketrans("013457", "oieast")


@lru_cache(maxsize=8192)
def script_of(character: str) -> str:
    """ "" is neither letter nor digit; a mark takes the script of what it stands on ("mark")."""
    category = unicodedata.category(character)
    if category[0] == "M":
        return "mark"
    if category[0] == "N" and category != "Nl":
        return "digit"
    if category[0] not in "LN":
        return ""
    number = ord(character)
    for first, last, script in _BLOCKS:
        if first <= number <= last:
            return script
    return "other"


def words(text: str, *, joins_initials: bool) -> list[Word]:
    """At most `WORDS_MAX` words. `joins_initials`: A.B.C. is one word, as in the name of a company."""
    clean = unicodedata.normalize("NFKC", text)
    clean = "".join(c for c in clean if unicodedata.category(c) != "Cf") if not clean.isascii() else clean
    if joins_initials:
        clean = _joined(clean)
    found: list[Word] = []
    depth = 0
    alternative = False
    current: list[str] = []

    def end() -> None:
        if current:
            found.extend(_of_one_script("".join(current), depth > 0 or alternative))
            current.clear()

    for place, character in enumerate(clean):
        script = script_of(character)
        if script:
            current.append(character)
        elif character in APOSTROPHES:
            continue
        else:
            end()
            if character in _OPENING:
                depth += 1
            elif character in _CLOSING:
                depth = max(0, depth - 1)
            elif character == "/" and found and min(len(found[-1].text), len(_next_word(clean, place))) > 2:
                alternative = True  # what follows says the same once more
            elif character == "&":
                found.append(Word("and", "latin", "&"))
        if len(found) >= WORDS_MAX:
            break
    end()
    if found and all(word.aside for word in found):
        found = [word._replace(aside=False) for word in found]
    return found[:WORDS_MAX]


def _next_word(text: str, place: int) -> str:
    found = re.match(r"\W*(\w*)", text[place + 1 :])
    return found[1] if found else ""


_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?){2,}(?:[^\W\d_](?!\w))?")


def _joined(text: str) -> str:
    return _INITIALS.sub(lambda found: re.sub(r"[.\s]", "", found.group()) + " ", text)


def _of_one_script(shape: str, aside: bool) -> list[Word]:
    text = shape.casefold()
    if text.isascii() and text.isalpha():
        return [Word(text, "latin", shape, aside)]
    scripts = [script_of(c) for c in text]
    kinds = {s for s in scripts if s not in ("mark", "digit")}
    if not kinds:
        return [Word(text, "digit", shape, aside)]
    if len(kinds) == 1 and "digit" not in scripts:
        return [Word(text, kinds.pop(), shape, aside)]
    if kinds <= {"latin", "cyrillic", "greek"}:
        if len(kinds) > 1:
            text = _of_the_majority(text)
        script = script_of(next(c for c in text if c.isalpha()))
        if "digit" in scripts and sum(s == "digit" for s in scripts) * 2 < len(text):
            text = text.translate(_DIGIT_LIKE) if script == "latin" and len(text) > 3 else text
        return [Word(text, script, shape, aside)]
    pieces: list[Word] = []
    start, last = 0, ""
    for index, script in enumerate(scripts):
        if script != "mark" and last and script != last:
            pieces.append(Word(text[start:index], last, shape[start:index], aside))
            start = index
        last = last if script == "mark" else script
    pieces.append(Word(text[start:], last, shape[start:], aside))
    return [piece for piece in pieces if piece.script]


def _of_the_majority(text: str) -> str:
    """A word of Latin and Cyrillic or Greek letters, all in the script that its letters without a double are of."""
    certain = {"latin": 0, "cyrillic": 0, "greek": 0}
    for character in text:
        script = script_of(character)
        if script not in certain:
            continue
        alike = _CYRILLIC_LIKE if script == "latin" else _LATIN_LIKE
        certain[script] += 1 + 10 * (ord(character) not in alike)
    if certain["cyrillic"] > certain["latin"]:
        return text.translate(_CYRILLIC_LIKE)
    return text.translate(_LATIN_LIKE)
