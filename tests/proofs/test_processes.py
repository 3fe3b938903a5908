"""A process that does not answer is given up and ended, and the proof says so instead of breaking at its end."""

from __future__ import annotations

import time

import pytest

from tests.proofs.processes import RealDatabase

pytestmark = [pytest.mark.proof, pytest.mark.database]


def sleep() -> None:
    """Answer far too late."""
    time.sleep(60)


def test_process_that_does_not_answer_is_given_up_and_ended(real_database: RealDatabase) -> None:
    running = real_database.start(sleep)
    running.go()

    with pytest.raises(AssertionError, match=r"sleep did not end within 0\.2 s"):
        running.answer(timeout=0.2)

    running.kill()
    running.kill()
