"""Long texts and sources, as acts take them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parley.council.errors import InputError
from parley.council.text import LANGUAGES, line, paragraphs, texts
from parley.settings import SETTINGS

Texts = Mapping[str, str]
Source = Mapping[str, str | Texts]

LINE = SETTINGS.line_chars_max
TEXT = SETTINGS.text_chars_max
SOURCE_CHARS_MAX = 1000  # addresses are longer than lines


def long_texts(value: Texts | None, *, what: str, required: bool = True) -> dict[str, str]:
    """Paragraphs by language, checked; languages left empty are left out."""
    given = value or {}
    unknown = sorted(set(given) - set(LANGUAGES))
    if unknown:
        raise InputError(what, "languages by their codes: en, ru, zh-hans, ur", unknown[0], "Use one of these codes.")
    found = {code: paragraphs(text, what=what, chars_max=TEXT, required=False) for code, text in given.items()}
    filled = {code: text for code, text in found.items() if text}
    if required and not filled:
        paragraphs("", what=what, chars_max=TEXT)
    return filled


def checked_sources(sources: Sequence[Source]) -> list[dict[str, object]]:
    """Where things were published: publisher, and title, address and date where they are known."""
    return [_source(source) for source in sources]


def _source(source: Source) -> dict[str, object]:
    unknown = sorted(set(source) - {"publisher", "title", "url", "date"})
    if unknown:
        raise InputError("sources", "publisher, title, url and date", unknown[0], "Leave the rest out.")
    checked: dict[str, object] = {}
    for part, value in {"publisher": "", **source}.items():
        required = part == "publisher"
        if isinstance(value, str):
            checked[part] = line(value, what=part, chars_max=SOURCE_CHARS_MAX, required=required)
        else:
            checked[part] = texts(value, what=part, chars_max=LINE, required=required)
    address = checked.get("url")
    if address and not str(address).startswith(("https://", "http://")):
        raise InputError("url", "an address that begins with https://", str(address), "Copy it from the browser.")
    return {part: value for part, value in checked.items() if value}
