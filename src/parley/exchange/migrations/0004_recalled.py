"""Whether a notice was served of what a party lost, and an index by which its losses of an id are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_served")]

    operations = [
        migrations.AddField("loss", "recalled", models.BooleanField(default=False)),
        migrations.RemoveIndex("loss", "losses_to_settle"),
        migrations.AddIndex("loss", models.Index(fields=["party", "settled", "stix_id"], name="losses_of_a_party")),
    ]
