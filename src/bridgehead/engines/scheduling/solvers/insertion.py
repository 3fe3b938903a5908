"""A first schedule in one pass: heavy and hard-to-place meetings first, each where it disturbs least."""

from collections import Counter
from collections.abc import Iterable

from bridgehead.engines.scheduling.objective import runs
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.terms import preferences_of
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of

Slots = dict[int, int]


class Board:
    """Who sits where so far, and whether one more meeting fits."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem = ways_of(problem)
        self.families = Families(self.problem)
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
            and self.families.fit(number, slot)
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
        self.families.put(number, slot)

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


class Families:
    """The rules beyond the published ones on a board; where a problem has none of them, everything fits."""

    def __init__(self, problem: Ways) -> None:
        self.problem = problem
        self.held: set[int] = set()
        self.load: Counter[tuple[int, int]] = Counter()
        self.apart = any(participant.rest for participant in problem.participants) or bool(problem.walk)
        self.area_at: list[dict[int, int]] = [{} for _ in problem.participants] if self.apart else []
        self.reach = max(
            (*(participant.rest for participant in problem.participants), *problem.walk.values()), default=0
        )

    def fit(self, way: int, slot: int) -> bool:
        """Whether its meeting is not held yet, its kind of table has room, and its people rest and walk enough."""
        kind = self.problem.kind_of[way]
        return (
            self.problem.meeting_of[way] not in self.held
            and (len(self.problem.kinds) == 1 or self.load[kind, slot] < self.problem.room[kind][slot])
            and (not self.apart or self._are_apart(way, slot))
        )

    def _are_apart(self, way: int, slot: int) -> bool:
        area, slots = self.problem.area(way), self.problem.slots
        near = [
            other
            for other in range(max(0, slot - self.reach), min(len(slots), slot + self.reach + 1))
            if slots[other].day == slots[slot].day
        ]
        for person in self.problem.meetings[way].participants:
            rest, sits = self.problem.participants[person].rest, self.area_at[person]
            for other in near:
                if other in sits:
                    apart = max(rest, self.problem.walk.get((area, sits[other]), 0))
                    if abs(other - slot) <= apart:
                        return False
        return True

    def put(self, way: int, slot: int) -> None:
        """Note a way that fits."""
        self.held.add(self.problem.meeting_of[way])
        self.load[self.problem.kind_of[way], slot] += 1
        for person in self.problem.meetings[way].participants if self.apart else ():
            self.area_at[person][slot] = self.problem.area(way)


def inserted(problem: Problem, domains: Domains, laid: Slots | None = None) -> Slots:
    """Place what is `laid` already, as far as it can stay, then mandatory meetings, then by weight, the tightest first.

    Each goes into the slot that is liked best, then the one with fewest gaps, then with most room; of a meeting's ways
    the first that fits is taken.
    """
    board = Board(problem)
    problem, liked = board.problem, preferences_of(board.problem)
    load = [len(numbers) for numbers in problem.meetings_of]

    def urgency(number: int) -> tuple[bool, int, int, int]:
        meeting = problem.meetings[number]
        crowd = sum(load[participant] for participant in meeting.participants)
        must = meeting.mandatory or problem.meeting_of[number] in problem.needed
        return not must, -meeting.weight, len(domains[number]) - crowd, number

    for number in sorted(laid or {}, key=urgency):
        slot = (laid or {})[number]
        if slot in domains[number] and board.fits(number, slot):
            board.put(number, slot)
    for number in sorted(range(len(problem.meetings)), key=urgency):
        if number in board.slots:
            continue
        points = {} if liked is None else liked.values[number]
        fitting = [
            (-points.get(slot, 0), board.gaps_made(number, slot), board.load[slot] - len(problem.tables[slot]), slot)
            for slot in sorted(domains[number])
            if board.fits(number, slot)
        ]
        if fitting:
            board.put(number, min(fitting)[-1])
    return board.slots


def laid_out(problem: Problem, places: Iterable[tuple[int, int]]) -> Slots:
    """Take places (way, slot) in their order, each that still fits; a way has one at most."""
    board = Board(problem)
    for number, slot in places:
        if number not in board.slots and board.fits(number, slot):
            board.put(number, slot)
    return board.slots
