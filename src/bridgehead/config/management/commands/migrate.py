"""``migrate``: the libraries' tables first.

Django renders anew, at every operation, each model that is tied to the one it changes. Nearly all of ours are tied to a
person: with them in place the hundred and fifty migrations of the libraries took three times as long.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor


class LibrariesFirst(MigrationExecutor):
    """Plans what it is asked in another order; what depends on another still follows it."""

    def migration_plan(self, targets: Any, clean_start: bool = False) -> Any:
        """Return the plan for these targets, ours last."""
        ours = {each.label for each in apps.get_app_configs() if each.name.startswith("bridgehead.")}
        return super().migration_plan(sorted(targets, key=lambda target: target[0] in ours), clean_start)


class Command(migrate.Command):
    """Django's command with another order."""

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Migrate."""
        # The command asks its own module for the executor, and nobody else can hand it one.
        with _patched(migrate, "MigrationExecutor", LibrariesFirst):
            super().handle(*arguments, **options)


@contextmanager
def _patched(module: Any, name: str, value: Any) -> Iterator[None]:
    """Give a module another value under a name for a while."""
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)
