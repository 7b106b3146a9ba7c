"""Reading a name: from text in any script to parts whose sounds and roles are known."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from parley.council.errors import ParleyError, gettext_noop
from parley.registry.names import chinese, letters, parts, rarity, scripts, sounds, words
from parley.registry.names.parts import Role
from parley.registry.rules.entries import Kind

NAME_CHARS_MAX = 500

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
"""Of its weight, for a part in brackets: an abbreviation or an explanation, mostly."""


class UnreadableNameError(ParleyError):
    """Nothing in it can be compared: the message says what was expected, what came and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part. `code` is its sounds as `sounds.code` writes them; `bare` says that short vowels were not written."""

    text: str
    role: Role
    sounds: str
    code: str
    bare: bool
    vowels: int
    weight: float
    meaning: str = ""

    @property
    def written(self) -> str:
        """In Latin letters, to be shown beside the text."""
        return sounds.written(self.sounds)


@dataclass(frozen=True, slots=True)
class Name:
    """`units` are the parts, and then each two neighbours as one; `covers` says which parts a unit is, as bits."""

    text: str
    kind: Kind | None
    parts: tuple[Part, ...]
    units: tuple[Part, ...]
    covers: tuple[int, ...]
    whole: str  # the code of all that is no particle, as one word
    weight: float
    acronyms: frozenset[str]  # of an organisation with more than one part
    letters: str  # of a name that may itself be an acronym

    @property
    def is_person(self) -> bool:
        return self.kind is Kind.PERSON


@lru_cache(maxsize=1 << 16)
def _parts(word: scripts.Word, person: bool, chinese_person: bool) -> tuple[Part, ...]:
    if word.script == "hanzi":
        return tuple(_hanzi(word, person, chinese_person))
    found: list[Part] = []
    role = parts.role_of(word.text, person=person)
    if role is not Role.NAME:
        return (_part(word.text, word.script, role, word.aside),)
    meaning = "" if person else words.meaning(word.text)
    if meaning:
        return (_part(word.text, word.script, Role.WORD, word.aside, meaning),)
    for text, element in parts.split(word.text, word.script):
        if element:
            part = _part(text, word.script, Role.ELEMENT, word.aside, heard=element)
        else:
            meaning = "" if person else words.meaning(text)
            part = _part(text, word.script, Role.WORD if meaning else Role.NAME, word.aside, meaning)
        if part.code or part.role is Role.NUMBER:
            found.append(part)
    return tuple(found)


def _hanzi(word: scripts.Word, person: bool, chinese_person: bool) -> list[Part]:
    if chinese_person and (cut := chinese.cut(word.text)):
        return [_part(pinyin, "latin", Role.NAME, word.aside, shown=word.text) for pinyin in cut if pinyin]
    found: list[Part] = []
    for piece in [word.text] if person else words.cut_chinese(word.text):
        meaning = "" if person else words.meaning(piece)
        role = Role.LEGAL_FORM if parts.legal_form(piece) and not person else Role.WORD if meaning else Role.NAME
        part = _part(piece, "hanzi", role, word.aside, meaning)
        if part.code:
            found.append(part)
    return found


def _part(text: str, script: str, role: Role, aside: bool, meaning: str = "", heard: str = "", shown: str = "") -> Part:
    if role is Role.NUMBER or script == "digit":
        digits = "".join(c for c in text if c.isalnum())
        digits = "".join(str(int(c)) if c.isdecimal() else c for c in digits)
        return Part(text, Role.NUMBER, "", "", False, 0, WEIGHTS[Role.NUMBER], f"number {digits}")
    if script == "latin" and role is Role.NAME and len(text) == 1:
        role = Role.INITIAL
    heard = heard or letters.read(text, script)
    weight = WEIGHTS[role] if role in WEIGHTS else rarity.weight(heard)
    if role is Role.LEGAL_FORM:
        meaning = f"form {parts.legal_form(text)}"
    number = parts.number(text) if role is Role.NAME else ""
    if number:
        meaning, weight = f"number {number}", WEIGHTS[Role.NUMBER]
    return Part(
        text=shown or text,
        role=role,
        sounds=heard,
        code=sounds.code(heard),
        bare=script in letters.BARE_SCRIPTS and role is not Role.ELEMENT,
        vowels=sounds.vowels(heard),
        weight=weight * ASIDE if aside else weight,
        meaning=meaning,
    )


@lru_cache(maxsize=1 << 16)
def _joined(first: Part, second: Part) -> Part:
    heard = first.sounds + second.sounds
    return Part(
        text=f"{first.text} {second.text}",
        role=Role.NAME,
        sounds=heard,
        code=first.code + second.code,
        bare=first.bare or second.bare,
        vowels=first.vowels + second.vowels,
        weight=max(first.weight, second.weight),
    )


_JOINABLE = frozenset({Role.NAME, Role.ELEMENT, Role.PARTICLE, Role.WORD, Role.INITIAL, Role.PATRONYMIC})


def read(text: str, kind: Kind | None) -> Name:
    """Raises `UnreadableNameError` where nothing is left to compare."""
    if len(text) > NAME_CHARS_MAX:
        raise UnreadableNameError(
            gettext_noop(
                "A name was expected, of at most %(most)s characters. Came: characters: %(came)s. Send the name alone."
            ),
            most=NAME_CHARS_MAX,
            came=len(text),
        )
    person = kind is Kind.PERSON
    found = scripts.words(text, joins_initials=not person)
    hanzi = [word for word in found if word.script == "hanzi"]
    chinese_person = len(hanzi) == 1 and len(found) == 1 and kind in (None, Kind.PERSON)
    if kind is None and chinese_person and len(words.cut_chinese(hanzi[0].text)) > 1:
        chinese_person = False
    if not person:
        found = _phrases_short(found)
    read_parts: list[Part] = []
    for word in found:
        read_parts.extend(_parts(word, person, chinese_person))
    if not any(part.role in (Role.NAME, Role.WORD, Role.PATRONYMIC, Role.ELEMENT, Role.NUMBER) for part in read_parts):
        read_parts = [_as_a_name(part) for part in read_parts] if _may_be_a_name(read_parts) else read_parts
    _refuse_what_says_nothing(text, read_parts)
    return _name(text, kind, tuple(read_parts), found)


def _phrases_short(found: list[scripts.Word]) -> list[scripts.Word]:
    """Limited liability company: LLC."""
    texts = [word.text for word in found]
    short: list[scripts.Word] = []
    index = 0
    while index < len(found):
        count, form = parts.legal_phrase(texts[index:])
        short.append(scripts.Word(form, "latin", form) if count else found[index])
        index += count or 1
    return short


def _may_be_a_name(read_parts: list[Part]) -> bool:
    """A legal form or an honorific may be all of a name where there is one of it, and it is no honorific."""
    return any(part.role in (Role.LEGAL_FORM, Role.PARTICLE) and len(part.sounds) > 1 for part in read_parts)


def _as_a_name(part: Part) -> Part:
    return Part(part.text, Role.NAME, part.sounds, part.code, part.bare, part.vowels, 0.5, part.meaning)


def _refuse_what_says_nothing(text: str, read_parts: list[Part]) -> None:
    telling = [part for part in read_parts if part.role not in (Role.HONORIFIC, Role.PARTICLE, Role.LEGAL_FORM)]
    if any(len(part.sounds) > 1 or part.role is Role.NUMBER or len(part.text) > 1 for part in telling) and any(
        part.role is not Role.NUMBER for part in telling
    ):
        return
    if not any(c.isalpha() for c in text):
        came = gettext_noop("A name was expected. Came: no letters. Write the name in any script.")
    elif any(part.role is Role.HONORIFIC for part in read_parts):
        came = gettext_noop("A name was expected. Came: a title alone. Add the name that it belongs to.")
    elif sum(c.isalpha() for c in text) == 1:
        came = gettext_noop("A name was expected. Came: one letter. Write the name in full.")
    else:
        came = gettext_noop(
            "A name was expected. Came: nothing but initials, numbers or small words. Write the name in full."
        )
    raise UnreadableNameError(came)


def _name(text: str, kind: Kind | None, read_parts: tuple[Part, ...], found: list[scripts.Word]) -> Name:
    units, covers = list(read_parts), [1 << n for n in range(len(read_parts))]
    for n in range(len(read_parts) - 1):
        first, second = read_parts[n], read_parts[n + 1]
        if first.code and second.code and first.role in _JOINABLE and second.role in _JOINABLE:
            units.append(_joined(first, second))
            covers.append(3 << n)
    quiet = (Role.PARTICLE, Role.HONORIFIC, Role.LEGAL_FORM)
    return Name(
        text=text,
        kind=kind,
        parts=read_parts,
        units=tuple(units),
        covers=tuple(covers),
        whole="".join(part.code for part in read_parts if part.role not in quiet),
        weight=sum(part.weight for part in read_parts),
        acronyms=frozenset() if kind is Kind.PERSON else _acronyms(found, read_parts),
        letters=_letters(found) if kind is not Kind.PERSON else "",
    )


def _acronyms(found: list[scripts.Word], read_parts: tuple[Part, ...]) -> frozenset[str]:
    """Initials of the words, with the small ones and without. Of sounds, so that they are the same in each script."""
    heard = [(part.sounds[0], part.role) for part in read_parts if part.sounds]
    shown = [word for word in found if not word.aside]
    made = {
        "".join(sounds.written(sound)[0] for sound, _ in heard),
        "".join(sounds.written(sound)[0] for sound, role in heard if role not in (Role.PARTICLE, Role.LEGAL_FORM)),
        "".join(word.text[0] for word in shown if word.script == "latin"),
        "".join(
            word.text[0]
            for word in shown
            if word.script == "latin" and parts.role_of(word.text, person=False) is Role.NAME
        ),
    }
    return frozenset(acronym for acronym in made if 2 <= len(acronym) <= 8)


def _letters(found: list[scripts.Word]) -> str:
    """Of one Latin word of up to eight letters: it may be an acronym."""
    if len(found) != 1 or found[0].script != "latin":
        return ""
    text = found[0].text
    return text if 2 <= len(text) <= 8 and text.isascii() else ""
