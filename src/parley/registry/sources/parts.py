"""One entry as its reader finds it, part by part: cleaned, within limits, and what cannot be taken is noted."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from parley.council.errors import InputError, Message, gettext_noop, shown
from parley.registry.rules.content import is_web
from parley.registry.rules.dates import partial
from parley.registry.rules.entries import (
    NAME_CHARS_MAX,
    REFERENCE_CHARS_MAX,
    Alias,
    Birth,
    Content,
    Identifier,
    Kind,
    Quality,
)
from parley.registry.sources.countries import country
from parley.registry.sources.reading import Read, Unread
from parley.settings import SETTINGS

LINE_CHARS_MAX = 1_000
"""Characters of an address, a function, a place: lists write longer ones than people type."""
REMARKS_CHARS_MAX = 20_000
ITEMS_MAX = SETTINGS.entry_items_max
_JOINERS = "\u200c\u200d"  # they change how Persian, Urdu and Devanagari read
_SCRIPTS = {
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "CJK": "Hani",
    "HEBREW": "Hebr",
    "HANGUL": "Hang",
    "HIRAGANA": "Jpan",
    "KATAKANA": "Jpan",
    "ETHIOPIC": "Ethi",
    "GREEK": "Grek",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "THAI": "Thai",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "MYANMAR": "Mymr",
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_OFFSET = re.compile(r"(?<=\d{4}-\d\d-\d\d)(?:T.*|Z|[+-]\d\d:\d\d)$", re.ASCII)
_SPOKEN = re.compile(r"(?:(?:(\d{1,2}) )?([A-Z][a-z]{2})[a-z]* )?(\d{4})")


def clean(text: str) -> str:
    """One line in normal form C, without characters that nobody sees. Runs of white space become one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    kept = (" " if c.isspace() else c for c in unicodedata.normalize("NFC", text))
    seen = (c for c in kept if c == " " or c in _JOINERS or unicodedata.category(c) not in _UNSEEN)
    return " ".join("".join(seen).split()).strip(_JOINERS)


_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})


def script_of(text: str) -> str:
    """The script of most letters as a language tag whose language is not known ("und-Arab"); "" for Latin."""
    counts: dict[str, int] = {}
    for character in text:
        if character.isalpha():
            found = _script(character)
            counts[found] = counts.get(found, 0) + 1
    most = max(counts, key=lambda s: counts[s], default="")
    return f"und-{most}" if most else ""


@lru_cache(8192)
def _script(character: str) -> str:
    if character < "\u0250":
        return ""
    return _SCRIPTS.get(unicodedata.name(character, "").partition(" ")[0], "")


def iso(text: str) -> str:
    """A date as ISO 8601 writes it, as far as it is known and in the calendar; "" for anything else."""
    try:
        return partial(_OFFSET.sub("", text.strip()), what="date")
    except InputError:
        return ""


def spoken(text: str) -> str:
    """ "10 Dec 1948", "Dec 1948", "1948" as ISO 8601; "" for anything else."""
    found = _SPOKEN.fullmatch(text.strip())
    if found is None:
        return ""
    day, month, year = found.groups()
    if month and month not in _MONTHS:
        return ""
    parts = [year, f"{_MONTHS.index(month) + 1:02}" if month else "", f"{int(day):02}" if day else ""]
    return iso("-".join(filter(None, parts)))


def day_of(text: str) -> date | None:
    found = iso(text)
    return date.fromisoformat(found) if len(found) == 10 else None


