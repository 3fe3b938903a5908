"""In what order the tables of an empty database are made, and that they are those that are written down."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel, RunPython
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from bridgehead.config.management.commands.migrate import LibrariesFirst, at_once, folded

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


def _told(state: ProjectState) -> dict[tuple[str, str], Any]:
    """Return each model of a state: its columns in their order, and its rules and indexes by name."""
    found = {}
    for key, model in state.models.items():
        rules = {
            each: sorted(repr(rule) for rule in model.options.get(each, [])) for each in ("constraints", "indexes")
        }
        rest = {name: value for name, value in model.options.items() if name not in rules}
        fields = [(name, field.deconstruct()[1:]) for name, field in model.fields.items()]
        found[key] = (fields, rules, repr(rest), model.bases, [name for name, _manager in model.managers])
    return found


def test_tables_laid_whole_are_those_that_are_written_down() -> None:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    in_steps, whole, saved = ProjectState(), ProjectState(), 0

    for migration, _backwards in plan:
        as_one = folded(migration.operations, migration.app_label)
        saved += len(migration.operations) - len(as_one)
        for state, operations in ((in_steps, migration.operations), (whole, as_one)):
            for each in at_once(operations) if state is whole else operations:
                each.state_forwards(migration.app_label, state)

    assert _told(whole) == _told(in_steps)
    assert saved > 250


def test_tables_that_are_there_already_are_taken_as_made_where_that_is_asked() -> None:
    told: list[tuple[object, object]] = []
    executor = LibrariesFirst(connection, lambda done, _migration=None, fake=False: told.append((done, fake)))
    first = executor.loader.graph.nodes["places", "0001_initial"]
    before = executor.loader.project_state(("places", "0001_initial"), at_end=False)

    executor.apply_migration(before, first, fake_initial=True)

    assert told == [("apply_start", False), ("apply_success", True)]


def test_what_needs_something_else_stays_behind_it() -> None:
    rule, index = models.UniqueConstraint("name", name="one"), models.Index("name", name="by_name")
    to_b = AddField("a", "b", models.ForeignKey("x.b", models.CASCADE))
    named = models.CharField(max_length=9)
    steps: list[Operation] = [
        CreateModel("a", [("name", named)]),
        CreateModel("b", [("name", named)]),
        to_b,
        AddField("a", "more", models.IntegerField()),
        AddIndex("a", index),
        AddConstraint("b", rule),
        AddField("b", "kept", models.IntegerField(default=1), preserve_default=False),
        RunPython(RunPython.noop),
        AddIndex("b", index),
    ]

    laid = folded(steps, "x")

    # The reference stays behind its target, the column behind it, the index behind both.
    assert [*laid[:1], *laid[2:]] == [steps[0], *steps[2:5], *steps[6:]]
    assert isinstance(laid[1], CreateModel)
    assert laid[1].options == {"constraints": [rule]}
