"""Checks on text that people type. Pure; every room may import it.

What passes is in Unicode normal form C, trimmed, and shows to every reader what is stored. Refused are:

- control characters, NUL among them (tab and newline are kept in paragraphs), and halves of surrogate pairs;
- private-use characters, which each reader's font draws as it likes, and unassigned ones, whose normal form
  is not yet settled (UAX #15, 3). New ideographs in planes 2 and 3 pass: they have no decomposition,
  and names of persons use them before Python's tables know them;
- characters that hide text or annotate it unseen: tags, deprecated format controls, a byte order mark inside;
- direction overrides and embeddings (LRO RLO LRE RLE PDF): an override shows text in another order than it
  has (CVE-2021-42574), and UAX #9 puts isolates in the place of embeddings. Isolates (LRI RLI FSI PDI) pass
  when balanced within their line; the marks LRM, RLM and ALM pass anywhere, since they reorder no letters;
- more than 30 combining marks in a row (UAX #15, 13: Stream-Safe Text), which also make normalising slow.

Letters of different scripts that look alike pass: names are written in the scripts that their bearers use.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from parley.council.errors import InputError, Message, code_point, gettext_noop

LANGUAGES = ("en", "ru", "zh-hans", "ur")

SYMBOL_CHARS_MAX = 100
CODE_CHARS_MAX = 50
MARKS_IN_A_ROW_MAX = 30

# Up to four characters become one in normal form C (Greek with three accents); more than that cannot fit.
_RAW_CHARS_PER_CHAR_MAX = 4

_ISOLATES_OPEN = frozenset("\u2066\u2067\u2068")
_ISOLATE_CLOSE = "\u2069"
_DIRECTING = _ISOLATES_OPEN | frozenset("\u2069\u200e\u200f\u061c")  # isolates, LRM, RLM, ALM
_REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e")
# A byte order mark, deprecated format controls, interlinear annotation, tags.
_HIDDEN = frozenset(map(chr, [0xFEFF, *range(0x206A, 0x2070), *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE0080)]))
# What does not make a text filled: format controls, and letters and symbols that are drawn as nothing.
_UNSEEN = _DIRECTING | frozenset(
    "\u00ad\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\u115f\u1160\u180e\u2800\u3164\uffa0"
)
_EDGES = "".join(chr(c) for c in range(0x3001) if chr(c).isspace()) + "\u200b\u2060"
_NEWLINES = re.compile("\r\n|\r|\u2028|\u2029")
_CODE = re.compile(r"[A-Za-z0-9]+(?:[-_.][A-Za-z0-9]+)*")


def line(value: object, *, what: str, chars_max: int, required: bool = True) -> str:
    """Text of one line (a title, a name), checked; "" only where it is not required. Raises `InputError`."""
    text = _checked(value, what=what, chars_max=chars_max, kept="")
    return _filled(text, what=what, required=required)


def paragraphs(value: object, *, what: str, chars_max: int, required: bool = True) -> str:
    """Text of several lines, checked, its line ends made "\\n". Raises `InputError`."""
    text = _checked(value, what=what, chars_max=chars_max, kept="\n\t")
    return _filled(text, what=what, required=required)


def symbol(value: object, *, what: str = "symbol") -> str:
    """A document's symbol, such as RATS/SEM/2021/DOC.1, with runs of spaces made one. Raises `InputError`."""
    text = " ".join(line(value, what=what, chars_max=SYMBOL_CHARS_MAX).split())
    allowed = all(c.isalpha() or c.isdecimal() or unicodedata.category(c)[0] == "M" or c in "./-() " for c in text)
    if not (allowed and text[0].isalnum()):
        raise InputError(
            what,
            gettext_noop("letters, digits, spaces and . / - ( ), beginning with a letter or a digit"),
            text,
            gettext_noop("Write it as it stands on the document, for example RATS/SEM/2021/DOC.1."),
        )
    return text


def code(value: object, *, what: str = "code") -> str:
    """A short name for machines, such as KZ or sco-rats: ASCII, its case kept. Raises `InputError`."""
    text = line(value, what=what, chars_max=CODE_CHARS_MAX)
    if not _CODE.fullmatch(text):
        raise InputError(
            what,
            gettext_noop("letters A to Z and digits, in parts joined by a hyphen, a full stop or _"),
            text,
            gettext_noop("Write it without spaces and accents, for example sco-rats."),
        )
    return text


