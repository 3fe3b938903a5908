"""The words that articles are found by: n-grams in an FTS5 table on SQLite, in text vectors under GIN elsewhere."""

from django.db import migrations

TABLE = "newsroom_search"
PLACES = ("title", "lead", "body")


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {TABLE} USING fts5({', '.join(PLACES)}, said UNINDEXED, detail = column, "
            "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
        )
        return
    # The same name for its key as in SQLite, where every table has one of that name.
    columns = ", ".join(f"{each} tsvector NOT NULL" for each in PLACES)
    schema_editor.execute(f"CREATE TABLE {TABLE} (rowid bigint PRIMARY KEY, {columns}, said text NOT NULL)")
    for each in PLACES:
        # Without a list of what is still to be put in its place: every search would read through that list.
        schema_editor.execute(
            f"CREATE INDEX {TABLE}_{each} ON {TABLE} USING gin ({each}) WITH (fastupdate = off)"
        )


def drop(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE {TABLE}")


class Migration(migrations.Migration):
    dependencies = [("newsroom", "0002_readings")]
    operations = [migrations.RunPython(make, drop)]
