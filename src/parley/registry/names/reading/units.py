"""Units: what a name may be heard as besides its parts, since others write it so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from parley.registry.names import letters, rarity, sounds, syllables
from parley.registry.names.parts import Role
from parley.registry.names.reading.name import Part

_JOINABLE = frozenset({Role.NAME, Role.ELEMENT, Role.PARTICLE, Role.WORD, Role.INITIAL, Role.PATRONYMIC})


def besides(read_parts: tuple[Part, ...], *, person: bool) -> Iterator[tuple[Part, int]]:
    """Each with the bits of the parts that it is: two neighbours as one, then other readings."""
    for n, (first, second) in enumerate(pairwise(read_parts)):
        if first.code and second.code and first.role in _JOINABLE and second.role in _JOINABLE:
            yield joined(first, second), 3 << n
    for n, part in enumerate(read_parts):
        yield from ((other, 1 << n) for other in _other_readings(part))
    if person:
        yield from _of_syllables(read_parts)


@lru_cache(maxsize=1 << 16)
def joined(first: Part, second: Part) -> Part:
    code = first.code + second.code
    return Part(
        text=f"{first.text} {second.text}",
        script=first.script,
        role=Role.NAME,
        sounds=first.sounds + second.sounds,
        code=code,
        bare=first.bare or second.bare,
        vowels=first.vowels + second.vowels,
        weight=max(first.weight, second.weight),
        plain=first.plain + second.plain,
    )


@lru_cache(maxsize=1 << 16)
def _other_readings(part: Part) -> tuple[Part, ...]:
    if part.role is not Role.NAME or part.script not in ("arabic", "latin", "devanagari") or part.exact:
        return ()
    heard = letters.other_readings(part.text, part.script) if not part.given else []
    if part.given and part.script == "arabic":
        heard = [letters.read(part.text, part.script), *letters.other_readings(part.text, part.script)]
    return tuple(_heard_as(part, other) for other in heard if other)


def _of_syllables(read_parts: tuple[Part, ...]) -> Iterator[tuple[Part, int]]:
    """The parts of a name of syllables in their other spellings, and the given name of two words as one."""
    scripts_of = {part.script for part in read_parts}
    if len(scripts_of) != 1:
        return
    read = syllables.readings([part.text for part in read_parts], scripts_of.pop())
    for n, spellings in enumerate(read):
        yield from ((_spelled_as(read_parts[n], spelling), 1 << n) for spelling in spellings)
    if len(read) == 3:
        for spelling in syllables.together(read[1:]):
            yield _spelled_as(read_parts[1], spelling), 0b110


def _spelled_as(part: Part, spelling: str) -> Part:
    heard = sounds.of_latin(spelling)
    return replace(_heard_as(part, heard), role=Role.NAME, weight=rarity.weight(heard), bare=False, plain=spelling)


def _heard_as(part: Part, heard: str) -> Part:
    code = sounds.code(heard)
    bare = part.script in letters.BARE_SCRIPTS
    return replace(part, sounds=heard, code=code, vowels=sounds.vowels(code), bare=bare, plain="")
