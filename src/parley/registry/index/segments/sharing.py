"""Which names have enough in common with a name that is asked for, by the keys of its parts."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from threading import local

import numpy as np
import numpy.typing as npt

FLOOR = 0.4
"""The least share of a query's weight that a name must have in common with it to be compared at all."""
GROUPS_MAX = 250
"""Parts of a query by which names are found."""

Numbers = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Keyed:
    """A name that is asked for, and what its parts weigh.

    A group are the keys of one part of it, of which the heaviest that a name has counts. `digests` and `weights` are
    those of all groups; the groups come heaviest first, and so do the keys of each.
    """

    weight: float
    digests: npt.NDArray[np.uint64]
    weights: tuple[float, ...]
    groups: tuple[int, ...]  # how many keys each has

    @property
    def firsts(self) -> list[int]:
        return [0, *accumulate(self.groups[:-1])] if self.groups else []


class _Scratch(local):
    """Zeros for each thread, for as many names as the longest segment has: what each shares with the query, and for
    which group that was noted last. Whoever uses them leaves zeros."""

    def __init__(self) -> None:
        self.shared: Weights = np.zeros(0, np.float32)
        self.noted: npt.NDArray[np.uint8] = np.zeros(0, np.uint8)

    def of(self, length: int) -> tuple[Weights, npt.NDArray[np.uint8]]:
        if len(self.shared) < length:
            self.shared, self.noted = np.zeros(length, np.float32), np.zeros(length, np.uint8)
        return self.shared, self.noted


_scratch = _Scratch()


def names_sharing(
    asked: Keyed, keys: npt.NDArray[np.uint64], starts: Numbers, postings: Numbers, count: int
) -> tuple[Numbers, Weights]:
    """Of `count` names, the numbers of those that reach the floor, ascending, and the weight that each shares.

    The groups of keys are taken heaviest first. Names enter by them until what is left weighs less than the floor:
    a name that has none of these cannot reach it, so from then on keys only add to names that have entered.
    """
    if not len(keys):
        return np.zeros(0, np.uint32), np.zeros(0, np.float32)
    at = np.searchsorted(keys, asked.digests)
    at[at == len(keys)] = 0
    there = keys[at] == asked.digests
    begins, ends = starts[at], starts[at + 1]
    shared, noted = _scratch.of(count)
    floor = FLOOR * asked.weight
    left = sum(asked.weights[n] for n in asked.firsts)
    entered: list[Numbers] = []
    first = 0
    try:
        for group, group_keys in enumerate(asked.groups[:GROUPS_MAX], 1):
            enters = left >= floor
            left -= asked.weights[first]
            for key in range(first, first + group_keys):
                if not there[key]:
                    continue
                posted = postings[begins[key] : ends[key]]
                if not enters:
                    posted = posted[shared[posted] > 0]
                fresh = posted if key == first else posted[noted[posted] != group]
                shared[fresh] += asked.weights[key]
                noted[fresh] = group
                if enters:
                    entered.append(fresh)
            first += group_keys
        reached = [posted[shared[posted] >= floor] for posted in entered]
        numbers = np.unique(np.concatenate(reached)) if reached else np.zeros(0, np.uint32)
        return numbers, shared[numbers]
    finally:
        for posted in entered:
            shared[posted] = 0
            noted[posted] = 0


def promising(shared: Weights, asked: float, totals: Weights) -> Weights:
    """About what the score will be: what is shared, against what either name has besides. What the query lacks is
    little (`names.scoring`)."""
    besides = np.maximum(asked - shared, 0)
    more = np.maximum(totals - shared, 0)
    about: Weights = shared / (shared + besides + 0.3 * more + np.minimum(besides, more))
    return about
