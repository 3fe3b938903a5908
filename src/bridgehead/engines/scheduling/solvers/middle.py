"""The terms between weight and breaks: meetings that stay where an earlier timetable had them, then preferred times.

Each is decided as the weight is: a program bounds it and on a usual forum finds it, a SAT search closes what is left.
Its value is then a floor for the terms after it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bridgehead.engines.scheduling.schedule import Schedule
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.terms import (
    Floor,
    Term,
    all_points,
    can_be_counted,
    kept_of,
    laid_in,
    preferences_of,
    weight_of,
)
from bridgehead.engines.scheduling.solvers.watch import Beside, Watch
from bridgehead.engines.scheduling.solvers.ways import Slots, Ways
from bridgehead.engines.scheduling.solvers.weight import MOST_SUMS, Heaviest, most_of

SHARE, MOST_PROGRAM_SECONDS = 0.25, 20.0


@dataclass(slots=True)
class Decided:
    """A term with the value that the schedules now have, and the most that any could have."""

    term: Term
    value: int
    bound: int


class Middle:
    """The terms that a problem asks for, in their order, and what is known of each."""

    def __init__(self, problem: Ways, earlier: Schedule | None) -> None:
        self.earlier = earlier
        self.laid = laid_in(problem, earlier) if earlier is not None else {}
        self.kept = self._unknown(problem, kept_of(problem, earlier)) if earlier is not None else None
        preferences = preferences_of(problem)
        self.preference = self._unknown(problem, preferences) if preferences is not None else None
        if self.preference is not None:
            self.preference.bound = min(self.preference.bound, all_points(problem))

    def _unknown(self, problem: Ways, term: Term) -> Decided:
        return Decided(term, 0, sum(leaf.most for leaf in term.leaves(problem, list(problem.allowed))))

    def __iter__(self) -> Iterator[Decided]:
        return iter([decided for decided in (self.kept, self.preference) if decided is not None])

    @property
    def terms(self) -> list[Term]:
        """The terms alone."""
        return [decided.term for decided in self]

    def worth(self, slots: Slots) -> tuple[int, ...]:
        """The values of a placement, the weightier first."""
        return tuple(decided.term.of(slots) for decided in self)

    def is_proven(self, slots: Slots) -> bool:
        """Whether nothing could be worth more."""
        return all(decided.term.of(slots) >= decided.bound for decided in self)

    def floors(self) -> list[Floor]:
        """What the terms decided so far demand."""
        return [Floor(decided.term, decided.value) for decided in self]

    def are_counted(self, problem: Ways, domains: Domains) -> bool:
        """Whether clauses can count all terms."""
        return all(can_be_counted(decided.term.leaves(problem, domains), decided.value, MOST_SUMS) for decided in self)

    def take(self, slots: Slots) -> None:
        """Be content with what a placement is worth."""
        for decided in self:
            decided.value = decided.term.of(slots)

    def moved(self, slots: Slots) -> tuple[int, int]:
        """How many meetings of the earlier schedule do not stay, and the fewest."""
        if self.kept is None or self.earlier is None:
            return 0, 0
        count = len(self.earlier.placements)
        return count - self.kept.term.of(slots), count - self.kept.bound

    def points(self, slots: Slots) -> tuple[int, int]:
        """The points of a placement, and the most."""
        return (0, 0) if self.preference is None else (self.preference.term.of(slots), self.preference.bound)

    def decide(
        self,
        asked: tuple[Ways, Domains, int | None],
        slots: Slots,
        watch: Watch,
        *,
        seed: int,
        better: Callable[[Slots], bool],
    ) -> Slots:
        """Bring each term in turn as high as the watch allows; `better` says whether a placement is right and tells.

        `asked` is the problem, its domains, and the weight that must be placed (None: whatever is mandatory).
        """
        problem, domains, least_weight = asked
        floors = [] if least_weight is None else [Floor(weight_of(problem), least_weight)]
        for decided in self:
            best = Heaviest(slots, decided.term.of(slots), decided.bound)
            part = watch.portion(SHARE * watch.left)
            _by_program(asked, decided.term, floors, best, part, better)
            countable = all(
                can_be_counted(floor.term.leaves(problem, domains), floor.least, MOST_SUMS)
                for floor in (*floors, Floor(decided.term, best.weight))
            )
            if countable:
                most_of(
                    problem,
                    domains,
                    decided.term,
                    floors,
                    best,
                    part,
                    seed=seed,
                    found=lambda found: _told(found, better),
                )
            slots = best.slots if best.slots is not None else slots
            decided.value, decided.bound = best.weight, best.bound
            floors.append(Floor(decided.term, decided.value))
        return slots


def _told(found: Heaviest, better: Callable[[Slots], bool]) -> None:
    if found.slots is not None:
        better(found.slots)


def _by_program(
    asked: tuple[Ways, Domains, int | None],
    term: Term,
    floors: list[Floor],
    best: Heaviest,
    watch: Watch,
    better: Callable[[Slots], bool],
) -> None:
    """Raise the best, and lower its bound, by what HiGHS finds; its placement counts if it is right."""
    if best.weight >= best.bound:
        return
    # imported here because scipy takes longer to load than many a round to solve
    from bridgehead.engines.scheduling.solvers.bound import best_placement

    problem, domains, _ = asked
    seconds = min(MOST_PROGRAM_SECONDS, watch.left)
    found, bound = Beside(lambda: best_placement(problem, domains, term, floors, seconds), "term").awaited(watch) or (
        None,
        None,
    )
    if bound is not None:
        best.bound = min(best.bound, bound)
    if found is not None and term.of(found) > best.weight and _stands(floors, found) and better(found):
        best.slots, best.weight = found, term.of(found)


def _stands(floors: list[Floor], slots: Slots) -> bool:
    return all(floor.term.of(slots) >= floor.least for floor in floors)
