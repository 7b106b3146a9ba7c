"""The node's lists are read from folders, within limits; some facts are always there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from parley.exchange import warnings
from parley.exchange.warnings import node_lists, read_lists, warnings_of


def indicator(pattern: str) -> bytes:
    return json.dumps({"type": "indicator", "id": "indicator--1", "pattern_type": "stix", "pattern": pattern}).encode()


def test_our_own_lists_are_all_read() -> None:
    assert node_lists().left_out == ()
    assert len(node_lists().lists) == 4


def test_one_is_asked_before_a_well_known_resolver_is_shared() -> None:
    (warned,) = warnings_of([indicator("[ipv4-addr:value = '8.8.8.8']"), indicator("[ipv4-addr:value = '8.8.9.9']")])
    assert warned.stix_id == "indicator--1"
    assert str(warned.warning.sentence()).startswith("8.8.8.8 is on the warning list “Well-known public resolvers”.")


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b"3", b'{"type":"indicator","pattern":7}', b"[" * 100_000])
def test_what_cannot_be_read_has_no_warnings(raw: bytes) -> None:
    assert warnings_of([raw]) == []


def test_a_folder_is_read_as_misps_repository_lays_it_out_and_bad_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "lists/good").mkdir(parents=True)
    (tmp_path / "lists/bad").mkdir()
    (tmp_path / "lists/good/list.json").write_text('{"name":"G","type":"string","list":["a"]}')
    (tmp_path / "lists/bad/list.json").write_text('{"name":')
    (tmp_path / "lists/bad/expression.json").write_text('{"name":"R","type":"regex","list":["/a/"]}')
    found = read_lists([tmp_path])
    assert [each.name for each in found.lists] == ["G"]
    assert len(found.left_out) == 2


def test_all_lists_together_have_a_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        (tmp_path / f"{name}.json").write_text(json.dumps({"name": name, "list": [name]}))
    monkeypatch.setattr(warnings, "FILES_MAX", 2)
    found = read_lists([tmp_path])
    assert [each.name for each in found.lists] == ["a", "b"]
    assert "Only the first" in str(found.left_out[0])
    assert read_lists([tmp_path / "absent"]).lists == ()
