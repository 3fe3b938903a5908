"""The only door: a problem goes in, a checked result with its proof comes out."""

import time
from dataclasses import dataclass, replace

import numpy as np

from bridgehead.engines.assigning.assignment import Assignment, Kind, Reason, Result, Status
from bridgehead.engines.assigning.certificate import Certificate, Prices, digest_of, sealed
from bridgehead.engines.assigning.check import is_below_floor, kept_of, spread_of, value_of, violations
from bridgehead.engines.assigning.objective import Marks, above_floor, asked_for
from bridgehead.engines.assigning.problem import Problem
from bridgehead.engines.assigning.solvers.case import Case
from bridgehead.engines.assigning.solvers.flow import Cut
from bridgehead.engines.assigning.solvers.value import Best, best_of
from bridgehead.engines.assigning.solvers.windows import Fit, fitted, least_spread, needed, starts_for


@dataclass(frozen=True)
class _Clock:
    """When the search began, and what is told of it."""

    seconds: float
    cpu_seconds: float

    @classmethod
    def started(cls) -> "_Clock":
        return cls(time.monotonic(), time.process_time())

    @property
    def passed(self) -> dict[str, float]:
        return {"seconds": time.monotonic() - self.seconds, "cpu_seconds": time.process_time() - self.cpu_seconds}


def solve(problem: Problem, *, budget_seconds: float, seed: int, start: Assignment | None = None) -> Result:
    """The best assignment there is, or the best that was found in time with what it can be at most.

    `seed` decides among assignments that are worth the same; the time enters only where the budget ends the search. A
    `start` that keeps every rule is returned itself if nothing is worth more.
    """
    clock = _Clock.started()
    case = Case.of(problem)
    reasons = _short(case)
    if reasons:
        certificate = Certificate(digest_of(problem), 0, None, None, short=reasons[0].applications[0])
        return _impossible(reasons, sealed(certificate), clock, seed)
    fit, failed = least_spread(case, problem.spread, problem.reviews)
    if fit.pairs is None:
        certificate = Certificate(digest_of(problem), 0, None, None, impossible=_proofs(case, fit))
        return _impossible(
            tuple(replace(cut.reason, window=None) for cut in fit.cuts), sealed(certificate), clock, seed
        )
    floor, narrowed, fit, above = _floored(problem, case, fit)
    best = best_of(
        narrowed,
        fit,
        seed=seed,
        deadline=clock.seconds + budget_seconds,
        start=_usable(problem, start, spread=fit.spread, floor=floor),
    )
    certificate = Certificate(
        digest_of(problem),
        fit.spread,
        floor,
        best.bound + _fixed_worth(problem, case),
        uneven=() if failed is None else _proofs(case, failed),
        unfair=above,
        best=_needed_prices(narrowed, fit.spread, best),
    )
    uneven = () if failed is None else _uneven(case, failed)
    return _checked(problem, _assignment(problem, best.pairs), sealed(certificate), uneven, clock, seed)


def _short(case: Case) -> tuple[Reason, ...]:
    """The applications that want more reviewers of different organisations than may read them."""
    reasons = []
    for application, wants in enumerate(case.wants.tolist()):
        reviewers = np.flatnonzero(case.may[application])
        possible = len(set(case.organisation[reviewers].tolist()))
        if possible < wants:
            reasons.append(Reason(Kind.SHORT, (application,), tuple(reviewers.tolist()), wants, possible))
    return tuple(reasons)


def _floored(problem: Problem, case: Case, fit: Fit) -> tuple[int | None, Case, Fit, tuple[Prices, ...]]:
    """The highest floor within the spread, what is permitted by it, a fit, and the prices by which none is higher."""
    if not problem.fair:
        return None, case, fit, ()
    asked = asked_for(problem, case.may)
    known = np.unique(np.append(np.array(problem.expertise, dtype=np.int64).ravel(), 0))
    levels = known[known <= asked.max(initial=0)].tolist()
    low, high, narrowed, above = 0, len(levels), case, tuple[Prices, ...]()
    while high - low > 1:
        middle = (low + high) // 2
        tried = case.with_pairs(above_floor(problem, case.may, asked, levels[middle]))
        found = fitted(tried, fit.spread)
        if found.pairs is None:
            high, above = middle, _proofs(tried, found)
        else:
            low, narrowed, fit = middle, tried, found
    return levels[low], narrowed, fit, above


def _proofs(case: Case, failed: Fit) -> tuple[Prices, ...]:
    """The cuts' prices that are needed to show that nothing fits; prices of 0 where fixed loads alone forbid it."""
    return tuple(tuple(cut.prices.tolist()) for cut in _needed_cuts(case, failed)) or ((0,) * len(case.fewest),)


def _needed_cuts(case: Case, failed: Fit) -> list[Cut]:
    bounds = [case.proven(cut.prices, spread=failed.spread) for cut in failed.cuts]
    return [failed.cuts[number] for number in needed(bounds, starts_for(case, failed.spread), -1)]


def _uneven(case: Case, failed: Fit) -> tuple[Reason, ...]:
    return tuple(cut.reason for cut in _needed_cuts(case, failed))


def _needed_prices(case: Case, spread: int, best: Best) -> tuple[Prices, ...]:
    bounds = [case.proven(prices, values=case.values, spread=spread) for prices in best.prices]
    kept = needed(bounds, starts_for(case, spread), best.bound)
    return tuple(tuple(best.prices[number].tolist()) for number in kept)


def _fixed_worth(problem: Problem, case: Case) -> int:
    return sum(int(case.values[pair]) for pair in problem.fixed)


def _usable(problem: Problem, start: Assignment | None, *, spread: int, floor: int | None) -> Marks | None:
    """The pairs of a start, beside the fixed ones, if it keeps all that the result has to keep."""
    if start is None or violations(problem, start) or spread_of(problem, start) > spread:
        return None
    if floor is not None and is_below_floor(problem, start, floor):
        return None
    pairs = np.zeros((len(problem.applications), len(problem.reviewers)), dtype=bool)
    for application, reviewer in start.pairs - problem.fixed:
        pairs[application, reviewer] = True
    return pairs


def _assignment(problem: Problem, pairs: Marks) -> Assignment:
    whole = pairs.copy()
    for application, reviewer in problem.fixed:
        whole[application, reviewer] = True
    return Assignment(tuple(tuple(np.flatnonzero(row).tolist()) for row in whole))


def _impossible(reasons: tuple[Reason, ...], certificate: Certificate, clock: _Clock, seed: int) -> Result:
    return Result(Status.INFEASIBLE, None, 0, 0, 0, None, 0, reasons, certificate, **clock.passed, seed=seed)


def _checked(
    problem: Problem,
    assignment: Assignment,
    certificate: Certificate,
    reasons: tuple[Reason, ...],
    clock: _Clock,
    seed: int,
) -> Result:
    """The result, once the checker has nothing against it."""
    broken = violations(problem, assignment)
    if broken or spread_of(problem, assignment) > certificate.spread or certificate.bound is None:
        raise RuntimeError(f"the solver's answer breaks {broken or 'the spread'}")
    value = value_of(problem, assignment)
    return Result(
        Status.OPTIMAL if value == certificate.bound else Status.FEASIBLE,
        assignment,
        value,
        certificate.bound,
        certificate.spread,
        certificate.floor,
        kept_of(problem, assignment),
        reasons,
        certificate,
        **clock.passed,
        seed=seed,
    )
