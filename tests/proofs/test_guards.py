"""Guards are in the database after ``migrate``, and out of its way while it rebuilds a table."""

from __future__ import annotations

import pytest
from django.db import connection

from bridgehead.foundation import guards
from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]


@pytest.mark.django_db
def test_database_holds_every_registered_guard() -> None:
    assert guards.registered()
    assert guards.missing() == []


@pytest.mark.django_db
def test_missing_guard_is_noticed() -> None:
    guard = next(each for each in guards.registered() if each.name == "audit_append_only")
    with connection.cursor() as cursor:
        for statement in guard.removal(connection.vendor):
            cursor.execute(statement)

    assert guards.missing() == ["audit_append_only"]


def rebuild_forum_table(lift: bool) -> list[str]:
    """Do what a migration that changes a column does, between the signals that ``migrate`` sends; name what is missing.

    Without ``lift`` the signal before it is left out.
    """
    from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
    from django.db import models
    from django.db.migrations import Migration

    from bridgehead.events.models import Forum

    was = Forum._meta.get_field("places_taken")
    becomes = models.PositiveBigIntegerField(default=0)
    becomes.set_attributes_from_name("places_taken")
    becomes.model = Forum
    plan = [(Migration("0002_wider", "events"), False)]
    if lift:
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default", plan=plan)
    try:
        with connection.schema_editor() as editor:
            editor.alter_field(Forum, was, becomes)
    except Exception as error:
        return [str(error)]
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    return guards.missing()


def test_migration_may_rebuild_a_guarded_table(real_database: RealDatabase) -> None:
    assert real_database.once(rebuild_forum_table, lift=True) == []


def test_sqlite_could_not_rebuild_it_under_its_guards(real_database: RealDatabase) -> None:
    needs_no_lift = real_database.url.startswith("postgres")

    assert real_database.once(rebuild_forum_table, lift=False) == (
        [] if needs_no_lift else ["error in trigger forum_places_counted_0: no such table: main.events_forum"]
    )
