"""``bridgehead import round FILE --forum ID``: a round from files, shown first and made with ``--apply``."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions.imports import Imported, There, import_round
from bridgehead.partnering.adapters.files import read_plan
from bridgehead.partnering.adapters.files.plan import RoundPlan, WrongFiles
from bridgehead.partnering.queries.rounds import forum_to_import_into

WRONG = 2


class Command(BaseCommand):
    """Bring in what an organiser has in files."""

    help = "Bring in a partnering round from a published instance, a folder of CSV or XLSX, or one workbook."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command as one types it."""
        return super().create_parser(prog_name, "import", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the one thing that can be brought in, and where it goes."""
        things = parser.add_subparsers(dest="thing", required=True, metavar="round")
        bringing = things.add_parser("round", help="a partnering round")
        bringing.add_argument("file", type=Path, help="a .dzn or .json instance, a folder of CSV or XLSX, or an .xlsx")
        bringing.add_argument(
            "--forum", required=True, metavar="ID", help="the forum's id, as its page's address has it"
        )
        bringing.add_argument(
            "--apply", action="store_true", help="make the round; without it the files are only tried"
        )
        bringing.add_argument(
            "--add", action="store_true", help="add to a round that has slots, tables or delegations already"
        )
        bringing.add_argument(
            "--language", choices=["ko", "en"], default=_usual_language(), help="of what is told here"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, try, and make the round when asked to."""
        with translation.override(options["language"]):
            forum = forum_to_import_into(SYSTEM, options["forum"])
            if forum is None:
                raise CommandError(_("There is no forum “%(id)s”.") % {"id": options["forum"]}, returncode=WRONG)
            try:
                plan = read_plan(options["file"], forum=forum)
                made = import_round(
                    plan=plan,
                    forum_id=forum.pk,
                    by=SYSTEM,
                    now=clock.now(),
                    adds=options["add"],
                    is_trial=not options["apply"],
                )
            except WrongFiles as wrong:
                raise CommandError(_mistakes(wrong), returncode=WRONG) from wrong
            except Refused as refused:
                raise CommandError(str(refused), returncode=WRONG) from refused
            self.stdout.write(_told(plan, made))
            self.stdout.write(
                _("Done.")
                if options["apply"]
                else _("Nothing was changed. Run it again with --apply to make the round.")
            )


def _usual_language() -> str:
    return "ko" if os.environ.get("LANG", "").startswith("ko") else "en"


def _mistakes(wrong: WrongFiles) -> str:
    lines = [_("The files cannot be brought in; nothing was changed."), *map(str, wrong.mistakes)]
    if wrong.further:
        lines.append(_("… and %(n)s more.") % {"n": wrong.further})
    return "\n".join(lines)


def _told(plan: RoundPlan, made: Imported) -> str:
    counts = [
        *_there_already(made.there),
        (_("Delegations"), made.delegations),
        (_("Organisations new to the directory"), made.organisations),
        (_("Delegates"), made.delegates),
        (_("Slots"), made.slots),
        (_("Tables"), made.tables),
        (_("Slots that somebody cannot come to"), made.closed),
        (_("Meetings agreed"), made.accepted),
        (_("Requests waiting for an answer"), made.waiting),
        (_("Requests declined"), made.declined),
    ]
    return "\n".join([*(f"{name}: {count:,}" for name, count in counts), *plan.notes])


def _there_already(there: There) -> list[tuple[str, int]]:
    counts = [
        (_("Delegations there already"), there.delegations),
        (_("Slots there already"), there.slots),
        (_("Tables there already"), there.tables),
    ]
    return [each for each in counts if each[1]]
