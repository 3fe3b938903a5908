"""Which wishes cannot all be granted: an irreducible group of mandatory meetings, found by unsatisfiable cores.

Every mandatory meeting becomes an assumption of one SAT model. A core of a refusal is a group that cannot be placed
together; it is shrunk by asking again without one member after another, until leaving out any one makes the rest
possible.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import narrowed
from bridgehead.engines.scheduling.solvers.model import Model
from bridgehead.engines.scheduling.solvers.satisfy import Satisfier
from bridgehead.engines.scheduling.solvers.watch import Watch
from bridgehead.engines.scheduling.solvers.ways import ways_of

FIRST_CONFLICTS, SHRINK_CONFLICTS = 200_000, 20_000


@dataclass(frozen=True, slots=True)
class Conflict:
    """Mandatory meetings that cannot all be placed; `irreducible`: any of them left out, the rest can."""

    meetings: tuple[int, ...]
    irreducible: bool


def conflict(problem: Problem, *, budget_seconds: float, seed: int = 0) -> Conflict | None:
    """A group in conflict; None when all mandatory meetings can be placed or the budget ends before an answer."""
    wished = ways_of(
        replace(problem, meetings=tuple(replace(meeting, mandatory=False) for meeting in problem.meetings))
    )
    domains = narrowed(wished)
    mandatory = [number for number, meeting in enumerate(problem.meetings) if meeting.mandatory]
    if domains is None:
        return None
    homeless = [number for number in mandatory if not any(domains[way] for way in wished.ways_of[number])]
    if homeless:
        return Conflict((homeless[0],), irreducible=True)
    model = Model(wished, domains, [0] * len(problem.participants), tight=False)
    placed = {
        number: model.clauses.any_of(
            [literal for way in wished.ways_of[number] for literal in model.lies[way].values()]
        )
        for number in mandatory
    }
    with Satisfier(model.clauses, Watch(budget_seconds), seed) as satisfier:
        return _Shrinking(satisfier, placed).conflict(mandatory)


class _Shrinking:
    """One model, asked again and again with fewer assumptions."""

    def __init__(self, satisfier: Satisfier, placed: dict[int, int]) -> None:
        self.satisfier, self.placed = satisfier, placed
        self.answer: bool | None = None

    def core(self, group: Sequence[int], conflicts: int) -> list[int] | None:
        """A part of the group that cannot be placed together; None when it can, or nobody knows."""
        self.answer = self.satisfier.solve([self.placed[number] for number in group], conflicts=conflicts)
        if self.answer is not False:
            return None
        core = set(self.satisfier.core())
        return [number for number in group if self.placed[number] in core]

    def conflict(self, mandatory: list[int]) -> Conflict | None:
        """Shrink the first core until every member is needed."""
        group = self.core(mandatory, FIRST_CONFLICTS)
        if group is None:
            return None
        needed: list[int] = []
        is_known = True
        while len(needed) < len(group):
            left_out = next(number for number in group if number not in needed)
            rest = [number for number in group if number != left_out]
            smaller = self.core(rest, SHRINK_CONFLICTS)
            if smaller is None:
                needed.append(left_out)
                is_known = is_known and self.answer is True
            else:
                group = smaller
                needed = [number for number in needed if number in group]
        return Conflict(tuple(group), irreducible=is_known)
