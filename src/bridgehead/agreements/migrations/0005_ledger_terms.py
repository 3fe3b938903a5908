"""A line of the ledger tells which terms hold, so that a party leads to its agreements without their own table."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    agreements = apps.get_model("agreements", "Agreement").objects.filter(pk=OuterRef("agreement"))
    lines = apps.get_model("agreements", "LedgerLine").objects
    lines.update(terms=Subquery(agreements.order_by().values("current")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0004_ledger_lines'),
    ]

    operations = [
        migrations.AddField(
            model_name='ledgerline',
            name='terms',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agreements.terms'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='ledgerline',
            name='terms',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agreements.terms'),
        ),
    ]
