"""Run a module with a clock that can be set ahead: ``python -m tests.journeys.ahead FOLDER MODULE ARGUMENT…``.

A journey that leads over a year cannot wait for it, and starting the site anew for each leap takes longer than it.
The folder's file ``ahead`` says by how many minutes; ``ahead.PID`` says what this process has followed. Nothing in the
product knows that its clock was moved.
"""

from __future__ import annotations

import os
import runpy
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import time_machine

#: So many seconds pass until a process has followed; a leap is waited for.
LOOKS_EVERY = 0.05


def set_clock(folder: Path, minutes: int) -> None:
    """Set the clock of a folder's processes so many minutes ahead; never read by halves."""
    fresh = folder / "ahead.fresh"
    fresh.write_text(str(minutes), "utf-8")
    fresh.rename(folder / "ahead")


def has_followed(folder: Path, process: int, minutes: int) -> bool:
    """Whether a process's clock is so many minutes ahead by now."""
    followed = folder / f"ahead.{process}"
    return followed.exists() and followed.read_text("utf-8") == str(minutes)


def main(folder: str, module: str, *arguments: str) -> None:
    """Run the module as its own program would be run."""
    sys.argv = [module, *arguments]
    place = Path(folder)
    minutes = (place / "ahead").read_text("utf-8")
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=int(minutes)), tick=True) as traveller:
        # A traveller's clock stands until it is first asked: left alone, it would be that much behind for good.
        datetime.now(UTC)
        threading.Thread(target=_follow, args=(place, traveller, minutes), daemon=True).start()
        runpy.run_module(module, run_name="__main__", alter_sys=True)


def _follow(place: Path, traveller: time_machine.Traveller, minutes: str) -> None:
    followed = place / f"ahead.{os.getpid()}"
    followed.write_text(minutes, "utf-8")
    pause = threading.Event()
    while not pause.wait(LOOKS_EVERY):
        told = (place / "ahead").read_text("utf-8")
        if told != minutes:
            traveller.shift(timedelta(minutes=int(told) - int(minutes)))
            minutes = told
            followed.write_text(minutes, "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
