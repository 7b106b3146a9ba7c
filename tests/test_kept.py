"""What a test begins with is the same whether acts made it just now or it is put back."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from parley.council.models import Account
from parley.council.rules import Role
from parley.ledger.models import Leaf
from tests.kept import kept
from tests.worlds import council_of, member, person


def rows() -> dict[str, list[tuple[object, ...]]]:
    """Of all tables, whatever they belong to. The index of words cannot be read, the tables that it is kept in can."""
    with connection.cursor() as cursor:
        found = {}
        for table in connection.introspection.table_names(cursor):
            if table == "exchange_words":
                continue
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(cursor.fetchall(), key=repr)
        return found


@pytest.mark.django_db
def test_a_world_put_back_is_row_for_row_what_acts_wrote() -> None:
    founding = kept(council_of.__wrapped__)  # type: ignore[attr-defined]
    seen = []
    for _ in range(3):
        with transaction.atomic():
            seen.append((founding(2), rows()))
            transaction.set_rollback(True)
    made, *again = seen
    assert len(made[1]["ledger_act"]) > 10
    assert again == [made, made]
    assert all(world is not made[0] for world, _ in again)


@pytest.mark.django_db
def test_acts_go_on_where_a_world_was_put_back() -> None:
    founding = kept(council_of.__wrapped__)  # type: ignore[attr-defined]
    with transaction.atomic():
        founding(1)
        transaction.set_rollback(True)
    (aa,) = founding(1).members
    before = Leaf.objects.count()
    analyst = person(aa, "Analyst", {Role.ANALYST})
    assert Account.objects.get(id=analyst.account.id).username == "analyst@aa"
    assert Leaf.objects.count() > before


@pytest.mark.django_db
def test_into_a_store_that_holds_something_acts_write_again() -> None:
    world = council_of(0)
    written = []
    add = kept(lambda: written.append(member(world, "AA")))
    for _ in range(2):
        with transaction.atomic():
            add()
            transaction.set_rollback(True)
    assert len({one.party.id for one in written}) == 2
