"""An act's opening as one line of JSON: the fields that its reader may see, and commitments for the others.

    {"fields":{"about":{"commitment":"<hex>","salt":"<hex>","value":"<text>"},"who":{"commitment":"<hex>"}, ...},
     "index":<its leaf>}

An act whose content and salt were erased has `"erased":true` in place of `fields`. There is one spelling of every
opening; reading refuses any other, so that a changed octet always shows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from parley.ledger.rules.commitment import CONTENT_BYTES_MAX, Closed, Field, Opened, Opening, Shown

OPENING_BYTES_MAX = 4 * CONTENT_BYTES_MAX
"""Longest line: a content inside a JSON string grows at most twofold."""

_HASH = re.compile(r"[0-9a-f]{64}")


class OpeningError(ValueError):
    """An opening that cannot be right. `place` is the field at fault, or empty for the line as a whole."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(reason)
        self.place = place


@dataclass(frozen=True, slots=True)
class Line:
    index: int
    opening: Opening | None
    """None where the act was erased."""


def to_json(value: Mapping[str, Any]) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def to_plain(index: int, opening: Opening | None) -> dict[str, Any]:
    """The opening as plain data, for `to_json`."""
    if opening is None:
        return {"erased": True, "index": index}
    return {"fields": {name.value: _shown(name, opening[name]) for name in Field}, "index": index}


def parse_line(text: str) -> Line:
    """Read one line; `OpeningError` names the field whose salt, value and commitment do not fit together."""
    if len(text) > OPENING_BYTES_MAX:
        raise OpeningError("", f"An opening has at most {OPENING_BYTES_MAX} octets.")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise OpeningError("", f"An opening is a line of JSON: {broken}.") from broken
    line = from_plain(value)
    if to_json(to_plain(line.index, line.opening)) != text:
        raise OpeningError("", "An opening has one spelling (sorted keys, no spaces), and this is another.")
    return line


def from_plain(value: object) -> Line:
    """The opening in plain data that came from JSON."""
    match value:
        case {"erased": True, "index": int(index), **rest} if not rest and type(index) is int:
            return Line(index, None)
        case {"fields": dict(fields), "index": int(index), **rest} if not rest and type(index) is int:
            return Line(index, _fields(fields))
        case _:
            raise OpeningError("", "An opening has an index, and either fields or the word that it was erased.")


def _fields(fields: Mapping[str, Any]) -> dict[Field, Shown]:
    for name in Field:
        if name not in fields:
            raise OpeningError(name, "The field is missing: every opening has all six.")
    if len(fields) != len(Field):
        raise OpeningError("", "An opening has six fields and no others.")
    return {name: _field(name, fields[name]) for name in Field}


def _field(name: Field, value: object) -> Shown:
    match value:
        case {"commitment": str(stated), **rest} if not rest:
            return Closed(_hash(name, stated))
        case {"commitment": str(stated), "salt": str(salt), "value": str(text), **rest} if not rest:
            opened = Opened(_hash(name, salt), _unicode(name, text))
            if opened.commitment(name) != _hash(name, stated):
                raise OpeningError(name, "Its salt, value and commitment do not fit together.")
            return opened
        case _:
            raise OpeningError(name, "A field has a commitment, and salt and value where it is opened.")


def _hash(name: Field, text: str) -> bytes:
    if not _HASH.fullmatch(text):
        raise OpeningError(name, "Salts and commitments have 64 hexadecimal digits, in lower case.")
    return bytes.fromhex(text)


def _unicode(name: Field, text: str) -> str:
    if any("\ud800" <= c <= "\udfff" for c in text):
        raise OpeningError(name, "Its value holds half a surrogate pair, which has no UTF-8.")
    return text


def _shown(name: Field, shown: Shown) -> dict[str, str]:
    stated = {"commitment": shown.commitment(name).hex()}
    match shown:
        case Opened(salt, value):
            return stated | {"salt": salt.hex(), "value": value}
        case Closed():
            return stated
