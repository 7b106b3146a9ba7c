"""What serving the exchange asks of the store: turns and clashes of a party's feeds, the terms of a submission, an index
of types, numbers that are rows of their own in SQLite, and one by which PostgreSQL forgets words."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from parley.exchange.models import RowNumber

_PARTY: Any = {
    "db_constraint": False,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "council.party",
}


def index_words(apps: Any, schema: Any) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("CREATE INDEX exchange_words_object ON exchange_words (object_id)")


def drop_index(apps: Any, schema: Any) -> None:
    if schema.connection.vendor == "postgresql":
        schema.execute("DROP INDEX exchange_words_object")


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_words"), ("council", "0001_initial")]

    operations = [
        migrations.AddField("submission", "terms", models.TextField(default=""), preserve_default=False),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("party", models.OneToOneField(primary_key=True, serialize=False, **_PARTY)),
                ("at", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Clash",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "party_id", "collection", "ref", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("collection", models.UUIDField()),
                ("ref", models.BigIntegerField()),
                ("party", models.ForeignKey(db_index=False, **_PARTY)),
            ],
        ),
        migrations.AlterField("object", "id", RowNumber(primary_key=True, serialize=False)),
        migrations.AlterField("release", "id", RowNumber(primary_key=True, serialize=False)),
        migrations.AddIndex("object", models.Index(fields=["release", "type"], name="types_of_a_release")),
        migrations.RunPython(index_words, drop_index),
    ]
