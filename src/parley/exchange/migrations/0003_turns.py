"""Turns of a party's feeds, the terms of a submission, and an index by which PostgreSQL forgets words."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


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
                (
                    "party",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="council.party",
                    ),
                ),
                ("at", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(index_words, drop_index),
    ]
