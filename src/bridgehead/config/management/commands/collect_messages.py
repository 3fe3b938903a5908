"""``manage collect_messages``: Django's makemessages for every storey, with settled options."""

from __future__ import annotations

import re
from contextlib import chdir
from pathlib import Path
from typing import Any

from django.core.management.commands import makemessages

PACKAGE = Path(__file__).resolve().parents[3]
CATALOGUE = Path("locale", "ko", "LC_MESSAGES", "django.po")
HEAD = r"""msgid ""
msgstr ""
"Project-Id-Version: Bridgehead\n"
"Language: ko\n"
"MIME-Version: 1.0\n"
"Content-Type: text/plain; charset=UTF-8\n"
"Content-Transfer-Encoding: 8bit\n"
"Plural-Forms: nplurals=1; plural=0;\n"
"""
#: Lines of a head that differ from one run to the next.
_FLEETING = re.compile(r'^"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To): .*\n', re.MULTILINE)


class Command(makemessages.Command):
    """Collect the sentences of every storey into its own Korean catalogue.

    No line numbers, no dates, no guessed translations: a diff shows only the sentences that came or went.
    """

    help = "Collects the sentences of every storey into its own Korean catalogue."
    # A guessed translation is worse than a missing one: the missing one fails a test.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    # Settings name a folder of another's words (LOCALE_PATHS), and makemessages would collect ours into it.
    settings_available = False

    def handle(self, *arguments: Any, **options: Any) -> None:
        """Run it for one storey after the other, without asking for options."""
        settled = {"locale": ["ko"], "no_location": True, "no_wrap": True, "no_obsolete": True, "verbosity": 0}
        for storey in sorted(apps.parent for apps in PACKAGE.glob("*/apps.py")):
            # makemessages collects where it stands.
            with chdir(storey):
                if not CATALOGUE.exists():
                    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
                    CATALOGUE.write_text(HEAD)
                super().handle(*arguments, **{**options, **settled})
                _tidy()


def _tidy() -> None:
    """Take out of a catalogue what differs from one run to the next; one without a sentence goes."""
    collected = _FLEETING.sub("", CATALOGUE.read_text())
    CATALOGUE.write_text(collected)
    if len(re.findall(r"^msgid ", collected, re.MULTILINE)) <= 1:
        CATALOGUE.unlink()
        for folder in CATALOGUE.parents[:-1]:
            if not any(folder.iterdir()):
                folder.rmdir()
