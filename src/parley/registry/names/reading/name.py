"""What a name is once it is read: its parts, and whatever else one may lay beside another name's."""

from __future__ import annotations

from dataclasses import dataclass

from parley.registry.names import sounds
from parley.registry.names.parts import Role
from parley.registry.rules.entries import Kind

QUIET = frozenset({Role.PARTICLE, Role.HONORIFIC, Role.LEGAL_FORM})
"""Around a name, and not of it."""
SYLLABIC = frozenset({"hanzi", "hangul", "kana"})
"""Scripts of which one character says as much as a word of others."""


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One part. `code` is its sounds as `sounds.code` writes them; `bare` says that short vowels were not written.

    `meaning` is of a word, a number or a legal form; `origin` is which of the words of that meaning (`words`). `given`
    is the usual spelling of a known name. `plain` is how it is written in Latin letters, without accents. `exact`: to
    another exact one it is equal or it is nothing (syllables of Chinese and Korean, abbreviations).
    """

    text: str
    script: str
    role: Role
    sounds: str
    code: str
    bare: bool
    vowels: int
    weight: float
    plain: str
    meaning: str = ""
    origin: int = 0
    given: str = ""
    exact: bool = False

    @property
    def written(self) -> str:
        """In Latin letters, to be shown beside the text."""
        return sounds.written(self.sounds)


@dataclass(frozen=True, slots=True)
class Name:
    """`units` are the parts, then each two neighbours as one, and other readings of a part (Arabic dad: d, z).

    `covers` says which parts a unit is, as bits.
    """

    text: str
    kind: Kind | None
    parts: tuple[Part, ...]
    units: tuple[Part, ...]
    covers: tuple[int, ...]
    whole: str  # the code of all that tells, as one word
    first: int  # bits of the part that the name begins with, particles and titles aside; 0 but for a person
    fathers: int  # bits of the parts behind "son of"; 0 where there is none
    acronyms: frozenset[str]  # of an organisation with more than one part
    letters: str  # of a name that may itself be an acronym
    as_person: Name | None = None  # where the kind is not known: the same, read as a person's
