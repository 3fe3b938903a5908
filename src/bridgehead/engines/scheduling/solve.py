"""The only door: a problem in, a checked result out."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.objective import breaks_of
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Progress, Result, Schedule, Status
from bridgehead.engines.scheduling.solvers.domains import Domains, narrowed
from bridgehead.engines.scheduling.solvers.exact import Found, Order, Slots, fewest_breaks, least_of
from bridgehead.engines.scheduling.solvers.insertion import inserted, laid_out
from bridgehead.engines.scheduling.solvers.loading import loaded_bound, loaded_improve
from bridgehead.engines.scheduling.solvers.middle import Middle
from bridgehead.engines.scheduling.solvers.tight import Spending, conflicts_in, placement_at
from bridgehead.engines.scheduling.solvers.watch import Beside, Watch
from bridgehead.engines.scheduling.solvers.ways import ways_of
from bridgehead.engines.scheduling.solvers.weight import Heaviest, can_be_counted, most_weight
from bridgehead.engines.scheduling.tables import seated

if TYPE_CHECKING:
    from bridgehead.engines.scheduling.solvers.improve import LocalSearch

SMALL_PLACES = 30_000
SMALL_MEETINGS = 1_200
STEPS_PER_MEETING = 600
MOST_DOUBLINGS = 6
LEAST_STEPS = 1_000_000
KERNELS_SHARE = 0.8
MOST_ROUNDS = 10_000
#: Of annealing the weight; an eighth comes before the program by slot, or all of it where that program takes too long.
WEIGHT_STEPS_PER_SECOND, MOST_WEIGHT_STEPS, WEIGHT_STEPS_PER_PLACE, FIRST_SHARE = 2_000_000, 20_000_000, 2_000, 0.125
RELAXED_SECONDS_PER_PLACE_SQUARED, RELAXED_SHARE = 2.6e-8, 0.4
LEAST_PROGRAM_SECONDS, MOST_BOUND_SECONDS = 2.0, 20.0
NO_FLOOR = -(1 << 62)
WEIGHT_SHARE, PATIENCE_SHARE = 0.25, 0.7


class UnsoundResult(AssertionError):
    """A method gave a schedule that breaks a rule; it is never handed on."""


def solve(
    problem: Problem,
    *,
    budget_seconds: float,
    seed: int = 0,
    start: Schedule | None = None,
    keep: bool = False,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    found: Callable[[Slots], None] | None = None,
) -> Result:
    """Find the best schedule and how good any can be; the same problem, seed and budget give the same result.

    The methods count work, not time; the clock is only a cap. `start` is a schedule to improve on; one that breaks a
    rule is left aside. With `keep`, as few of its meetings move or vanish as weight allows (on a large round nearly as
    few), also of one that breaks a rule by now. `progress` is called from this thread, at least twice a second where a
    method allows it; `cancelled` is polled and ends the search with the best so far; where a compiled library is at
    work that takes its time, which `apart.solve_apart` does not wait for. `found` is given the slots of each better
    schedule's ways.
    """
    watch = Watch(budget_seconds, progress=progress, cancelled=cancelled)
    run = _Run(problem, watch, seed, earlier=start if keep else None, found=found)
    first = run.problem.slots_of(start) if start is not None and not violations(problem, start) else None
    if len(problem.meetings) > SMALL_MEETINGS and not _needs_narrowing(problem):
        return run.large(None, first)
    domains = narrowed(run.problem)
    if domains is None:
        return run.result(Status.INFEASIBLE)
    if not is_small(domains):
        return run.large(domains, first)
    if run.problem.everything_is_mandatory and is_small(domains) and not list(run.middle):
        run.order(run.problem, domains, first, None)
    else:
        run.choose(domains, first)
    return run.outcome()


def _needs_narrowing(problem: Problem) -> bool:
    """Whether propagation can say more than each meeting's own facts and its participants' availability."""
    return any(meeting.mandatory or meeting.earlier_than for meeting in problem.meetings)


def is_small(domains: Domains) -> bool:
    """Whether the exact methods are worth their time: a usual forum, not a fair of thousands."""
    return len(domains) <= SMALL_MEETINGS and sum(map(len, domains)) <= SMALL_PLACES


class _Run:
    """One solve: what it knows so far and how it tells."""

    def __init__(
        self,
        problem: Problem,
        watch: Watch,
        seed: int,
        *,
        earlier: Schedule | None,
        found: Callable[[Slots], None] | None,
    ) -> None:
        self.asked, self.problem, self.watch, self.seed, self.listener = problem, ways_of(problem), watch, seed, found
        self.told: Slots | None = None
        self.middle = Middle(self.problem, earlier)
        self.heaviest = Heaviest(None, -1, sum(meeting.weight for meeting in problem.meetings))
        self.found = Found(None, -1, 0)

    def large(self, domains: Domains | None, first: Slots | None) -> Result:
        """Thousands of participants: the methods of their own."""
        # imported here because numpy takes longer to load than many a small round to solve
        from bridgehead.engines.scheduling.solvers.large import best_of_large

        best = best_of_large(
            self.problem,
            domains,
            self.watch,
            seed=self.seed,
            start=first,
            laid=self.middle.laid,
            terms=self.middle.terms,
            found=self.listener,
        )
        if best.slots is not None:
            self.middle.take(best.slots)
            self.heaviest = Heaviest(best.slots, self._weight(best.slots), best.weight_bound)
            self.found = Found(best.slots, self._breaks(best.slots), best.breaks_bound)
        return self.outcome()

    def choose(self, domains: Domains, first: Slots | None) -> None:
        """First the most weight, then the fewest breaks among schedules that weigh as much."""
        placed = first if first is not None else inserted(self.problem, domains, self.middle.laid)
        self._consider(placed)
        self._most_weight(domains, placed, self.watch.portion(WEIGHT_SHARE * self.watch.left))
        # building a model takes a second that nobody has once the watch is over
        if self.heaviest.slots is not None and not self.watch.over():
            self._fewer_breaks(domains, self.heaviest.slots)

    def _most_weight(self, domains: Domains, placed: Slots, watch: Watch) -> None:
        """A search mostly finds what counting allows at most; programs by slot and refusals narrow the rest."""
        if self._is_heaviest():
            return
        # on a busy machine loading the programs' library takes seconds, and no search makes up for its answer
        left = self.watch.left
        patience = self.watch.portion(max(PATIENCE_SHARE * left, min(LEAST_PROGRAM_SECONDS, 0.9 * left)))
        programs = self.watch.portion(max(watch.left, min(LEAST_PROGRAM_SECONDS, patience.left)))
        # weight before its proof: in a fresh process each takes half a second to load what it needs
        self._gain_weight(domains, placed, self.watch.portion(KERNELS_SHARE * patience.left), 0)
        self._bound(Beside(lambda: self._counted(domains, programs), "counting").awaited(patience))
        if not (self._is_heaviest() or patience.over()):
            share = FIRST_SHARE if self._can_relax(domains) else 1.0
            self._gain_weight(
                domains, self.heaviest.slots or placed, patience, int(share * self._weight_steps(domains))
            )
        for narrowing in (self._relax, self._program) if self._can_relax(domains) else (self._program,):
            if not (self._is_heaviest() or programs.over()):
                narrowing(domains, patience, programs)
        if not (self._is_heaviest() or watch.over()) and self._is_exact(domains):
            most_weight(self.problem, domains, self.heaviest, watch, seed=self.seed, found=self._heavier)

    def _weight_steps(self, domains: Domains) -> int:
        most = min(MOST_WEIGHT_STEPS, WEIGHT_STEPS_PER_PLACE * sum(map(len, domains)))
        return min(most, int(WEIGHT_STEPS_PER_SECOND * self.watch.budget_seconds))

    def _can_relax(self, domains: Domains) -> bool:
        """Whether the program by slot in broken numbers leaves time to use what it says."""
        places = sum(map(len, domains))
        return RELAXED_SECONDS_PER_PLACE_SQUARED * places**2 <= RELAXED_SHARE * self.watch.budget_seconds

    def _bound(self, weight: int | None) -> None:
        if weight is not None:
            self.heaviest.bound = min(self.heaviest.bound, weight)

    def _counted(self, domains: Domains, time: Watch) -> int:
        seconds = min(MOST_BOUND_SECONDS, time.left)
        bound: int = loaded_bound().weight_bound(self.problem, domains, enough=self.heaviest.weight, seconds=seconds)
        return bound

    def _relax(self, domains: Domains, patience: Watch, time: Watch) -> None:
        """The program by slot in broken numbers: a bound, and with its places in their order a start for the search."""
        seconds = min(MOST_BOUND_SECONDS, time.left)
        pricing = Beside(lambda: loaded_bound().relaxed_placement(self.problem, domains, seconds), "prices")
        relaxed = pricing.awaited(patience)
        if relaxed is None:
            return
        self._bound(relaxed.bound)
        if not self._is_heaviest():
            self._at_bound(domains, relaxed.spending, patience)
        if not self._is_heaviest():
            self._gain_weight(domains, laid_out(self.problem, relaxed.places), patience, self._weight_steps(domains))

    def _at_bound(self, domains: Domains, spending: Spending, watch: Watch) -> None:
        """The bound's own weight among the places that its prices leave: found, refused, or neither."""
        conflicts = conflicts_in(self.watch.budget_seconds)
        answer, slots = placement_at(
            self.problem, domains, spending, self.heaviest.bound, watch, seed=self.seed, conflicts=conflicts
        )
        if answer is False:
            self._bound(self.heaviest.bound - 1)
        self._consider(slots)

    def _program(self, domains: Domains, patience: Watch, time: Watch) -> None:
        """The program by slot in whole numbers: the heaviest placement, or what it knows of it when its time ends."""
        seconds = min(MOST_BOUND_SECONDS / 2, time.left)
        placing = Beside(lambda: loaded_bound().heaviest_placement(self.problem, domains, seconds), "weight")
        found, bound = placing.awaited(patience) or (None, None)
        self._bound(bound)
        if found is not None:
            self._consider(found)

    def _gain_weight(self, domains: Domains, placed: Slots, watch: Watch, steps: int) -> None:
        """Insertion and ejection until they help no more, then so many steps of annealing."""
        search = self._local_search(self.problem, domains, placed, watch, 0)
        if search is None:
            return

        def found() -> None:
            self._consider(search.slots)

        everything = sum(meeting.weight for meeting in self.problem.meetings) + 1
        mandatory = sum(meeting.mandatory for meeting in self.asked.meetings)
        goal = self.heaviest.bound + everything * mandatory
        search.gain_weight(goal, MOST_ROUNDS, lambda: None)
        found()
        if steps:
            search.anneal_weight(goal, steps, found)
        if self._weight(search.slots) > self.heaviest.weight:
            search.calm(LEAST_STEPS, self._floor(0), found)

    def _is_exact(self, domains: Domains) -> bool:
        return can_be_counted(self.problem, domains, max(0, self.heaviest.weight))

    def _is_heaviest(self) -> bool:
        return self.heaviest.slots is not None and self.heaviest.weight >= self.heaviest.bound

    def _consider(self, slots: Slots) -> None:
        """Keep a schedule if it is valid and heavier than the best."""
        if self._weight(slots) > self.heaviest.weight and self._is_valid(slots):
            self._heavier(Heaviest(slots, self._weight(slots), self.heaviest.bound))

    def _is_valid(self, slots: Slots) -> bool:
        schedule = self._seated(slots)
        return len(schedule.placements) == len(slots) and not violations(self.asked, schedule)

    def _seated(self, slots: Slots) -> Schedule:
        return seated(self.problem, slots, self.middle.earlier)

    def _fewer_breaks(self, domains: Domains, slots: Slots) -> None:
        """When all that can be placed is placed, everything placed is mandatory: the stronger machinery applies."""
        if not self._is_exact(domains):
            self._calm_only(domains, slots)
            return
        problem = self.problem
        least_weight: int | None = self.heaviest.weight
        placed = {problem.meeting_of[way] for way in slots}
        if all(problem.meeting_of[way] in placed for way, own in enumerate(domains) if own):
            problem, least_weight = problem.demanding(slots), None
            domains = narrowed(problem) or domains
        slots = self.middle.decide(
            (problem, domains, least_weight), slots, self.watch, seed=self.seed, better=self._is_better
        )
        self.heaviest.slots = slots
        if self.middle.are_counted(problem, domains):
            self.order(problem, domains, slots, least_weight)
        else:
            self._calm_only(domains, slots)

    def _is_better(self, slots: Slots) -> bool:
        """Whether a placement that is worth more in some term keeps the rules; if so the listener hears of it."""
        if not self._is_valid(slots):
            return False
        self._tell(slots, 0)
        return True

    def _calm_only(self, domains: Domains, slots: Slots) -> None:
        """Weights that clauses cannot count: annealed breaks beside the sum of everybody's least."""
        self.middle.take(slots)
        self.found = Found(slots, self._breaks(slots), sum(least_of(self.problem, domains)))
        calmed = self._calmed(self.problem, domains, slots, self.found.bound, 0)
        self.found = Found(calmed, self._breaks(calmed), self.found.bound)

    def order(self, problem: Problem, domains: Domains, first: Slots | None, least_weight: int | None) -> None:
        """Fewest breaks for everything mandatory and at least the weight."""
        if first is not None:
            # first of all, for nothing else brings breaks down as fast
            loaded_improve().loaded_kernels(self.watch)
        order = Order(
            problem=problem,
            domains=domains,
            least_weight=least_weight,
            seed=self.seed,
            improve=lambda slots, bound, time: self._calmed(problem, domains, slots, bound, time),
            found=self._fewer,
            floors=self.middle.floors(),
        )
        self.found = fewest_breaks(order, self.watch, first)
        self.heaviest.impossible = self.heaviest.impossible or self.found.impossible

    def _calmed(self, problem: Problem, domains: Domains, slots: Slots, floor: int, time: int) -> Slots:
        """The same meetings with fewer breaks; as they are when that would break a rule."""
        best = slots

        search = self._local_search(problem, domains, slots, self.watch, time)
        if search is None:
            return best

        def better() -> None:
            nonlocal best
            found = search.slots
            if self._worth(found) > self._worth(best) and self._is_valid(found):
                best = found
                self._tell(best, floor)

        steps = (LEAST_STEPS + STEPS_PER_MEETING * len(slots)) << min(time, MOST_DOUBLINGS)
        search.calm(steps, self._floor(floor), better)
        return best

    def _floor(self, breaks: int) -> int:
        """The price at which annealing may stop: so few breaks, unless places are worth something too."""
        return NO_FLOOR if self.middle.terms else breaks

    def _local_search(
        self, problem: Problem, domains: Domains, start: Slots, watch: Watch, time: int
    ) -> "LocalSearch | None":
        improve = loaded_improve()
        kernels = improve.loaded_kernels(watch)
        if kernels is None:
            return None
        search: LocalSearch = improve.search_from(
            kernels, problem, domains, watch, seed=self.seed + time, start=start, terms=self.middle.terms
        )
        return search

    def outcome(self) -> Result:
        """The result as far as it is known now."""
        if self.heaviest.impossible:
            return self.result(Status.INFEASIBLE)
        slots = self.heaviest.slots if self.found.slots is None else self.found.slots
        if slots is None:
            return self.result(Status.UNKNOWN)
        proven = self.found.proven and self._weight(slots) >= self.heaviest.bound and self.middle.is_proven(slots)
        return self.result(Status.OPTIMAL if proven else Status.FEASIBLE, slots)

    def result(self, status: Status, slots: Slots | None = None) -> Result:
        """A result with its figures; a schedule is checked first."""
        schedule = Schedule() if slots is None else self._seated(slots)
        broken = violations(self.asked, schedule) if slots is not None else []
        slots = slots or {}
        if broken or len(schedule.placements) < len(slots):
            sentence = " ".join(violation.sentence for violation in broken)
            raise UnsoundResult(sentence or "A meeting is held in two ways.")
        moved, moved_bound = self.middle.moved(slots)
        preference, preference_bound = self.middle.points(slots)
        return Result(
            status=status,
            schedule=schedule,
            meetings=len(self.asked.meetings),
            placed=len(slots),
            weight=self._weight(slots),
            weight_bound=self.heaviest.bound,
            breaks=self._breaks(slots),
            breaks_bound=self.found.bound,
            seconds=self.watch.seconds,
            cpu_seconds=self.watch.cpu_seconds,
            seed=self.seed,
            moved=moved,
            moved_bound=moved_bound,
            preference=preference,
            preference_bound=preference_bound,
        )

    def _weight(self, placed: Iterable[int]) -> int:
        return sum(self.problem.meetings[meeting].weight for meeting in placed)

    def _worth(self, slots: Slots) -> tuple[int, ...]:
        return self._weight(slots), *self.middle.worth(slots), -self._breaks(slots)

    def _breaks(self, slots: Slots) -> int:
        return sum(breaks_of(self.problem, slots))

    def _heavier(self, heaviest: Heaviest) -> None:
        self.heaviest.slots, self.heaviest.weight = heaviest.slots, heaviest.weight
        self._tell(self.heaviest.slots, 0)

    def _fewer(self, found: Found) -> None:
        self.found = found
        self._tell(found.slots, found.bound)

    def _tell(self, slots: Slots | None, breaks_bound: int) -> None:
        if slots is None:
            return
        if self.listener is not None and slots is not self.told:
            self.told = slots
            self.listener(slots)
        self.watch.report(
            placed=len(slots),
            weight=self._weight(slots),
            weight_bound=self.heaviest.bound,
            breaks=self._breaks(slots),
            breaks_bound=breaks_bound,
        )
