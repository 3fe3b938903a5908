"""Every guard that the contexts register is really in the database after ``migrate``."""

from __future__ import annotations

import pytest
from django.db import connection

from bridgehead.foundation import guards

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_database_holds_every_registered_guard() -> None:
    assert guards.registered()
    assert guards.missing() == []


def test_missing_guard_is_noticed() -> None:

    guard = next(each for each in guards.registered() if each.name == "audit_append_only")
    with connection.cursor() as cursor:
        for statement in guard.removal(connection.vendor):
            cursor.execute(statement)

    assert guards.missing() == ["audit_append_only"]
