"""Names as they were read, in few octets: a name is its parts by number, and each part stands once in a segment.

Putting a name together takes a fifth of the time of reading it. Where `names` knows more of a name or a part than this
module does, names are read from their texts instead: slower, and the same.
"""

from __future__ import annotations

import marshal
from dataclasses import fields
from typing import Any

from parley.registry.names import Name, Part
from parley.registry.names.parts import Role
from parley.registry.names.reading.units import joined
from parley.registry.rules.entries import Kind

_PART = ("text", "script", "role", "sounds", "code", "bare", "vowels", "weight", "plain", "meaning", "origin", "given",
         "exact")  # fmt: skip
_NAME = ("text", "kind", "parts", "units", "covers", "whole", "first", "fathers", "acronyms", "letters", "as_person")
COMPLETE = tuple(f.name for f in fields(Part)) == _PART and tuple(f.name for f in fields(Name)) == _NAME
"""Whether all there is to a name is packed."""
_ROLES = {role.value: role for role in Role}


class Packer:
    """Numbers the parts as they come. `parts` are their octets in that order."""

    def __init__(self) -> None:
        self.parts: list[bytes] = []
        self._numbers: dict[bytes, int] = {}

    def pack(self, name: Name) -> bytes:
        if not COMPLETE:
            return b""
        shown = len(name.parts)
        units = []  # behind the parts: two neighbours as one by where the first stands, others by their numbers
        for unit, cover in zip(name.units[shown:], name.covers[shown:], strict=True):
            first = _lowest(cover)
            both = cover & (cover - 1) and unit.text == f"{name.parts[first].text} {name.parts[first + 1].text}"
            units.append(-1 - first if both else self._number(unit))
        packed = (
            tuple(self._number(part) for part in name.parts),
            tuple(units),
            name.covers,
            name.whole,
            name.first,
            name.fathers,
            tuple(sorted(name.acronyms)),
            name.letters,
        )
        return marshal.dumps(packed, 2)

    def _number(self, part: Part) -> int:
        values = [getattr(part, name) for name in _PART]
        values[2] = part.role.value
        octets = marshal.dumps(tuple(values), 2)
        number = self._numbers.setdefault(octets, len(self.parts))
        if number == len(self.parts):
            self.parts.append(octets)
        return number


def _lowest(cover: int) -> int:
    return (cover & -cover).bit_length() - 1


def unpack_part(octets: memoryview) -> Part:
    text, script, role, *rest = marshal.loads(octets)  # noqa: S302 - of a file of this node's own
    return Part(text, script, _ROLES[role], *rest)


def unpack(octets: memoryview, text: str, kind: Kind, part: Any) -> Name:
    """`part` gives a part by its number."""
    numbers, others, covers, whole, first, fathers, acronyms, letters = marshal.loads(octets)  # noqa: S302
    own = tuple(map(part, numbers))
    units = [*own]
    for other in others:
        units.append(joined(own[-1 - other], own[-other]) if other < 0 else part(other))
    return Name(text, kind, own, tuple(units), covers, whole, first, fathers, frozenset(acronyms), letters)
