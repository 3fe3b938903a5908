"""``migrate``: the libraries' tables first, each of ours with its rules at once, and no looking for rubbish.

Django renders anew, at every operation, each model that is tied to the one it changes. Nearly all of ours are tied to a
person: with them in place the hundred and fifty migrations of the libraries took three times as long. A constraint that
follows its table is such an operation, for which SQLite also makes the table anew.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

#: Of rubbish there is little, and of models that stay very much: they were looked through a thousand times.
SELDOM = (10_000, 10, 10)


class LibrariesFirst(MigrationExecutor):
    """Plans what it is asked in another order, what depends on another still behind it; lays each table whole."""

    def migration_plan(self, targets: Any, clean_start: bool = False) -> Any:
        """Return the plan for these targets, ours last."""
        return super().migration_plan(sorted(targets, key=lambda target: target[0] in _ours()), clean_start)

    def apply_migration(self, state: Any, migration: Any, fake: bool = False, fake_initial: bool = False) -> Any:
        """Apply a migration; of ours as if its tables had been written down with all that follows on them.

        Where nothing is made (``--fake``), or it is looked first what is there (``--fake-initial``), it stays as it is.
        """
        if migration.app_label in _ours() and not (fake or fake_initial):
            migration.operations = at_once(folded(migration.operations, migration.app_label))
        return super().apply_migration(state, migration, fake, fake_initial)


class Together(Operation):
    """Tables that are made one after the other, with all models that are tied to them rendered anew once."""

    def __init__(self, made: list[CreateModel]) -> None:
        self.made = made

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models, and render them and their relations at the end."""
        rendered = state.__dict__.pop("apps", None)
        for each in self.made:
            each.state_forwards(app_label, state)
        if rendered is not None:
            state.__dict__["apps"] = rendered
            state.reload_models([(app_label, each.name_lower) for each in self.made], delay=False)

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make the tables."""
        for each in self.made:
            each.database_forwards(app_label, schema_editor, from_state, to_state)


class Command(migrate.Command):
    """Django's command with another order."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate."""
        # The command asks its own module for the executor, and nobody else can hand it one.
        with _patched(migrate, "MigrationExecutor", LibrariesFirst), _seldom_looked_through():
            super().handle(*arguments, **options)


def folded(operations: Sequence[Operation], app: str) -> list[Operation]:
    """Return operations that lay the same tables, each with what is added to it behind its making.

    Nothing is lost on a database that is in use: what is folded in concerns a table that is only made, and is empty.
    """
    found: list[Operation] = []
    for operation in operations:
        place = _making(found, operation, app) if isinstance(operation, AddConstraint | AddIndex | AddField) else None
        whole = found[place].reduce(operation, app) if place is not None else None
        if place is not None and isinstance(whole, list):
            found[place : place + 1] = whole
        else:
            found.append(operation)
    return found


def at_once(operations: Sequence[Operation]) -> list[Operation]:
    """Return the same operations, those that make tables one after the other as one."""
    found: list[Operation] = []
    for each in operations:
        last = found[-1] if found else None
        if not isinstance(each, CreateModel):
            found.append(each)
        elif isinstance(last, Together):
            last.made.append(each)
        else:
            found.append(Together([each]))
    return found


def _making(found: Sequence[Operation], added: AddConstraint | AddIndex | AddField, app: str) -> int | None:
    """Return where the table is made to which something is added, if that could as well be done there."""
    if isinstance(added, AddField) and not added.preserve_default:
        return None
    for place in range(len(found) - 1, -1, -1):
        before = found[place]
        if isinstance(before, CreateModel) and before.name_lower == added.model_name.lower():
            return place
        if _needs(added, before, app):
            return None
    return None


def _needs(added: AddConstraint | AddIndex | AddField, before: Operation, app: str) -> bool:
    """Whether what is added has to stay behind another operation: columns keep their order, a reference its target."""
    if isinstance(before, CreateModel):
        return isinstance(added, AddField) and added.references_model(before.name, app)
    if isinstance(before, AddField):
        return before.model_name.lower() == added.model_name.lower()
    return not isinstance(before, AddConstraint | AddIndex)


def _ours() -> set[str]:
    return {each.label for each in apps.get_app_configs() if each.name.startswith("bridgehead.")}


@contextmanager
def _seldom_looked_through() -> Iterator[None]:
    """Let the collector of rubbish leave alone what is loaded already, and look more seldom at what comes."""
    before, is_frozen = gc.get_threshold(), gc.get_freeze_count() > 0
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        if not is_frozen:
            gc.unfreeze()


@contextmanager
def _patched(module: Any, name: str, value: Any) -> Iterator[None]:
    """Give a module another value under a name for a while."""
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)
