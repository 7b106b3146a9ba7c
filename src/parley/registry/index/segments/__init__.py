"""A segment: the names of one audience's entries in arrays, mapped from a file or held in memory.

    keys       sorted digests of the keys of all names
    starts     where in `postings` the names of each key begin
    postings   name numbers, ascending for each key
    totals     of each name: the frozen weight of all its parts
    ...        of each name: its entry, its number in the entry, its kind; of each entry: id, version, list
    texts      the names themselves; packed: as they were read, made of parts (`packing`)

Names are numbered in the order of (entry id, place in the entry), so that ties are decided by the entry alone. A file
is a cache: one that is missing, cut, damaged or of another release is made anew.

`segment` is one, however it is held; `sharing` is how names are found in it; `files` are its octets.
"""

from __future__ import annotations

from parley.registry.index.segments.files import DamagedError, mapped, opened, stamp, written
from parley.registry.index.segments.segment import CANDIDATES_MAX, KINDS, Segment
from parley.registry.index.segments.sharing import Keyed

__all__ = [
    "CANDIDATES_MAX",
    "KINDS",
    "DamagedError",
    "Keyed",
    "Segment",
    "mapped",
    "opened",
    "stamp",
    "written",
]
