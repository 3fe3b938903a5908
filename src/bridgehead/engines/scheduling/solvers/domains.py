"""Where each meeting can still lie: propagation on slot domains before any search.

Sessions, availability and fixed slots give the first domains; participants' all-different, counted precedences and full
slots then narrow those of mandatory meetings until nothing changes.
"""

from bridgehead.engines.scheduling.problem import Problem, earliest_first
from bridgehead.engines.scheduling.solvers.matching import supported
from bridgehead.engines.scheduling.solvers.ways import ways_of

Domains = list[frozenset[int]]
Steps = list[list[object]]


def narrowed(problem: Problem, steps: Steps | None = None) -> Domains | None:
    """Slots per meeting that no reasoning here excludes; None when a mandatory meeting has none left (infeasible).

    What was excluded and why is added to `steps`, as certificates tell it.
    """
    domains, steps = list(problem.allowed), [] if steps is None else steps
    groups = _Groups(problem)
    before: Domains = []
    while before != domains:
        before = list(domains)
        _order(problem, domains, groups, steps)
        if not (_participants(problem, domains, steps) and _full_slots(problem, domains, steps)):
            return None
        for number in _mandatory(problem):
            if not domains[number]:
                steps.append(["nowhere", number])
                return None
    return domains if _limits_hold(problem, steps) and _needed_have_a_place(problem, domains, steps) else None


def _mandatory(problem: Problem) -> list[int]:
    return [number for number, meeting in enumerate(problem.meetings) if meeting.mandatory]


def _needed_have_a_place(problem: Problem, domains: Domains, steps: Steps) -> bool:
    ways = ways_of(problem)
    for meeting in sorted(ways.needed):
        if not any(domains[way] for way in ways.siblings[meeting]):
            steps.append(["unheld", meeting])
            return False
    return True


def _limits_hold(problem: Problem, steps: Steps) -> bool:
    for index, participant in enumerate(problem.participants):
        own = sum(problem.meetings[number].mandatory for number in problem.meetings_of[index])
        if participant.most is not None and own > participant.most:
            steps.append(["limit", index])
            return False
    return True


def _participants(problem: Problem, domains: Domains, steps: Steps) -> bool:
    """Everybody's mandatory meetings need different slots."""
    for person, numbers in enumerate(problem.meetings_of):
        own = [number for number in numbers if problem.meetings[number].mandatory]
        kept = supported([domains[number] for number in own])
        if kept is None:
            steps.append(["misfit", person])
            return False
        for number, slots in zip(own, kept, strict=True):
            if slots != domains[number]:
                steps.append(["person", person, number, sorted(domains[number] - slots)])
                domains[number] = slots
    return True


def _full_slots(problem: Problem, domains: Domains, steps: Steps) -> bool:
    """A slot whose tables are all taken by meetings that can lie nowhere else is closed to the rest."""
    forced: list[list[int]] = [[] for _ in problem.slots]
    for number in _mandatory(problem):
        if len(domains[number]) == 1:
            forced[min(domains[number])].append(number)
    for slot, holders in enumerate(forced):
        if len(holders) > len(problem.tables[slot]):
            steps.append(["crowd", slot])
            return False
        if len(holders) == len(problem.tables[slot]):
            rest = [number for number, own in enumerate(domains) if slot in own and number not in holders]
            for number in rest:
                domains[number] = domains[number] - {slot}
            if rest:
                steps.append(["full", slot, holders, rest])
    return True


def _order(problem: Problem, domains: Domains, groups: "_Groups", steps: Steps) -> None:
    """Meetings that must lie before (after) another need as many earlier (later) slots as share a participant."""
    for number in range(len(domains)):
        if not (groups.before[number] or groups.after[number]):
            continue
        first, last = -1, len(problem.slots)
        for group in groups.before[number]:
            first = max(first, _soonest_end(sorted(min(domains[other], default=last) for other in group)))
        for group in groups.after[number]:
            ends = sorted(len(problem.slots) - 1 - max(domains[other], default=-1) for other in group)
            last = min(last, len(problem.slots) - 1 - _soonest_end(ends))
        kept = frozenset(slot for slot in domains[number] if first < slot < last)
        if kept != domains[number]:
            steps.append(["order", number, sorted(domains[number] - kept)])
            domains[number] = kept


def _soonest_end(earliest: list[int]) -> int:
    """The slot of the last of several meetings, one slot each, that can start at these (sorted) slots."""
    end = -1
    for slot in earliest:
        end = max(slot, end + 1)
    return end


class _Groups:
    """For each meeting the mandatory meetings before and after it, transitively, as groups that share a participant."""

    def __init__(self, problem: Problem) -> None:
        later: list[set[int]] = [set() for _ in problem.meetings]
        earlier: list[set[int]] = [set() for _ in problem.meetings]
        waiting = [0] * len(problem.meetings)
        for meeting in problem.meetings:
            for other in meeting.earlier_than:
                waiting[other] += 1
        order = earliest_first(problem.meetings, waiting)
        pairs = [(number, other) for number in order for other in problem.meetings[number].earlier_than]
        for number, other in reversed(pairs):
            if problem.meetings[other].mandatory:
                later[number] |= {other} | later[other]
        for number, other in pairs:
            if problem.meetings[number].mandatory:
                earlier[other] |= {number} | earlier[number]
        self.before = [_shared(problem, others) for others in earlier]
        self.after = [_shared(problem, others) for others in later]


def _shared(problem: Problem, numbers: set[int]) -> list[list[int]]:
    groups: dict[int, list[int]] = {}
    for number in sorted(numbers):
        for participant in problem.meetings[number].participants:
            groups.setdefault(participant, []).append(number)
    return list(groups.values())
