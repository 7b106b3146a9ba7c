"""The table of TAXII 2.1's clauses is true of the tests that there are."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.exchange.api.clauses import CLAUSES

HERE = Path(__file__).parent
KEYWORDS = {"MUST", "MUST NOT", "SHOULD", "SHOULD NOT", "required", "normative"}


def functions_here() -> Iterator[str]:
    for path in HERE.glob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                yield node.name


def test_every_clause_names_a_test() -> None:
    there = set(functions_here())
    missing = sorted({clause.test for clause in CLAUSES if clause.test} - there)
    assert not missing


def test_every_clause_has_a_test_or_a_reason() -> None:
    for clause in CLAUSES:
        assert bool(clause.test) != bool(clause.reason), clause
        assert clause.keyword in KEYWORDS, clause
        assert clause.says, clause


def test_the_clauses_stand_in_the_order_of_the_standard() -> None:
    def place(section: str) -> list[int]:
        return [int(number, 36) for number in section.split(".")]  # the appendices, which are letters, come last

    sections = [place(clause.section) for clause in CLAUSES]
    assert sections == sorted(sections)
