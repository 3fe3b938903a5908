"""A first schedule in one pass: heavy and hard-to-place meetings first, each where it disturbs least."""

from collections import Counter

from bridgehead.engines.scheduling.objective import runs
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains

Slots = dict[int, int]


class Board:
    """Who sits where so far, and whether one more meeting fits."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.slots: Slots = {}
        self.busy: list[set[int]] = [set() for _ in problem.participants]
        self.load = [0] * len(problem.slots)
        self.per_day: Counter[tuple[int, int]] = Counter()
        self.tables: set[tuple[int, int]] = set()
        self.earlier: list[list[int]] = [[] for _ in problem.meetings]
        for number, meeting in enumerate(problem.meetings):
            for later in meeting.earlier_than:
                self.earlier[later].append(number)

    def fits(self, number: int, slot: int) -> bool:
        """Whether the meeting can be added in this slot and every rule still holds."""
        meeting = self.problem.meetings[number]
        return (
            self.load[slot] < len(self.problem.tables[slot])
            and all(slot not in self.busy[participant] for participant in meeting.participants)
            and all(self._within_limits(participant, slot) for participant in meeting.participants)
            and (meeting.fixed_table is None or (slot, meeting.fixed_table) not in self.tables)
            and all(self.slots.get(later, slot + 1) > slot for later in meeting.earlier_than)
            and all(self.slots.get(earlier, slot - 1) < slot for earlier in self.earlier[number])
            and self.stays_fair(number, slot)
        )

    def _within_limits(self, participant: int, slot: int) -> bool:
        limits = self.problem.participants[participant]
        day = self.problem.slots[slot].day
        return (limits.most is None or len(self.busy[participant]) < limits.most) and (
            limits.most_per_day is None or self.per_day[participant, day] < limits.most_per_day
        )

    def put(self, number: int, slot: int) -> None:
        """Place a meeting that fits."""
        meeting = self.problem.meetings[number]
        self.slots[number] = slot
        self.load[slot] += 1
        for participant in meeting.participants:
            self.busy[participant].add(slot)
            self.per_day[participant, self.problem.slots[slot].day] += 1
        if meeting.fixed_table is not None:
            self.tables.add((slot, meeting.fixed_table))

    def stays_fair(self, number: int, slot: int) -> bool:
        """Whether no participant of the meeting would have more breaks than fairness allows beside somebody's none."""
        most = self.problem.fairness
        if most is None:
            return True
        days = (sorted(self.busy[person] | {slot}) for person in self.problem.meetings[number].participants)
        return all(runs(day) - 1 <= most for day in days)

    def gaps_made(self, number: int, slot: int) -> int:
        """How many runs more (or fewer) the participants have with the meeting in this slot."""
        busy = (self.busy[participant] for participant in self.problem.meetings[number].participants)
        return sum(1 - (slot - 1 in slots) - (slot + 1 in slots) for slots in busy)


def inserted(problem: Problem, domains: Domains) -> Slots:
    """Place mandatory meetings, then by weight, the tightest first; in the slot with fewest gaps, then most room."""
    board = Board(problem)
    load = [len(numbers) for numbers in problem.meetings_of]

    def urgency(number: int) -> tuple[bool, int, int, int]:
        meeting = problem.meetings[number]
        crowd = sum(load[participant] for participant in meeting.participants)
        return not meeting.mandatory, -meeting.weight, len(domains[number]) - crowd, number

    for number in sorted(range(len(problem.meetings)), key=urgency):
        fitting = [slot for slot in sorted(domains[number]) if board.fits(number, slot)]
        if fitting:
            room = {slot: len(problem.tables[slot]) - board.load[slot] for slot in fitting}
            board.put(number, min(fitting, key=lambda slot: (board.gaps_made(number, slot), -room[slot], slot)))
    return board.slots
