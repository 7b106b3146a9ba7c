"""What speaks for an entry being whom was asked about, and what against, besides the name. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from parley.council.errors import Message, gettext_noop
from parley.registry.rules.entries import Birth, Content, Identifier

BIRTH_YEARS_NEAR = 2
"""Years by which lists and documents often differ on when somebody was born."""
NUMBER_CHARS_MAX = 500


def evidence(
    births: Sequence[str], nationalities: Sequence[str], identifiers: Sequence[Identifier], content: Content
) -> Iterable[tuple[Message, bool]]:
    """What else is known of both, and whether it speaks for them being one."""
    if births and content.births:
        yield _births(births, content.births)
    theirs = set(content.nationalities)
    if nationalities and theirs:
        shared = theirs.intersection(nationalities)
        if shared:
            yield Message(gettext_noop("Nationality agrees: %(country)s."), country=", ".join(sorted(shared))), True
        else:
            came, has = ", ".join(sorted(nationalities)), ", ".join(sorted(theirs))
            yield (
                Message(gettext_noop("Nationality differs: %(came)s, and the entry has %(has)s."), came=came, has=has),
                False,
            )
    if identifiers and content.identifiers:
        yield from _identifiers(identifiers, content.identifiers)


def _births(asked: Sequence[str], has: Sequence[Birth]) -> tuple[Message, bool]:
    came = ", ".join(asked)
    spans = ", ".join(f"{b.first}–{b.last}" if b.last else b.first for b in has)
    if any(_within(date_, birth) for date_ in asked for birth in has):
        return Message(
            gettext_noop("Date of birth agrees: %(came)s, and the entry has %(has)s."), came=came, has=spans
        ), True
    apart = min(_years_apart(date_, birth) for date_ in asked for birth in has)
    if apart <= BIRTH_YEARS_NEAR:
        template = gettext_noop("Date of birth is near: %(came)s, and the entry has %(has)s.")
        return Message(template, came=came, has=spans), True
    return Message(
        gettext_noop("Date of birth differs: %(came)s, and the entry has %(has)s."), came=came, has=spans
    ), False


def _within(asked: str, birth: Birth) -> bool:
    """As far as both are known."""
    if birth.last:
        first, last = birth.first, birth.last
        return first[: len(asked)] <= asked[: len(first)] and asked[: len(last)] <= last[: len(asked)]
    return asked.startswith(birth.first) or birth.first.startswith(asked)


def _years_apart(asked: str, birth: Birth) -> int:
    year, first = int(asked[:4]), int(birth.first[:4])
    last = int((birth.last or birth.first)[:4])
    return max(first - year, year - last, 0)


def _identifiers(asked: Sequence[Identifier], has: Sequence[Identifier]) -> Iterable[tuple[Message, bool]]:
    theirs = {plain(each.value): each for each in has}
    for each in asked:
        if (value := plain(each.value)) and value in theirs:
            found = theirs[value]
            yield (
                Message(gettext_noop("Identifier agrees: %(kind)s %(value)s."), kind=found.kind, value=found.value),
                True,
            )
            return
    kinds = {plain(each.kind) for each in has if each.kind}
    if any(plain(each.kind) in kinds for each in asked if each.kind):
        yield Message(gettext_noop("An identifier of the same kind differs.")), False


def plain(text: str) -> str:
    """Letters and digits alone: how a document spaces and points them says nothing."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())[:NUMBER_CHARS_MAX]
