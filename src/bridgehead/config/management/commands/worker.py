"""``bridgehead worker``: the background jobs and the mail, until told to stop."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.config.periodic import PERIODIC
from bridgehead.config.terminal import terminal_language
from bridgehead.foundation.worker import Worker
from bridgehead.partnering.adapters.warming import warmed_engine

#: How long an attached worker may go on with what it has in hand once the process above has ended.
GRACE_SECONDS = 2
STANDARD_INPUT = 0


class Command(BaseCommand):
    """Runs one worker; start as many as you like, on as many machines as reach the database."""

    help = str(gettext_lazy("Do background jobs and deliver mail until told to stop; what is in hand is finished."))

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--attached", action="store_true", help=_("End when standard input closes, as with the process above.")
        )

    def handle(self, *args: Any, attached: bool, verbosity: int, **options: Any) -> None:
        """Work until SIGTERM or SIGINT; a second one ends it at once and the lease gives the job back."""
        translation.activate(terminal_language())
        worker = Worker(PERIODIC)

        def end(number: int, frame: object) -> None:
            signal.signal(number, signal.SIG_DFL)
            worker.stop()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        if attached:
            threading.Thread(target=_end_with_input, args=(worker,), name="attached", daemon=True).start()
        if verbosity:
            self.stdout.write(_("The worker %(name)s is at work.") % {"name": worker.name})
        with warmed_engine():
            worker.run()
        if verbosity:
            self.stdout.write(_("The worker has finished what it had in hand."))


def _end_with_input(worker: Worker) -> None:
    """Whatever ends the process above, kill -9 included, closes this pipe; what is in hand then has a moment to end."""
    # Not through sys.stdin: its lock, held by this thread, would abort an interpreter that ends meanwhile.
    while os.read(STANDARD_INPUT, 1024):
        pass
    worker.stop()
    time.sleep(GRACE_SECONDS)
    if os.getpgrp() == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)
