"""Rows that are written and read by statements made once are the rows that Django writes and reads."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.ledger.conftest import START, actor, party

from parley.ledger.acts import record
from parley.ledger.models import Act, Leaf, Log
from parley.ledger.rows import found, insert, marks

pytestmark = pytest.mark.django_db


def as_django_reads(row: Act | Leaf | Log) -> None:
    again = type(row).objects.get(pk=row.pk)
    assert all(getattr(row, f.attname) == getattr(again, f.attname) for f in row._meta.concrete_fields)


def test_what_is_put_in_is_what_django_finds() -> None:
    scope = party(50)
    act = record(actor(1), "forum.reply", party(77), {"reply": "Подтверждено"}, logs=[party(2)], scope=scope)
    as_django_reads(act)
    assert not act._state.adding


@pytest.mark.parametrize("model", [Act, Leaf, Log])
def test_what_is_found_is_what_django_finds(model: type[Act | Leaf | Log]) -> None:
    record(actor(1), "forum.reply", party(77), {}, logs=[party(2)])
    rows = found(model, "", [])
    assert rows
    for row in rows:
        as_django_reads(row)
        assert not row._state.adding


def test_rows_are_found_by_ids_moments_and_days() -> None:
    acts = [record(actor(1, n), "forum.reply", party(77), {"n": n}, logs=[]) for n in range(3)]
    ids = [act.id for act in acts[1:]]
    later = found(Act, f"WHERE id IN ({marks(len(ids))}) AND at > %s ORDER BY at", [*ids, acts[1].at])
    assert [row.id for row in later] == [acts[2].id]
    assert [row.id for row in found(Act, "WHERE at >= %s ORDER BY at", [START.date()])] == [act.id for act in acts]


def test_no_rows_are_no_statement() -> None:
    insert([])


def test_a_row_that_is_there_is_refused_and_nothing_of_the_act_stays() -> None:
    record(actor(1), "forum.reply", party(77), {}, logs=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        record(actor(1), "forum.replied", party(77), {}, logs=[])  # draws the same id
    assert Act.objects.get().kind == "forum.reply"
    assert Log.objects.get().size == 1
