"""Solving in a process of its own: the same answer, an end at once, and nothing lost."""

import multiprocessing
import time
from dataclasses import replace

import pytest

from bridgehead.engines.scheduling.apart import SolverDied, solve_apart
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.schedule import Progress, Status
from bridgehead.engines.scheduling.solve import solve

SMALL = generated(Recipe(participants=12, requests=24, slots=6, tables=6, mandatory=True), seed=5)
LARGE = generated(Recipe(participants=400, requests=2400, slots=24, tables=100, days=2, absent=0.3), seed=1)
LONG = generated(Recipe(participants=60, requests=200, slots=16, tables=12), seed=1)


def test_it_finds_what_solve_finds() -> None:
    apart, here = (
        replace(one(SMALL, budget_seconds=60, seed=7), seconds=0.0, cpu_seconds=0.0) for one in (solve_apart, solve)
    )
    assert apart == here


def test_a_cancel_ends_it_at_once_with_the_best_that_was_known() -> None:
    told: list[Progress] = []
    cancelled_at: list[float] = []

    def cancelled() -> bool:
        if told and told[-1].placed and not cancelled_at:
            cancelled_at.append(time.monotonic())
        return bool(cancelled_at)

    result = solve_apart(LONG, budget_seconds=60, progress=told.append, cancelled=cancelled)
    # half a second is promised; a machine that is busy with other tests may add its own
    assert time.monotonic() - cancelled_at[0] < 2
    assert result.status is Status.FEASIBLE
    assert (result.placed, result.weight) >= (told[0].placed, told[0].weight)
    assert violations(LONG, result.schedule) == []


def test_a_large_round_that_is_cancelled_hands_out_what_it_told_last() -> None:
    told: list[Progress] = []
    result = solve_apart(LARGE, budget_seconds=60, progress=told.append, cancelled=lambda: len(told) > 2)
    assert result.status is Status.FEASIBLE
    assert (result.placed, result.weight, result.breaks) == (told[-1].placed, told[-1].weight, told[-1].breaks)
    assert violations(LARGE, result.schedule) == []


def test_the_budget_ends_it_whatever_a_library_is_doing() -> None:
    result = solve_apart(LONG, budget_seconds=1.0)
    assert result.status is Status.FEASIBLE
    assert result.seconds < 3
    assert violations(LONG, result.schedule) == []


def test_a_process_that_dies_is_told() -> None:
    def killed() -> bool:
        for process in multiprocessing.active_children():
            process.kill()
        return False

    with pytest.raises(SolverDied):
        solve_apart(LONG, budget_seconds=30, cancelled=killed)
