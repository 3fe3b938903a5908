"""A round as clauses, written from the rules alone: every schedule asked for satisfies them.

So clauses that contradict each other prove that there is no such schedule. Literals mean: `lies[w][t]` way w
(`spelled.py`) lies in slot t; `sits[p][t]` participant p sits in slot t; `breaks[p][j]` p has more than j breaks. The
rest are counters.
Some clauses say nothing new (seats beside tables, used slots per session, where an unbroken day can start); without
them a refutation would be many times as long.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.certificates.counting import Cnf
from bridgehead.engines.scheduling.certificates.exclusions import Slots
from bridgehead.engines.scheduling.certificates.matching import fits
from bridgehead.engines.scheduling.certificates.terms import Floor, Place, Worth, best_of


@dataclass(frozen=True)
class Asked:
    """Which schedules: those in `slots`, above the floors, with at most `breaks`; `least[p]` p cannot do without."""

    slots: Slots
    floors: Sequence[Floor] = ()
    least: Sequence[int] | None = None
    breaks: int | None = None


def encoded(asked: Asked) -> Cnf:
    """The clauses of every rule and of what is asked; raises TooLarge."""
    return _Encoding(asked).cnf


class _Encoding:
    def __init__(self, asked: Asked) -> None:
        self.asked, self.slots = asked, asked.slots
        self.spelled, self.problem = asked.slots.spelled, asked.slots.problem
        self.least = asked.least or (0,) * len(self.problem.participants)
        self.cnf = Cnf()
        self.lies = [{slot: self.cnf.new() for slot in sorted(left)} for left in self.slots.left]
        self.sits = [self._sits(person) for person in range(len(self.problem.participants))]
        self._meetings()
        self._limits()
        self._tables()
        self._kinds()
        self._order()
        self._rests()
        self._walks()
        self.breaks = [self._day(person) for person in range(len(self.problem.participants))]
        self._fairness()
        self._few_breaks()
        for floor in asked.floors:
            self._floor(floor)

    def _sits(self, person: int) -> dict[int, int]:
        """Somebody sits in one meeting at a time."""
        sits = {}
        for slot in range(len(self.problem.slots)):
            here = [self.lies[number][slot] for number in self.problem.meetings_of[person] if slot in self.lies[number]]
            self.cnf.one_at_most(here)
            if here:
                sits[slot] = self.cnf.either(here)
        return sits

    def _meetings(self) -> None:
        """A meeting is held in one way and slot at most; in one at least if it is needed."""
        for number, ways in enumerate(self.spelled.ways_of):
            literals = [literal for way in ways for literal in self.lies[way].values()]
            self.cnf.one_at_most(literals)
            if number in self.slots.needed:
                self.cnf.need(*literals)

    def _limits(self) -> None:
        for person, sits in zip(self.problem.participants, self.sits, strict=True):
            if person.most is not None:
                self.cnf.at_most(list(sits.values()), person.most)
            if person.most_per_day is not None:
                for day in sorted({slot.day for slot in self.problem.slots}):
                    own = [literal for slot, literal in sits.items() if self.problem.slots[slot].day == day]
                    self.cnf.at_most(own, person.most_per_day)

    def _tables(self) -> None:
        largest = max((len(meeting.participants) for meeting in self.problem.meetings), default=0)
        for slot, tables in enumerate(self.problem.tables):
            self.cnf.at_most(self._at_once(slot), len(tables))
            self.cnf.at_most([sits[slot] for sits in self.sits if slot in sits], largest * len(tables))
            for table in tables:
                fixed = [
                    lies[slot]
                    for meeting, lies in zip(self.problem.meetings, self.lies, strict=True)
                    if meeting.fixed_table == table and slot in lies
                ]
                self.cnf.one_at_most(fixed)

    def _kinds(self) -> None:
        if len(self.spelled.kinds) < 2:
            return
        for slot in range(len(self.problem.slots)):
            for kind in range(len(self.spelled.kinds)):
                at_kind = [
                    lies[slot]
                    for way, lies in zip(self.spelled.ways, self.lies, strict=True)
                    if way.kind == kind and slot in lies
                ]
                self.cnf.at_most(at_kind, self.spelled.room(kind, slot))

    def _at_once(self, slot: int) -> list[int]:
        """Literals of which as many hold as meetings lie in the slot: one for a group that shares somebody."""
        left = {number for number, lies in enumerate(self.lies) if slot in lies}
        literals = []
        while left:
            groups = [left.intersection(own) for own in self.problem.meetings_of]
            person = max(range(len(groups)), key=lambda index: len(groups[index]))
            group = sorted(groups[person])
            everything = [number for number in self.problem.meetings_of[person] if slot in self.lies[number]]
            if group == everything:
                literals.append(self.sits[person][slot])
            else:
                literals.append(self.cnf.either([self.lies[number][slot] for number in group]))
            left -= groups[person]
        return literals

    def _order(self) -> None:
        """When both are placed, the earlier one lies earlier."""
        for number, meeting in enumerate(self.problem.meetings):
            if not meeting.earlier_than:
                continue
            from_here: dict[int, int] = {}
            for slot in reversed(range(len(self.problem.slots))):
                parts = [from_here[slot + 1]] if slot + 1 in from_here else []
                parts += [self.lies[number][slot]] if slot in self.lies[number] else []
                if parts:
                    from_here[slot] = self.cnf.either(parts)
            for later in meeting.earlier_than:
                for slot, literal in self.lies[later].items():
                    if slot in from_here:
                        self.cnf.need(-literal, -from_here[slot])

    def _rests(self) -> None:
        """Two seats of one day lie apart by more than a rest."""
        for person, sits in zip(self.problem.participants, self.sits, strict=True):
            for slot in sits if person.rest else ():
                for later in self.spelled.around(slot, person.rest):
                    if later > slot and later in sits:
                        self.cnf.need(-sits[slot], -sits[later])

    def _walks(self) -> None:
        """Two seats of one day in different areas lie apart by more than the way."""
        for own in self.problem.meetings_of if self.spelled.walk else ():
            inside: dict[Place, list[int]] = {}
            for way in own:
                for slot, literal in self.lies[way].items():
                    inside.setdefault((self.spelled.area(way), slot), []).append(literal)
            is_in = {place: self.cnf.either(literals) for place, literals in inside.items()}
            for (area, slot), literal in is_in.items():
                for (one, other), apart in self.spelled.walk.items():
                    for later in self.spelled.around(slot, apart) if one == area else ():
                        if later > slot and (other, later) in is_in:
                            self.cnf.need(-literal, -is_in[other, later])

    def _day(self, person: int) -> list[int]:
        """The counter of somebody's breaks, which are its runs but one."""
        own, sits = self.problem.meetings_of[person], self.sits[person]
        meetings = len({self.spelled.ways[way].meeting for way in own})
        forced = bool(own) and self.slots.forced.issuperset(own)
        if forced:
            self._used(person)
        if meetings < 2:
            return []
        starts = []
        for slot, literal in sits.items():
            start = literal
            if slot - 1 in sits:
                start = self.cnf.new()
                self.cnf.need(-start, literal)
                self.cnf.need(-start, -sits[slot - 1])
                self.cnf.need(start, -literal, sits[slot - 1])
            starts.append(start)
        breaks = self.cnf.counter(starts, min(meetings, (len(self.problem.slots) + 1) // 2), both_ways=True)[1:]
        if forced and not self.least[person]:
            self._unbroken(person, breaks[:1])
        return breaks

    def _used(self, person: int) -> None:
        """As many slots as meetings, counted by session."""
        own, cap = self.problem.meetings_of[person], len(self.problem.meetings_of[person]) + 1
        together: list[int] = []
        for session in sorted({self.problem.slots[slot].session for slot in self.sits[person]}):
            inside = {slot for slot in self.sits[person] if self.problem.slots[slot].session == session}
            here = self.cnf.counter([self.sits[person][slot] for slot in sorted(inside)], cap, both_ways=True)
            least = sum(inside.issuperset(self.lies[number]) for number in own)
            most = sum(not inside.isdisjoint(self.lies[number]) for number in own)
            self._between(here, least, most)
            together = self.cnf.added(together, here, cap, both_ways=True)
        self._between(together, len(own), len(own))

    def _between(self, counter: Sequence[int], least: int, most: int) -> None:
        if least > len(counter):
            self.cnf.need()
        elif least:
            self.cnf.need(counter[least - 1])
        if most < len(counter):
            self.cnf.need(-counter[most])

    def _unbroken(self, person: int, broken: Sequence[int]) -> None:
        """Without a break the day is one run: `begun[t]` means that it starts in t or later."""
        own, slots = self.problem.meetings_of[person], len(self.problem.slots)
        last = slots - len(own)
        if last < 0:
            self.cnf.need()
            return
        begun = {slot: self.cnf.new() for slot in range(1, last + 1)}
        for slot in range(2, last + 1):
            self.cnf.need(-begun[slot], begun[slot - 1], *broken)
        for slot in range(slots):
            self._within(self.sits[person].get(slot), begun, (slot + 1, slot - len(own) + 1), broken)
        for start in range(last + 1):
            elsewhere = [-begun[start]] if start else []
            elsewhere += [begun[start + 1]] if start < last else []
            for excluded in self._excluded(own, start):
                self.cnf.need(*elsewhere, *excluded, *broken)

    def _within(self, sits: int | None, begun: dict[int, int], ends: tuple[int, int], broken: Sequence[int]) -> None:
        """The slot is used exactly when the run does not start after it and has not ended before it."""
        outside = [begun[ends[0]]] if ends[0] in begun else []
        outside += [-begun[ends[1]]] if ends[1] in begun else []
        self.cnf.need(*([] if sits is None else [sits]), *outside, *broken)
        for literal in outside if sits is not None else ():
            self.cnf.need(-(sits or 0), -literal, *broken)

    def _excluded(self, own: Sequence[int], start: int) -> list[list[int]]:
        """What a run from this start rules out: everything, or single places, because the meetings do not fit."""
        run = range(start, start + len(own))
        inside = [{slot for slot in run if slot in self.lies[number]} for number in own]
        if not fits(inside):
            return [[]]
        return [
            [-self.lies[number][slot]]
            for index, number in enumerate(own)
            for slot in sorted(inside[index])
            if not fits([left - {slot} for other, left in enumerate(inside) if other != index])
        ]

    def _fairness(self) -> None:
        """Nobody has more than j + d breaks unless everybody has more than j."""
        apart = self.problem.fairness
        if apart is None:
            return
        for few in range(max((len(breaks) for breaks in self.breaks), default=0) - apart):
            everybody = self.cnf.new()
            for breaks in self.breaks:
                self.cnf.need(-everybody, *breaks[few : few + 1])
                for literal in breaks[few + apart : few + apart + 1]:
                    self.cnf.need(-literal, everybody)

    def _few_breaks(self) -> None:
        if self.asked.breaks is None:
            return
        spare = self.asked.breaks - sum(self.least)
        extra = [literal for own, least in zip(self.breaks, self.least, strict=True) for literal in own[least:]]
        if spare < 0:
            self.cnf.need()
        elif len(extra) > spare:
            self.cnf.need(-self.cnf.counter(extra, spare + 1)[spare])

    def _floor(self, floor: Floor) -> None:
        """What meetings miss of the best that each of them can bring is no more than may be missing in all."""
        meetings = range(len(self.spelled.ways_of))
        best = [best_of(floor.worth, self.slots, meeting) for meeting in meetings]
        spare = sum(best) - floor.least
        if spare < 0:
            self.cnf.need()
            return
        missed = [self._missed(floor.worth, meeting, best[meeting], spare + 1) for meeting in meetings]
        for total, literal in self.cnf.sums([part for part in missed if part], spare + 1).items():
            if total > spare:
                self.cnf.need(-literal)

    def _missed(self, worth: Worth, meeting: int, best: int, cap: int) -> dict[int, int]:
        """For each amount that a meeting can miss of its best a literal that holds if it does (`cap`: or more)."""
        missing: dict[int, list[int]] = {}
        placed = []
        for way in self.spelled.ways_of[meeting]:
            for slot, literal in self.lies[way].items():
                placed.append(literal)
                missing.setdefault(min(cap, best - worth.get((way, slot), 0)), []).append(literal)
        if best and meeting not in self.slots.needed and placed:
            missing.setdefault(min(cap, best), []).append(-self.cnf.either(placed))
        return {amount: self.cnf.either(literals) for amount, literals in sorted(missing.items()) if amount}
