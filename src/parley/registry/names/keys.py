"""Keys of a name, for an index: two names that may be the same one share some, whatever they are written in.

One key is of the name as it is written, so that nothing stands between an exact name and its entry.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from parley.registry.names import sounds
from parley.registry.names.parts import Role
from parley.registry.names.reading import Name, Part
from parley.registry.names.written import written

DELETED = 0.55
"""Of a key's weight, for the key with one consonant left out: so a letter may be wrong, too much or missing."""
DELETED_SHORT = 0.3
"""The same where only two consonants are left."""
OTHERWISE, OTHERWISE_SHORT = 0.85, 0.6
"""Of the weight of a part, for another reading of it, or for it and its neighbour as one word."""


class Key(NamedTuple):
    """`weight` is how much it tells, 0 to 1. It is frozen: made from public data, never from what an index holds."""

    text: str
    weight: float


def keys(name: Name) -> tuple[Key, ...]:
    """At most `scripts.WORDS_MAX` times eight, and one. The same text stands once, with its greatest weight."""
    found: dict[str, float] = {}
    for part in name.parts:
        for key in _of_part(part):
            found[key.text] = max(found.get(key.text, 0.0), key.weight)
    for unit in name.units[len(name.parts) :]:
        text = sounds.key(unit.sounds)
        if len(text) >= 2:
            weight = unit.weight * (OTHERWISE if len(text) > 2 else OTHERWISE_SHORT)
            found[text] = max(found.get(text, 0.0), weight)
    for acronym in sorted(name.acronyms):  # a set has another order in another process
        found.setdefault(f"={acronym}", 0.9)
    if name.letters:
        found.setdefault(f"={name.letters}", 0.9)
    if name.as_person is not None:
        for key in keys(name.as_person):
            found[key.text] = max(found.get(key.text, 0.0), key.weight)
    if exact := " ".join(sorted(written(name.text))):
        found[f"!{exact}"] = 1.0
    return tuple(Key(text, weight) for text, weight in found.items())


@lru_cache(maxsize=1 << 16)
def _of_part(part: Part) -> tuple[Key, ...]:
    if part.role in (Role.PARTICLE, Role.HONORIFIC, Role.LEGAL_FORM, Role.INITIAL):
        return ()
    found = []
    if part.meaning:
        found.append(Key(f"*{part.meaning}", part.weight))
    if part.sounds and part.role is not Role.ELEMENT:
        whole = sounds.key(part.sounds)
        found.append(Key(whole, part.weight if len(whole) > 1 else part.weight * 0.5))
        if len(whole) >= 3:
            weight = part.weight * (DELETED if len(whole) > 3 else DELETED_SHORT)
            found += [Key(whole[:n] + whole[n + 1 :], weight) for n in range(len(whole))]
    return tuple(found)
