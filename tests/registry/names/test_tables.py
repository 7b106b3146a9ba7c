"""The tables and the calibration are what the code takes them for."""

from __future__ import annotations

from itertools import pairwise

from parley.registry.names import THRESHOLD, calibrated, false_hit_rate, tables


def test_a_spelling_is_of_one_given_name() -> None:
    seen: dict[str, str] = {}
    for first, *others in tables.lines("given"):
        for spelling in {first, *others}:
            assert seen.setdefault(spelling, first) == first, spelling


def test_a_higher_score_is_never_less_probable_nor_more_often_false() -> None:
    steps = [n / 200 for n in range(201)]
    for before, after in pairwise(steps):
        assert 0 <= calibrated(before) <= calibrated(after) <= 1
        assert 1 >= false_hit_rate(before) >= false_hit_rate(after) >= 0


def test_the_default_threshold_is_where_few_are_hit_by_mistake() -> None:
    assert false_hit_rate(THRESHOLD) <= 0.1
