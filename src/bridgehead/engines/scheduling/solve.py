"""The only door: a problem in, a checked result out."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Progress, Result, Schedule, Status
from bridgehead.engines.scheduling.solvers.domains import Domains, narrowed
from bridgehead.engines.scheduling.solvers.exact import Found, Order, Slots, fewest_breaks
from bridgehead.engines.scheduling.solvers.insertion import inserted
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.weight import Heaviest, most_weight
from bridgehead.engines.scheduling.tables import seated


class UnsoundResult(AssertionError):
    """A method gave a schedule that breaks a rule; it is never handed on."""


def solve(
    problem: Problem,
    *,
    budget_seconds: float,
    seed: int = 0,
    start: Schedule | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Result:
    """Find the best schedule and how good any can be; the same problem, seed and budget give the same result.

    The methods count work, not time; the clock is only a cap. `start` is a schedule to improve on; one that breaks a
    rule is left aside. `progress` is called from this thread, at least twice a second where a method allows it;
    `cancelled` is polled and ends the search with the best so far.
    """
    run = _Run(problem, Watch(budget_seconds, progress=progress, cancelled=cancelled), seed)
    domains = narrowed(problem)
    if domains is None:
        return run.result(Status.INFEASIBLE)
    first = start.slots if start is not None and not violations(problem, start) else None
    if all(meeting.mandatory for meeting in problem.meetings):
        run.order(problem, domains, first, None)
    else:
        run.choose(domains, first)
    return run.outcome()


class _Run:
    """One solve: what it knows so far and how it tells."""

    def __init__(self, problem: Problem, watch: Watch, seed: int) -> None:
        self.problem, self.watch, self.seed = problem, watch, seed
        self.heaviest = Heaviest(None, -1, sum(meeting.weight for meeting in problem.meetings))
        self.found = Found(None, -1, 0)

    def choose(self, domains: Domains, first: Slots | None) -> None:
        """Optional meetings: first the most weight, then the fewest breaks among schedules that weigh as much."""
        from bridgehead.engines.scheduling.solvers.bound import (
            weight_bound,
        )  # slow import (scipy), optional meetings only

        for slots in (first, inserted(self.problem, domains)):
            if slots is not None and not violations(self.problem, seated(self.problem, slots)):
                self._heavier(Heaviest(slots, self._weight(slots), self.heaviest.bound))
        left = self.watch.budget_seconds - self.watch.seconds
        self.heaviest.bound = weight_bound(self.problem, domains, left / 2)
        most_weight(self.problem, domains, self.heaviest, self.watch, seed=self.seed, found=self._heavier)
        if self.heaviest.slots is not None:
            self._fewer_breaks(domains, self.heaviest.slots)

    def _fewer_breaks(self, domains: Domains, slots: Slots) -> None:
        """When all that can be placed is placed, everything placed is mandatory: the stronger machinery applies."""
        can_be_placed = [number for number, own in enumerate(domains) if own]
        if len(slots) < len(can_be_placed):
            self.order(self.problem, domains, slots, self.heaviest.weight)
            return
        meetings = tuple(
            replace(meeting, mandatory=number in slots) for number, meeting in enumerate(self.problem.meetings)
        )
        everything = replace(self.problem, meetings=meetings)
        self.order(everything, narrowed(everything) or domains, slots, None)

    def order(self, problem: Problem, domains: Domains, first: Slots | None, least_weight: int | None) -> None:
        """Fewest breaks for everything mandatory and at least the weight."""
        order = Order(problem, domains, least_weight, self.seed, self._breaks, self._fewer)
        self.found = fewest_breaks(order, self.watch, first)
        self.heaviest.impossible = self.heaviest.impossible or self.found.impossible

    def outcome(self) -> Result:
        """The result as far as it is known now."""
        if self.heaviest.impossible:
            return self.result(Status.INFEASIBLE)
        slots = self.found.slots or self.heaviest.slots
        if slots is None:
            return self.result(Status.UNKNOWN)
        proven = self.found.proven and self._weight(slots) >= self.heaviest.bound
        return self.result(Status.OPTIMAL if proven else Status.FEASIBLE, seated(self.problem, slots))

    def result(self, status: Status, schedule: Schedule | None = None) -> Result:
        """A result with its figures; a schedule is checked first."""
        broken = violations(self.problem, schedule) if schedule is not None else []
        if broken:
            raise UnsoundResult(" ".join(violation.sentence for violation in broken))
        schedule = schedule or Schedule()
        return Result(
            status=status,
            schedule=schedule,
            meetings=len(self.problem.meetings),
            placed=len(schedule.placements),
            weight=self._weight(schedule.placements),
            weight_bound=self.heaviest.bound,
            breaks=self._breaks(schedule.slots),
            breaks_bound=self.found.bound,
            seconds=self.watch.seconds,
            cpu_seconds=self.watch.cpu_seconds,
            seed=self.seed,
        )

    def _weight(self, placed: Iterable[int]) -> int:
        return sum(self.problem.meetings[meeting].weight for meeting in placed)

    def _breaks(self, slots: Slots) -> int:
        return sum(breaks_of(self.problem, slots))

    def _heavier(self, heaviest: Heaviest) -> None:
        if heaviest.weight > self.heaviest.weight:
            self.heaviest.slots, self.heaviest.weight = heaviest.slots, heaviest.weight
        self._tell(self.heaviest.slots, 0)

    def _fewer(self, found: Found) -> None:
        self._tell(found.slots, found.bound)

    def _tell(self, slots: Slots | None, breaks_bound: int) -> None:
        if slots is not None:
            self.watch.report(
                placed=len(slots),
                weight=self._weight(slots),
                weight_bound=self.heaviest.bound,
                breaks=self._breaks(slots),
                breaks_bound=breaks_bound,
            )