class Draft:
    """The parts are added in any order; `done` gives the entry. `unread` takes what is left out, and why."""

    def __init__(self, kind: Kind, reference: str, place: str, unread: list[Unread]) -> None:
        self.kind, self.reference, self.place, self.unread = kind, clean(reference), place, unread
        self._names: dict[str, Alias] = {}
        self._lists: dict[str, dict[object, None]] = {}
        self._remarks: dict[str, None] = {}

    def say(self, template: str, *, whole: bool = False, **params: object) -> None:
        reference = "" if len(self.reference) > REFERENCE_CHARS_MAX else self.reference
        self.unread.append(Unread(self.place, reference, Message(template, **params), whole))

    def name(self, text: str, quality: Quality = Quality.GOOD, basis: str = "", language: str = "") -> None:
        """A name; the first one is the primary one. The same again counts once, with the better quality."""
        text = clean(text)
        if not any(c.isalnum() for c in text):
            return
        if len(text) > NAME_CHARS_MAX:
            self.say(
                gettext_noop("Expected: a name of at most %(most)s characters. Came: %(came)s. It is left out."),
                most=NAME_CHARS_MAX,
                came=shown(text),
            )
            return
        before = self._names.get(text)
        quality = quality if self._names else Quality.PRIMARY
        if before is not None and (before.quality is not Quality.LOW or quality is Quality.LOW):
            return
        self._names[text] = Alias(text, quality, language or script_of(text), clean(basis)[:LINE_CHARS_MAX])

    def birth(self, first: str, last: str = "", *, approximate: bool = False, place: str = "") -> None:
        """`first` and `last` are ISO 8601, by `iso` or `spoken`."""
        self._add("births", Birth(first, last, approximate, self._line(place)))

    def nationality(self, name: str) -> None:
        self._country("nationalities", name, "Nationality")

    def country(self, name: str) -> None:
        self._country("countries", name, "Country")

    def _country(self, what: str, name: str, label: str) -> None:
        name = clean(name)
        if not name:
            return
        code = country(name)
        if code:
            self._add(what, code)
        else:
            self.remark(f"{label}: {name}")
            self.say(
                gettext_noop("Expected: a country. Came: %(came)s. It is kept among the remarks."), came=shown(name)
            )

    def address(self, text: str) -> None:
        self._add("addresses", self._line(text))

    def function(self, text: str) -> None:
        self._add("functions", self._line(text))

    def identifier(self, kind: str, value: str, country_name: str = "") -> None:
        value = self._line(value)
        if not any(c.isalnum() for c in value):
            return
        code = country(country_name)
        if country_name.strip() and not code:
            self.remark(f"{kind} {value}: {clean(country_name)}")
        self._add("identifiers", Identifier(self._line(kind), value, code))

    def death(self, day: str) -> None:
        self._add("deaths", day)

    def remark(self, text: str) -> None:
        if text := clean(text):
            self._remarks[text] = None

    def not_a_date(self, what: str, text: str) -> None:
        self.remark(f"{what}: {clean(text)}")
        self.say(
            gettext_noop("Expected: a date that is in the calendar. Came: %(came)s. It is kept among the remarks."),
            came=shown(clean(text)),
        )

    def _line(self, text: str) -> str:
        text = clean(text)
        if len(text) > LINE_CHARS_MAX:
            self.remark(text)
            return text[: LINE_CHARS_MAX - 1] + "…"
        return text

    def _add(self, what: str, item: object) -> None:
        if item != "":
            self._lists.setdefault(what, {})[item] = None

    def _taken(self, what: str) -> tuple[object, ...]:
        items = tuple(self._names.values() if what == "names" else self._lists.get(what, {}))
        if len(items) > ITEMS_MAX:
            self.too_many(what, len(items), ITEMS_MAX)
        return items[:ITEMS_MAX]

    def too_many(self, what: str, came: int, most: int) -> None:
        self.say(
            gettext_noop("Expected: at most %(most)s %(what)s of an entry. Came: %(came)s. The last are left out."),
            most=most,
            what=Message(what),
            came=came,
        )

    def _page(self, address: str) -> str:
        if not address or (is_web(address) and len(address) <= LINE_CHARS_MAX):
            return address
        self.say(
            gettext_noop(
                "Expected: an address that begins with https:// or http://, of at most %(most)s characters. "
                "Came: %(came)s. It is left out."
            ),
            most=LINE_CHARS_MAX,
            came=shown(address),
        )
        return ""

    def done(
        self,
        *,
        legal_basis: str = "",
        reasons: str = "",
        programme: str = "",
        listed_on: date | None = None,
        amended_on: tuple[date, ...] = (),
        page: str = "",
    ) -> Iterator[Read]:
        """The entry; or none, which is noted, where it has no name or no reference of use."""
        if not self.reference or len(self.reference) > REFERENCE_CHARS_MAX:
            self.say(
                gettext_noop("Expected: a reference of 1 to %(most)s characters. Came: %(came)s. It is left out."),
                whole=True,
                most=REFERENCE_CHARS_MAX,
                came=shown(self.reference) or Message(gettext_noop("nothing")),
            )
            return
        if not self._names:
            self.say(gettext_noop("Expected: a name. Came: nothing. The record is left out."), whole=True)
            return
        remarks = "\n".join(self._remarks)
        if len(remarks) > REMARKS_CHARS_MAX:
            self.say(gettext_noop("The remarks are longer than %(most)s characters: cut."), most=REMARKS_CHARS_MAX)
            remarks = remarks[: REMARKS_CHARS_MAX - 1] + "…"
        parts = {what: self._taken(what) for what in ("names", *self._lists)}
        yield Read(
            self.reference,
            Content(
                kind=self.kind,
                legal_basis=clean(legal_basis)[:LINE_CHARS_MAX],
                reasons={"en": clean(reasons)[:REMARKS_CHARS_MAX]} if clean(reasons) else {},
                remarks=remarks,
                programme=clean(programme)[:LINE_CHARS_MAX],
                listed_on=listed_on,
                amended_on=amended_on,
                page=self._page(clean(page)),
                **parts,  # type: ignore[arg-type]
            ),
        )
