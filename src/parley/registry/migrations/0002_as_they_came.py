"""An index by which a past day's list is read page by page."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]

    operations = [
        migrations.AddIndex(
            "entry", models.Index(fields=["audience", "roll", "released_at", "id"], name="entries_as_they_came")
        ),
    ]
