"""Content as canonical JSON and back, its digest, and what an entry must say before it is written. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar

import msgspec
from babel import Locale

from parley.council.errors import InputError, Message, gettext_noop
from parley.council.text import LANGUAGES, line, paragraphs
from parley.registry.rules.dates import partial
from parley.registry.rules.entries import NAME_CHARS_MAX, Alias, Birth, Content, Identifier, Quality, Roll
from parley.settings import SETTINGS

T = TypeVar("T")

LINE = SETTINGS.line_chars_max
TEXT = SETTINGS.text_chars_max
ITEMS_MAX = SETTINGS.entry_items_max
LANGUAGE_CHARS_MAX = 35  # the longest tag that RFC 5646 (4.4.1) has every reader take


def to_json(content: Content) -> dict[str, Any]:
    """What is not said is left out, so that a member added to `Content` later changes no digest."""
    return {
        f.name: _plain(value) for f in fields(content) if (value := getattr(content, f.name)) not in (None, "", (), {})
    }


def _plain(value: Any) -> Any:
    match value:
        case Alias() | Birth() | Identifier():
            return {f.name: part for f in fields(value) if (part := getattr(value, f.name)) not in ("", False)}
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(item) for item in value]
        case Mapping():
            return dict(value)
        case _:
            return value


def from_json(value: Mapping[str, Any]) -> Content:
    """The content that `to_json` wrote. Members that this release does not know are left aside."""
    return msgspec.convert(value, Content)


def from_text(text: str) -> Content:
    """The same of its JSON as the store has it."""
    return msgspec.json.decode(text, type=Content)


def canonical(content: Content) -> str:
    """One text for equal contents."""
    return json.dumps(to_json(content), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: Content) -> bytes:
    return hashlib.sha256(canonical(content).encode()).digest()


def checked(content: Content, roll: Roll) -> Content:
    """The content, its texts checked and in normal form; `InputError` where it may not stand on this list.

    What stands on a list kept elsewhere is that list's business, and has its own readers (`sources`).
    """
    names = _names(content.names, joint=roll is Roll.JOINT)
    return replace(
        content,
        names=names,
        births=tuple(_birth(b) for b in _few("births", content.births)),
        deaths=tuple(partial(day, what="deaths") for day in _few("deaths", content.deaths)),
        nationalities=_countries("nationalities", content.nationalities),
        countries=_countries("countries", content.countries),
        addresses=_lines("addresses", content.addresses),
        identifiers=tuple(identifier(i) for i in _few("identifiers", content.identifiers)),
        functions=_lines("functions", content.functions),
        legal_basis=paragraphs(content.legal_basis, what="legal_basis", chars_max=TEXT),
        reasons=long_texts(content.reasons, what="reasons"),
        remarks=paragraphs(content.remarks, what="remarks", chars_max=TEXT, required=False),
    )


def _names(names: tuple[Alias, ...], *, joint: bool) -> tuple[Alias, ...]:
    found = tuple(
        replace(
            name,
            text=line(name.text, what="names", chars_max=NAME_CHARS_MAX),
            language=line(name.language, what="names", chars_max=LANGUAGE_CHARS_MAX, required=False),
            basis=line(name.basis, what="basis", chars_max=LINE, required=False),
        )
        for name in _few("names", names)
    )
    primary = [name for name in found if name.quality is Quality.PRIMARY]
    if len(primary) != 1 or found[0] is not primary[0]:
        raise InputError(
            "names",
            gettext_noop("one primary name, the first"),
            Message(gettext_noop("primary names: %(count)d"), count=len(primary)),
            gettext_noop("Put the primary name first, and mark the others as good or low."),
        )
    texts = [name.text for name in found]
    if twice := next((text for n, text in enumerate(texts) if text in texts[:n]), None):
        raise InputError("names", gettext_noop("each name once"), twice, gettext_noop("Take one of the two out."))
    without = next((name for name in found[1:] if not name.basis), None) if joint else None
    if without is not None:
        raise InputError(
            "basis",
            Message(gettext_noop("a basis for the alias %(name)s"), name=without.text),
            "",
            gettext_noop("Say by what this name is known to be the same person's or organisation's."),
        )
    return found


def _birth(birth: Birth) -> Birth:
    first = partial(birth.first, what="births")
    last = partial(birth.last, what="births") if birth.last else ""
    if last and last < first[: len(last)]:
        raise InputError(
            "births",
            gettext_noop("a span that ends after it began"),
            f"{first} – {last}",
            gettext_noop("Swap the two."),
        )
    return replace(
        birth, first=first, last=last, place=line(birth.place, what="births", chars_max=LINE, required=False)
    )


def identifier(given: Identifier, *, must_say_kind: bool = True) -> Identifier:
    """One number, checked, or `InputError`."""
    return Identifier(
        kind=line(given.kind, what="identifiers", chars_max=LINE, required=must_say_kind),
        value=line(given.value, what="identifiers", chars_max=LINE),
        country=country(given.country, what="identifiers") if given.country else "",
    )


def _countries(what: str, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(country(code, what=what) for code in _few(what, tuple(codes)))


def country(code: str, *, what: str) -> str:
    """An ISO 3166-1 alpha-2 code, or `InputError`."""
    text = line(code, what=what, chars_max=LINE).upper()
    if text not in known_countries():
        raise InputError(
            what,
            gettext_noop("a country's code of two letters (ISO 3166-1)"),
            code,
            gettext_noop("Write it like PK for Pakistan; a country that is no more has none."),
        )
    return text


# CLDR lists more than ISO 3166-1 assigns: what the European Commission and the United Nations reserved, private use.
_NOT_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])


@lru_cache(1)
def known_countries() -> frozenset[str]:
    codes = map(str, Locale("en").territories)
    return frozenset(code for code in codes if len(code) == 2 and code.isalpha()) - _NOT_COUNTRIES


def _lines(what: str, texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(line(text, what=what, chars_max=LINE) for text in _few(what, texts))


def _few(what: str, items: tuple[T, ...]) -> tuple[T, ...]:
    if len(items) > ITEMS_MAX:
        raise InputError(
            what,
            Message(gettext_noop("at most this many: %(most)d"), most=ITEMS_MAX),
            str(len(items)),
            gettext_noop("Leave out those that identify least."),
        )
    return items


def is_web(address: str) -> bool:
    """Whether a page may lead there: what an address such as javascript: names would run in a reader's browser."""
    return address.lower().startswith(("https://", "http://"))


def long_texts(value: Mapping[str, str] | None, *, what: str, required: bool = True) -> dict[str, str]:
    """Paragraphs by language, checked; languages left empty are left out."""
    given = value or {}
    if unknown := sorted(set(given) - set(LANGUAGES)):
        raise InputError(
            what,
            gettext_noop("languages by their codes: en, ru, zh-hans, ur"),
            unknown[0],
            gettext_noop("Use one of these codes."),
        )
    found = {code: paragraphs(text, what=what, chars_max=TEXT, required=False) for code, text in given.items()}
    filled = {code: text for code, text in found.items() if text}
    if required and not filled:
        paragraphs("", what=what, chars_max=TEXT)
    return filled
