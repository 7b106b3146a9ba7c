"""A segment finds what it holds; a file that is not whole is made anew; processes find what one finds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from queue import SimpleQueue
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.registry import names
from parley.registry.index import packing, pool, searching
from parley.registry.index.building import Listed, built
from parley.registry.index.searching import search
from parley.registry.index.segments import DamagedError, Segment, files, mapped, opened, sharing
from parley.registry.rules.entries import Kind

FIRST = [
    "Karim",
    "Wusuf",
    "Ibrohim",
    "Layth",
    "Pavel",
    "Tariq",
    "Noman",
    "Qadir",
    "Sultana",
    "Yelena",
    "Dmitri",
    "Rashida",
    "Idris",
    "Kamila",
    "Zahid",
]
LAST = [
    "Zarqandi",
    "Tibbalqani",
    "Horvenko",
    "Marrubashi",
    "Okhlovsky",
    "Dervanagar",
    "Sulqadze",
    "Birmanat",
    "Chundrika",
    "Lavrosky",
]


def listed(count: int, *, of: int = 1) -> Iterator[Listed]:
    for n in range(count):
        texts = [
            f"{FIRST[(n + i) % len(FIRST)]} {LAST[(n * 7 + i) % len(LAST)]} {LAST[(n // 10) % 10]}" for i in range(of)
        ]
        yield Listed(UUID(int=(n + 1) << 64), 1, Kind.PERSON, "un-sc" if n % 2 else "ofac", tuple(texts))


@pytest.fixture(scope="module")
def segment() -> Segment:
    return opened(built(listed(300, of=2)))


def test_each_name_finds_its_own_entry(segment: Segment) -> None:
    for each in list(listed(300, of=2))[::17]:
        hits = search(names.read(each.names[1], Kind.PERSON), Kind.PERSON, [(segment,)], names.THRESHOLD)
        assert each.id in {hit.entry for hit in hits if hit.raw == hits[0].raw}


def test_the_scratch_is_clean_after_each_search(segment: Segment) -> None:
    asked = names.read("Karim Zarqandi Horvenko", Kind.PERSON)
    assert search(asked, None, [(segment,)], 0.1) == search(asked, None, [(segment,)], 0.1)
    shared, noted = sharing._scratch.of(len(segment))
    assert not shared.any()
    assert not noted.any()


def test_a_kind_and_a_list_are_asked_for_before_the_cap(segment: Segment) -> None:
    asked = names.read("Karim Zarqandi", None)
    assert search(asked, Kind.VESSEL, [(segment,)], 0.01) == []
    found = search(asked, None, [(segment,)], 0.3, {"ofac"})
    assert found
    assert {hit.entry.int >> 64 & 1 for hit in found} == {1}


def test_two_segments_of_an_audience_are_capped_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a file that is made anew changes no answer."""
    monkeypatch.setattr(searching, "CANDIDATES_MAX", 5)
    every = list(listed(300))
    whole = opened(built(every))
    parts = tuple(opened(built(part)) for part in (every[:200], every[200:]))
    for text in ("Karim Zarqandi", "Wusuf Tibbalqani Horvenko", "Dmitri Lavrosky"):
        asked = names.read(text, Kind.PERSON)
        found = search(asked, None, [(whole,)], 0.2)
        assert found
        assert found == search(asked, None, [parts], 0.2)


def test_nothing_at_all_is_a_segment_too() -> None:
    empty = opened(built([]))
    assert len(empty) == 0
    assert search(names.read("Karim Zarqandi", None), None, [(empty,)], 0.1) == []


def test_a_name_that_says_nothing_stands_on_its_list_and_is_found_by_nobody() -> None:
    entry = Listed(UUID(int=1 << 64), 1, Kind.PERSON, "", ("x", "Karim Zarqandi"))
    found = search(names.read("Karim Zarqandi", None), None, [(opened(built([entry])),)], 0.3)
    assert [hit.place for hit in found] == [1]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Abd al-Rahman bin Karim Zarqandi", Kind.PERSON),
        ("عبد الرحمن ضياء الزرقندي", Kind.PERSON),
        ("虔诚军", Kind.ORGANISATION),
        ("Лашкар-е-Тайба", Kind.ORGANISATION),
        ("Lashkar-e-Tayyiba (LeT) Trading Co. Ltd", Kind.ORGANISATION),
        ("J. K. Zarqandi III", Kind.PERSON),
    ],
)
def test_a_packed_name_is_the_one_that_was_read(text: str, kind: Kind) -> None:
    assert packing.COMPLETE
    entry = Listed(UUID(int=1), 1, kind, "", (text,))
    kept, fresh = opened(built([entry])).name(0), names.read(text, kind)
    assert kept.acronyms == fresh.acronyms
    assert repr(replace(kept, acronyms=frozenset())) == repr(replace(fresh, acronyms=frozenset()))
    asked = names.read("Karim Zarqandi", None)
    assert names.score_many(asked, [kept]) == names.score_many(asked, [fresh])


# Files

WHOLE = built(listed(20))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1))
def test_a_file_that_is_cut_anywhere_is_no_segment(at: int) -> None:
    with pytest.raises(DamagedError):
        opened(WHOLE[:at])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_a_file_with_another_octet_is_no_segment_or_the_same_one(at: int, flip: int) -> None:
    octets = bytearray(WHOLE)
    octets[at] ^= flip
    try:
        read = opened(bytes(octets))
    except (DamagedError, UnicodeDecodeError):
        return
    assert at < len(WHOLE) - read.header["octets"]  # in the header, whose other words change no search
    assert len(read) == 20


def test_a_file_of_another_release_is_no_segment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MATCHER_VERSION", "names-0")
    with pytest.raises(DamagedError, match="another release"):
        opened(WHOLE)


def test_a_file_that_is_not_there_is_no_segment(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none", Path("/dev/null/none")):
        with pytest.raises(DamagedError):
            mapped(path)
    (tmp_path / "empty").touch()
    with pytest.raises(DamagedError):
        mapped(tmp_path / "empty")


# Processes


def test_processes_find_what_one_process_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "LEAST", 2)
    monkeypatch.setattr(pool.os, "cpu_count", lambda: 2)
    every = list(listed(300))
    path = tmp_path / "a.names"
    path.write_bytes(built(every[:200]))
    within = [(mapped(path), opened(built(every[200:])))]
    asked = [(names.read(each.names[0], Kind.PERSON), Kind.PERSON) for each in every[::3]]
    alone = [search(name, kind, within, 0.3, None) for name, kind in asked]
    assert pool.search_many(asked, within, 0.3) == alone
    path.unlink()  # what a worker has not mapped yet it does not find any more: it is searched here
    path.write_bytes(WHOLE)
    assert pool.search_many(asked, within, 0.3) == alone


def test_a_worker_that_another_thread_took_meanwhile_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Raced(SimpleQueue[Any]):
        """As if there had been one a moment ago."""

        def empty(self) -> bool:
            return False

        def get(self, block: bool = True, timeout: float | None = None) -> Any:
            assert not block, "It would wait for ever."
            return super().get(block, timeout)

    monkeypatch.setattr(pool, "_idle", Raced())
    worker = pool._worker()
    assert worker.pid in pool.started()
    worker.kill()
    worker.communicate()
