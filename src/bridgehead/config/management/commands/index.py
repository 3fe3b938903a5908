"""``bridgehead index``: make the search indexes anew."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from bridgehead.agreements.actions.lines import rebuild_lines
from bridgehead.directory.actions.index import rebuild_search_index as rebuild_directory
from bridgehead.newsroom.actions.index import rebuild_search_index as rebuild_newsroom

INDEXES = {"directory": rebuild_directory, "ledger": rebuild_lines, "newsroom": rebuild_newsroom}


class Command(BaseCommand):
    """Makes the indexes that searches read; each in one transaction, so that readers never meet half of one."""

    help = "Make the search indexes of directory, ledger and newsroom anew (after an import, or with a new tokeniser)."

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Name the command as one types it."""
        return super().create_parser(prog_name, "index", **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take which of them; all where none is named."""
        parser.add_argument("which", nargs="*", metavar="WHICH", help="directory, ledger or newsroom")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them anew and say how many records each holds."""
        unknown = [each for each in options["which"] if each not in INDEXES]
        if unknown:
            raise CommandError(f"There is no index “{unknown[0]}”: there are {', '.join(INDEXES)}.", returncode=2)
        for name in options["which"] or INDEXES:
            self.stdout.write(f"{name}: {INDEXES[name]():,}")
