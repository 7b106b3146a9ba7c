"""Reading a name: from text in any script to parts whose sounds and roles are known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from parley.council.errors import ParleyError, gettext_noop
from parley.registry.names import chinese, given, letters, parts, rarity, scripts, sounds, syllables, words
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
"""Of its weight, for a part in brackets: an explanation, mostly."""
ABBREVIATED = 0.12
"""Of its weight, for an abbreviation of the name in the name."""


class UnreadableNameError(ParleyError):
    """Nothing in it can be compared: the message says what was expected, what came and what to do."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part. `code` is its sounds as `sounds.code` writes them; `bare` says that short vowels were not written.

    `meaning` is of a word, a number or a legal form; `origin` is which of the words of that meaning (`words`). `given`
    is the usual spelling of a known name. `plain` is how it is written in Latin letters, without accents. `exact`: to
    another exact one it is equal or it is nothing (syllables of Chinese and Korean, abbreviations).
    """

    text: str
    script: str
    role: Role
    sounds: str
    code: str
    bare: bool
    vowels: int
    weight: float
    plain: str
    meaning: str = ""
    origin: int = 0
    given: str = ""
    exact: bool = False

    @property
    def written(self) -> str:
        """In Latin letters, to be shown beside the text."""
        return sounds.written(self.sounds)


@dataclass(frozen=True, slots=True)
class Name:
    """`units` are the parts, then each two neighbours as one, and other readings of a part (Arabic dad: d, z).

    `covers` says which parts a unit is, as bits.
    """

    text: str
    kind: Kind | None
    parts: tuple[Part, ...]
    units: tuple[Part, ...]
    covers: tuple[int, ...]
    whole: str  # the code of all that tells, as one word
    first: int  # bits of the part that the name begins with, particles and titles aside; 0 but for a person
    fathers: int  # bits of the parts behind "son of"; 0 where there is none
    acronyms: frozenset[str]  # of an organisation with more than one part
    letters: str  # of a name that may itself be an acronym
    as_person: Name | None = None  # where the kind is not known: the same, read as a person's


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
    name = _read(text, kind)
    if kind is not None:
        return name
    try:
        return replace(name, as_person=_read(text, Kind.PERSON))
    except UnreadableNameError:
        return name


def _read(text: str, kind: Kind | None) -> Name:
    person = kind is Kind.PERSON
    found = scripts.words(text, joins_initials=not person)
    found = _initials_apart(found, text) if person else _phrases_short(found)
    hanzi = [word.text for word in found if word.script == "hanzi"]
    one = len(hanzi) == 1 and len(found) == 1 and kind in (None, Kind.PERSON)
    if one and not person and len(words.cut_chinese(hanzi[0])) > 1:
        one = False
    how = "surname first" if one else "by its sound" if len(hanzi) > 1 or person else "by words"
    read_parts: list[Part] = []
    for word in found:
        read_parts.extend(_parts(word, person, how if word.script == "hanzi" else ""))
    if not person and len(found) > 2:
        read_parts = _own_acronym_aside(found, read_parts)
    if person:
        read_parts = _surname_for_patronymic(read_parts)
    if not any(part.role in _TELLING for part in read_parts):
        read_parts = [_as_a_name(part) for part in read_parts]
    _refuse_what_says_nothing(text, read_parts)
    return _name(text, kind, tuple(read_parts), found)


_TELLING = frozenset({Role.NAME, Role.WORD, Role.PATRONYMIC, Role.ELEMENT, Role.NUMBER})


def _as_a_name(part: Part) -> Part:
    """Where there is nothing else, a particle or a legal form is the name. A title or an initial never is."""
    if part.role not in (Role.LEGAL_FORM, Role.PARTICLE) or len(part.sounds) < 2:
        return part
    return replace(part, role=Role.NAME, weight=0.5)


def _surname_for_patronymic(read_parts: list[Part]) -> list[Part]:
    """Slobodan Milosevic: behind a given name alone it is the surname of a southern Slav."""
    names = [part for part in read_parts if part.role in (Role.NAME, Role.PATRONYMIC)]
    if len(names) != 2 or names[1].role is not Role.PATRONYMIC or names[0].role is not Role.NAME:
        return read_parts
    surname = replace(names[1], role=Role.NAME, weight=rarity.weight(names[1].sounds))
    return [surname if part is names[1] else part for part in read_parts]


def _own_acronym_aside(found: list[scripts.Word], read_parts: list[Part]) -> list[Part]:
    """Al-Itihaad al-Islamiya / AIAI: the abbreviation says the same once more."""
    made = _acronyms([word for word in found if not word.shape.isupper() or len(word.text) > 5], tuple(read_parts))
    last = read_parts[-1]
    if last.role is Role.NAME and last.text in made | {
        "".join(word.text[0] for word in found[:-1] if word.script == "latin")
    }:
        read_parts[-1] = replace(last, weight=last.weight * ABBREVIATED)
    return read_parts


def _initials_apart(found: list[scripts.Word], text: str) -> list[scripts.Word]:
    """JC Juncker: two capitals without a vowel are two initials, in a name that is not all in capitals."""
    if text.isupper():
        return found
    apart: list[scripts.Word] = []
    for word in found:
        if (
            len(word.shape) == 2
            and word.shape.isupper()
            and word.script == "latin"
            and not set(word.text) & set("aeiouy")
        ):
            apart += [word._replace(text=letter, shape=letter) for letter in word.text]
        else:
            apart.append(word)
    return apart


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


@lru_cache(maxsize=1 << 16)
def _parts(word: scripts.Word, person: bool, hanzi: str) -> tuple[Part, ...]:
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
        weight=weight * (ASIDE if not _abbreviates(word) else ABBREVIATED) if word.aside else weight,
        plain=plain,
        meaning=meaning,
        origin=origin,
        given=known,
        exact=word.script in _SYLLABIC or (not person and word.script == "latin" and len(plain) <= 3),
    )


def _abbreviates(word: scripts.Word) -> bool:
    return 2 <= len(word.shape) <= 6 and (word.shape.isupper() or word.shape[1:].isupper())


_SYLLABIC = frozenset({"hanzi", "hangul", "kana"})


@lru_cache(maxsize=1 << 16)
def _other_readings(part: Part) -> tuple[Part, ...]:
    if part.role is not Role.NAME or part.script not in ("arabic", "latin", "devanagari") or part.exact:
        return ()
    heard = letters.other_readings(part.text, part.script) if not part.given else []
    if part.given and part.script == "arabic":
        heard = [letters.read(part.text, part.script), *letters.other_readings(part.text, part.script)]
    return tuple(_heard_as(part, other) for other in heard if other)


def _heard_as(part: Part, heard: str) -> Part:
    code = sounds.code(heard)
    bare = part.script in letters.BARE_SCRIPTS
    return replace(part, sounds=heard, code=code, vowels=sounds.vowels(code), bare=bare, plain="")


def _of_syllables(read_parts: tuple[Part, ...]) -> Iterator[tuple[Part, int]]:
    """The parts of a name of syllables in their other spellings, and the given name of two words as one."""
    scripts_of = {part.script for part in read_parts}
    if len(scripts_of) != 1:
        return
    read = syllables.readings([part.text for part in read_parts], scripts_of.pop())
    for n, spellings in enumerate(read):
        yield from ((_spelled_as(read_parts[n], spelling), 1 << n) for spelling in spellings)
    if len(read) == 3:
        for spelling in syllables.together(read[1:]):
            yield _spelled_as(read_parts[1], spelling), 6


def _spelled_as(part: Part, spelling: str) -> Part:
    heard = sounds.of_latin(spelling)
    return replace(_heard_as(part, heard), role=Role.NAME, weight=rarity.weight(heard), bare=False, plain=spelling)


def _number(text: str) -> Part:
    digits = "".join(str(int(c)) if c.isdecimal() else c for c in text if c.isalnum())
    return Part(
        text, "digit", Role.NUMBER, "", "", False, 0, WEIGHTS[Role.NUMBER], digits, f"number {digits.lstrip('0')}"
    )


@lru_cache(maxsize=1 << 16)
def _joined(first: Part, second: Part) -> Part:
    code = first.code + second.code
    return Part(
        text=f"{first.text} {second.text}",
        script=first.script,
        role=Role.NAME,
        sounds=first.sounds + second.sounds,
        code=code,
        bare=first.bare or second.bare,
        vowels=first.vowels + second.vowels,
        weight=max(first.weight, second.weight),
        plain=first.plain + second.plain,
    )


_JOINABLE = frozenset({Role.NAME, Role.ELEMENT, Role.PARTICLE, Role.WORD, Role.INITIAL, Role.PATRONYMIC})


def _refuse_what_says_nothing(text: str, read_parts: list[Part]) -> None:
    telling = [part for part in read_parts if part.role not in (Role.HONORIFIC, Role.PARTICLE, Role.LEGAL_FORM)]
    if any(part.sounds and (len(part.text) > 1 or part.script in _SYLLABIC) for part in telling):
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


QUIET = frozenset({Role.PARTICLE, Role.HONORIFIC, Role.LEGAL_FORM})
"""Around a name, and not of it."""
_SON_OF = frozenset(
    {"bin", "ibn", "ben", "bint", "bent", "بن", "ابن", "بنت", "ولد", "walad", "ould", "ибн", "бин", "बिन"}
)
_OF_A_SURNAME = frozenset({"van", "der", "den", "de", "la", "le", "du", "di", "von", "ter", "zu", "des", "los"})


def _name(text: str, kind: Kind | None, read_parts: tuple[Part, ...], found: list[scripts.Word]) -> Name:
    units, covers = list(read_parts), [1 << n for n in range(len(read_parts))]
    for n in range(len(read_parts) - 1):
        first, second = read_parts[n], read_parts[n + 1]
        if first.code and second.code and first.role in _JOINABLE and second.role in _JOINABLE:
            units.append(_joined(first, second))
            covers.append(3 << n)
    for n, part in enumerate(read_parts):
        for other in _other_readings(part):
            units.append(other)
            covers.append(1 << n)
    person = kind is Kind.PERSON
    if person:
        for unit, bits in _of_syllables(read_parts):
            units.append(unit)
            covers.append(bits)
    return Name(
        text=text,
        kind=kind,
        parts=read_parts,
        units=tuple(units),
        covers=tuple(covers),
        whole="".join(part.code for part in read_parts if part.role not in QUIET or part.text in _OF_A_SURNAME),
        first=_first(read_parts) if person else 0,
        fathers=_fathers(read_parts) if person else 0,
        acronyms=frozenset() if person else _acronyms(found, read_parts),
        letters=_letters(found) if not person else "",
    )


def _first(read_parts: tuple[Part, ...]) -> int:
    """With an element, what it belongs to: of Abd al-Rahman both."""
    bits = 0
    for n, part in enumerate(read_parts):
        if part.role in QUIET:
            continue
        bits |= 1 << n
        if part.role is not Role.ELEMENT:
            break
    return bits


def _fathers(read_parts: tuple[Part, ...]) -> int:
    for n, part in enumerate(read_parts):
        if 0 < n < len(read_parts) - 1 and part.text in _SON_OF:
            return ((1 << len(read_parts)) - 1) & ~((2 << n) - 1)
    return 0


def _acronyms(found: list[scripts.Word], read_parts: tuple[Part, ...]) -> frozenset[str]:
    """Initials of the words, with the small ones and without. Of sounds, so that they are the same in each script."""
    heard = [(sounds.written(part.sounds)[0], part.role) for part in read_parts if part.sounds]
    shown = [(word.text[0], word.text) for word in found if not word.aside and word.script == "latin"]
    made = {
        "".join(letter for letter, _ in heard),
        "".join(letter for letter, role in heard if role not in QUIET),
        "".join(letter for letter, _ in shown),
        "".join(letter for letter, word in shown if parts.role_of(word, person=False) is Role.NAME),
    }
    return frozenset(acronym for acronym in made if 2 <= len(acronym) <= 8)


def _letters(found: list[scripts.Word]) -> str:
    """Of one Latin word of up to eight letters: it may be an acronym."""
    if len(found) != 1 or found[0].script != "latin":
        return ""
    text = found[0].text
    return text if 2 <= len(text) <= 8 and text.isascii() else ""
