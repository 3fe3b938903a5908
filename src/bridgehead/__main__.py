"""The one command: ``bridgehead demo``, ``serve``, ``worker``, ``timetable …``, ``reviews …``, ``manage …``."""

from __future__ import annotations

import os
import secrets
import sys
from importlib import import_module

USAGE = """\
usage: bridgehead COMMAND …

  demo        the Boston forum of 2023, ready to look at, on one port
  serve       the site
  worker      the background jobs
  import      bring in a round from files: import round FILE --forum ID
  rates       take exchange rates in: rates FILE
  timetable   solve, check, repair, explain and measure timetables (needs no database)
  reviews     say who reviews which application: reviews assign FILE (needs no database)
  stories     say which articles are on one matter: stories FILE.jsonl (needs no database)
  ranking     measure what is recommended to read, and whom to meet: ranking bench [partners] (needs no database)
  outcomes    recompute a published report from its open data: outcomes verify REPORT (needs no database)
  read        find amounts and organisations in texts: read FILE --directory ORGANISATIONS (needs no database)
  reading     measure how well they are found: reading bench (needs no database)
  index       make the search indexes anew: index [directory] [newsroom]
  check       verify the audit chains and the stored invariants
  manage      Django's own management commands
"""

DJANGO_COMMANDS = {
    "serve": "serve",
    "worker": "worker",
    "import": "bring_in",
    "rates": "take_in_rates",
    "check": "verify",
    "index": "index",
}
#: What is useful alone and starts without Django: where it is, and what of it runs. Each is imported when it is asked
#: for, so that none waits for another. The demo sets the environment that the settings read.
ALONE = {
    "demo": ("bridgehead.config.demo.start", "main"),
    "outcomes": ("bridgehead.engines.evidence.cli", "main"),
    "ranking": ("bridgehead.engines.ranking.cli", "main"),
    "read": ("bridgehead.engines.reading.cli", "read"),
    "reading": ("bridgehead.engines.reading.cli", "main"),
    "reviews": ("bridgehead.engines.assigning.cli", "main"),
    "stories": ("bridgehead.engines.ranking.cli", "stories"),
    "timetable": ("bridgehead.engines.scheduling.cli", "main"),
}


def main(argv: list[str] | None = None) -> int:
    """Run one command; the exit code is the command's own."""
    arguments = sys.argv[1:] if argv is None else argv
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        sys.stdout.write(USAGE)
        return 0
    command, rest = arguments[0], arguments[1:]
    if command in ALONE:
        module, deed = ALONE[command]
        code: int = getattr(import_module(module), deed)(rest)
        return code
    if command != "manage" and command not in DJANGO_COMMANDS:
        sys.stderr.write(f"bridgehead: there is no command “{command}”.\n\n{USAGE}")
        return 2
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    if command == "manage":
        return _django(rest)
    return _django([DJANGO_COMMANDS[command], *rest], needs_database=not {"-h", "--help"} & set(rest))


def _django(arguments: list[str], *, needs_database: bool = False) -> int:
    """Run a command of Django; one that needs the database makes nothing where there is none."""
    # Django is imported only for the commands that need it.
    import django
    from django.core.management import execute_from_command_line

    from bridgehead.config.messages import compile_messages
    from bridgehead.config.place import missing_database_file, without_database

    compile_messages()
    missing = missing_database_file()
    if missing and arguments[:1] != ["migrate"]:
        # A key of the moment: to say that there is no database, or to give help, leaves none behind.
        os.environ.setdefault("BRIDGEHEAD_SECRET_KEY", secrets.token_urlsafe(64))
    django.setup()
    sentence = without_database(missing) if needs_database else None
    if sentence:
        sys.stderr.write(f"{sentence}\n")
        return 2
    execute_from_command_line(["bridgehead", *arguments])
    return 0


if __name__ == "__main__":
    sys.exit(main())
