"""Run a module with the clock some days ahead: ``python -m tests.journeys.ahead DAYS MODULE ARGUMENT…``.

A journey that leads over a year cannot wait for it. Nothing in the product knows that its clock was moved.
"""

from __future__ import annotations

import runpy
import sys
from datetime import UTC, datetime, timedelta

import time_machine


def main(days: str, module: str, *arguments: str) -> None:
    """Run the module as its own program would be run."""
    sys.argv = [module, *arguments]
    with time_machine.travel(datetime.now(UTC) + timedelta(days=int(days)), tick=True):
        runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
