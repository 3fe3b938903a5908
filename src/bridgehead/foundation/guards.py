"""Invariants that Django's constraints cannot say: triggers and exclusions, on SQLite and on PostgreSQL.

A context lists its guards in ``guards.py`` and registers them in ``apps.py``. They are installed anew after every
``migrate``, because SQLite drops a table's triggers whenever a migration rebuilds the table; and on SQLite they are
lifted before it, because a rebuild fails while a trigger anywhere names the table. There the site therefore stands
still during ``migrate``; PostgreSQL keeps its guards up throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

_ON_TABLE = re.compile(r" ON (\w+)")
_guards: dict[str, Guard] = {}


@dataclass(frozen=True, slots=True)
class Guard:
    """One invariant. ``sqlite`` are bodies of triggers (``AFTER INSERT ON t BEGIN … END``); ``postgresql`` statements.

    A refused write raises ``django.db.IntegrityError`` on both engines, with the guard's name in its text. A guard may
    also put right what was written instead of refusing it.
    """

    name: str
    sqlite: tuple[str, ...]
    postgresql: tuple[str, ...]
    #: Tables that it reads besides those it stands on.
    reads: tuple[str, ...] = ()
    #: The table whose constraint it is on PostgreSQL, where it is an exclusion and no trigger.
    excludes_on: str = ""

    def statements(self, vendor: str) -> list[str]:
        """Return the statements that install it; running them twice does no harm."""
        if vendor != "sqlite":
            return list(self.postgresql)
        found = []
        for number, body in enumerate(self.sqlite):
            found += [f"DROP TRIGGER IF EXISTS {self.name}_{number}", f"CREATE TRIGGER {self.name}_{number} {body}"]
        return found

    def parts(self, vendor: str) -> set[str]:
        """Return the names that its triggers, or its constraint, bear in the database."""
        return {f"{self.name}_{number}" for number in range(len(self.sqlite))} if vendor == "sqlite" else {self.name}

    def removal(self, vendor: str) -> list[str]:
        """Return the statements that take it away; only a negative control does that."""
        if vendor == "sqlite":
            return [f"DROP TRIGGER IF EXISTS {self.name}_{number}" for number in range(len(self.sqlite))]
        if self.excludes_on:
            return [f"ALTER TABLE {self.excludes_on} DROP CONSTRAINT IF EXISTS {self.name}"]
        return [f"DROP FUNCTION IF EXISTS {self.name}() CASCADE"]


def postgresql_trigger(
    name: str, *, table: str, timing: str, body: str, each: str = "ROW", referencing: str = ""
) -> tuple[str, ...]:
    """Return the statements of a trigger whose function is named like its guard.

    One for each statement that is ``referencing`` its rows (``NEW TABLE AS added``) looks at many of them at once.
    """
    rows = f"REFERENCING {referencing} " if referencing else ""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN {body} END $guard$",
        f"CREATE OR REPLACE TRIGGER {name} {timing} ON {table} {rows}FOR EACH {each} EXECUTE FUNCTION {name}()",
    )


def postgresql_exclusion(name: str, *, table: str, alike: str, where: str) -> tuple[str, ...]:
    """Return the statement of an exclusion named like its guard: no two rows that hold ``where`` are ``alike``.

    ``alike`` is what ``gist`` compares (``room_id WITH =, daterange(starts_on, ends_on) WITH &&``).
    """
    return (
        f"DO $guard$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN "
        f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({alike}) WHERE ({where}); END IF; END $guard$",
    )


def sqlite_after_writes(name: str, *, table: str, when: str, update: str = "UPDATE") -> tuple[str, ...]:
    """Return the bodies of a guard's triggers that refuse what was just written; ``update`` may name columns (``OF``).

    Only one transaction writes at a time, so nothing is waited for.
    """
    return tuple(f"AFTER {deed} ON {table} WHEN {when} BEGIN {refuse_sqlite(name)} END" for deed in ("INSERT", update))


def refuse_sqlite(name: str) -> str:
    """Return the SQLite expression that refuses a write in the name of a guard."""
    return f"SELECT RAISE(ABORT, 'guard {name}');"


def refuse_postgresql(name: str) -> str:
    """Return the PostgreSQL statement that refuses a write in the name of a guard, as an integrity violation."""
    return f"RAISE EXCEPTION 'guard {name}' USING ERRCODE = 'integrity_constraint_violation';"


def register(*guards: Guard) -> None:
    """Add the guards of a context; called from its ``apps.py``."""
    for guard in guards:
        _guards[guard.name] = guard


def registered() -> list[Guard]:
    """Return every guard, by name."""
    return [_guards[name] for name in sorted(_guards)]


def lift(*, using: str = "default", plan: Sequence[object] = (), **_: Any) -> None:
    """Take the guards down on SQLite while migrations run; connected to the beginning of ``migrate``."""
    connection = connections[using]
    if connection.vendor != "sqlite" or not plan:
        return
    with connection.cursor() as cursor:
        for guard in registered():
            for statement in guard.removal(connection.vendor):
                cursor.execute(statement)


def install(*, using: str = "default", **_: Any) -> None:
    """Install every guard; connected to the end of ``migrate``."""
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for guard in registered():
            if _tables_of(guard) <= tables:
                for statement in guard.statements(connection.vendor):
                    cursor.execute(statement)


def missing(*, using: str = "default") -> list[str]:
    """Return the names of the guards that the database does not hold, holds in part or has switched off."""
    connection = connections[using]
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgresql = (
        "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D' UNION "
        "SELECT conname FROM pg_constraint WHERE contype = 'x'"
    )
    with connection.cursor() as cursor:
        cursor.execute(sqlite if connection.vendor == "sqlite" else postgresql)
        held = {row[0] for row in cursor.fetchall()}
    return [guard.name for guard in registered() if not guard.parts(connection.vendor) <= held]


def _tables_of(guard: Guard) -> set[str]:
    """The tables that a guard needs; while a context is migrating they may not be there yet."""
    statements = (*guard.sqlite, *guard.postgresql[1:])
    return {found for each in statements for found in _ON_TABLE.findall(each)[:1]} | set(guard.reads)
