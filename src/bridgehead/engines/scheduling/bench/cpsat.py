"""The published problem for OR-Tools' CP-SAT, as a competent user writes it: FILE FAIRNESS SECONDS.

A boolean for each meeting and slot, exactly one; at most one for each participant and slot; tables by a sum; breaks as
the beginnings of runs. The solver gets eight search workers, the number from which its portfolio is complete.
"""

import sys
from collections.abc import Mapping
from typing import Any

from ortools.sat.python import cp_model

from bridgehead.engines.scheduling.bench.told_by_peers import asked, tell
from bridgehead.engines.scheduling.problem import Problem

WORKERS = 8
STATUS = {cp_model.OPTIMAL: "optimal", cp_model.FEASIBLE: "feasible", cp_model.INFEASIBLE: "infeasible"}

Lies = Mapping[tuple[int, int], Any]


def solved(problem: Problem, seconds: float) -> tuple[str, dict[int, int] | None]:
    """The status and, where there is one, the best schedule as slots."""
    model = cp_model.CpModel()
    lies = _placed(model, problem)
    breaks = [_breaks(model, problem, lies, participant) for participant in range(len(problem.participants))]
    if problem.fairness is not None:
        most, least = (model.new_int_var(0, len(problem.slots), name) for name in ("most", "least"))
        model.add_max_equality(most, breaks)
        model.add_min_equality(least, breaks)
        model.add(most - least <= problem.fairness)
    model.minimize(sum(breaks))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds, solver.parameters.num_workers = seconds, WORKERS
    status = STATUS.get(solver.solve(model), "unknown")
    if status not in ("optimal", "feasible"):
        return status, None
    return status, {meeting: slot for (meeting, slot), lie in lies.items() if solver.boolean_value(lie)}


def _placed(model: cp_model.CpModel, problem: Problem) -> Lies:
    """The booleans, with every rule but those on breaks."""
    lies = {
        (meeting, slot): model.new_bool_var(f"lies {meeting} {slot}")
        for meeting, allowed in enumerate(problem.allowed)
        for slot in sorted(allowed)
    }
    begins: list[Any] = []
    for meeting, allowed in enumerate(problem.allowed):
        model.add_exactly_one(lies[meeting, slot] for slot in allowed)
        begins.append(sum(slot * lies[meeting, slot] for slot in sorted(allowed)))
    for slot, tables in enumerate(problem.tables):
        model.add(sum(lies[key] for key in lies if key[1] == slot) <= len(tables))
    for own in problem.meetings_of:
        for slot in range(len(problem.slots)):
            model.add_at_most_one(lies[meeting, slot] for meeting in own if (meeting, slot) in lies)
    for earlier, facts in enumerate(problem.meetings):
        for later in facts.earlier_than:
            model.add(begins[earlier] < begins[later])
    return lies


def _breaks(model: cp_model.CpModel, problem: Problem, lies: Lies, participant: int) -> Any:
    """The runs of used slots less one, and none for somebody without meetings."""
    own = problem.meetings_of[participant]
    if len(own) < 2:
        return model.new_constant(0)
    slots = range(len(problem.slots))
    used = [sum(lies[meeting, slot] for meeting in own if (meeting, slot) in lies) for slot in slots]
    begins: list[Any] = [used[0]]
    for slot in range(1, len(used)):
        begin = model.new_bool_var(f"begins {participant} {slot}")
        model.add(begin >= used[slot] - used[slot - 1])
        model.add(begin <= used[slot])
        model.add(begin <= 1 - used[slot - 1])
        begins.append(begin)
    breaks = model.new_int_var(0, len(own) - 1, f"breaks {participant}")
    model.add(breaks == sum(begins) - 1)
    return breaks


if __name__ == "__main__":
    given, fairness, limit = sys.argv[1:]
    source = asked(given, fairness)
    tell(source, *solved(source.problem, float(limit)))
