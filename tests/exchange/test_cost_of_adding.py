"""What adding and letting in cost follows from what is added or let in to, not from what the store holds."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import connection

from parley.exchange.acts import placing, settling
from parley.exchange.rules.feeds import span

pytestmark = pytest.mark.django_db


needs_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="This reads the plans of SQLite.")


def plan(sql: str, values: Sequence[object]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        return [row[-1] for row in cursor.fetchall()]


@needs_sqlite
def test_ids_that_stand_in_a_feed_already_are_looked_up_by_the_new_objects() -> None:
    steps = plan(placing._NOTE, [*span(1), 1, 1])
    assert [step for step in steps if step.startswith("SCAN")] == ["SCAN n"]  # the ids of the release, each once
    assert any(step.startswith("SEARCH o ") and step.endswith("(ref=?)") for step in steps)
    assert "party_id=? AND collection=?)" not in " ".join(steps)


@needs_sqlite
def test_whoever_is_let_in_has_the_ids_looked_up_by_the_releases_it_was_let_in_to() -> None:
    steps = plan(settling._CONFLICTS, ["audience", "party", "feed"])
    searched = [step for step in steps if step.startswith(("SEARCH", "SCAN"))]
    assert searched[0].startswith("SEARCH r ")
    assert searched[1].startswith("SEARCH o ")
    assert searched[2] == "SCAN n"  # each id once, however many versions of it there are
    assert searched[3].startswith("SEARCH o ")
    assert searched[3].endswith("(ref=?)")
    assert "party_id=? AND collection=?)" not in " ".join(steps)
