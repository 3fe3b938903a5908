"""Does a schedule keep every rule? Written from the rules alone; no solver's code is used here.

Each rule is a few lines that read the problem's plain facts (not its derived `allowed`), so that a mistake in what the
solvers share cannot hide itself.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule

MARKED = re.compile(r"#([mps])(\d+)")


class Rule(StrEnum):
    """The rules a schedule can break."""

    UNKNOWN = "unknown"
    MISSING = "missing"
    TWICE = "twice"
    TABLE_TAKEN = "table_taken"
    TABLE = "table"
    FORBIDDEN = "forbidden"
    NOT_ALLOWED = "not_allowed"
    SESSION = "session"
    FIXED = "fixed"
    ORDER = "order"
    LIMIT = "limit"
    DAY_LIMIT = "day_limit"
    FAIRNESS = "fairness"
    ATTENDING = "attending"
    REST = "rest"
    WALKING = "walking"
    OWNED = "owned"
    RESERVED = "reserved"


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, the meetings and participants it touches, and what to say of it.

    In `text` numbers of meetings, participants and slots are marked: #m3, #p3, #s3.
    """

    rule: Rule
    text: str
    meetings: tuple[int, ...] = ()
    participants: tuple[int, ...] = ()

    @property
    def sentence(self) -> str:
        """A sentence with numbers counted from 0."""
        return MARKED.sub(r"\2", self.text)

    def named(self, *, meetings: Sequence[int], participants: Sequence[int], slots: Sequence[int]) -> str:
        """A sentence with somebody's own numbers: `meetings[m]` is what they call meeting m."""
        names = {"m": meetings, "p": participants, "s": slots}
        return MARKED.sub(lambda mark: str(names[mark[1]][int(mark[2])]), self.text)


def violations(problem: Problem, schedule: Schedule) -> list[Violation]:
    """Every rule that the schedule breaks; empty when it is valid."""
    unknown = list(_unknown(problem, schedule)) or list(_attending(problem, schedule))
    if unknown:
        return unknown
    rules = (_missing, _twice, _tables, _places, _order, _limits, _fairness, _rest, _walking, _house)
    return [violation for rule in rules for violation in rule(problem, schedule)]


