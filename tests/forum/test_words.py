from __future__ import annotations

from enum import StrEnum

import pytest
from django.utils.translation import override

from parley.forum import rules
from parley.forum.words import VOCABULARIES, WORDS
from parley.release.queries import Path
from parley.release.rules import Posture, Reason
from parley.release.words import POSTURES, REASONS, path_text, why_sentence

KINDS_OF_PATH = ("council", "meeting", "group", "named", "own", "nobody")


@pytest.mark.parametrize("vocabulary", list(VOCABULARIES), ids=lambda v: v.__name__)
def test_every_member_of_a_vocabulary_has_its_phrase(vocabulary: type[StrEnum]) -> None:
    assert set(VOCABULARIES[vocabulary]) == set(vocabulary)


def test_every_vocabulary_of_the_rules_has_its_phrases() -> None:
    declared = {v for v in vars(rules).values() if isinstance(v, type) and issubclass(v, StrEnum) and v is not StrEnum}
    assert declared == set(VOCABULARIES)


def test_no_value_means_two_things() -> None:
    assert len(WORDS) == sum(len(v) for v in VOCABULARIES.values())


def test_every_reason_and_posture_has_its_sentence() -> None:
    assert set(REASONS) == set(Reason)
    assert set(POSTURES) == set(Posture)


@pytest.mark.parametrize("kind", KINDS_OF_PATH)
@pytest.mark.parametrize("mine", [True, False])
def test_every_path_has_its_phrase_and_sentences(kind: str, mine: bool) -> None:
    path = Path(kind, "G")
    with override("en"):
        assert path_text(path)
        assert why_sentence([path], {}, mine=mine).endswith(".")
        assert path_text(path) in why_sentence([path, Path("council")], {}, mine=mine)


def test_a_path_of_an_unknown_kind_is_our_own_mistake() -> None:
    for say in (path_text, lambda p: why_sentence([p], {}), lambda p: why_sentence([p], {}, mine=True)):
        with pytest.raises(ValueError, match="unheard"):
            say(Path("unheard"))
