"""What one version of an entry says and another does not, part by part. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from parley.registry.rules.entries import Content


class Part(StrEnum):
    """In the order in which a page shows them."""

    NAMES = "names"
    BIRTHS = "births"
    DEATHS = "deaths"
    NATIONALITIES = "nationalities"
    COUNTRIES = "countries"
    ADDRESSES = "addresses"
    IDENTIFIERS = "identifiers"
    FUNCTIONS = "functions"
    LEGAL_BASIS = "legal_basis"
    REASONS = "reasons"
    REMARKS = "remarks"
    PROGRAMME = "programme"


@dataclass(frozen=True, slots=True)
class Difference:
    """Items are what `Content` holds: an alias, a birth, a line; of reasons, (language, text)."""

    part: Part
    gone: tuple[Any, ...]
    new: tuple[Any, ...]


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """In the order of the parts; parts that say the same are left out. The order of items within one says nothing,
    but for names: the first is the primary one, which its quality says too."""
    found = []
    for part in Part:
        old, new = _items(before, part), _items(after, part)
        gone, came = _without(old, new), _without(new, old)
        if gone or came:
            found.append(Difference(part, gone, came))
    return tuple(found)


def _items(content: Content, part: Part) -> tuple[Any, ...]:
    match getattr(content, part.value):
        case str(text):
            return (text,) if text else ()
        case tuple(items):
            return items
        case texts:
            return tuple(sorted(texts.items()))


def _without(items: Iterable[Any], others: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(item for item in items if item not in others)
