"""The recogniser never takes what stix2-patterns refuses, and never calls malformed what it takes."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parley.exchange import slow_patterns
from parley.exchange.rules.patterns import NESTING_MAX, Malformed, Simple, Undecided, recognise
from parley.exchange.slow_patterns import PATTERN_CHARS_MAX, REGEX_CHARS_MAX, judge_slowly

stix2patterns = pytest.importorskip("stix2patterns.validator", reason="stix2-patterns is not installed")
EXAMPLES = int(os.environ.get("PARLEY_PATTERN_EXAMPLES", "1000"))
REAL = Path(__file__).resolve().parents[4] / "shared/data/stix"


def oracle(pattern: str) -> bool:
    """Where it breaks, it takes nothing."""
    try:
        return not stix2patterns.run_validator(pattern, "2.1")
    except Exception:  # noqa: BLE001 - on places in hashes, and on negative ones
        return False


def agree(pattern: str) -> None:
    match recognise(pattern):
        case Simple():
            assert oracle(pattern), pattern
        case Malformed(position, expected):
            assert not oracle(pattern), (pattern, position, expected)
            assert 0 <= position <= len(pattern)
        case Undecided():
            pass


_literal = st.sampled_from(
    "'x' '' 'a\\'b' '\\\\' 5 -5 +5 0 1.5 -.5 true false t'2016-01-01T00:00:00.5Z' t'2016-02-31T00:00:60Z' "
    f"h'ab' h'' b'AAAA' b'AA==' '{'a' * 32}' '{'A' * 64}' '{'a' * 40}'".split(" ")
)
_step = st.sampled_from(
    [".MD5", ".'SHA-256'", ".'a b'", ".x_y", "[0]", "[*]", "[+1]", "[-1]", ".SHA1", ".ssdeep", ".MD6"]
)
_path = st.builds(
    lambda type_, colon, name, steps: type_ + colon + name + "".join(steps),
    st.sampled_from(["file", "ipv4-addr", "x-foo", "A", "_b"]),
    st.sampled_from([":", " : "]),
    st.sampled_from(["name", "value", "hashes", "'extensions'", "_x"]),
    st.lists(_step, max_size=3),
)
_not = st.sampled_from(["", "", "NOT "])
_comparison = st.one_of(
    st.builds(
        "{} {}{} {}".format, _path, _not, st.sampled_from(["=", "==", "!=", "<>", "<", ">", "<=", ">="]), _literal
    ),
    st.builds("{} {}IN ({})".format, _path, _not, st.lists(_literal, max_size=3).map(", ".join)),
    st.builds("{} {}{} 'a%'".format, _path, _not, st.sampled_from(["LIKE", "MATCHES", "ISSUBSET", "ISSUPERSET"])),
    st.builds("{}EXISTS {}".format, _not, _path),
)


def _joined(inner: Any, words: list[str]) -> Any:
    return st.builds("{} {} {}".format, inner, st.sampled_from(words), inner) | inner.map("({})".format)


_comparisons = st.recursive(_comparison, lambda inner: _joined(inner, ["AND", "OR"]), max_leaves=4)
_observation = st.builds(
    "[{}]{}".format, _comparisons, st.sampled_from(["", "", "", " WITHIN 5 SECONDS", " REPEATS 2 TIMES"])
)
_pattern = st.recursive(_observation, lambda inner: _joined(inner, ["AND", "OR", "OR", "FOLLOWEDBY"]), max_leaves=4)
_PIECES = """[ ] ( ) : . , = <> ' \\ / // /* */ + - AND OR NOT IN LIKE EXISTS LAST true TRUE 5 00 1. 'x' file name
hashes t h b"""
_piece = st.sampled_from([*_PIECES.split(), " ", "\t", "\u2003", "\ufeff", "\x1c", "é", '"', ""])


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    pattern = draw(_pattern)
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, len(pattern)))
        pattern = pattern[:at] + draw(_piece) + pattern[at + draw(st.integers(0, 3)) :]
    return pattern


@settings(deadline=None, max_examples=EXAMPLES)
@given(_pattern)
def test_patterns_of_the_grammar_are_judged_as_the_oracle_judges_them(pattern: str) -> None:
    agree(pattern)


@settings(deadline=None, max_examples=EXAMPLES)
@given(_mutated())
def test_broken_patterns_are_judged_as_the_oracle_judges_them(pattern: str) -> None:
    agree(pattern)


@settings(deadline=None, max_examples=EXAMPLES // 4)
@given(st.text(max_size=30))
def test_no_text_breaks_it(pattern: str) -> None:
    agree(pattern)


@pytest.mark.skipif(not REAL.is_dir(), reason="needs ../shared/data/stix")
def test_real_patterns_are_judged_as_the_oracle_judges_them() -> None:
    objects = [o for file in sorted(REAL.rglob("*.json")) for o in json.loads(file.read_text())["objects"]]
    patterns = [o["pattern"] for o in objects if o["type"] == "indicator"]
    assert sum(isinstance(recognise(p), Simple) for p in patterns) > 0.99 * len(patterns)
    for pattern in patterns[::4]:
        agree(pattern)


@pytest.mark.parametrize(
    ("pattern", "values", "together"),
    [
        ("[ipv4-addr:value='192.0.2.1']", (("ipv4-addr:value", "192.0.2.1"),), False),
        ("[a:bcd = 'x\\'y\\\\']", (("a:bcd", "x'y\\"),), False),
        ("[a:bcd IN ('x', 5)] OR [a:bcd = true]", (("a:bcd", "x"), ("a:bcd", "5"), ("a:bcd", "true")), False),
        ("[a:bcd = 'x' AND a:cde = 'y']", (("a:bcd", "x"), ("a:cde", "y")), True),
        ("[a:bcd != 'x' OR a:bcd NOT = 'y' OR a:bcd LIKE 'z%' OR a:bcd > 5]", (), False),
        (f"[file:hashes.'SHA-256' = '{'a' * 64}']", (("file:hashes.SHA-256", "a" * 64),), False),
        ("[a:bcd[*].e[0] = h'AB']", (("a:bcd[*].e[0]", "AB"),), False),
        ("([a:bcd = t'2016-01-01T00:00:00Z'])", (("a:bcd", "2016-01-01T00:00:00Z"),), False),
    ],
)
def test_values_are_those_that_are_looked_for(pattern: str, values: tuple[Any, ...], *, together: bool) -> None:
    found = recognise(pattern)
    assert isinstance(found, Simple)
    assert (found.values, found.together) == (values, together)


@pytest.mark.parametrize(
    "pattern",
    [
        "[a:bcd MATCHES 'x']",
        "[a:bcd = 'x'] FOLLOWEDBY [a:bcd = 'x']",
        "[a:bcd = 'x'] WITHIN 5 SECONDS",
        "[a:bcd = 'x'] REPEATS 2 TIMES",
        "[a:bcd = 'x'] START t'2016-01-01T00:00:00Z' STOP t'2017-01-01T00:00:00Z'",
        "/* x */ [a:bcd = 'x']",
        "(" * (NESTING_MAX + 1) + "[a:bcd = 'x']" + ")" * (NESTING_MAX + 1),
        f"[file:hashes.MD5 IN ('{'a' * 32}')]",
    ],
)
def test_what_is_not_simple_is_left_to_the_oracle(pattern: str) -> None:
    assert recognise(pattern) == Undecided()


def test_where_a_pattern_breaks_is_told() -> None:
    found = recognise("[a:bcd = 'x' AND]")
    assert isinstance(found, Malformed)
    assert found.position == 16
    assert "character 17" in str(found.sentence())


@pytest.mark.parametrize(
    "pattern",
    [
        "(" * 500_000,
        "[a:bcd = '" + "\\'" * 250_000,
        "[a:bcd = 'x'" + " OR a:bcd = 'x'" * 30_000 + "]",
        "[a" + ":b" * 250_000,
        "[a:b" + "[0]" * 100_000 + " = 5]",
        " " * 500_000,
        "[a:bcd = h'" + "a" * 500_001 + "']",
        "[a:bcd = " + "1" * 500_000,
    ],
    ids=lambda pattern: pattern[:14].strip(),
)
def test_time_grows_with_length_alone(pattern: str) -> None:
    start = time.perf_counter()
    recognise(pattern)
    assert time.perf_counter() - start < 3


# What is left to stix2-patterns


def test_the_oracle_judges_in_a_process_of_its_own() -> None:
    assert judge_slowly("[a:bcd MATCHES '^x+$'] REPEATS 2 TIMES") is None
    assert "STIX pattern" in str(judge_slowly("[a:bcd MATCHES x]"))
    assert "failed on it" in str(judge_slowly("[file:hashes[0] = 'x']"))


def test_long_patterns_and_long_regular_expressions_do_not_get_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere")
    assert str(PATTERN_CHARS_MAX) in str(judge_slowly("[a:bcd MATCHES 'x']" + " " * PATTERN_CHARS_MAX))
    assert str(REGEX_CHARS_MAX) in str(judge_slowly(f"[a:bcd MATCHES '{'(a+)+' * REGEX_CHARS_MAX}']"))


def test_a_pattern_that_takes_too_long_is_refused_and_its_process_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slow_patterns, "_JUDGE", "while True: pass")
    start = time.perf_counter()
    assert "0.2 seconds" in str(judge_slowly("[a:bcd MATCHES 'x']", 0.2))
    assert time.perf_counter() - start < 3
