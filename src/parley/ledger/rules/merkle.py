"""Merkle trees as in RFC 6962, 2.1, with SHA-256: hashes, the frontier that appends, and both proofs.

A *subtree* here is always perfect: `(height, index)` covers the leaves `index * 2**height` up to, not including,
`(index + 1) * 2**height`. Proofs are made from a function `hash_at(height, index)` that gives the hash of such a
subtree, so that the maker of a proof reads a few tiles and never the whole log.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

HASH_BYTES = 32
TILE_HEIGHT = 8
SIZE_MAX = 2**63 - 1
"""Most leaves of one log: what a signed 64-bit column holds."""

EMPTY_ROOT = hashlib.sha256(b"").digest()
"""RFC 6962, 2.1: the hash of an empty list is the hash of an empty string."""

HashAt: TypeAlias = Callable[[int, int], bytes]


class TreeError(ValueError):
    """Our own code asked for a proof or a frontier that cannot exist."""


@dataclass(frozen=True, slots=True)
class Proven:
    """The proof holds."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The proof does not hold; `reason` is a sentence for whoever checks it."""

    reason: str


Verdict: TypeAlias = Proven | Refused


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962, 2.1: a leaf is hashed behind one zero octet, so that no leaf passes for a node."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 6962, 2.1: an inner node is hashed behind the octet 1."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Root of the tree with these leaf hashes, level by level: a node without a neighbour stands for itself."""
    level = list(leaf_hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        paired = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        level = paired + level[len(level) & ~1 :]
    return level[0]


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the roots of the perfect subtrees that `size` is made of, largest first.

    It is all that an append needs, 32 octets for each bit set in `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def root(self) -> bytes:
        if not self.hashes:
            return EMPTY_ROOT
        return _fold(self.hashes)

    def encode(self) -> bytes:
        return b"".join(self.hashes)


def decode_frontier(size: int, raw: bytes) -> Frontier:
    """The frontier stored as `raw`; `TreeError` if it is not one of that size."""
    if not 0 <= size <= SIZE_MAX or len(raw) != size.bit_count() * HASH_BYTES:
        raise TreeError(f"A frontier of {size} leaves has {size.bit_count()} hashes; {len(raw)} octets came.")
    return Frontier(size, tuple(raw[i : i + HASH_BYTES] for i in range(0, len(raw), HASH_BYTES)))


@dataclass(frozen=True, slots=True)
class TileNode:
    """A hash that a tile of `level` (1 or more) holds from now on: the root of a full tile of the level below."""

    level: int
    index: int
    hash: bytes


def append(frontier: Frontier, leaf: bytes) -> tuple[Frontier, tuple[TileNode, ...]]:
    """The frontier after one more leaf hash, and the tile hashes that this leaf completed (mostly none)."""
    if frontier.size >= SIZE_MAX:
        raise TreeError(f"A log holds at most {SIZE_MAX} leaves.")
    hashes = list(frontier.hashes)
    size, height, node = frontier.size + 1, 0, leaf
    completed: list[TileNode] = []
    while frontier.size >> height & 1:
        node = node_hash(hashes.pop(), node)
        height += 1
        if height % TILE_HEIGHT == 0:
            completed.append(TileNode(height // TILE_HEIGHT, (size >> height) - 1, node))
    hashes.append(node)
    return Frontier(size, tuple(hashes)), tuple(completed)


def prove_inclusion(hash_at: HashAt, index: int, size: int) -> tuple[bytes, ...]:
    """The audit path of a leaf (RFC 6962, 2.1.1), from its sibling up to a child of the root."""
    if not 0 <= index < size:
        raise TreeError(f"There is no leaf {index} in a tree of {size} leaves.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_hash(hash_at, middle, end))
            end = middle
        else:
            path.append(_range_hash(hash_at, start, middle))
            start = middle
    return tuple(reversed(path))


def prove_consistency(hash_at: HashAt, old: int, new: int) -> tuple[bytes, ...]:
    """That the tree of `new` leaves continues the tree of `old` leaves (RFC 6962, 2.1.2: SUBPROOF)."""
    if not 0 < old <= new:
        raise TreeError(f"There is no consistency proof from {old} to {new} leaves.")
    path: list[bytes] = []
    start, end, whole = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_hash(hash_at, middle, end))
            end = middle
        else:
            path.append(_range_hash(hash_at, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_range_hash(hash_at, start, end))
    return tuple(reversed(path))


def verify_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> Verdict:
    """Judge an audit path for the leaf *hash* `leaf`.

    RFC 6962 defines the path (2.1.1); the steps are those of RFC 9162, 2.1.3.2. The caller must still know that
    `size` and `root` come from a checkpoint whose signature it has checked.
    """
    # 1. The leaf lies in the tree, and every hash has the right length.
    if not 0 <= index < size <= SIZE_MAX:
        return Refused(f"There is no leaf {index} in a tree of {size} leaves.")
    if any(len(h) != HASH_BYTES for h in (leaf, root, *path)):
        return Refused(f"A hash in the proof is not {HASH_BYTES} octets long.")
    # 2-4. Climb from the leaf, taking each hash from its side.
    sides = _sides(index, size - 1, len(path))
    if isinstance(sides, Refused):
        return sides
    node = leaf
    for sibling, on_left in zip(path, sides, strict=True):
        node = node_hash(sibling, node) if on_left else node_hash(node, sibling)
    # 5. The climb ended at the root, and there is the root's hash.
    return Proven() if node == root else Refused("The proof leads to another root.")


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]) -> Verdict:
    """Judge a consistency proof; the steps are those of RFC 9162, 2.1.4.2, for the paths of RFC 6962, 2.1.2.

    The caller must still know that both sizes and roots come from checkpoints whose signatures it has checked.
    """
    # 1. Sizes that can be compared, hashes of the right length.
    if not 0 < old <= new <= SIZE_MAX:
        return Refused(f"A tree of {new} leaves cannot continue one of {old} leaves.")
    if any(len(h) != HASH_BYTES for h in (old_root, new_root, *path)):
        return Refused(f"A hash in the proof is not {HASH_BYTES} octets long.")
    # 2. Equal sizes need equal roots and no path.
    if old == new:
        equal = old_root == new_root and not path
        return Proven() if equal else Refused("Trees of one size have one root, and need no proof.")
    # 3. A perfect old tree is itself the first node of the path.
    nodes = list(path)
    if old & (old - 1) == 0:
        nodes.insert(0, old_root)
    if not nodes:
        return Refused("The proof is empty.")
    # 4. Start where the old tree's last perfect subtree stands.
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    # 5. Climb in both trees at once: what stands on the left belongs to both.
    sides = _sides(at, last, len(nodes) - 1)
    if isinstance(sides, Refused):
        return sides
    old_node = new_node = nodes[0]
    for node, on_left in zip(nodes[1:], sides, strict=True):
        old_node = node_hash(node, old_node) if on_left else old_node
        new_node = node_hash(node, new_node) if on_left else node_hash(new_node, node)
    # 6. Both climbs ended at their roots.
    if old_node != old_root:
        return Refused("The proof leads to another old root.")
    return Proven() if new_node == new_root else Refused("The proof leads to another new root.")


def _sides(at: int, last: int, length: int) -> list[bool] | Refused:
    """For each hash of a path that climbs from position `at` of a row ending at `last`: does it stand on the left?

    RFC 9162, 2.1.3.2, step 4: a right child, or the last node of its row, takes its sibling from the left, and the
    last node of a row without a sibling is its own parent. The path must end exactly at the root.
    """
    sides: list[bool] = []
    for _ in range(length):
        if last == 0:
            return Refused("The proof is longer than the way to the root.")
        on_left = bool(at & 1) or at == last
        while on_left and at and not at & 1:
            at, last = at >> 1, last >> 1
        sides.append(on_left)
        at, last = at >> 1, last >> 1
    return sides if last == 0 else Refused("The proof is shorter than the way to the root.")


def _split(width: int) -> int:
    """RFC 6962, 2.1: the largest power of two smaller than `width` (2 or more)."""
    return 1 << (width - 1).bit_length() - 1


def _range_hash(hash_at: HashAt, start: int, end: int) -> bytes:
    """Hash of the leaves from `start` to `end`, a range that RFC 6962's splitting makes."""
    pieces: list[bytes] = []
    while start < end:
        height = (end - start).bit_length() - 1
        pieces.append(hash_at(height, start >> height))
        start += 1 << height
    return _fold(pieces)


def _fold(pieces: Sequence[bytes]) -> bytes:
    """Perfect subtrees, largest first, hashed together from the right."""
    node = pieces[-1]
    for left in reversed(pieces[:-1]):
        node = node_hash(left, node)
    return node
