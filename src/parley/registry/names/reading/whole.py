"""What is told by a name as a whole: where it begins, who the fathers are, and its acronyms."""

from __future__ import annotations

from parley.registry.names import parts, scripts, sounds
from parley.registry.names.parts import Role
from parley.registry.names.reading.name import QUIET, Part

_SON_OF = frozenset(
    {"bin", "ibn", "ben", "bint", "bent", "بن", "ابن", "بنت", "ولد", "walad", "ould", "ибн", "бин", "बिन"}
)
_OF_A_SURNAME = frozenset({"van", "der", "den", "de", "la", "le", "du", "di", "von", "ter", "zu", "des", "los"})
_ACRONYM_LETTERS = range(2, 9)


def code(read_parts: tuple[Part, ...]) -> str:
    """Of all that tells, as one word."""
    return "".join(part.code for part in read_parts if part.role not in QUIET or part.text in _OF_A_SURNAME)


def first(read_parts: tuple[Part, ...]) -> int:
    """With an element, what it belongs to: of Abd al-Rahman both."""
    bits = 0
    for n, part in enumerate(read_parts):
        if part.role in QUIET:
            continue
        bits |= 1 << n
        if part.role is not Role.ELEMENT:
            break
    return bits


def fathers(read_parts: tuple[Part, ...]) -> int:
    """All that stands behind the first "son of"."""
    for n, part in enumerate(read_parts):
        if 0 < n < len(read_parts) - 1 and part.text in _SON_OF:
            return ((1 << len(read_parts)) - 1) & ~((2 << n) - 1)
    return 0


def acronyms(found: list[scripts.Word], read_parts: tuple[Part, ...]) -> frozenset[str]:
    """Initials of the words, with the small ones and without. Of sounds, so that they are the same in each script."""
    heard = [(sounds.written(part.sounds)[0], part.role) for part in read_parts if part.sounds]
    shown = [(word.text[0], word.text) for word in found if not word.aside and word.script == "latin"]
    made = {
        "".join(letter for letter, _ in heard),
        "".join(letter for letter, role in heard if role not in QUIET),
        "".join(letter for letter, _ in shown),
        "".join(letter for letter, word in shown if parts.role_of(word, person=False) is Role.NAME),
    }
    return frozenset(acronym for acronym in made if len(acronym) in _ACRONYM_LETTERS)


def letters(found: list[scripts.Word]) -> str:
    """Of a name that is one short Latin word: it may be an acronym itself."""
    if len(found) != 1 or found[0].script != "latin":
        return ""
    text = found[0].text
    return text if len(text) in _ACRONYM_LETTERS and text.isascii() else ""
