"""What a part of a name is: a name, or one of the small words around names; and which parts one written word is."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from parley.registry.names import tables


class Role(StrEnum):
    NAME = "name"
    PATRONYMIC = "patronymic"  # Viktorovich: said or left out
    PARTICLE = "particle"  # al, bin, ud, van, the
    ELEMENT = "element"  # abd, allah, din: half of very many names
    HONORIFIC = "honorific"
    LEGAL_FORM = "legal form"
    WORD = "word"  # a word of organisations that is translated: army, party
    INITIAL = "initial"
    NUMBER = "number"


ABD, ABU, ALLAH, DIN = "abd", "abu", "alah", "din"
"""Elements, by their sounds."""

_PARTICLES = tables.all_words("particles")
_ORGANISATION_PARTICLES = tables.all_words("organisation_particles")
_HONORIFICS = tables.all_words("honorifics")
_LEGAL_FORMS = {form: line[0] for line in tables.lines("legal_forms") for form in line}
_LEGAL_PHRASES = sorted(
    ((line[1:], line[0]) for line in tables.lines("legal_phrases")), key=lambda phrase: -len(phrase[0])
)
_NUMBERS = {
    word: str(number)
    for number, line in enumerate(
        (
            ("one", "first"),
            ("two", "second", "ii"),
            ("three", "third", "iii"),
            ("four", "fourth", "iv"),
            ("five", "fifth"),
            ("six", "sixth", "vi"),
            ("seven", "seventh", "vii"),
            ("eight", "eighth", "viii"),
            ("nine", "ninth", "ix"),
            ("ten", "tenth"),
            ("eleven", "eleventh", "xi"),
            ("twelve", "twelfth", "xii"),
            ("thirteen", "thirteenth", "xiii"),
        ),
        start=1,
    )
    for word in line
}
_PATRONYMIC = re.compile(
    r".{2,}(?:[oe]vi(?:ch|tch|c)|[oe]vy?[cč]h?|[oe]vna|ichna|yivna|ivna|oglu|oghlu|ogly|kyzy|qizi"
    r"|[ое]вич|[ое]вна|ична|івна|ївна|оглы|оглу|кызы)"
    r"|(?:il|kuzm|luk|fom|nikit|savv|ильи?|кузьми?|луки?|фоми?|никити?|савви?)(?:y?ich|itch|ч)"
)

_WHOLE = {spelling: line[0] for line in tables.lines("elements") for spelling in line[1:]}

_BEHIND_THE_ARTICLE = "|".join(
    ("haqu?e?", "islam", "mulk", "rahma[an]n?", "rehman", "karim", "hasan", "haqq", "nabi", "zama[an]n?", "abi?de?en")
)
"""What an unjoined -ul- mostly stands before: Ziaulhaq, Saifulislam, Azizurrahman."""

#: Compounds written as one word. The article may have become the letter that follows it: Abdurrahman.
_COMPOUNDS = {
    "latin": (
        re.compile(r"(?P<abd>abd[aeiou]{0,2})(?:l|r(?=r)|s(?=s)|n(?=n)|z(?=z)|d(?=d)|t(?=t))?(?P<rest>.{3,})"),
        re.compile(r"(?P<abu>abou|abu)(?:l)?(?P<rest>[^aeiou].{3,})"),
        re.compile(r"(?P<rest>.{2,}?)(?P<allah>(?:u|o|a|e|ou)ll?ah|(?:u|o)ll?a)"),
        re.compile(r"(?P<rest>.{2,}?)(?P<din>(?:[aeuo]+d?|d)d(?:in|een|ine|iin|yn)|[aeu]ld(?:in|een|ine))"),
        re.compile(rf"(?P<rest>.{{3,}}?)[uo](?:l|r(?=r)|z(?=z)|n(?=n))(?P<last>{_BEHIND_THE_ARTICLE})"),
    ),
    "arabic": (
        re.compile(r"(?P<abd>عبد)(?:ال)?(?P<rest>.{2,})"),
        re.compile(r"(?P<abu>[اأ]بو)(?:ال)?(?P<rest>.{2,})"),
        re.compile(r"(?P<rest>.{2,}?)(?P<allah>الل[هہ])"),
        re.compile(r"(?P<rest>.{2,}?)(?P<din>الد[يی]ن)"),
    ),
    "cyrillic": (
        re.compile(r"(?P<abd>абд[уаеио]?)(?:ль?|р(?=р)|с(?=с)|н(?=н)|з(?=з))?(?P<rest>.{3,})"),
        re.compile(r"(?P<rest>.{2,}?)(?P<allah>[уо]лл?ах?)"),
        re.compile(r"(?P<rest>.{2,}?)(?P<din>[уеиаэ]д?д[иы]н)"),
    ),
    "devanagari": (
        re.compile(r"(?P<abd>अब्दु?)(?:ल|र(?=्र)|र(?=र))?(?P<rest>.{3,})"),
        re.compile(r"(?P<rest>.{2,}?)(?P<allah>ुल्लाह?)"),
        re.compile(r"(?P<rest>.{2,}?)(?P<din>ुद्दीन)"),
    ),
    "hanzi": (
        re.compile(r"(?P<abd>阿[卜布]杜|阿不都)[勒尔]?(?P<rest>.+)"),
        re.compile(r"(?P<rest>.{2,}?)乌?(?P<din>丁)"),
    ),
}
_ELEMENTS = {"abd": ABD, "abu": ABU, "allah": ALLAH, "din": DIN}
_OF_ALLAH = frozenset({"lah", "llah", "lla", "له", "لہ", "لة", "лла", "лах", "ллах", "ल्लाह", "ल्ला", "拉", "拉赫"})
"""What is left of Allah behind abd-ul."""
COMPOUND_CHARS_MIN = {"latin": 6, "cyrillic": 6, "hanzi": 3}
"""Of the others 5. In Latin and Cyrillic letters: "Abdel" is abd-al, not abd and "el"."""


@lru_cache(maxsize=1 << 15)
def split(word: str, script: str) -> tuple[tuple[str, str], ...]:
    """(text, sounds of the element that it is, or ""): more than one where a compound is written as one word."""
    if element := _WHOLE.get(tables.folded(word)):
        return ((word, element),)
    if script == "arabic":
        word = _without_article(word)
    if len(word) >= COMPOUND_CHARS_MIN.get(script, 5):
        for compound in _COMPOUNDS.get(script, ()):
            if found := compound.fullmatch(word):
                return _pieces(found, script)
    return ((word, ""),)


def _pieces(found: re.Match[str], script: str) -> tuple[tuple[str, str], ...]:
    pieces: list[tuple[str, str]] = []
    for name, text in sorted(found.groupdict().items(), key=lambda group: found.start(group[0])):
        if name in _ELEMENTS:
            pieces.append((text, _ELEMENTS[name]))
        elif text in _OF_ALLAH:
            pieces.append((text, ALLAH))
        else:
            pieces.extend(split(text, script))
    return tuple(pieces)


def _without_article(word: str) -> str:
    if word.startswith("وال") and len(word) > 5:
        word = word[1:]
    if word.startswith(("ال", "لل")) and len(word) >= 4:
        return word[2:]
    if word.startswith(("بال", "فال")) and len(word) >= 6:
        return word[3:]
    return word


def role_of(word: str, *, person: bool) -> Role:
    """Of a word that is no element of a compound."""
    word = tables.folded(word)
    if word in _PARTICLES or (not person and word in _ORGANISATION_PARTICLES):
        return Role.PARTICLE
    if person and word in _HONORIFICS:
        return Role.HONORIFIC
    if word in _LEGAL_FORMS:
        return Role.LEGAL_FORM
    if person and _PATRONYMIC.fullmatch(word):
        return Role.PATRONYMIC
    if word.isdigit():
        return Role.NUMBER
    return Role.NAME


def legal_form(word: str) -> str:
    """The class of a legal form, "" for another word."""
    return _LEGAL_FORMS.get(tables.folded(word), "")


def legal_phrase(words: list[str]) -> tuple[int, str]:
    """How many of the first words are a legal form said in several, and which; (0, "") if none."""
    for phrase, short in _LEGAL_PHRASES:
        if words[: len(phrase)] == phrase:
            return len(phrase), short
    return 0, ""


def number(word: str) -> str:
    """The digits of a number that is written as a word or in Roman letters; "" for another word."""
    return _NUMBERS.get(word, "")
