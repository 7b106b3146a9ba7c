"""Rows of what is written and read at every act, by statements that are made once for each table.

Django makes the text of a statement anew each time, which costs several times what the store needs to carry it out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, Model

M = TypeVar("M", bound=Model)


def insert(rows: Sequence[Model]) -> None:
    """Put new rows of one table into the store, as `bulk_create` does."""
    if not rows:
        return
    fields, text = _insertion(type(rows[0]))
    store = connections[DEFAULT_DB_ALIAS]  # asked once: `connection` looks it up at every use
    values = [[f.get_db_prep_save(getattr(row, f.attname), store) for f in fields] for row in rows]
    with store.cursor() as cursor:
        cursor.executemany(text, values)
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def found(model: type[M], rest: str, values: Sequence[object]) -> list[M]:
    """The rows of a table that fit the rest of a statement: WHERE and what follows."""
    names, text, converters = _selection(model)
    with connection.cursor() as cursor:
        cursor.execute(f"{text} {rest}", adapted(values))
        fetched = cursor.fetchall()
    rows = []
    for row in fetched:
        got = list(row)
        for column, convert in converters:
            got[column] = convert(got[column])
        rows.append(model.from_db(DEFAULT_DB_ALIAS, names, got))
    return rows


def adapted(values: Sequence[object]) -> list[Any]:
    """Values as this store's driver takes them."""
    return [_adapted(value) for value in values]


def _adapted(value: object) -> Any:
    if connection.vendor != "sqlite":
        return value
    match value:
        case UUID():
            return value.hex
        case datetime():
            return connection.ops.adapt_datetimefield_value(value)
        case date():
            return connection.ops.adapt_datefield_value(value)
        case _:
            return value


def as_uuid(value: Any) -> UUID:
    """A UUID as either driver gives it: SQLite has the text of its hex digits."""
    return value if isinstance(value, UUID) else UUID(value)


def marks(count: int) -> str:
    """The places of so many values in a statement: "%s, %s, %s"."""
    return ", ".join(["%s"] * count)


@cache
def _insertion(model: type[Model]) -> tuple[Sequence[Field[Any, Any]], str]:
    fields = model._meta.local_concrete_fields
    text = f"INSERT INTO {model._meta.db_table} ({_columns(model)}) VALUES ({marks(len(fields))})"  # noqa: S608
    return fields, text


@cache
def _selection(model: type[Model]) -> tuple[list[str], str, list[tuple[int, Callable[[Any], Any]]]]:
    """The names of the columns, the statement, and by what some columns are read, by their numbers."""
    table = model._meta.db_table
    fields = model._meta.local_concrete_fields
    columns = [field.get_col(table) for field in fields]
    converters: list[tuple[int, Callable[[Any], Any]]] = [
        (n, partial(_converted, convert, column))
        for n, column in enumerate(columns)
        for convert in connection.ops.get_db_converters(column) + column.get_db_converters(connection)
    ]
    return [field.attname for field in fields], f"SELECT {_columns(model)} FROM {table}", converters  # noqa: S608


def _columns(model: type[Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.local_concrete_fields)


def _converted(convert: Callable[..., Any], column: Any, value: Any) -> Any:
    return convert(value, column, connection)
