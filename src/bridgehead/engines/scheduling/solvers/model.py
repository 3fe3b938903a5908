"""The problem as clauses: who sits when, at how many tables, in how many runs.

x[m, t]: meeting m lies in slot t. u[p, t]: participant p sits in slot t. Everybody's runs are counted by their
starts; a participant who can do without breaks moreover has one variable for where its day starts (order literals),
which says nothing once it has a break.
"""

from collections.abc import Sequence

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.solvers.clauses import Clauses
from bridgehead.engines.scheduling.solvers.days import Day
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.families import add_families
from bridgehead.engines.scheduling.solvers.ways import ways_of


class Model:
    """Clauses for every hard rule, and literals for each participant's breaks beyond its least.

    `tight`: everybody has exactly its least number of breaks. Otherwise `extra` are literals whose number that hold is
    at least the number of breaks beyond the least. Without `with_days` nothing is said of breaks, nor of fairness.
    """

    def __init__(
        self, problem: Problem, domains: Domains, least: Sequence[int], *, tight: bool, with_days: bool = True
    ) -> None:
        self.problem, self.domains, self.least, self.tight = ways_of(problem), domains, least, tight
        self.clauses = Clauses()
        self.lies: list[dict[int, int]] = []
        self.sits: list[dict[int, int]] = []
        self.breaks: list[list[int]] = []
        self.extra: list[int] = []
        self._meetings()
        self._participants()
        self._tables()
        self._order()
        add_families(self.clauses, self.problem, self.lies, self.sits)
        if with_days:
            self._days()
            self._fairness()

    def _meetings(self) -> None:
        for meeting, slots in zip(self.problem.meetings, self.domains, strict=True):
            lies = {slot: self.clauses.variable() for slot in sorted(slots)}
            self.lies.append(lies)
            self.clauses.at_most_one(list(lies.values()))
            if meeting.mandatory:
                self.clauses.add(*lies.values())

    def _participants(self) -> None:
        for numbers in self.problem.meetings_of:
            sits = {}
            for slot in range(len(self.problem.slots)):
                here = [self.lies[number][slot] for number in numbers if slot in self.lies[number]]
                self.clauses.at_most_one(here)
                if here:
                    sits[slot] = self.clauses.any_of(here)
            self.sits.append(sits)
        self._limits()

    def _limits(self) -> None:
        for participant, sits in zip(self.problem.participants, self.sits, strict=True):
            if participant.most is not None:
                self.clauses.at_most(list(sits.values()), participant.most)
            if participant.most_per_day is not None:
                for day in {slot.day for slot in self.problem.slots}:
                    own = [literal for slot, literal in sits.items() if self.problem.slots[slot].day == day]
                    self.clauses.at_most(own, participant.most_per_day)

    def _tables(self) -> None:
        """At most as many meetings as tables in each slot, and (redundant, but it decides) as many seats."""
        size = max((len(meeting.participants) for meeting in self.problem.meetings), default=2)
        for slot, tables in enumerate(self.problem.tables):
            self.clauses.at_most(self._clusters(slot), len(tables))
            seats = [sits[slot] for sits in self.sits if slot in sits]
            self.clauses.at_most(seats, size * len(tables))
        for slot in range(len(self.problem.slots)):
            self._fixed_tables(slot)

    def fill(self, slot: int) -> bool:
        """Let every table of a slot be taken; False where too few meetings can lie there."""
        free = [-literal for literal in self._clusters(slot)]
        spare = len(free) - len(self.problem.tables[slot])
        if spare >= 0:
            self.clauses.at_most(free, spare)
        return spare >= 0

    def _clusters(self, slot: int) -> list[int]:
        """Literals that hold as often as meetings lie in the slot: meetings of one participant exclude each other."""
        left = {number for number, lies in enumerate(self.lies) if slot in lies}
        literals = []
        while left:
            groups = [[number for number in numbers if number in left] for numbers in self.problem.meetings_of]
            best = max(range(len(groups)), key=lambda index: (len(groups[index]), -index))
            group = groups[best]
            whole = len(group) == sum(slot in self.lies[number] for number in self.problem.meetings_of[best])
            literals.append(
                self.sits[best][slot] if whole else self.clauses.any_of([self.lies[number][slot] for number in group])
            )
            left -= set(group)
        return literals

    def _fixed_tables(self, slot: int) -> None:
        at_table: dict[int, list[int]] = {}
        for meeting, lies in zip(self.problem.meetings, self.lies, strict=True):
            if meeting.fixed_table is not None and slot in lies:
                at_table.setdefault(meeting.fixed_table, []).append(lies[slot])
        for literals in at_table.values():
            self.clauses.at_most_one(literals)

    def _order(self) -> None:
        """If both are placed, the earlier one lies in an earlier slot."""
        done: dict[int, dict[int, int]] = {}
        for number, meeting in enumerate(self.problem.meetings):
            for later in meeting.earlier_than:
                reached = done.setdefault(number, {}) or self._reached(number, done[number])
                for slot, literal in self.lies[later].items():
                    if slot in reached:
                        self.clauses.add(-literal, -reached[slot])

    def _reached(self, number: int, reached: dict[int, int]) -> dict[int, int]:
        """For each slot a literal that holds if the meeting lies in this slot or a later one."""
        following = 0
        for slot in reversed(range(len(self.problem.slots))):
            own = self.lies[number].get(slot, 0)
            if own and following:
                literal = self.clauses.variable()
                self.clauses.add(-own, literal)
                self.clauses.add(-following, literal)
                following = literal
            else:
                following = own or following
            if following:
                reached[slot] = following
        return reached

    def _days(self) -> None:
        for participant, numbers in enumerate(self.problem.meetings_of):
            if len(numbers) < 2 or not all(self.problem.meetings[number].mandatory for number in numbers):
                self._runs(participant, len(numbers))
                continue
            lies = [self.lies[number] for number in numbers]
            day = Day(self.clauses, self.problem.slots, lies, self.sits[participant])
            day.used_slots()
            if self.least[participant]:
                self._runs(participant, len(numbers))
            elif self.tight:
                day.one_run([])
                self.breaks.append([])
            else:
                self._runs(participant, len(numbers))
                day.one_run(self.breaks[participant][:1])

    def _runs(self, participant: int, meetings: int) -> None:
        sits, least = self.sits[participant], self.least[participant]
        most = min((meetings, (len(self.problem.slots) + 1) // 2)) - 1
        if most <= 0:
            self.breaks.append([])
            return
        starts = []
        for slot, literal in sits.items():
            before = sits.get(slot - 1)
            if before is None:
                starts.append(literal)
                continue
            start = self.clauses.variable()
            self.clauses.add(-literal, before, start)
            self.clauses.add(-start, literal)
            self.clauses.add(-start, -before)
            starts.append(start)
        counts = self.clauses.counted(starts, most + 1, exact=True)[1:]
        self.breaks.append(counts)
        if self.tight:
            for literal in counts[least : least + 1]:
                self.clauses.add(-literal)
        else:
            self.extra += counts[least:]

    def _fairness(self) -> None:
        """If somebody has more than j + d breaks, everybody has more than j."""
        fairness = self.problem.fairness
        if fairness is None:
            return
        depth = max((len(counts) for counts in self.breaks), default=0)
        for least in range(depth - fairness):
            everybody = self.clauses.variable()
            for counts in self.breaks:
                if len(counts) > least + fairness:
                    self.clauses.add(-counts[least + fairness], everybody)
                self.clauses.add(-everybody, *counts[least : least + 1])

    def weighted(self) -> list[tuple[int, int]]:
        """For each meeting that can lie somewhere its weight and a literal that holds when it is placed."""
        placed = []
        for ways in self.problem.ways_of.values():
            literals = [literal for way in ways for literal in self.lies[way].values()]
            if literals:
                placed.append((self.problem.meetings[ways[0]].weight, self.clauses.any_of(literals)))
        return placed

    def schedule(self, model: Sequence[int]) -> dict[int, int]:
        """The slot of each placed meeting in a satisfying assignment; a variable that no clause names is false."""
        return {
            number: slot
            for number, lies in enumerate(self.lies)
            for slot, literal in lies.items()
            if literal <= len(model) and model[literal - 1] > 0
        }
