"""The logo refers to its file by the public id. No deed could give an organisation a logo before, so none is lost."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0002_search_tables"),
        ("foundation", "0001_initial"),
    ]

    operations = [
        migrations.RemoveField(model_name="organisation", name="logo"),
        migrations.AddField(
            model_name="organisation",
            name="logo",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundation.storedfile",
                to_field="public_id",
            ),
        ),
    ]