def _unknown(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    meetings, slots = len(problem.meetings), len(problem.slots)
    for number, place in schedule.placements.items():
        if not 0 <= number < meetings:
            yield Violation(Rule.UNKNOWN, f"Meeting {number} does not exist.")
        elif not 0 <= place.slot < slots:
            text = f"Meeting #m{number} lies in slot {place.slot}, which does not exist."
            yield Violation(Rule.UNKNOWN, text, (number,))


def _attending(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        groups = problem.meetings[number].either
        if not groups and not place.attending:
            continue
        if len(place.attending) != len(groups) or any(
            person not in group for person, group in zip(place.attending, groups, strict=True)
        ):
            attending = _listed("p", place.attending)
            text = f"Meeting #m{number} is attended by {attending}; expected one of each of its groups."
            yield Violation(Rule.ATTENDING, text, (number,))


def _people(problem: Problem, number: int, place: Placement) -> tuple[int, ...]:
    return problem.meetings[number].participants + place.attending


def _missing(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, meeting in enumerate(problem.meetings):
        if meeting.mandatory and number not in schedule.placements:
            yield Violation(Rule.MISSING, f"Meeting #m{number} is mandatory but has no place.", (number,))


def _twice(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not _is_anybody_twice(problem, schedule):
        return
    seats: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, place in schedule.placements.items():
        for participant in _people(problem, number, place):
            seats[participant, place.slot].append(number)
    for (participant, slot), numbers in seats.items():
        if len(numbers) > 1:
            text = f"Participant #p{participant} sits in meetings {_listed('m', numbers)} at once, in slot #s{slot}."
            yield Violation(Rule.TWICE, text, tuple(numbers), (participant,))


def _is_anybody_twice(problem: Problem, schedule: Schedule) -> bool:
    """Whether to look closer; this is the check's longest loop, and mostly all there is to it."""
    slots, meetings = len(problem.slots), problem.meetings
    seats = [
        participant * slots + slot
        for number, (slot, _, attending) in schedule.placements.items()
        for participant in meetings[number].participants + attending
    ]
    return len(set(seats)) < len(seats)


def _tables(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    numbers_in = [set(numbers) for numbers in problem.tables]
    for number, place in schedule.placements.items():
        if place.table not in numbers_in[place.slot]:
            text = f"Meeting #m{number} is at table {place.table}, which slot #s{place.slot} does not have."
            yield Violation(Rule.TABLE, text, (number,))
    if len({(place.slot, place.table) for place in schedule.placements.values()}) == len(schedule.placements):
        return
    taken: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, place in schedule.placements.items():
        taken[place.slot, place.table].append(number)
    for (slot, table), numbers in taken.items():
        if len(numbers) > 1:
            text = f"Meetings {_listed('m', numbers)} share table {table} in slot #s{slot}."
            yield Violation(Rule.TABLE_TAKEN, text, tuple(numbers))


def _places(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    meetings, participants = problem.meetings, problem.participants
    for number, (slot, table, attending) in schedule.placements.items():
        meeting = meetings[number]
        for participant in meeting.participants + attending:
            if slot in participants[participant].forbidden:
                text = f"Participant #p{participant} cannot come in slot #s{slot}, where meeting #m{number} lies."
                yield Violation(Rule.FORBIDDEN, text, (number,), (participant,))
        if meeting.slots is not None and slot not in meeting.slots:
            yield Violation(Rule.NOT_ALLOWED, f"Meeting #m{number} may not lie in slot #s{slot}.", (number,))
        if meeting.session is not None and problem.slots[slot].session != meeting.session:
            text = f"Meeting #m{number} belongs to session {meeting.session}, but slot #s{slot} does not."
            yield Violation(Rule.SESSION, text, (number,))
        if meeting.fixed_slot not in (None, slot):
            text = f"Meeting #m{number} is fixed to slot #s{meeting.fixed_slot} but lies in #s{slot}."
            yield Violation(Rule.FIXED, text, (number,))
        if meeting.fixed_table not in (None, table):
            text = f"Meeting #m{number} is fixed to table {meeting.fixed_table} but is at {table}."
            yield Violation(Rule.FIXED, text, (number,))


def _order(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        for later in problem.meetings[number].earlier_than:
            other = schedule.placements.get(later)
            if other is not None and other.slot <= place.slot:
                text = (
                    f"Meeting #m{number} (slot #s{place.slot}) must lie before meeting #m{later} (slot #s{other.slot})."
                )
                yield Violation(Rule.ORDER, text, (number, later))


def _limits(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if all(limits.most is None and limits.most_per_day is None for limits in problem.participants):
        return
    total: Counter[int] = Counter()
    per_day: Counter[tuple[int, int]] = Counter()
    for number, place in schedule.placements.items():
        for participant in _people(problem, number, place):
            total[participant] += 1
            per_day[participant, problem.slots[place.slot].day] += 1
    for number, limits in enumerate(problem.participants):
        if limits.most is not None and total[number] > limits.most:
            text = f"Participant #p{number} has {total[number]} meetings; at most {limits.most} are wanted."
            yield Violation(Rule.LIMIT, text, (), (number,))
    for (number, day), count in sorted(per_day.items()):
        most = problem.participants[number].most_per_day
        if most is not None and count > most:
            text = f"Participant #p{number} has {count} meetings on day {day}; at most {most} are wanted."
            yield Violation(Rule.DAY_LIMIT, text, (), (number,))


def _fairness(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if problem.fairness is None or not problem.participants:
        return
    busy: list[set[int]] = [set() for _ in problem.participants]
    for number, place in schedule.placements.items():
        for participant in _people(problem, number, place):
            busy[participant].add(place.slot)
    breaks = [max(0, sum(slot - 1 not in slots for slot in slots) - 1) for slots in busy]
    most, least = breaks.index(max(breaks)), breaks.index(min(breaks))
    if breaks[most] - breaks[least] > problem.fairness:
        text = (
            f"Participant #p{most} has {breaks[most]} breaks and participant #p{least} has {breaks[least]}; "
            f"they may differ by {problem.fairness} at most."
        )
        yield Violation(Rule.FAIRNESS, text, (), (most, least))


def _rest(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not any(participant.rest for participant in problem.participants):
        return
    for participant, sits in _days(problem, schedule).items():
        rest = problem.participants[participant].rest
        for (slot, number, _), (next_slot, other, _) in combinations(sits, 2):
            if _same_day(problem, slot, next_slot) and 0 < next_slot - slot <= rest:
                text = (
                    f"Participant #p{participant} rests for {rest} slots after a meeting but has meetings "
                    f"#m{number} and #m{other} in slots #s{slot} and #s{next_slot}."
                )
                yield Violation(Rule.REST, text, (number, other), (participant,))


def _walking(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not problem.walking:
        return
    area_of = {table.number: table.area for table in problem.house}
    ways = {frozenset((one, other)): slots for one, other, slots in problem.walking}
    for participant, sits in _days(problem, schedule).items():
        for (slot, number, table), (next_slot, other, next_table) in combinations(sits, 2):
            needed = ways.get(frozenset((area_of.get(table, 0), area_of.get(next_table, 0))), 0)
            if _same_day(problem, slot, next_slot) and 0 < next_slot - slot <= needed:
                text = (
                    f"Participant #p{participant} needs {needed} slots to walk from meeting #m{number} "
                    f"(slot #s{slot}) to meeting #m{other} (slot #s{next_slot})."
                )
                yield Violation(Rule.WALKING, text, (number, other), (participant,))


def _days(problem: Problem, schedule: Schedule) -> dict[int, list[tuple[int, int, int]]]:
    """For each participant (slot, meeting, table) of its meetings, in time order."""
    days: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for number, place in schedule.placements.items():
        for participant in _people(problem, number, place):
            if problem.walking or problem.participants[participant].rest:
                days[participant].append((place.slot, number, place.table))
    return {participant: sorted(sits) for participant, sits in sorted(days.items())}


def _same_day(problem: Problem, slot: int, other: int) -> bool:
    return problem.slots[slot].day == problem.slots[other].day


def _house(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not problem.house:
        return
    described = {table.number: table for table in problem.house}
    owners = {table.owner for table in problem.house if table.owner is not None}
    for number, place in schedule.placements.items():
        table, people = described.get(place.table), _people(problem, number, place)
        owner = table.owner if table else None
        if owner not in people and (owner is not None or owners.intersection(people)):
            text = (
                f"Meeting #m{number} is at table {place.table}; an owner's meetings, and no others, are at its tables."
            )
            yield Violation(Rule.OWNED, text, (number,), tuple(sorted(owners.intersection(people))))
        if table and table.reserved_for and not table.reserved_for.intersection(people):
            text = f"Meeting #m{number} is at table {place.table}, which is reserved for others."
            yield Violation(Rule.RESERVED, text, (number,), people)


def _listed(kind: str, numbers: Sequence[int]) -> str:
    return " and ".join(f"#{kind}{number}" for number in sorted(numbers)) or "nobody"
