"""RFC 6962, 2.1, against facts, against a naive tree, and against an implementation that we did not write."""

from __future__ import annotations

import hashlib
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion
from pymerkle.proof import InvalidProof

from parley.ledger.rules import merkle
from parley.ledger.rules.merkle import Proven, Refused

# The test data of Certificate Transparency: eight entries, and the roots of their first n.
ENTRIES = [
    bytes.fromhex(h)
    for h in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def naive_root(leaves: list[bytes]) -> bytes:
    """RFC 6962, 2.1, word for word: the definition that everything quicker must agree with."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    left, right = naive_root(leaves[:split]), naive_root(leaves[split:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtree_of(leaves: list[bytes]) -> merkle.HashAt:
    return lambda height, index: naive_root(leaves[index << height : (index + 1) << height])


def leaves_of(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(i).encode()) for i in range(count)]


def test_the_empty_tree_has_the_hash_of_the_empty_string():
    assert merkle.root_of([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_the_eight_entries_of_certificate_transparency_have_its_roots():
    for size, root in enumerate(ROOTS, 1):
        assert merkle.root_of(map(merkle.leaf_hash, ENTRIES[:size])).hex() == root


def test_a_node_never_has_the_hash_of_a_leaf():
    left, right = leaves_of(2)
    assert merkle.node_hash(left, right) != merkle.leaf_hash(left + right)


@given(st.integers(0, 1100))
def test_the_frontier_has_the_root_of_the_naive_tree(size):
    frontier = merkle.Frontier()
    for leaf in leaves_of(size):
        frontier, _ = merkle.append(frontier, leaf)
    assert frontier.root() == naive_root(leaves_of(size))
    assert merkle.decode_frontier(size, frontier.encode()) == frontier


def test_an_append_that_fills_a_tile_gives_its_root_to_the_level_above():
    frontier, found = merkle.Frontier(), []
    leaves = leaves_of(70_000)
    for leaf in leaves:
        frontier, completed = merkle.append(frontier, leaf)
        found += completed
    assert [(n.level, n.index) for n in found if n.level > 1] == [(2, 0)]
    level1 = [n for n in found if n.level == 1]
    assert [n.index for n in level1] == list(range(273))
    assert level1[7].hash == naive_root(leaves[7 * 256 : 8 * 256])
    assert found[-1].level == 1 or found[-1].hash == naive_root([n.hash for n in level1[:256]])


@pytest.mark.parametrize(("size", "octets"), [(3, 32), (4, 64), (0, 1), (-1, 0)])
def test_a_frontier_of_the_wrong_length_is_refused(size, octets):
    with pytest.raises(merkle.TreeError):
        merkle.decode_frontier(size, b"x" * octets)


def test_every_inclusion_proof_up_to_70_leaves_holds_and_no_other():
    leaves = leaves_of(70)
    for size in range(1, 71):
        root = naive_root(leaves[:size])
        for index in range(size):
            path = merkle.prove_inclusion(subtree_of(leaves), index, size)
            assert merkle.verify_inclusion(leaves[index], index, size, path, root) == Proven()
            wrong = merkle.verify_inclusion(leaves[index], (index + 1) % size, size, path, root)
            assert isinstance(wrong, Refused) or size == 1
            assert isinstance(merkle.verify_inclusion(leaves[index], index, size, [*path, root], root), Refused)
            if path:
                assert isinstance(merkle.verify_inclusion(leaves[index], index, size, path[:-1], root), Refused)


def test_every_consistency_proof_up_to_70_leaves_holds_and_no_other():
    leaves = leaves_of(70)
    roots = [naive_root(leaves[:size]) for size in range(71)]
    for new in range(1, 71):
        for old in range(1, new + 1):
            path = merkle.prove_consistency(subtree_of(leaves), old, new)
            assert merkle.verify_consistency(old, new, roots[old], roots[new], path) == Proven()
            assert isinstance(merkle.verify_consistency(old, new, roots[old - 1], roots[new], path), Refused)
            assert isinstance(merkle.verify_consistency(old, new, roots[old], roots[new], [*path, roots[1]]), Refused)
            if path:
                assert isinstance(merkle.verify_consistency(old, new, roots[old], roots[new], path[:-1]), Refused)


@pytest.mark.parametrize(("index", "size"), [(-1, 4), (4, 4), (0, 0), (0, 2**63)])
def test_a_leaf_outside_its_tree_is_refused_with_a_reason(index, size):
    verdict = merkle.verify_inclusion(merkle.EMPTY_ROOT, index, size, [], merkle.EMPTY_ROOT)
    assert isinstance(verdict, Refused)
    assert verdict.reason


def test_a_hash_of_another_length_is_refused():
    leaf = leaves_of(1)[0]
    assert isinstance(merkle.verify_inclusion(leaf, 0, 1, [], leaf[:31]), Refused)
    assert isinstance(merkle.verify_consistency(1, 2, leaf, leaf, [b""]), Refused)


def test_no_proof_is_made_of_what_cannot_be_proved():
    for ask in (
        lambda: merkle.prove_inclusion(subtree_of([]), 0, 0),
        lambda: merkle.prove_consistency(subtree_of([]), 0, 5),
        lambda: merkle.prove_consistency(subtree_of([]), 6, 5),
    ):
        with pytest.raises(merkle.TreeError):
            ask()


class Both:
    """A tree that is theirs, and the judgement of both verifiers over one claim."""

    def __init__(self, size: int) -> None:
        self.tree = InmemoryTree(algorithm="sha256")
        self.leaves: list[bytes] = []
        for i in range(size):
            self.tree.append_entry(str(i).encode())
            self.leaves.append(merkle.leaf_hash(str(i).encode()))
        self.roots = [self.tree.get_root(n) for n in range(size + 1)]
        self.known: dict[tuple[int, int], bytes] = {}

    def hash_at(self, height: int, index: int) -> bytes:
        if height == 0:
            return self.leaves[index]
        if (height, index) not in self.known:
            below = self.hash_at(height - 1, 2 * index), self.hash_at(height - 1, 2 * index + 1)
            self.known[height, index] = merkle.node_hash(*below)
        return self.known[height, index]

    def inclusion(self, rng: random.Random, *, truth: bool) -> None:
        size = rng.randrange(2, len(self.leaves) + 1)
        index = rng.randrange(size)
        leaf, root = self.leaves[index], self.roots[size]
        theirs = self.tree.prove_inclusion(index + 1, size)
        path = list(merkle.prove_inclusion(self.hash_at, index, size))
        assert theirs.path == [leaf, *path]
        if not truth:
            match rng.randrange(4):
                case 0:
                    path[rng.randrange(len(path))] = rng.randbytes(32)
                case 1:
                    leaf = rng.randbytes(32)
                case 2:
                    root = self.roots[rng.choice([n for n in range(1, len(self.roots)) if n != size])]
                case 3:
                    path.append(rng.randbytes(32))
            theirs.path = [leaf, *path]
        assert isinstance(merkle.verify_inclusion(leaf, index, size, path, root), Proven) is truth
        assert self.agrees(lambda: verify_inclusion(leaf, root, theirs, index + 1, size, "sha256")) is truth

    def consistency(self, rng: random.Random, *, truth: bool) -> None:
        new = rng.randrange(2, len(self.leaves) + 1)
        old = rng.randrange(1, new)
        old_root, new_root = self.roots[old], self.roots[new]
        # pymerkle splits on where the old tree ends exactly at a split, so that its path is not always RFC 6962's:
        # the two verifiers judge the same claim, each with its own path.
        theirs = self.tree.prove_consistency(old, new)
        path = list(merkle.prove_consistency(self.hash_at, old, new))
        if not truth:
            match rng.randrange(4):
                case 0:
                    path[rng.randrange(len(path))] = rng.randbytes(32)
                    theirs.path[rng.randrange(len(theirs.path))] = rng.randbytes(32)
                case 1:
                    old_root = rng.randbytes(32)
                case 2:
                    new_root = self.roots[rng.choice([n for n in range(1, len(self.roots)) if n != new])]
                case 3:
                    path.append(rng.randbytes(32))
                    theirs.path.append(rng.randbytes(32))
        assert isinstance(merkle.verify_consistency(old, new, old_root, new_root, path), Proven) is truth
        assert self.agrees(lambda: verify_consistency(old_root, new_root, theirs, old, new, "sha256")) is truth

    @staticmethod
    def agrees(check) -> bool:
        try:
            check()
        except InvalidProof:
            return False
        return True


def test_ten_thousand_proofs_half_of_them_false_are_judged_right_by_both_verifiers():
    both, rng = Both(600), random.Random(6962)
    for number in range(5_000):
        both.inclusion(rng, truth=number % 2 == 0)
        both.consistency(rng, truth=number % 2 == 0)
