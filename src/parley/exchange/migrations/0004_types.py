"""An index by which a page of one type (TAXII 2.1, match[type]) skips the objects of all others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_turns")]

    operations = [
        migrations.AddIndex("object", models.Index(fields=["release", "type"], name="types_of_a_release")),
    ]
