"""What is said of terms: to their owner all of it, to the others nothing about whom it left out."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.utils.translation import override

from parley.council.queries import PartyName
from parley.release.queries import _paths
from parley.release.rules import Except, Named, Terms, WholeCouncil, terms
from parley.release.words import why_sentence

NAMES = {UUID(int=n): PartyName(UUID(int=n), f"P{n}", "state", {"en": f"State {n}"}, {}, n) for n in (1, 2, 3)}
LEFT_OUT = Except(frozenset({UUID(int=2), UUID(int=1)}))


def said(on: Terms, *, mine: bool) -> str:
    with override("en"):
        text = why_sentence(_paths(on, {}, mine=mine), NAMES, mine=mine)
    return text.translate({ord(mark): None for mark in "\u2068\u2069"})


def test_an_owner_reads_whom_it_left_out_in_protocol_order() -> None:
    sentence = said(terms(WholeCouncil(), LEFT_OUT), mine=True)
    assert sentence == "You released this to the whole council. You left out: State 1, State 2."


@pytest.mark.parametrize("more", [(), (Named(frozenset({UUID(int=3)})),)])
def test_nobody_else_can_tell_that_somebody_was_left_out(more: tuple[Named, ...]) -> None:
    with_and_without = terms(WholeCouncil(), LEFT_OUT, *more), terms(WholeCouncil(), *more)
    assert len({said(on, mine=False) for on in with_and_without}) == 1


def test_terms_that_only_leave_out_are_said_to_reach_nobody() -> None:
    assert said(terms(LEFT_OUT), mine=True) == said(terms(), mine=True)
