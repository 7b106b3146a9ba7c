"""STIX patterns (STIX 2.1, 9): the simple ones are decided here, in time that grows with their length alone.

The oracle is stix2-patterns: nothing that it refuses is `Simple`, nothing that it takes is `Malformed`. What is left
(`Undecided`: MATCHES, qualifiers, FOLLOWEDBY, comments, deep nesting) it judges itself, in slow_patterns.py.

The words of a pattern are cut off one by one, by an expression that never goes back. What may follow a word depends on
the last one and on the brackets that are open.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from parley.council.errors import Message, gettext_noop

NESTING_MAX = 50
"""Brackets of one kind inside one another."""
_INDEX_DIGITS_MAX = 9


@dataclass(frozen=True, slots=True)
class Simple:
    """`values` are what an observable is to be equal to (`=` or IN, and not NOT), by object path; texts without their
    quotes, everything else as it is written. Where `together`, there is an AND: no value stands for the whole.
    `paths`: each type and its first property that is compared.
    """

    values: tuple[tuple[str, str], ...]
    paths: tuple[tuple[str, str], ...]
    together: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    pass


@dataclass(frozen=True, slots=True)
class Malformed:
    """At `position`, counted in characters from 0, something else is expected."""

    position: int
    expected: Message

    def sentence(self) -> Message:
        return Message(
            gettext_noop("at character %(position)s of the pattern: %(expected)s"),
            position=self.position + 1,
            expected=self.expected,
        )


Recognised = Simple | Undecided | Malformed
UNDECIDED = Undecided()

_SPACE = "[ \\t\\r\\n\\x0b\\x0c\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]*+"
_TEXT = r"'(?:[^'\\]++|\\['\\])*+'"
_QUANTUM = "[A-Za-z0-9+/]"
# 9.2, in the order in which the longest wins.
_WORD = re.compile(
    _SPACE
    + "(?:"
    + r"(?P<moment>t'[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]++)?Z')"
    + r"|(?P<hex>h'(?:[A-Fa-f0-9]{2})*+')"
    + rf"|(?P<binary>b'(?!')(?:{_QUANTUM}{{4}})*+(?:{_QUANTUM}{{3}}=|{_QUANTUM}{{2}}==)?+')"
    + f"|(?P<text>{_TEXT})"
    + r"|(?P<name>[A-Za-z_][A-Za-z0-9_-]*+)"
    + r"|(?P<float>[+-]?[0-9]*+\.[0-9]++)"
    + r"|(?P<integer>[+-]?(?:0|[1-9][0-9]*+))"
    + r"|(?P<sign>==|!=|<>|<=|>=|[=<>\[\](),.:*])"
    + ")"
)
_ONE = re.compile(  # nearly all there are: [type:property = 'text']
    rf"{_SPACE}\[{_SPACE}([a-z][a-z0-9]*+(?:-[a-z0-9]++)*+):([a-z_][a-z0-9_]*+)"
    rf"{_SPACE}={_SPACE}'([^'\\]*+)'{_SPACE}\]{_SPACE}"
).fullmatch
_SPACES = re.compile(_SPACE)
_ESCAPED = re.compile(r"\\(['\\])")
_KEYWORDS = frozenset(
    ("AND", "OR", "NOT", "FOLLOWEDBY", "LIKE", "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS", "LAST", "IN", "START",
     "STOP", "SECONDS", "WITHIN", "REPEATS", "TIMES", "true", "false")
)  # fmt: skip
_LATER = frozenset({"MATCHES", "FOLLOWEDBY", "START", "WITHIN", "REPEATS", "EXISTS"})
_LITERALS = frozenset({"moment", "hex", "binary", "text", "float", "integer"})
_EQUAL = frozenset({"=", "=="})
_UNEQUAL = frozenset({"!=", "<>"})
_ORDER = frozenset({"<", ">", "<=", ">="})
_WITH_TEXT = frozenset({"LIKE", "ISSUBSET", "ISSUPERSET"})

# What stix2-patterns expects of the hashes that it knows, by their names in capitals without hyphens.
_HEX_DIGITS = {
    "MD5": 32, "RIPEMD160": 40, "SHA1": 40, "SHA224": 56, "SHA256": 64, "SHA384": 96, "SHA512": 128,
    "SHA3224": 56, "SHA3256": 64, "SHA3384": 96, "SHA3512": 128, "WHIRLPOOL": 128,
}  # fmt: skip
_OTHER_HASHES = frozenset({"MD6", "SSDEEP"})
_HEXADECIMAL = re.compile("[a-fA-F0-9]++").fullmatch
_PROPERTY = re.compile("[a-z0-9_]{3,250}").fullmatch


def is_property(name: str) -> bool:
    """Could it be the name of a property (3.1)?"""
    return name == "id" or _PROPERTY(name) is not None


def recognise(pattern: str) -> Recognised:
    one = _ONE(pattern)
    if one is not None and one[2] not in _KEYWORDS and one[1] not in _KEYWORDS and one[2] != "hashes":
        return Simple(((f"{one[1]}:{one[2]}", one[3]),), ((one[1], one[2]),))
    reading = _Reading(pattern)
    try:
        return reading.whole()
    except _StopError as stopped:
        return stopped.result


class _StopError(Exception):
    def __init__(self, result: Undecided | Malformed) -> None:
        super().__init__()
        self.result = result


@dataclass(slots=True)
class _Word:
    kind: str  # the group of _WORD; of a keyword and a sign, what it is itself
    text: str
    at: int


class _Reading:
    """One pattern, read from left to right."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._values: list[tuple[str, str]] = []
        self._paths: dict[tuple[str, str], None] = {}
        self._hash_fault: Malformed | None = None
        self._hash_doubt = False
        self._together = False
        self.word = self._next()

    def whole(self) -> Recognised:
        """9.4: observations in brackets, joined by AND and OR, in parentheses as one likes."""
        depth = 0
        while True:
            while self.word.kind == "(":
                depth = self._deeper(depth)
            self._take("[", gettext_noop("an observation in square brackets"))
            self._comparisons()
            self._take("]", gettext_noop("AND, OR or a closing square bracket"))
            while depth and self.word.kind == ")":
                depth -= 1
                self._advance()
            if self.word.kind in {"AND", "OR"}:
                self._join()
            elif self.word.kind == "end" and not depth:
                break
            else:
                self._stop(
                    gettext_noop("AND, OR, a qualifier or a closing parenthesis")
                    if depth
                    else gettext_noop("AND, OR, a qualifier or the end")
                )
        if self._hash_doubt:
            return UNDECIDED
        return self._hash_fault or Simple(tuple(self._values), tuple(self._paths), self._together)

    def _comparisons(self) -> None:
        """9.6, likewise joined and nested."""
        depth = 0
        while True:
            while self.word.kind == "(":
                depth = self._deeper(depth)
            self._comparison()
            while depth and self.word.kind == ")":
                depth -= 1
                self._advance()
            if self.word.kind in {"AND", "OR"}:
                self._join()
            elif depth:
                self._stop(gettext_noop("AND, OR or a closing parenthesis"))
            else:
                return

    def _deeper(self, depth: int) -> int:
        if depth == NESTING_MAX:
            raise _StopError(UNDECIDED)
        self._advance()
        return depth + 1

    def _join(self) -> None:
        self._together = self._together or self.word.kind == "AND"
        self._advance()

    def _comparison(self) -> None:
        if self.word.kind == "NOT":  # only EXISTS may follow
            raise _StopError(UNDECIDED)
        type_, steps = self._path()
        plain = self.word.kind != "NOT"
        if not plain:
            self._advance()
        operator, at = self.word.kind, self.word.at
        if operator in _EQUAL or operator in _UNEQUAL:
            self._advance()
            literals = [self._literal(truth=True)]
        elif operator in _ORDER:
            self._advance()
            literals = [self._literal(truth=False)]
        elif operator == "IN":
            self._advance()
            literals = self._set()
        elif operator in _WITH_TEXT:
            self._advance()
            literals = [self._literal(truth=False, only_text=True)]
        else:
            self._stop(gettext_noop("a comparison, such as = or IN"))
        self._paths[type_, str(steps[0])] = None
        self._hashes(steps, operator, literals, at)
        if plain and (operator in _EQUAL or operator == "IN"):
            path = f"{type_}:{_written(steps)}"
            self._values += [(path, _value(word)) for word in literals]

    def _path(self) -> tuple[str, list[str | int]]:
        """9.7: a type, a colon, a property; then keys and places in lists."""
        if self.word.kind != "name":
            self._stop(gettext_noop("the name of a type"))
        type_ = self._advance().text
        self._take(":", gettext_noop("a colon after the name of the type"))
        steps: list[str | int] = [self._key()]
        while True:
            if self.word.kind == ".":
                self._advance()
                steps.append(self._key())
            elif self.word.kind == "[":
                self._advance()
                steps.append(self._index())
                self._take("]", gettext_noop("a closing square bracket"))
            else:
                return type_, steps

    def _key(self) -> str:
        word = self.word
        if word.kind == "text" or (word.kind == "name" and "-" not in word.text):
            self._advance()
            return _unquoted(word.text) if word.kind == "text" else word.text
        return self._stop(gettext_noop("the name of a property; in apostrophes where it has a hyphen"))

    def _index(self) -> str | int:
        word = self.word
        if word.kind == "*":
            self._advance()
            return "*"
        if word.kind == "integer" and not word.text.startswith("-"):
            if len(word.text) > _INDEX_DIGITS_MAX:
                raise _StopError(UNDECIDED)
            self._advance()
            return int(word.text)
        return self._stop(gettext_noop("a place in a list, from 0, or *"))

    def _literal(self, *, truth: bool, only_text: bool = False) -> _Word:
        word = self.word
        if (
            word.kind == "text"
            or (not only_text and word.kind in _LITERALS)
            or (truth and word.kind in {"true", "false"})
        ):
            return self._advance()
        return self._stop(
            gettext_noop("a text in apostrophes") if only_text else gettext_noop("a value, texts in apostrophes")
        )

    def _set(self) -> list[_Word]:
        self._take("(", gettext_noop("an opening parenthesis"))
        found: list[_Word] = []
        if self.word.kind != ")":
            found.append(self._literal(truth=True))
            while self.word.kind == ",":
                self._advance()
                found.append(self._literal(truth=True))
        self._take(")", gettext_noop("a comma or a closing parenthesis"))
        return found

    def _hashes(self, steps: list[str | int], operator: str, literals: list[_Word], at: int) -> None:
        """The values of hashes have the form of their kind. stix2-patterns asks that of lists and of LIKE as well, as
        if they were one hash; such patterns are left to it."""
        if "hashes" not in steps:
            return
        kind = steps[-1]
        if kind == "*":
            return
        name = kind.upper().replace("-", "").replace("'", "") if isinstance(kind, str) and kind.isascii() else None
        digits = _HEX_DIGITS.get(name or "")
        if name is None or name in _OTHER_HASHES:
            self._hash_doubt = True
        elif digits:
            if operator == "IN" or operator in _WITH_TEXT or literals[0].kind != "text" or "\n" in literals[0].text:
                self._hash_doubt = True
            elif len(value := literals[0].text.replace("'", "")) != digits or not _HEXADECIMAL(value):
                expected = Message(gettext_noop("hexadecimal digits: %(digits)s"), digits=digits)
                self._hash_fault = self._hash_fault or Malformed(literals[0].at, expected)

    # Words

    def _next(self) -> _Word:
        found = _WORD.match(self._pattern, self._at)
        if found is None:
            at = _SPACES.match(self._pattern, self._at).end()  # type: ignore[union-attr]
            return _Word("end" if at == len(self._pattern) else "unknown", "", at)
        self._at = found.end()
        kind = str(found.lastgroup)
        text = found[kind]
        if kind == "sign" or (kind == "name" and text in _KEYWORDS):
            kind = text
        return _Word(kind, text, found.start(str(found.lastgroup)))

    def _advance(self) -> _Word:
        word, self.word = self.word, self._next()
        return word

    def _take(self, kind: str, template: str) -> None:
        if self.word.kind != kind:
            self._stop(template)
        self._advance()

    def _stop(self, template: str) -> NoReturn:
        """The word that stands here cannot: if nothing that is left to stix2-patterns begins with it."""
        at = self.word.at
        if self.word.kind in _LATER or self._pattern[at : at + 1] == "/":
            raise _StopError(UNDECIDED)
        raise _StopError(Malformed(at, Message(template)))


def _unquoted(text: str) -> str:
    return _ESCAPED.sub(r"\1", text[1:-1]) if "\\" in text else text[1:-1]


def _value(word: _Word) -> str:
    match word.kind:
        case "text":
            return _unquoted(word.text)
        case "moment" | "hex" | "binary":
            return word.text[2:-1]
        case _:
            return word.text


def _written(steps: list[str | int]) -> str:
    """hashes.SHA-256, values[0].name, x[*]."""
    first, *rest = steps
    return str(first) + "".join(f"[{s}]" if s == "*" or isinstance(s, int) else f".{s}" for s in rest)
