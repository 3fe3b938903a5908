"""The words by which anybody finds agreements that are public: FTS5 on SQLite, a text vector under GIN elsewhere.

What stands in a ledger already is put into it by ``bridgehead index ledger``.
"""

from django.db import migrations

TABLE = "agreements_search_public"


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5(tokens, detail = none, "
            "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        return
    schema_editor.execute(f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, tokens tsvector NOT NULL)")
    schema_editor.execute(f"ALTER TABLE {TABLE} ALTER COLUMN tokens SET STORAGE EXTERNAL")
    schema_editor.execute(f"ALTER TABLE {TABLE} SET (toast_tuple_target = 8160)")
    schema_editor.execute(f"CREATE INDEX {TABLE}_tokens ON {TABLE} USING gin (tokens)")


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ("agreements", "0010_signatory_reminded_at"),
    ]

    operations = [
        migrations.RunPython(make, drop),
    ]
