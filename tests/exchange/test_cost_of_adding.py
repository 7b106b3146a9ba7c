"""What adding costs follows from what is added, not from what the store holds."""

from __future__ import annotations

import pytest
from django.db import connection

from parley.exchange.acts import placing
from parley.exchange.rules.feeds import span

pytestmark = pytest.mark.django_db


@pytest.mark.skipif(connection.vendor != "sqlite", reason="This reads the plans of SQLite.")
def test_ids_that_stand_in_a_feed_already_are_looked_up_by_the_new_objects() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {placing._NOTE}", span(1))
        steps = [row[-1] for row in cursor.fetchall()]
    assert steps[0].startswith("SEARCH n ")
    assert steps[1].startswith("SEARCH o ")
    assert steps[1].endswith("(ref=?)")
    assert "party_id=? AND collection=?)" not in " ".join(steps)
