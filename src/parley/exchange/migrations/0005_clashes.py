"""Ids of which several copies stand in a party's feed, to be worked out at its next read."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("council", "0001_initial"),
        ("exchange", "0004_types"),
    ]

    operations = [
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
                (
                    "party",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="council.party",
                    ),
                ),
            ],
        ),
    ]
