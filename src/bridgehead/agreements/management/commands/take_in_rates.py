"""``bridgehead rates FILE``: take exchange rates in, from our own table or the European Central Bank's files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import SYSTEM
from bridgehead.agreements.actions.rates import take_in_rates
from bridgehead.agreements.adapters.rates import WrongRates, read_rates
from bridgehead.foundation import clock
from bridgehead.foundation.refusals import Refused

WRONG = 2


class Command(BaseCommand):
    """Keeps published rates; doing it twice changes nothing, so it may run every day."""

    help = "Take exchange rates in from CSV (date, base, quote, rate, source) or the ECB's eurofxref files."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command as one types it."""
        return super().create_parser(prog_name, "rates", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="a CSV or XML file")
        parser.add_argument("--try", action="store_true", dest="is_trial", help="say what it would do, and do nothing")
        parser.add_argument("--language", choices=["ko", "en"], default="en", help="of what is told here")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read the file, keep its rates and say how many were new."""
        with translation.override(options["language"]):
            try:
                rates = read_rates(options["file"].read_bytes())
                taken = take_in_rates(rates=rates, by=SYSTEM, now=clock.now(), is_trial=options["is_trial"])
            except OSError as wrong:
                raise CommandError(f"{options['file']}: {wrong.strerror}", returncode=WRONG) from wrong
            except WrongRates as wrong:
                raise CommandError("\n".join(wrong.mistakes), returncode=WRONG) from wrong
            except Refused as refused:
                raise CommandError(str(refused), returncode=WRONG) from refused
            told = _("Rates that are new: %(new)s; that stood here already: %(known)s.")
            self.stdout.write(told % {"new": f"{taken.new:,}", "known": f"{taken.known:,}"})
