"""An import that is interrupted at any of its statements has done nothing, and can simply be run again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from tests.registry.importing.lists import a_list, bring, counts, day, held
from tests.worlds import council_of

from parley.ledger.models import Act, Leaf, Log
from parley.registry.models import Source

pytestmark = pytest.mark.django_db(transaction=True)

FIRST = a_list({"A": "a", "B": "b", "C": "c"}, day(1))
SECOND = a_list({"A": "a2", "C": "c", "D": "d"}, day(2))


class KilledError(Exception):
    """What a killed process looks like from within: nothing after it runs."""


def interrupting(at: int) -> Callable[..., Any]:
    seen = 0

    def wrapper(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal seen
        seen += 1
        if seen == at:
            raise KilledError
        return execute(sql, params, many, context)

    return wrapper


def everything() -> tuple[Any, ...]:
    logs = tuple(Log.objects.order_by("party").values_list("party", "size", "frontier"))
    return held(), counts(), Source.objects.count(), Act.objects.count(), Leaf.objects.count(), logs


def test_interrupted_at_any_statement_nothing_is_done() -> None:
    by = council_of(1).secretariat.actor()
    for file in (FIRST, SECOND):
        before = everything()
        statement = 1
        while True:
            with connection.execute_wrapper(interrupting(statement)):
                try:
                    bring(by, file)
                except KilledError:
                    interrupted = True
                else:
                    interrupted = False
            if not interrupted:
                break
            assert everything() == before
            statement += 1
        assert statement > 15
    assert {r: (state, name) for r, (state, name, _) in held().items()} == {
        "A": ("listed", "a2"),
        "B": ("delisted", "b"),
        "C": ("listed", "c"),
        "D": ("listed", "d"),
    }
