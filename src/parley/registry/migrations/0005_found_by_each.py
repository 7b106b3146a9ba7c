"""What a look-up found is kept for each of its names. Of a batch, nothing was kept before."""

from django.db import migrations


def _by_each(apps, schema_editor):
    rows = apps.get_model("registry", "LookUp").objects.filter(asked_count=1, forgotten_at=None)
    for row in rows.iterator():
        row.found = [row.found]
        row.save(update_fields=["found"])


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_departures")]

    operations = [migrations.RunPython(_by_each, migrations.RunPython.noop)]
