"""A text is cut into the same words however it is written."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from parley.exchange.rules.words import WORD_CHARS_MAX, words

_ASCII = st.text(st.characters(max_codepoint=127), max_size=200)


@given(_ASCII)
def test_words_of_ascii_are_runs_of_letters_and_digits(text: str) -> None:
    assert words(text) == ["w" + word[:WORD_CHARS_MAX] for word in re.findall("[a-z0-9]+", text.lower())]


@given(_ASCII)
def test_a_text_beside_another_script_has_the_words_that_it_has_alone(text: str) -> None:
    assert words(text + " привет") == [*words(text), "wпривет"]


def test_a_long_word_is_found_by_its_beginning() -> None:
    long = "x" * (WORD_CHARS_MAX + 1)
    assert words(long) == words(long[:-1])
    assert words("é" + long) == words("é" + long[:-2])


def test_writing_without_spaces_is_cut_into_pairs() -> None:
    assert words("上海合作") == ["w上海", "w海合", "w合作"]
