"""CaDiCaL in slices of conflicts, so that a clock or a canceller can stop it between them.

python-sat cannot interrupt CaDiCaL; a slice lasts two or three seconds on a usual forum, and slices of a tenth of that
take up to twice as long altogether, because CaDiCaL starts its schedules afresh in each.
"""

from collections.abc import Sequence

from bridgehead.engines.scheduling.solvers.clauses import Clauses
from bridgehead.engines.scheduling.solvers.watch import Watch

SLICE_CONFLICTS = 20_000
# CaDiCaL's own preset for satisfiable formulas: it about halves the time to find a schedule at the optimum.
SATISFIABLE = {"stabilizeonly": 1, "elimreleff": 10, "subsumereleff": 60}


class Satisfier:
    """One incremental solver over growing clauses."""

    def __init__(self, clauses: Clauses, watch: Watch, seed: int) -> None:
        # imported here because many a round ends in propagation, and needs no solver
        from pysat.solvers import Cadical195

        self.clauses, self.watch = clauses, watch
        self._given = 0
        self._solver = Cadical195()
        self._solver.configure({**SATISFIABLE, "seed": seed % 2_000_000_000})

    def __enter__(self) -> "Satisfier":
        return self

    def __exit__(self, *_: object) -> None:
        self._solver.delete()

    def solve(self, assumptions: Sequence[int] = (), *, conflicts: int | None = None) -> bool | None:
        """Whether the clauses hold under the assumptions; None when the budget or the watch ended first."""
        for clause in self.clauses.clauses[self._given :]:
            self._solver.add_clause(clause)
        self._given = len(self.clauses.clauses)
        left = conflicts
        while not self.watch.over() and (left is None or left > 0):
            portion = SLICE_CONFLICTS if left is None else min(left, SLICE_CONFLICTS)
            self._solver.conf_budget(portion)
            answer: bool | None = self._solver.solve_limited(assumptions=list(assumptions))
            if answer is not None:
                return answer
            left = None if left is None else left - portion
        return None

    def model(self) -> list[int]:
        """The assignment that the last `solve` found, one literal per variable."""
        model: list[int] = self._solver.get_model()
        return model

    def core(self) -> list[int]:
        """The assumptions that the last `solve` refused together."""
        return list(self._solver.get_core() or ())
