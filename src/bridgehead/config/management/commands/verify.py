"""``bridgehead check``: verify the audit chains and the stored invariants."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.config import verification
from bridgehead.config.terminal import terminal_language


class Command(BaseCommand):
    """Says in sentences what is wrong with the stored records; the exit code is 1 when anything is."""

    help = str(gettext_lazy("Verify the audit chains, the guards and the counters; exit code 1 if anything is wrong."))

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command as one types it."""
        return super().create_parser(prog_name, "check", **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--heads", action="store_true", help=_("Print the head of every audit chain, to be noted down elsewhere.")
        )
        parser.add_argument(
            "--noted",
            type=Path,
            metavar="FILE",
            help=_(
                "Compare the chains with heads that were noted down: a chain cut off or rewritten as a whole is found."
            ),
        )

    def handle(self, *args: Any, heads: bool, noted: Path | None = None, **options: Any) -> None:
        """Ask every question and print the answers."""
        translation.activate(terminal_language())
        wrong = list(verification.what_is_wrong())
        if noted is not None:
            wrong += verification.rewritten_chains(_lines_of(noted))
        for sentence in wrong:
            self.stderr.write(sentence)
        if wrong:
            sys.exit(1)
        waiting = verification.given_up()
        if any(waiting.values()):
            self.stdout.write(
                _("Given up and waiting for somebody to look: %(jobs)s jobs, %(notices)s notices.") % waiting
            )
        if heads:
            for name, length, head in verification.heads():
                self.stdout.write(f"{name}\t{length}\t{head}")
        self.stdout.write(_("Everything is as it must be."))


def _lines_of(noted: Path) -> list[str]:
    try:
        return noted.read_text(encoding="utf-8").splitlines()
    except OSError as wrong:
        raise CommandError(f"{noted}: {wrong.strerror}") from wrong
