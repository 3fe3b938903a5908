"""In what order the tables of an empty database are made."""

from __future__ import annotations

import pytest
from django.db import connection

from bridgehead.config.management.commands.migrate import LibrariesFirst

pytestmark = pytest.mark.django_db


def test_libraries_come_before_whatever_is_tied_to_a_person() -> None:
    executor = LibrariesFirst(connection)

    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)

    labels = list(dict.fromkeys(each.app_label for each, _backwards in plan))
    ours = [
        "agreements",
        "directory",
        "events",
        "foundation",
        "newsroom",
        "outcomes",
        "partnering",
        "places",
        "programmes",
    ]
    assert sorted(labels[-len(ours) :]) == ours
