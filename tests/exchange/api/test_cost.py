"""What a page costs: a fixed number of statements, each by an index, however much the store holds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.exchange.api.conftest import Council, Taxii, id_of, identity, indicator

ONCE_A_DAY = '"registry_entry"."delists_on"'
"""What a process asks before its first answer of a day, and each client of the tests is one."""
OBJECTS, MANIFEST = "collections/council/objects/", "collections/council/manifest/"


def statements(of: Taxii, where: str, query: dict[str, Any] | None = None) -> list[str]:
    with CaptureQueriesContext(connection) as captured:
        assert of.ask("GET", where, query or {}).status_code in {200, 404}
    asked = (q["sql"] for q in captured.captured_queries)
    return [sql for sql in asked if not re.match(r"(SAVEPOINT|RELEASE|BEGIN|COMMIT)", sql) and ONCE_A_DAY not in sql]


@pytest.fixture
def filled(council: Council, aa: Taxii, bb: Taxii) -> Iterator[Taxii]:
    aa.shared(*(indicator(f"i{n}") for n in range(30)), *(identity(f"n{n}") for n in range(3)))
    council.clock.tick()
    bb.get(OBJECTS)
    return bb


QUERIES: tuple[dict[str, Any], ...] = (
    {},
    {"limit": 10},
    {"match[type]": "identity"},
    {"match[id]": id_of("identity", "n1")},
    {"match[version]": "all"},
    {"added_after": "2021-12-07T00:00:00Z"},
)


@pytest.mark.parametrize("where", [OBJECTS, MANIFEST])
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_page_takes_the_same_few_statements_whatever_is_on_it(
    filled: Taxii, aa: Taxii, council: Council, where: str, query: dict[str, Any]
) -> None:
    before = statements(filled, where, query)
    aa.shared(*(indicator(f"more{n}") for n in range(50)))
    council.clock.tick()
    assert len(statements(filled, where, query)) == len(before) <= 7


def plan(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        return [row[-1] for row in cursor.fetchall()]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="This reads the plans of SQLite.")
@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_a_page_scans_no_table(filled: Taxii, query: dict[str, Any]) -> None:
    """The tables behind TAXII are searched by an index, and a whole feed is not sorted. `SCAN p` is the page itself,
    whose octets are looked up.
    """
    (page,) = (sql for sql in statements(filled, OBJECTS, query) if "o.raw" in sql)
    steps = " ".join(plan(page))
    in_order = "match[type]" not in query and "match[id]" not in query
    assert {step for step in plan(page) if step.startswith("SCAN")} == (set() if in_order else {"SCAN p"})
    assert ("ORDER BY" in steps) is not in_order
    if "match[id]" in query:
        assert "SEARCH o USING INDEX" in steps
        assert "(ref=?)" in steps
    else:
        assert "SEARCH d USING INDEX sqlite_autoindex_exchange_delivery_1 (party_id=? AND collection=?" in steps
    if "match[type]" in query:
        assert "(release_id=? AND type=?)" in steps
