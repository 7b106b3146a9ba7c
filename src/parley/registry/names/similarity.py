"""How near the sounds of parts are to each other: 0 to 1."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from rapidfuzz.distance import Indel
from rapidfuzz.process import cdist

from parley.registry.names.reading import Part

NEAR = 0.72
"""Below it, two parts are not the same name in any spelling."""


def near(query: Sequence[Part], others: Sequence[Part]) -> dict[Part, list[tuple[int, float]]]:
    """For each of `others` that is near one of `query`: the index of that one, and how near.

    A word whose short vowels were not written is not held against the vowels of one where they were.
    """
    distances = cdist(
        [part.code for part in query], [part.code for part in others], scorer=Indel.distance, dtype=np.int32
    ).astype(np.float32)
    ours = np.fromiter((len(part.code) for part in query), np.float32, len(query))[:, None]
    theirs = np.fromiter((len(part.code) for part in others), np.float32, len(others))[None, :]
    our_vowels = np.fromiter((part.vowels for part in query), np.float32, len(query))[:, None]
    their_vowels = np.fromiter((part.vowels for part in others), np.float32, len(others))[None, :]
    we_bare = np.fromiter((part.bare for part in query), np.bool_, len(query))[:, None]
    they_bare = np.fromiter((part.bare for part in others), np.bool_, len(others))[None, :]
    unwritten = np.where(we_bare & ~they_bare, their_vowels - our_vowels, 0.0)
    unwritten = np.where(they_bare & ~we_bare, our_vowels - their_vowels, unwritten)
    unwritten = np.minimum(np.maximum(unwritten, 0.0), distances)
    lengths = ours + theirs - unwritten
    nearness = np.where((ours > 0) & (theirs > 0), 1.0 - (distances - unwritten) / np.maximum(lengths, 1.0), 0.0)
    found: dict[Part, list[tuple[int, float]]] = {}
    rows, columns = np.nonzero(nearness >= NEAR)
    for row, column, value in zip(rows.tolist(), columns.tolist(), nearness[rows, columns].tolist(), strict=True):
        found.setdefault(others[column], []).append((row, value))
    return found
