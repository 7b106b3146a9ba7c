"""How near the sounds of parts are to each other: 0 to 1."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import OSA, Indel
from rapidfuzz.process import cdist

from parley.registry.names import letters
from parley.registry.names.reading import Part

NEAR = 0.72
"""Below it, two parts are not the same name in any spelling."""
ONE_LETTER = 0.885
"""How near two words are that differ in one letter, or in the order of two, and have `ONE_LETTER_OF` or more."""
ONE_LETTER_OF = 4
OTHER_NAME, CONFUSED = 0.8, 0.88
"""How near two known given names can be at most: Mahmud, Muhammad. They are that only where sound confuses them."""
SAME = 0.999


OTHER_SEX = 0.79
"""How near two names are at most of which one is a man's and one a woman's: Mario, Maria."""


def near(query: Sequence[Part], others: Sequence[Part], *, persons: bool) -> dict[Part, list[tuple[int, float]]]:
    """For each of `others` that is near one of `query`: the index of that one, and how near."""
    nearness = np.maximum(_by_sound(query, others), _by_letters(query, others))
    found: dict[Part, list[tuple[int, float]]] = {}
    rows, columns = np.nonzero(nearness >= NEAR)
    values = nearness[rows, columns]
    for row, column, heard in zip(rows.tolist(), columns.tolist(), values.tolist(), strict=True):
        ours, theirs = query[row], others[column]
        sexes = persons and heard > OTHER_SEX and of_other_sex(ours, theirs)
        value = OTHER_SEX if sexes else heard
        if ours.exact and theirs.exact and value < SAME:
            continue
        if ours.given and theirs.given and ours.given != theirs.given:
            if value < CONFUSED:
                continue
            found.setdefault(theirs, []).append((row, min(value, OTHER_NAME)))
        else:
            found.setdefault(theirs, []).append((row, value))
    return found


_WOMENS_SURNAMES = re.compile(r".*([oe]v|in|nk|sk|sk[iy])a")


def of_other_sex(ours: Part, theirs: Part) -> bool:
    """Whether only the last vowel tells them apart, in a script that writes it: an *a* against an *o* or against none.

    Of given names alone: Ivanova may be the wife of Ivanov, and -enka is -enko in Belarusian.
    """
    if ours.bare or theirs.bare or not _WRITES_SEX.issuperset((ours.script, theirs.script)):
        return False
    one, other = (letters.read(p.text, p.script) if p.given else p.sounds for p in (ours, theirs))
    if one[-1:] != "a":
        one, other = other, one
    return (
        len(one) > 3 and one[-1] == "a" and other in (one[:-1], one[:-1] + "o") and not _WOMENS_SURNAMES.fullmatch(one)
    )


_WRITES_SEX = frozenset({"latin", "cyrillic", "greek"})


def _by_sound(query: Sequence[Part], others: Sequence[Part]) -> np.ndarray:
    """A word whose short vowels were not written is not held against the vowels of one where they were."""
    distances = cdist(
        [part.code for part in query], [part.code for part in others], scorer=Indel.distance, dtype=np.int32
    ).astype(np.float32)
    ours, our_vowels, we_bare = (column[:, None] for column in _columns(query))
    theirs, their_vowels, they_bare = (row[None, :] for row in _columns(others))
    unwritten = np.where(we_bare & ~they_bare, their_vowels - our_vowels, 0)
    unwritten = np.where(they_bare & ~we_bare, our_vowels - their_vowels, unwritten)
    unwritten = np.minimum(np.maximum(unwritten, 0), distances)
    lengths = np.maximum(ours + theirs - unwritten, 1)
    return np.where((ours > 0) & (theirs > 0), 1 - (distances - unwritten) / lengths, 0)


def _columns(parts: Sequence[Part]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    count = len(parts)
    return (
        np.fromiter((len(part.code) for part in parts), np.float32, count),
        np.fromiter((part.vowels for part in parts), np.float32, count),
        np.fromiter((part.bare for part in parts), np.bool_, count),
    )


def _by_letters(query: Sequence[Part], others: Sequence[Part]) -> np.ndarray:
    """As typed: a wrong letter is a wrong letter, whatever it sounds like. Not of words without their vowels."""
    typed = [part.plain if not part.bare and len(part.plain) >= ONE_LETTER_OF else "" for part in query]
    theirs = [part.plain if not part.bare and len(part.plain) >= ONE_LETTER_OF else "" for part in others]
    distances = cdist(typed, theirs, scorer=OSA.distance, score_cutoff=1, dtype=np.int32)
    nearness = np.where(distances == 0, 1.0, np.where(distances == 1, ONE_LETTER, 0.0))
    has = np.fromiter(map(bool, typed), np.bool_, len(typed))[:, None]
    return np.where(has, nearness, 0.0)
