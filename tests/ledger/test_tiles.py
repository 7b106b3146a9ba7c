"""C2SP tlog-tiles: names, widths and bundles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.ledger.rules import merkle, tiles
from parley.ledger.rules.tiles import TileError


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (5, 256, "005"),
        (1234067, 256, "x001/x234/067"),
        (999, 3, "999.p/3"),
        (1000, 255, "x001/000.p/255"),
    ],
)
def test_a_tile_has_the_name_of_the_specification(index, width, path):
    assert tiles.path_of(index, width) == path
    assert tiles.parse_path(path) == (index, width)


@given(st.integers(0, 2**55), st.integers(1, 256))
def test_every_name_reads_back(index, width):
    assert tiles.parse_path(tiles.path_of(index, width)) == (index, width)


@pytest.mark.parametrize(
    "path",
    ["", "0", "00", "0000", "x000/001", "x001/x234", "001/002", "000.p/0", "000.p/256", "000.p/05", "000.p/", "-01",
     "000/", "/000", "000.p/5/", "٠٠٠", "x001/000.p/5.p/5", "000\n", "x001/" * 9 + "000"],
)  # fmt: skip
def test_every_other_spelling_is_refused(path):
    with pytest.raises(TileError):
        tiles.parse_path(path)


def test_a_tree_of_70000_has_the_tiles_of_the_specification():
    level0, level1, level2 = (list(tiles.tiles_at(level, 70_000)) for level in range(3))
    assert level0[:273] == [(n, 256) for n in range(273)]
    assert level0[273:] == [(273, 112)]
    assert level1 == [(0, 256), (1, 17)]
    assert level2 == [(0, 1)]
    assert list(tiles.levels(70_000)) == [0, 1, 2]


def test_a_tree_of_256_has_a_full_tile_and_one_hash_above_it():
    assert list(tiles.tiles_at(0, 256)) == [(0, 256)]
    assert list(tiles.tiles_at(1, 256)) == [(0, 1)]


def test_an_empty_tree_has_no_tiles():
    assert list(tiles.levels(0)) == []


@given(st.lists(st.binary(max_size=70), max_size=20))
def test_a_bundle_reads_back_and_a_cut_one_is_refused(entries):
    raw = tiles.bundle(entries)
    assert tiles.split_bundle(raw) == entries
    if raw and entries[-1]:
        with pytest.raises(TileError):
            tiles.split_bundle(raw[:-1])


def test_an_entry_longer_than_its_length_can_say_is_refused():
    with pytest.raises(TileError):
        tiles.bundle([bytes(0x10000)])


@given(st.integers(1, 1500), st.data())
def test_proofs_made_from_tiles_verify(size, data):
    leaves = [merkle.leaf_hash(str(i).encode()) for i in range(size)]
    stored = {(1, i): merkle.root_of(leaves[i * 256 : (i + 1) * 256]) for i in range(size // 256)}

    def tile(level: int, index: int) -> list[bytes]:
        row = leaves if level == 0 else [stored[level, i] for i in range(size // 256)]
        return row[index * 256 : (index + 1) * 256]

    index = data.draw(st.integers(0, size - 1))
    path = merkle.prove_inclusion(lambda height, at: tiles.hash_in(tile, height, at), index, size)
    assert merkle.verify_inclusion(leaves[index], index, size, path, merkle.root_of(leaves)) == merkle.Proven()
