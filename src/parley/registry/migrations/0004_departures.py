"""How many entries have left an audience, for the index."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_numbers"),
        ("release", "0002_audienceparty_since"),
    ]

    operations = [
        migrations.CreateModel(
            name="Departures",
            fields=[
                (
                    "audience",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="release.audience",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
