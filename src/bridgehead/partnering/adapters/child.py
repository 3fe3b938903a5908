"""The process that solves: ``python -m bridgehead.partnering.adapters.child``, the problem on stdin, lines of JSON out.

It dies with the worker that started it, whatever kills that: on Linux the kernel is asked to see to it, elsewhere the
end of stdin tells. Solving in a process of its own is what makes a run stop at once when somebody cancels it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import threading
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bridgehead.engines.scheduling.schedule import Progress

_PR_SET_PDEATHSIG = 1
ORPHANED = 3


def main() -> None:
    """Solve the one problem that stdin gives; the one argument is the number of the process that asks."""
    _die_with(int(sys.argv[1]))
    # Slow imports: whatever kills the worker meanwhile, this process is bound to it by now.
    from bridgehead.partnering.adapters.answering import answer
    from bridgehead.partnering.adapters.problem import Question

    question = Question.from_json(json.loads(sys.stdin.readline()))
    threading.Thread(target=_die_at_end_of_stdin, daemon=True).start()
    _write({"result": answer(question, _tell_progress)})


def _tell_progress(progress: Progress) -> None:
    _write({"progress": asdict(progress)})


def _write(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def _die_with(parent: int) -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(ORPHANED)


def _die_at_end_of_stdin() -> None:
    sys.stdin.read()
    os._exit(ORPHANED)


if __name__ == "__main__":
    main()
