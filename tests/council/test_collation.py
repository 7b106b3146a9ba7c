"""Names in the order of each language's own alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.council.collation import collation_key

LANGUAGES = ["en", "ru", "zh-hans", "ur"]


def ordered(language: str, texts: list[str]) -> list[str]:
    return sorted(texts, key=lambda text: collation_key(language, text))


@given(texts=st.lists(st.text(max_size=12)), language=st.sampled_from(LANGUAGES))
def test_sorting_is_a_total_order_whatever_the_order_of_arrival(texts: list[str], language: str) -> None:
    once = ordered(language, texts)
    assert sorted(once) == sorted(texts)
    assert ordered(language, once[::-1]) == once


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["apple", "Echo", "école", "Zed"]),
        ("ru", ["Elk", "ель", "ёж", "Жук", "йод", "яд"]),
        ("zh-hans", ["巴基斯坦", "俄罗斯", "哈萨克斯坦", "印度", "中国"]),
        ("ur", ["ازبکستان", "بھارت", "پاکستان", "تاجکستان", "چین", "روس", "قازقستان"]),
    ],
)
def test_each_language_sorts_by_its_own_alphabet(language: str, expected: list[str]) -> None:
    assert ordered(language, expected[::-1]) == expected


def test_direction_marks_do_not_change_the_order() -> None:
    assert ordered("en", ["\u202eb", "a", "\u2066c"]) == ["a", "\u202eb", "\u2066c"]
