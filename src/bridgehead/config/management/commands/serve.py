"""``bridgehead serve``: the site in production, or with ``--events`` the process for live events."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import uvicorn
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from granian import Granian
from granian.constants import Interfaces

from bridgehead.config.events import LiveEvents
from bridgehead.config.terminal import terminal_language

BLOCKING_THREADS = 8


class Command(BaseCommand):
    """Serves pages with granian; a proxy in front sends ``/events/`` to the process started with ``--events``."""

    help = str(gettext_lazy("Serve the site, or with --events the live events. Run the worker beside it."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=None, help=_("8000, or 8001 with --events, if not given."))
        parser.add_argument("--workers", type=int, default=2, help=_("How many processes serve pages."))
        parser.add_argument("--events", action="store_true", help=_("Serve the live events instead of the pages."))

    def handle(self, *args: Any, host: str, port: int | None, workers: int, events: bool, **options: Any) -> None:
        """Check, then serve until told to stop."""
        translation.activate(terminal_language())
        if not 1 <= workers <= 64:
            raise CommandError(_("Expected 1 to 64 processes for pages, not %(count)s.") % {"count": workers})
        _require_migrated()
        if events:
            # One process: it holds thousands of idle streams, and all of them share one poller.
            uvicorn.run(
                LiveEvents(), host=host, port=port or 8001, log_level="warning", timeout_graceful_shutdown=1, ws="none"
            )
            return
        call_command("check", deploy=settings.HTTPS)
        if not (settings.DEBUG or settings.DEMO) and _statics_are_stale():
            call_command("collectstatic", interactive=False, verbosity=0)
        _let_go_of_the_database()
        Granian(
            "bridgehead.config.wsgi:application",
            address=host,
            port=port or 8000,
            interface=Interfaces.WSGI,
            workers=workers,
            # As many as the pool has database connections: more would only wait for one.
            blocking_threads=BLOCKING_THREADS,
            backpressure=BLOCKING_THREADS * 16,
            websockets=False,
            log_access=False,
        ).serve()


def _let_go_of_the_database() -> None:
    """Close this process's connections, those of its pool too: the workers, forked from it, would share them."""
    connection.close()
    # SQLite has none.
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _require_migrated() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise CommandError(_("The database is behind this version. Run “bridgehead manage migrate” first."))


def _statics_are_stale() -> bool:
    """Whether some source is newer than what was collected."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if not manifest.exists():
        return True
    collected_at = manifest.stat().st_mtime
    sources = (storage.path(name) for finder in get_finders() for name, storage in finder.list([]))
    return any(Path(source).stat().st_mtime > collected_at for source in sources)
