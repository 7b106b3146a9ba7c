"""One written word: the parts of a name that it is, each with its sounds, its role and its weight."""

from __future__ import annotations

from functools import lru_cache

from parley.registry.names import chinese, given, letters, parts, rarity, scripts, sounds, words
from parley.registry.names.parts import Role
from parley.registry.names.reading.name import SYLLABIC, Part

WEIGHTS = {
    Role.PATRONYMIC: 0.5,
    Role.PARTICLE: 0.04,
    Role.ELEMENT: 0.14,
    Role.HONORIFIC: 0.06,
    Role.LEGAL_FORM: 0.1,
    Role.WORD: 0.45,
    Role.INITIAL: 0.3,
    Role.NUMBER: 0.6,
}
"""How much a part tells that is no plain name; a plain name tells what `rarity` says."""
ASIDE = 0.4
"""Of its weight, for a part in brackets: an explanation, mostly."""
ABBREVIATED = 0.12
"""Of its weight, for an abbreviation of the name in the name."""


@lru_cache(maxsize=1 << 16)
def parts_of(word: scripts.Word, person: bool, hanzi: str) -> tuple[Part, ...]:
    """The parts of one written word. `hanzi`: how a run of Chinese characters is read."""
    if hanzi:
        return tuple(part for part in _hanzi(word, person, hanzi) if part.code)
    role = parts.role_of(word.text, person=person)
    if person and role is Role.PARTICLE and len(word.shape) == 1 and word.shape.isupper():
        role = Role.NAME  # an initial
    meaning, origin = ("", 0) if person else words.meaning(word.text)
    if meaning and role is not Role.LEGAL_FORM:
        return (_part(word, person, word.text, Role.WORD, meaning=meaning, origin=origin),)
    if role is not Role.NAME:
        return (_part(word, person, word.text, role),)
    if known := given.canonical(word.text):
        return (_part(word, person, word.text, Role.NAME, known=known),)
    if len(word.text) == 1:
        return (_part(word, person, word.text, Role.NAME),)
    found: list[Part] = []
    for text, element in parts.split(word.text, word.script):
        if element:
            found.append(_part(word, person, text, Role.ELEMENT, heard=element))
            continue
        meaning, origin = ("", 0) if person else words.meaning(text)
        role = Role.WORD if meaning else Role.NAME
        found.append(_part(word, person, text, role, meaning=meaning, origin=origin, known=given.canonical(text)))
    return tuple(part for part in found if part.code or part.role is Role.NUMBER)


def _hanzi(word: scripts.Word, person: bool, how: str) -> list[Part]:
    if how == "surname first" and (cut := chinese.cut(word.text)):
        return [_part(word, person, word.text, Role.NAME, heard=sounds.of_latin(pinyin)) for pinyin in cut]
    if how == "by its sound" or person:
        if (role := parts.role_of(word.text, person=person)) is Role.PARTICLE:
            return [_part(word, person, word.text, role, heard=chinese.sounds_of(word.text))]
        return [_by_its_sound(word, person, text, element) for text, element in parts.split(word.text, "hanzi")]
    found: list[Part] = []
    for piece in words.cut_chinese(word.text):
        meaning, origin = words.meaning(piece)
        role = Role.LEGAL_FORM if parts.legal_form(piece) else Role.WORD if meaning else Role.NAME
        heard = letters.read(piece, "hanzi")
        found.append(_part(word, person, piece, role, heard=heard, meaning=meaning, origin=origin))
    return found


def _by_its_sound(word: scripts.Word, person: bool, text: str, element: str) -> Part:
    if element:
        return _part(word, person, text, Role.ELEMENT, heard=element)
    if known := given.canonical(text):
        return _part(word, person, text, Role.NAME, known=known)
    heard = chinese.sounds_of(text)
    consonants = heard.translate(chinese.VOWELS_OUT) if len(text) > 1 else ""
    return _part(word, person, text, Role.NAME, heard=consonants or heard, bare=bool(consonants))


def _part(
    word: scripts.Word,
    person: bool,
    text: str,
    role: Role,
    *,
    heard: str = "",
    bare: bool | None = None,
    meaning: str = "",
    origin: int = 0,
    known: str = "",
) -> Part:
    if role is Role.NUMBER or word.script == "digit":
        return _number(text)
    if word.script == "latin" and role is Role.NAME and len(text) == 1:
        role = Role.INITIAL
    if bare is None:
        bare = word.script in letters.BARE_SCRIPTS and not known and not heard
    heard = heard or (sounds.of_latin(known) if known else letters.read(text, word.script))
    if role is Role.PARTICLE and heard in ("e", "y"):
        heard = "i"  # the same "of" of Persian and Urdu
    weight = WEIGHTS[role] if role in WEIGHTS else rarity.weight(heard)
    if role is Role.LEGAL_FORM:
        meaning = f"form {parts.legal_form(text)}"
    elif role is Role.NAME and (number := parts.number(text)):
        meaning, weight, role = f"number {number}", WEIGHTS[Role.NUMBER], Role.NUMBER
    code = sounds.code(heard)
    plain = letters.plain(text) if word.script == "latin" else sounds.written(heard)
    return Part(
        text=text,
        script=word.script,
        role=role,
        sounds=heard,
        code=code,
        bare=bare,
        vowels=sounds.vowels(code),
        weight=weight * (ABBREVIATED if _abbreviates(word) else ASIDE) if word.aside else weight,
        plain=plain,
        meaning=meaning,
        origin=origin,
        given=known,
        exact=word.script in SYLLABIC or (not person and word.script == "latin" and len(plain) <= 3),
    )


def _number(text: str) -> Part:
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in text if c.isalnum())
    return Part(
        text, "digit", Role.NUMBER, "", "", False, 0, WEIGHTS[Role.NUMBER], digits, f"number {digits.lstrip('0')}"
    )


def _abbreviates(word: scripts.Word) -> bool:
    return 2 <= len(word.shape) <= 6 and (word.shape.isupper() or word.shape[1:].isupper())
