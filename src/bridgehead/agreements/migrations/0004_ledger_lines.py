"""The lines of the ledger, and the words that agreements are found by: FTS5 on SQLite, a text vector under GIN elsewhere."""

import django.db.models.deletion
from django.db import migrations, models


TABLE = "agreements_search"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5(tokens, detail = none, "
            "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        return
    # The same name for its key as in SQLite, where every table has one of that name.
    schema_editor.execute(f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)")
    # Within the row and as it is: a common word is looked for in thousands of rows, and each would be unpacked for it.
    schema_editor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN tokens SET STORAGE EXTERNAL")
    schema_editor.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = 8160)")
    schema_editor.execute(f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (tokens)")


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0003_confirmations'),
        ('directory', '0005_topics_that_hold_modalities'),
    ]

    operations = [
        migrations.CreateModel(
            name='LedgerLine',
            fields=[
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='line', serialize=False, to='agreements.agreement')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('agreed', 'agreed'), ('signed', 'signed'), ('active', 'in force'), ('ended', 'ended'), ('cancelled', 'cancelled')], max_length=9)),
                ('kind', models.CharField(choices=[('licence_out', 'licence agreement (out)'), ('licence_in', 'licence agreement (in)'), ('mou', 'memorandum of understanding (MOU)'), ('supply', 'supply contract'), ('investment', 'investment contract'), ('joint_research', 'joint research contract'), ('service', 'service contract'), ('other', 'other')], max_length=14)),
                ('signed_on', models.DateField(null=True)),
                ('public_from', models.DateTimeField(null=True)),
                ('due_on', models.DateField(null=True)),
                ('changed_at', models.DateTimeField()),
                ('field', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.topic')),
                ('keeper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['-changed_at', '-agreement', 'signed_on', 'keeper', 'state', 'kind', 'field', 'public_from', 'due_on'], name='ledger_by_change'), models.Index(fields=['-signed_on', '-agreement', 'changed_at', 'keeper', 'state', 'kind', 'field', 'public_from', 'due_on'], name='ledger_by_signing'), models.Index(fields=['field', 'keeper'], name='ledger_fields'), models.Index(condition=models.Q(('state', 'agreed')), fields=['keeper', 'agreement'], name='ledger_to_be_signed'), models.Index(condition=models.Q(('public_from__isnull', False)), fields=['public_from', 'keeper'], name='ledger_hours'), models.Index(condition=models.Q(('due_on__isnull', False)), fields=['due_on', 'keeper'], name='ledger_due')],
            },
        ),
        migrations.RunPython(make, drop),
    ]
