"""A command in a process of its own, and what it spent."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

COMMAND = "bridgehead.engines.scheduling.cli"


@dataclass(frozen=True, slots=True)
class Spent:
    """Wall and CPU seconds, starting Python included, and the most memory in megabytes."""

    seconds: float
    cpu_seconds: float
    megabytes: int


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process said, its exit code and what it spent."""

    code: int
    out: str
    errors: str
    spent: Spent


def ran(*arguments: str, module: str = COMMAND) -> Ran:
    """Run one of our modules with these arguments."""
    call: Sequence[str] = (sys.executable, "-m", module, *arguments)
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as errors:
        begun = time.monotonic()
        process = subprocess.Popen(call, stdout=out, stderr=errors)  # noqa: S603 - our own
        _, status, usage = os.wait4(process.pid, 0)
        spent = Spent(time.monotonic() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024)
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (out, errors):
            file.seek(0)
        return Ran(process.returncode, out.read(), errors.read(), spent)
