"""Tiles of a log as C2SP tlog-tiles names and fills them, and the bundles of its entries."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from parley.ledger.rules.merkle import HASH_BYTES, TILE_HEIGHT, node_hash

WIDTH = 1 << TILE_HEIGHT
"""Hashes in a full tile, entries in a full bundle."""
LEVEL_MAX = 7
"""Highest level that a log of at most 2**63 - 1 leaves can have (C2SP allows 63)."""
ENTRY_BYTES_MAX = 0xFFFF

_INDEX = re.compile(r"(?:x[0-9]{3}/){0,6}[0-9]{3}")
_PARTIAL = re.compile(r"[1-9][0-9]{0,2}")


class TileError(ValueError):
    """A tile's name or a bundle that is not well formed."""


def path_of(index: int, width: int = WIDTH) -> str:
    """`<N>[.p/<W>]`: tile 1234067 is `x001/x234/067`; a partial one of 5 hashes ends in `.p/5`."""
    groups = [index % 1000]
    while index := index // 1000:
        groups.append(index % 1000)
    path = "/".join(f"x{group:03}" for group in reversed(groups[1:]))
    path = f"{path}/{groups[0]:03}" if path else f"{groups[0]:03}"
    return path if width == WIDTH else f"{path}.p/{width}"


def parse_path(text: str) -> tuple[int, int]:
    """Index and width of `<N>[.p/<W>]`; `TileError` for any other spelling of the same tile."""
    number, partial, width_text = text.partition(".p/")
    if not _INDEX.fullmatch(number) or (partial and not _PARTIAL.fullmatch(width_text)):
        raise TileError("A tile is named by groups of three digits, all but the last after an x.")
    index = int(number.replace("x", "").replace("/", ""))
    width = int(width_text) if partial else WIDTH
    if not 0 < width <= WIDTH or path_of(index, width) != text:
        raise TileError("A tile has one spelling: no leading groups of zeros, a partial width from 1 to 255.")
    return index, width


def hashes_at(level: int, size: int) -> int:
    """How many hashes all tiles of a level hold together in a tree of `size` leaves."""
    return size >> TILE_HEIGHT * level


def tiles_at(level: int, size: int) -> Iterator[tuple[int, int]]:
    """Index and width of each tile of a level, the partial one last (tlog-tiles, Partial Tiles)."""
    full, rest = divmod(hashes_at(level, size), WIDTH)
    yield from ((index, WIDTH) for index in range(full))
    if rest:
        yield full, rest


def levels(size: int) -> Iterator[int]:
    """The levels that have tiles in a tree of `size` leaves."""
    level = 0
    while hashes_at(level, size):
        yield level
        level += 1


def hash_in(tile: Callable[[int, int], Sequence[bytes]], height: int, index: int) -> bytes:
    """Hash of the perfect subtree `(height, index)`, from `tile(level, index)`, which gives a tile's hashes.

    tlog-tiles, Merkle Tree: the rows between two levels are hashed anew from the tile below them.
    """
    level, rows = divmod(height, TILE_HEIGHT)
    number, start = divmod(index << rows, WIDTH)
    nodes = list(tile(level, number)[start : start + (1 << rows)])
    if len(nodes) != 1 << rows:
        raise TileError(f"Tile {number} of level {level} is shorter than the tree needs.")
    while len(nodes) > 1:
        nodes = [node_hash(nodes[i], nodes[i + 1]) for i in range(0, len(nodes), 2)]
    return nodes[0]


def split_hashes(raw: bytes) -> list[bytes]:
    """The hashes of a tile's octets."""
    if len(raw) % HASH_BYTES:
        raise TileError(f"A tile is made of hashes of {HASH_BYTES} octets; {len(raw)} octets came.")
    return [raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES)]


def bundle(entries: Sequence[bytes]) -> bytes:
    """tlog-tiles, Log entries: each entry after its length as uint16, big-endian."""
    if any(len(entry) > ENTRY_BYTES_MAX for entry in entries):
        raise TileError(f"An entry has at most {ENTRY_BYTES_MAX} octets.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def split_bundle(raw: bytes) -> list[bytes]:
    """The entries of a bundle; `TileError` if it is cut."""
    entries: list[bytes] = []
    at = 0
    while at < len(raw):
        length = int.from_bytes(raw[at : at + 2], "big")
        entry = raw[at + 2 : at + 2 + length]
        if at + 2 > len(raw) or len(entry) != length:
            raise TileError(f"Entry {len(entries)} of the bundle is cut.")
        entries.append(entry)
        at += 2 + length
    return entries
