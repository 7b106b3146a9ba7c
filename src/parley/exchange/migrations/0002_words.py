"""The words that objects are found by: full text on SQLite (FTS5, without the texts themselves), a GIN on PostgreSQL."""

from typing import Any

from django.db import migrations


def make(apps: Any, schema: Any) -> None:
    if schema.connection.vendor == "sqlite":
        schema.execute(
            "CREATE VIRTUAL TABLE exchange_words USING fts5"
            "(words, content='', columnsize=0, detail=none, tokenize='ascii')"
        )
    else:
        schema.execute("CREATE TABLE exchange_words (object_id bigint NOT NULL, words tsvector NOT NULL)")
        schema.execute("CREATE INDEX exchange_words_words ON exchange_words USING gin (words)")


def drop(apps: Any, schema: Any) -> None:
    schema.execute("DROP TABLE exchange_words")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [migrations.RunPython(make, drop)]
