"""The search index: n-gram tokens in FTS5 tables on SQLite, in arrays under GIN on PostgreSQL.

Listed and unlisted organisations are kept apart, so that the statistics by which listed ones are ranked cannot tell
of an organisation that the reader may not see.
"""

from django.db import migrations

TABLES = ("directory_search_listed", "directory_search_unlisted")


def make(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(length UNINDEXED, names, about, "
                "tokenize = \"unicode61 remove_diacritics 0 tokenchars '_'\")"
            )
            continue
        schema_editor.execute(
            f"CREATE TABLE {table} (organisation_id bigint PRIMARY KEY, names text[] NOT NULL, tokens text[] NOT NULL, "
            "length integer NOT NULL)"
        )
        schema_editor.execute(f"CREATE INDEX {table}_tokens ON {table} USING gin (tokens)")


def drop(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("directory", "0001_initial")]
    operations = [migrations.RunPython(make, drop)]
