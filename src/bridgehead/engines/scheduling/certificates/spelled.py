"""A problem spelled out: every way in which a meeting can be held, as a plain meeting of known people.

A way says whom each group of alternatives sends and at which kind of table they sit; tables of one kind have the same
owner, group and area. Ways count up meeting by meeting, then attendance by attendance, then kind by kind in the order
of their first tables; those without any slot are left out, but for one where a meeting has no other. Where there are
neither alternatives nor special tables, way m is meeting m.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, chain, product

from bridgehead.engines.scheduling.problem import Meeting, Problem, Table


@dataclass(frozen=True)
class Kind:
    """Tables that no rule tells apart."""

    owner: int | None
    reserved_for: frozenset[int]
    area: int
    numbers: frozenset[int]


@dataclass(frozen=True)
class Way:
    """One way to hold a meeting: who comes for its groups, at which kind of table, in which slots that can be."""

    meeting: int
    attending: tuple[int, ...]
    kind: int
    slots: frozenset[int]


@dataclass(frozen=True)
class Spelled:
    """`plain` is a problem whose meetings are the ways; it knows the published rules only, and no wish."""

    asked: Problem
    kinds: tuple[Kind, ...]
    ways: tuple[Way, ...]
    plain: Problem

    @cached_property
    def ways_of(self) -> tuple[tuple[int, ...], ...]:
        """For each meeting its ways."""
        of: list[list[int]] = [[] for _ in self.asked.meetings]
        for number, way in enumerate(self.ways):
            of[way.meeting].append(number)
        return tuple(map(tuple, of))

    @cached_property
    def walk(self) -> dict[tuple[int, int], int]:
        """How many slots lie between meetings in two areas, in either order."""
        return {pair: slots for one, other, slots in self.asked.walking for pair in ((one, other), (other, one))}

    def area(self, way: int) -> int:
        """The area of a way's tables."""
        return self.kinds[self.ways[way].kind].area

    def room(self, kind: int, slot: int) -> int:
        """How many tables of a kind stand in a slot."""
        return len(self.kinds[kind].numbers.intersection(self.asked.tables[slot]))

    def mandatory(self) -> frozenset[int]:
        """The meetings that every schedule places."""
        return frozenset(number for number, meeting in enumerate(self.asked.meetings) if meeting.mandatory)

    def sole(self, meetings: Collection[int]) -> frozenset[int]:
        """The ways of those of these meetings that can be held in one way only."""
        return frozenset(self.ways_of[meeting][0] for meeting in meetings if len(self.ways_of[meeting]) == 1)

    def around(self, slot: int, distance: int) -> list[int]:
        """The slots of the same day that lie apart by at most so much, the slot itself included."""
        slots = self.asked.slots
        first, last = max(0, slot - distance), min(len(slots) - 1, slot + distance)
        return [other for other in range(first, last + 1) if slots[other].day == slots[slot].day]


def spelled(problem: Problem) -> Spelled:
    """Spell a problem out."""
    kinds = _kinds(problem)
    found = [_ways(problem, number, kinds) for number in range(len(problem.meetings))]
    first = list(accumulate((len(several) for several in found), initial=0))
    ways = tuple(chain.from_iterable(found))
    meetings = tuple(
        replace(
            meeting,
            participants=_people(meeting, way.attending),
            either=(),
            slots=way.slots,
            earlier_than=tuple(chain.from_iterable(range(first[m], first[m + 1]) for m in meeting.earlier_than)),
        )
        for way in ways
        for meeting in (problem.meetings[way.meeting],)
    )
    return Spelled(problem, kinds, ways, replace(problem, meetings=meetings, house=(), walking=()))


def _kinds(problem: Problem) -> tuple[Kind, ...]:
    """Areas tell tables apart only where people walk."""
    special = {table.number: table for table in problem.house}
    alike: dict[tuple[int | None, frozenset[int], int], list[int]] = {}
    for number in sorted(set().union(*problem.tables)):
        table = special.get(number, Table(number))
        alike.setdefault((table.owner, table.reserved_for, table.area if problem.walking else 0), []).append(number)
    return tuple(Kind(*what, frozenset(numbers)) for what, numbers in alike.items())


def _people(meeting: Meeting, attending: tuple[int, ...]) -> tuple[int, ...]:
    return (*meeting.participants, *attending)


def _ways(problem: Problem, number: int, kinds: tuple[Kind, ...]) -> list[Way]:
    meeting = problem.meetings[number]
    ways = [
        Way(number, attending, kind, slots)
        for attending in product(*meeting.either)
        for kind in range(len(kinds))
        if (slots := _slots(problem, meeting, _people(meeting, attending), kinds[kind]))
    ]
    return ways or [Way(number, tuple(group[0] for group in meeting.either), 0, frozenset())]


def _slots(problem: Problem, meeting: Meeting, people: tuple[int, ...], kind: Kind) -> frozenset[int]:
    """Where these people can hold the meeting at such a table; nowhere if they may not sit there."""
    owners = {table.owner for table in problem.house if table.owner is not None}
    if kind.owner not in people and (kind.owner is not None or owners.intersection(people)):
        return frozenset()
    if kind.reserved_for and not kind.reserved_for.intersection(people):
        return frozenset()
    tables = kind.numbers if meeting.fixed_table is None else kind.numbers & {meeting.fixed_table}
    return frozenset(
        slot
        for slot, numbers in enumerate(problem.tables)
        if (meeting.slots is None or slot in meeting.slots)
        and tables.intersection(numbers)
        and not any(slot in problem.participants[person].forbidden for person in people)
    )
