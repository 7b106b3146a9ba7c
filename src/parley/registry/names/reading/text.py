"""From the text to the name: words are cut, each is read by itself, and what its neighbours say of it is put right."""

from __future__ import annotations

from dataclasses import replace

from parley.council.errors import ParleyError, gettext_noop
from parley.registry.names import parts, rarity, scripts, words
from parley.registry.names.parts import Role
from parley.registry.names.reading import units, whole
from parley.registry.names.reading.name import QUIET, SYLLABIC, Name, Part
from parley.registry.names.reading.word import ABBREVIATED, parts_of
from parley.registry.rules.entries import NAME_CHARS_MAX, Kind

CHINESE_NAME_MAX = 4
"""Characters of a Chinese name: two of the surname and two of the given name."""


class UnreadableNameError(ParleyError):
    """Nothing in it can be compared: the message says what was expected, what came and what to do."""


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
    if person:
        found = _spaced_hanzi_joined(found, text)
    hanzi = _how_hanzi_are_read(found, kind)
    read_parts: list[Part] = []
    for word in found:
        read_parts.extend(parts_of(word, person, hanzi if word.script == "hanzi" else ""))
    if not person and len(found) > 2:
        read_parts = _own_acronym_aside(found, read_parts)
    if person:
        read_parts = _surname_for_patronymic(read_parts)
    if not any(part.role in _TELLING for part in read_parts):
        read_parts = [_as_a_name(part) for part in read_parts]
    _refuse_what_says_nothing(text, read_parts)
    return _name(text, kind, tuple(read_parts), found)


def _spaced_hanzi_joined(found: list[scripts.Word], text: str) -> list[scripts.Word]:
    """张 伟 is 张伟, as forms with two fields print it. A point between hanzi parts a name of elsewhere instead."""
    joined = "".join(word.text for word in found)
    of_one = 1 < len(found) <= len(joined) <= CHINESE_NAME_MAX and joined == "".join(text.split())
    if of_one and all(word.script == "hanzi" for word in found):
        return [scripts.Word(joined, "hanzi", joined)]
    return found


def _how_hanzi_are_read(found: list[scripts.Word], kind: Kind | None) -> str:
    """One run alone may be a Chinese person's name; several are a name of elsewhere, or words of an organisation."""
    runs = [word.text for word in found if word.script == "hanzi"]
    if len(runs) == len(found) == 1 and (
        kind is Kind.PERSON or (kind is None and len(words.cut_chinese(runs[0])) <= 1)
    ):
        return "surname first"
    return "by its sound" if len(runs) > 1 or kind is Kind.PERSON else "by words"


def _name(text: str, kind: Kind | None, read_parts: tuple[Part, ...], found: list[scripts.Word]) -> Name:
    person = kind is Kind.PERSON
    besides = list(units.besides(read_parts, person=person))
    return Name(
        text=text,
        kind=kind,
        parts=read_parts,
        units=read_parts + tuple(unit for unit, _ in besides),
        covers=tuple(1 << n for n in range(len(read_parts))) + tuple(bits for _, bits in besides),
        whole=whole.code(read_parts),
        first=whole.first(read_parts) if person else 0,
        fathers=whole.fathers(read_parts) if person else 0,
        acronyms=frozenset() if person else whole.acronyms(found, read_parts),
        letters="" if person else whole.letters(found),
    )


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
    made = whole.acronyms([word for word in found if not word.shape.isupper() or len(word.text) > 5], tuple(read_parts))
    last = read_parts[-1]
    if last.role is Role.NAME and last.text in made | {
        "".join(word.text[0] for word in found[:-1] if word.script == "latin")
    }:
        read_parts[-1] = replace(last, weight=last.weight * ABBREVIATED)
    return read_parts


def _refuse_what_says_nothing(text: str, read_parts: list[Part]) -> None:
    telling = [part for part in read_parts if part.role not in QUIET]
    if any(part.sounds and (len(part.text) > 1 or part.script in SYLLABIC) for part in telling):
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
