"""Management commands of a site, each in a process forked from one that has set Django up: ``Managing(environment)``.

A journey gives a handful of them, and to set Django up takes longer than any of them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import NoReturn

#: Not from ``tests.conftest``, which would set Django up as the tests have it.
ROOT = Path(__file__).resolve().parents[2]


class Managing:
    """A process that waits for commands; started with the first of them."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._process: subprocess.Popen[str] | None = None

    def run(self, arguments: Sequence[str]) -> str:
        """Run one command and return what it printed; raise ``AssertionError`` where it fails."""
        if self._process is None:
            command = [sys.executable, "-c", f"from {__name__} import wait; wait()"]
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
            self._process = subprocess.Popen(command, env=self._environment, cwd=ROOT, **pipes)
        told, answers = self._process.stdin, self._process.stdout
        assert told is not None
        assert answers is not None
        told.write(json.dumps(list(arguments)) + "\n")
        told.flush()
        code, printed = json.loads(answers.readline())
        assert code == 0, (arguments, code)
        return str(printed)

    def end(self) -> None:
        """Let the process end, if it was started."""
        if self._process is not None:
            self._process.communicate()


def wait() -> None:
    """Do what comes line by line, until no more can come."""
    import django
    from django.core.management import execute_from_command_line

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bridgehead.config.settings")
    django.setup()
    for number, line in enumerate(sys.stdin):
        os.environ["FIRST_PERSON"] = str(number * 1_000)
        with tempfile.TemporaryFile("w+") as printed:
            child = os.fork()
            if child == 0:
                os.dup2(printed.fileno(), 1)
                _end_after(partial(execute_from_command_line, ["bridgehead", *json.loads(line)]))
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            printed.seek(0)
            sys.stdout.write(json.dumps([code, printed.read()]) + "\n")
            sys.stdout.flush()


def _end_after(command: Callable[[], None]) -> NoReturn:
    """End this process with the command: nothing of the one that it was forked from runs on in it."""
    code = 0
    try:
        command()
    except SystemExit as told:
        code = told.code if isinstance(told.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
