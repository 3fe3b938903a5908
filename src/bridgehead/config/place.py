"""Whether the place that the environment names has a database: asked before anything is made there."""

from __future__ import annotations

import os
from pathlib import Path

import environ


def missing_database_file() -> Path | None:
    """Return where the SQLite database should lie when nothing lies there; None for a server or a file that is there.

    It reads what the settings read, before they are loaded: loading them already makes the place's secret key.
    """
    data = Path(os.environ.get("BRIDGEHEAD_DATA") or ".data").resolve()
    named = environ.Env().db("DATABASE_URL", default=f"sqlite:///{data / 'bridgehead.sqlite3'}")
    if not named["ENGINE"].endswith("sqlite3"):
        return None
    path = Path(named["NAME"])
    return None if path.exists() else path


def without_database(missing: Path | None) -> str | None:
    """Return the sentence for a place without a database, in the terminal's language; None where there is one."""
    # Django is imported once it is set up: the function above is asked before.
    from django.db import connection
    from django.utils import translation
    from django.utils.translation import gettext as _

    from bridgehead.config.terminal import terminal_language

    if missing is None and "django_migrations" in connection.introspection.table_names():
        return None
    with translation.override(terminal_language()):
        return _(
            "There is no database yet at %(place)s. “bridgehead manage migrate” makes one there; "
            "BRIDGEHEAD_DATA names another place (after ./run demo: BRIDGEHEAD_DATA=.data/demo)."
        ) % {"place": missing or connection.settings_dict["NAME"]}
