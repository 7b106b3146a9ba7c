"""Every word of the register's closed vocabularies is said; a day is written as its reader writes it."""

from __future__ import annotations

from enum import StrEnum

import pytest
from django.utils import translation

from parley.council.errors import Message
from parley.registry import words
from parley.registry.rules.entries import Birth


@pytest.mark.parametrize("vocabulary", words.VOCABULARIES, ids=lambda v: v.__name__)
def test_every_word_of_a_vocabulary_is_said(vocabulary: type[StrEnum]) -> None:
    assert set(words.VOCABULARIES[vocabulary]) == set(vocabulary)


@pytest.mark.parametrize(("language", "day"), [("en", "7 December 2021"), ("ru", "7 декабря 2021"), ("ur", "7 دسمبر")])
def test_a_day_in_a_sentence_is_written_as_its_reader_writes_it(language: str, day: str) -> None:
    with translation.override(language):
        assert day in words.sentence(Message("It is reviewed by %(on)s.", on="2021-12-07"))


def test_a_right_to_left_name_does_not_reorder_its_sentence() -> None:
    assert "\u2068لشکر\u2069" in words.sentence(Message("Agrees: %(parts)s.", parts="لشکر"))


@pytest.mark.parametrize("typed", ["pk", "PK", "Pakistan", " pakistan "])
def test_a_country_is_typed_as_a_code_or_as_a_name(typed: str) -> None:
    assert words.country_code(typed) == "PK"


def test_a_country_in_the_readers_language_is_found_and_an_unknown_one_is_left_to_be_refused() -> None:
    with translation.override("ru"):
        assert words.country_code("Пакистан") == "PK"
        assert words.country_text("PK") == "Пакистан"
    assert words.country_code("Atlantis") == "Atlantis"


def test_a_birth_is_as_precise_as_it_is_known() -> None:
    assert words.birth_text(Birth("1950", "1952")) == "1950 – 1952"
    assert words.birth_text(Birth("1950", approximate=True)) == "about 1950"
