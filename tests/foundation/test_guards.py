"""Guards: installed whole, and missed when a part is gone."""

from __future__ import annotations

import pytest
from django.db import connection

from bridgehead.foundation import guards
from bridgehead.foundation.guards import Guard

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _run(*statements: str) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def test_installing_twice_does_no_harm() -> None:
    guards.install()
    guards.install()

    assert guards.missing() == []


def test_guard_that_stands_in_part_is_missed() -> None:
    guard = next(each for each in guards.registered() if each.name == "forum_places_counted")
    _run(guard.removal(connection.vendor)[-1])

    assert guards.missing() == ["forum_places_counted"]


def test_guard_that_no_longer_stands_is_missed() -> None:
    _run(
        "ALTER TABLE foundation_auditentry DISABLE TRIGGER audit_append_only"
        if connection.vendor == "postgresql"
        else "DROP TRIGGER audit_append_only_1"
    )

    assert guards.missing() == ["audit_append_only"]


@pytest.mark.parametrize(
    ("table", "reads"), [("tests_nowhere", ()), ("foundation_auditentry", ("tests_nowhere",))], ids=["on", "reads"]
)
def test_guard_waits_for_its_tables(table: str, reads: tuple[str, ...]) -> None:
    waiting = Guard(
        name="waits_for_its_table",
        sqlite=(f"BEFORE DELETE ON {table} BEGIN SELECT 1; END",),
        postgresql=guards.postgresql_trigger(
            "waits_for_its_table", table=table, timing="BEFORE DELETE", body="RETURN OLD;"
        ),
        reads=reads,
    )
    guards.register(waiting)
    try:
        guards.install()
        assert guards.missing() == ["waits_for_its_table"]
    finally:
        del guards._guards[waiting.name]
