"""A line of the ledger tells which terms hold, so that a party leads to its agreements without their own table;
and on PostgreSQL the words that agreements are found by stand in their place at once."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    agreements = apps.get_model("agreements", "Agreement").objects.filter(pk=OuterRef("agreement"))
    lines = apps.get_model("agreements", "LedgerLine").objects
    lines.update(terms=Subquery(agreements.order_by().values("current")[:1]))


def put_words_in_place_at_once(apps, schema_editor):
    """Without a list of what is still to be put in its place: every search would read through that list."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX agreements_search_tokens SET (fastupdate = off)")
        # What stands in the list by now.
        schema_editor.execute("SELECT gin_clean_pending_list('agreements_search_tokens'::regclass)")


def list_words_first(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER INDEX agreements_search_tokens RESET (fastupdate)")


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
        migrations.RunPython(put_words_in_place_at_once, list_words_first),
    ]
