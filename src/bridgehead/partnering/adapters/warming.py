"""Compiles the engine's kernels beside whatever else starts, so that no officer's first run waits for the compiler."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bridgehead


@contextmanager
def warmed_engine() -> Iterator[Callable[[], None]]:
    """Compile in a process of its own, which is gone afterwards; what it gives waits until the kernels are there."""
    source = str(Path(bridgehead.__file__).parents[1])
    process = subprocess.Popen(
        [sys.executable, "-m", "bridgehead.engines.scheduling.warm", "--attached"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [source, os.environ.get("PYTHONPATH", "")]))},
    )
    try:
        yield lambda: _wait(process)
    finally:
        process.kill()
        process.wait()
        if process.stdin is not None:
            process.stdin.close()


def _wait(process: subprocess.Popen[bytes]) -> None:
    """A compiler that failed is no reason to fail: the run itself tries again and says what is wrong."""
    process.wait()
