"""``manage collect_messages``: Django's makemessages for one storey, with settled options."""

from __future__ import annotations

from typing import Any

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """Collect the sentences of the folder that it is run in into its Korean catalogue."""

    help = "Collects the sentences of the storey in the current folder into its Korean catalogue."
    # A guessed translation is worse than a missing one: the missing one fails a test.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    # Settings name a folder of another's words (LOCALE_PATHS), and makemessages would collect ours into it.
    settings_available = False

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Run it without asking for options."""
        settled = {"locale": ["ko"], "no_location": True, "no_wrap": True, "no_obsolete": True, "verbosity": 0}
        super().handle(*arguments, **{**options, **settled})
