"""After a conflict or a reviewer who leaves: the assignment with the fewest changes that keeps every rule again."""

from dataclasses import dataclass, replace

from bridgehead.engines.assigning.assignment import Assignment, Result
from bridgehead.engines.assigning.check import spread_of
from bridgehead.engines.assigning.problem import MOST_EXPERTISE, Pair, Problem, Reviewer
from bridgehead.engines.assigning.solve import solve


@dataclass(frozen=True, slots=True)
class Repair:
    """The new assignment with its proof, the pairs that end and those that begin, each ascending."""

    result: Result
    ended: tuple[Pair, ...]
    begun: tuple[Pair, ...]


def with_conflicts(problem: Problem, pairs: frozenset[Pair]) -> Problem:
    """The problem after conflicts were declared; what was fixed and is one is fixed no more."""
    return replace(problem, conflicts=problem.conflicts | pairs, fixed=problem.fixed - pairs)


def without_reviewers(problem: Problem, leaving: frozenset[int]) -> Problem:
    """The problem after reviewers left: they keep their numbers and may take nothing."""
    reviewers = tuple(
        Reviewer(0, 0, each.organisation) if number in leaving else each
        for number, each in enumerate(problem.reviewers)
    )
    fixed = frozenset(pair for pair in problem.fixed if pair[1] not in leaving)
    return replace(problem, reviewers=reviewers, fixed=fixed)


def repaired(problem: Problem, standing: Assignment, *, budget_seconds: float, seed: int) -> Repair:
    """Mend an assignment for a problem that changed.

    In order: level loads within the spread that was asked for, or within that of the standing loads if it is greater
    (else as near as can be); as few pairs ended as can be; then expertise. No floor is held, for to raise it would cost
    changes. The value of the result counts each kept pair as more than all expertise together.
    """
    again = replace(
        problem,
        earlier=standing.pairs,
        keep=MOST_EXPERTISE * problem.reviews + 1,
        spread=max(problem.spread, spread_of(problem, standing)),
        fair=False,
    )
    result = solve(again, budget_seconds=budget_seconds, seed=seed)
    now = standing.pairs if result.assignment is None else result.assignment.pairs
    return Repair(result, tuple(sorted(standing.pairs - now)), tuple(sorted(now - standing.pairs)))
