"""Compile the kernels ahead of the first round: ``python -m bridgehead.engines.scheduling.warm [--attached]``.

Needs no database. With ``--attached`` it ends when its standard input closes, as with the process above.
"""

import os
import sys
import threading

from bridgehead.engines.scheduling.solvers import few, kernels, settle

STANDARD_INPUT = 0
POLITE = 5


def _end_with_input() -> None:
    # not through sys.stdin: its lock, held by this thread, would abort an interpreter that ends meanwhile
    while os.read(STANDARD_INPUT, 1024):
        pass
    os._exit(0)


def main() -> None:
    """Compile or load every kernel once, giving way to whoever works meanwhile."""
    os.nice(POLITE)
    if "--attached" in sys.argv[1:]:
        threading.Thread(target=_end_with_input, name="attached", daemon=True).start()
    kernels.warm()
    settle.warm()
    few.warm()


if __name__ == "__main__":
    main()
