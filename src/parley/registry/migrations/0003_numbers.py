"""The numbers of documents that entries name, for look-ups by them alone."""

import unicodedata
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

ROWS = 2_000


def fill(apps: Any, schema: Any) -> None:
    """From the newest version of each entry."""
    number = apps.get_model("registry", "Number")
    newest = apps.get_model("registry", "Version").objects.filter(number=F("entry__version"))
    made = []
    for entry, audience, content in newest.values_list("entry_id", "entry__audience_id", "content").iterator(ROWS):
        values = {_plain(each["value"]) for each in content.get("identifiers", ())}
        made += [number(audience_id=audience, value=value, entry_id=entry) for value in sorted(values) if value]
    number.objects.bulk_create(made, ROWS)


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())[:500]


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_as_they_came"), ("release", "0002_audienceparty_since")]

    operations = [
        migrations.CreateModel(
            name="Number",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "audience_id",
                        "value",
                        "entry_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("value", models.CharField(max_length=500)),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="release.audience",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.entry"
                    ),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
