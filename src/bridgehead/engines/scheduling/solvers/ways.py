"""Every meeting spelled out into the ways in which it can be held: who attends, and at which kind of table.

A way is a plain meeting of known participants, so that the solvers know neither alternatives nor owners: a problem of
ways is a problem like any other with two rules more. Of the ways of one meeting at most one is placed, and exactly one
if the meeting must be; and of each kind of table there are so many in a slot. A problem without alternatives and
special tables has one way for each meeting, under the meeting's own number.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from itertools import product

from bridgehead.engines.scheduling.problem import Meeting, Problem, Table
from bridgehead.engines.scheduling.schedule import Schedule

Slots = dict[int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """Tables that nothing tells apart; the numbers they have."""

    owner: int | None
    reserved_for: frozenset[int]
    area: int
    numbers: frozenset[int]

    def admits(self, people: tuple[int, ...], owners: frozenset[int]) -> bool:
        """Whether these people may meet here, given everybody who owns a table."""
        owned = self.owner in people if owners.intersection(people) else self.owner is None
        return owned and (not self.reserved_for or bool(self.reserved_for.intersection(people)))


@dataclass(frozen=True)
class Ways(Problem):
    """A problem whose meetings are the ways of the meetings of another.

    `meeting_of[w]` is the meeting that way w holds, `attending[w]` whom its groups send, `kind_of[w]` the kind of its
    table. `needed` are the meetings with several ways of which one must be placed; one with a single way is mandatory
    itself.
    """

    meeting_of: tuple[int, ...] = ()
    attending: tuple[tuple[int, ...], ...] = ()
    kind_of: tuple[int, ...] = ()
    kinds: tuple[Kind, ...] = ()
    needed: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        """Nothing to check: a right problem has right ways."""

    @cached_property
    def ways_of(self) -> Mapping[int, tuple[int, ...]]:
        """For each meeting its ways."""
        ways: dict[int, tuple[int, ...]] = {}
        for way, meeting in enumerate(self.meeting_of):
            ways[meeting] = (*ways.get(meeting, ()), way)
        return ways

    @cached_property
    def siblings(self) -> Mapping[int, tuple[int, ...]]:
        """The ways of each meeting that has several."""
        return {meeting: ways for meeting, ways in self.ways_of.items() if len(ways) > 1}

    @cached_property
    def room(self) -> tuple[tuple[int, ...], ...]:
        """How many tables of each kind each slot has."""
        return tuple(tuple(len(kind.numbers.intersection(numbers)) for numbers in self.tables) for kind in self.kinds)

    @cached_property
    def walk(self) -> Mapping[tuple[int, int], int]:
        """How many slots lie between meetings in two areas, in either order."""
        return {pair: slots for one, other, slots in self.walking for pair in ((one, other), (other, one))}

    def area(self, way: int) -> int:
        """The area in which a way is held."""
        return self.kinds[self.kind_of[way]].area

    @property
    def everything_is_mandatory(self) -> bool:
        """Whether no meeting may be left out."""
        return all(
            meeting.mandatory or number in self.needed
            for number, meeting in zip(self.meeting_of, self.meetings, strict=True)
        )

    def demanding(self, placed: Slots) -> "Ways":
        """The problem in which the meetings placed here must be, in whatever way.

        What weighs nothing may be left out again, should that serve a later term.
        """
        held = {self.meeting_of[way] for way in placed if self.meetings[way].weight > 0}
        return replace(
            self,
            meetings=tuple(
                replace(meeting, mandatory=meeting.mandatory or (number in held and number not in self.siblings))
                for number, meeting in zip(self.meeting_of, self.meetings, strict=True)
            ),
            needed=self.needed | (held & self.siblings.keys()),
        )

    def slots_of(self, schedule: Schedule) -> Slots:
        """The slots of the ways in which a valid schedule holds its meetings."""
        return {
            next(
                way
                for way in self.ways_of[meeting]
                if self.attending[way] == place.attending and place.table in self.kinds[self.kind_of[way]].numbers
            ): place.slot
            for meeting, place in schedule.placements.items()
        }


def ways_of(problem: Problem) -> Ways:
    """The ways of a problem; those of ways are they themselves."""
    if isinstance(problem, Ways):
        return problem
    facts = {fact.name: getattr(problem, fact.name) for fact in fields(Problem)}
    kinds = _kinds(problem)
    if not problem.house and not any(meeting.either for meeting in problem.meetings):
        count = len(problem.meetings)
        return Ways(**facts, meeting_of=tuple(range(count)), attending=((),) * count, kind_of=(0,) * count, kinds=kinds)
    found = [list(_ways(problem, meeting, kinds)) for meeting in problem.meetings]
    numbers = [number for number, ways in enumerate(found) for _ in ways]
    ways = [way for several in found for way in several]
    first, count = [], 0
    for several in found:
        first.append(count)
        count += len(several)
    facts["meetings"] = tuple(
        replace(
            meeting,
            mandatory=meeting.mandatory and len(found[number]) == 1,
            earlier_than=tuple(
                first[later] + way for later in meeting.earlier_than for way in range(len(found[later]))
            ),
        )
        for number, (meeting, _, _) in zip(numbers, ways, strict=True)
    )
    return Ways(
        **facts,
        meeting_of=tuple(numbers),
        attending=tuple(attending for _, attending, _ in ways),
        kind_of=tuple(kind for _, _, kind in ways),
        kinds=kinds,
        needed=frozenset(
            number for number, several in enumerate(found) if len(several) > 1 and problem.meetings[number].mandatory
        ),
    )


def _kinds(problem: Problem) -> tuple[Kind, ...]:
    """The kinds of tables in the order of their first numbers; areas count only if people walk."""
    described = {table.number: table for table in problem.house}
    kinds: dict[tuple[int | None, frozenset[int], int], set[int]] = {}
    for number in sorted({number for numbers in problem.tables for number in numbers}):
        table = described.get(number, Table(number))
        kinds.setdefault((table.owner, table.reserved_for, table.area if problem.walking else 0), set()).add(number)
    return tuple(Kind(*what, frozenset(numbers)) for what, numbers in kinds.items())


def _ways(
    problem: Problem, meeting: Meeting, kinds: tuple[Kind, ...]
) -> Iterator[tuple[Meeting, tuple[int, ...], int]]:
    """The ways of a meeting that can lie somewhere; one that can lie nowhere if there is no other."""
    owners = frozenset(kind.owner for kind in kinds if kind.owner is not None)
    found = False
    for attending in product(*meeting.either):
        people = meeting.participants + attending
        present = _open_slots(problem, meeting, people)
        for number, kind in enumerate(kinds):
            slots = _slots_at(problem, meeting, kind, present) if kind.admits(people, owners) else frozenset()
            if slots:
                found = True
                yield replace(meeting, participants=people, either=(), slots=slots), attending, number
    if not found:
        attending = tuple(group[0] for group in meeting.either)
        yield (
            replace(meeting, participants=meeting.participants + attending, either=(), slots=frozenset()),
            attending,
            0,
        )


def _open_slots(problem: Problem, meeting: Meeting, people: tuple[int, ...]) -> frozenset[int]:
    slots = frozenset(range(len(problem.slots))) if meeting.slots is None else meeting.slots
    return slots.difference(*(problem.participants[person].forbidden for person in people))


def _slots_at(problem: Problem, meeting: Meeting, kind: Kind, slots: frozenset[int]) -> frozenset[int]:
    numbers = kind.numbers if meeting.fixed_table is None else kind.numbers & {meeting.fixed_table}
    return frozenset(slot for slot in slots if numbers.intersection(problem.tables[slot]))
