"""Starts the process that solves, listens to it, and ends it."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import bridgehead
from bridgehead.partnering.adapters.problem import Question

_END = None


class SolverDied(RuntimeError):
    """The process ended without a result; its last words are the message."""


class Solving:
    """One solve in a process of its own; use it as a context manager, and it is gone afterwards."""

    def __init__(self, question: Question) -> None:
        self._asked = question.as_json()
        self._heard: queue.Queue[dict[str, Any] | None] = queue.Queue()

    def __enter__(self) -> Solving:
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")
        source = str(Path(bridgehead.__file__).parents[1])
        paths = [source, os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(  # noqa: S603  # our own module, with our own number
            [sys.executable, "-m", "bridgehead.partnering.adapters.child", str(os.getpid())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        )
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._ask, self._listen)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._process.kill()
        self._process.wait()
        for thread in self._threads:
            thread.join(timeout=5)
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            try:
                if stream is not None:
                    stream.close()
            except BrokenPipeError:
                # What was left to write to the process that is gone now.
                continue

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    def messages(self, wait_seconds: float) -> list[dict[str, Any]]:
        """Return what is said within that time; a result ends the wait. Raise ``SolverDied`` at its end without one."""
        heard: list[dict[str, Any]] = []
        until = time.monotonic() + wait_seconds
        while (left := until - time.monotonic()) > 0:
            try:
                message = self._heard.get(timeout=left)
            except queue.Empty:
                break
            if message is _END:
                raise SolverDied(self._last_words())
            heard.append(message)
            if "result" in message:
                break
        return heard

    def _last_words(self) -> str:
        self._process.wait()
        self._errors.seek(0)
        return f"exit {self._process.returncode}: {self._errors.read()[-2000:]}"

    def _ask(self) -> None:
        # In a thread: a large problem does not fit the pipe, and the process first has its imports to do.
        stdin = self._process.stdin
        try:
            if stdin is not None:
                stdin.write(json.dumps(self._asked) + "\n")
                stdin.flush()
        except OSError:
            return  # it is gone; the listener tells

    def _listen(self) -> None:
        for line in self._process.stdout or ():
            self._heard.put(json.loads(line))
        self._heard.put(_END)