def _checked(value: object, *, what: str, chars_max: int, kept: str) -> str:
    """Every check but that of emptiness; `kept` are the control characters that the text may hold."""
    # 1. It is text, and short enough that checking it costs little.
    if not isinstance(value, str):
        raise InputError(what, gettext_noop("text"), repr(value), gettext_noop("Send it as a string."))
    text = value.strip(" \t\r\n\ufeff")
    if len(text) > chars_max * _RAW_CHARS_PER_CHAR_MAX:
        raise _too_long(text, what, chars_max)
    # 2. Line ends are of one kind, and each character is one that every reader sees as itself.
    text = _NEWLINES.sub("\n", text)
    for character in text:
        _check_character(character, what, kept)
    if found := _long_run_of_marks(text):
        raise InputError(
            what,
            Message(gettext_noop("accents and marks in a row: at most %(most)d"), most=MARKS_IN_A_ROW_MAX),
            found,
            gettext_noop("Take out the marks that are heaped on one letter."),
        )
    for each in text.split("\n"):
        _check_isolates(each, what)
    # 3. Normal form C, and the length that will be stored.
    text = _trimmed(unicodedata.normalize("NFC", text))
    if len(text) > chars_max:
        raise _too_long(text, what, chars_max)
    return text


def _check_character(character: str, what: str, kept: str) -> None:
    if character in kept or character.isprintable() or character in _DIRECTING:
        return
    if character == "\n":
        expected, do = gettext_noop("one line"), gettext_noop("Take out the line breaks.")
    elif character in _REORDERING:
        expected = gettext_noop("no direction overrides or embeddings, which show text in another order than it has")
        do = gettext_noop("Take the character out; the page sets each text's direction by its letters.")
    elif character in _HIDDEN:
        expected = gettext_noop("no characters that nobody sees")
        do = gettext_noop("Take the character out, or type the text again.")
    else:
        match unicodedata.category(character):
            case "Cc" | "Cs":
                expected = gettext_noop("no control characters")
                do = gettext_noop("Take the character out, or type the text again.")
            case "Co" | "Cn" if not _new_ideograph(character):
                expected = gettext_noop("only characters of the Unicode standard, which look the same to every reader")
                do = gettext_noop("Write it with standard characters.")
            case _:
                return
    came = Message(gettext_noop("the character %(code_point)s"), code_point=code_point(character))
    raise InputError(what, expected, came, do)


def _new_ideograph(character: str) -> bool:
    """In a plane kept for ideographs (Unicode, 2.8); the last two code points of a plane are never used."""
    return 0x20000 <= ord(character) <= 0x3FFFF and ord(character) & 0xFFFF < 0xFFFE


def _long_run_of_marks(text: str) -> str:
    """The first character that bears too many marks, with its marks; or ""."""
    run = 0
    for position, character in enumerate(text):
        run = run + 1 if unicodedata.category(character)[0] == "M" else 0
        if run > MARKS_IN_A_ROW_MAX:
            return text[max(0, position - run) : position + 1]
    return ""


def _check_isolates(text: str, what: str) -> None:
    """Each isolate of a line is closed in it, and nothing is closed that is not open (UAX #9, 3.1.2)."""
    depth = 0
    for character in text:
        depth += (character in _ISOLATES_OPEN) - (character == _ISOLATE_CLOSE)
        if depth < 0:
            break
    if depth != 0:
        raise InputError(
            what,
            gettext_noop("direction isolates that are opened and closed in the same line"),
            text,
            gettext_noop("Take out the direction marks; the page sets each text's direction by its letters."),
        )


def _trimmed(text: str) -> str:
    """Without white space at the edges, nor the invisible spaces that come with pasted text."""
    return text.strip(_EDGES)


def _too_long(text: str, what: str, chars_max: int) -> InputError:
    return InputError(
        what,
        Message(gettext_noop("at most this many characters: %(most)d"), most=chars_max),
        Message(gettext_noop("this many: %(count)d"), count=len(text)),
        gettext_noop("Shorten it."),
    )


def _filled(text: str, *, what: str, required: bool) -> str:
    if any(unicodedata.category(c)[0] in "LNPSC" and not c.isspace() and c not in _UNSEEN for c in text):
        return text
    if not required:
        return ""
    raise InputError(
        what,
        gettext_noop("text"),
        Message(gettext_noop("nothing that can be seen")),
        gettext_noop("Fill it in."),
    )


def texts(value: Mapping[str, object], *, what: str, chars_max: int, required: bool = True) -> dict[str, str]:
    """One-line texts by language, checked; languages left empty are left out. Raises `InputError`."""
    unknown = sorted(set(value) - set(LANGUAGES))
    if unknown:
        raise InputError(
            what,
            gettext_noop("languages by their codes: en, ru, zh-hans, ur"),
            unknown[0],
            gettext_noop("Use one of these codes."),
        )
    checked = {language: line(text, what=what, chars_max=chars_max, required=False) for language, text in value.items()}
    filled = {language: text for language, text in checked.items() if text}
    if required and not filled:
        return {"en": line("", what=what, chars_max=chars_max)}
    return filled
