"""Does a schedule keep every rule? Written from the rules alone; no solver's code is used here.

Each rule is a few lines that read the problem's plain facts (not its derived `allowed`), so that a mistake in what the
solvers share cannot hide itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule


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
    """One broken rule, the meetings and participants it touches, and a sentence (numbers counted from 0)."""

    rule: Rule
    sentence: str
    meetings: tuple[int, ...] = ()
    participants: tuple[int, ...] = ()


def violations(problem: Problem, schedule: Schedule) -> list[Violation]:
    """Every rule that the schedule breaks; empty when it is valid."""
    unknown = list(_unknown(problem, schedule)) or list(_attending(problem, schedule))
    if unknown:
        return unknown
    rules = (_missing, _twice, _tables, _places, _order, _limits, _fairness, _rest, _walking, _house)
    return [violation for rule in rules for violation in rule(problem, schedule)]


def _unknown(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        if not 0 <= number < len(problem.meetings):
            yield Violation(Rule.UNKNOWN, f"Meeting {number} does not exist.")
        elif not 0 <= place.slot < len(problem.slots):
            sentence = f"Meeting {number} lies in slot {place.slot}, which does not exist."
            yield Violation(Rule.UNKNOWN, sentence, (number,))


def _attending(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        groups = problem.meetings[number].either
        if not groups and not place.attending:
            continue
        if len(place.attending) != len(groups) or any(
            person not in group for person, group in zip(place.attending, groups, strict=True)
        ):
            sentence = (
                f"Meeting {number} is attended by {_listed(place.attending)}; expected one of each of its groups."
            )
            yield Violation(Rule.ATTENDING, sentence, (number,))


def _people(problem: Problem, number: int, place: Placement) -> tuple[int, ...]:
    return problem.meetings[number].participants + place.attending


def _missing(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, meeting in enumerate(problem.meetings):
        if meeting.mandatory and number not in schedule.placements:
            yield Violation(Rule.MISSING, f"Meeting {number} is mandatory but has no place.", (number,))


def _twice(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not _is_anybody_twice(problem, schedule):
        return
    seats: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, place in schedule.placements.items():
        for participant in _people(problem, number, place):
            seats[participant, place.slot].append(number)
    for (participant, slot), numbers in seats.items():
        if len(numbers) > 1:
            sentence = f"Participant {participant} sits in meetings {_listed(numbers)} at once, in slot {slot}."
            yield Violation(Rule.TWICE, sentence, tuple(numbers), (participant,))


def _is_anybody_twice(problem: Problem, schedule: Schedule) -> bool:
    """Whether to look closer; this is the check's longest loop, and mostly all there is to it."""
    slots = len(problem.slots)
    seats = [
        participant * slots + place.slot
        for number, place in schedule.placements.items()
        for participant in _people(problem, number, place)
    ]
    return len(set(seats)) < len(seats)


def _tables(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    numbers_in = [set(numbers) for numbers in problem.tables]
    for number, place in schedule.placements.items():
        if place.table not in numbers_in[place.slot]:
            sentence = f"Meeting {number} is at table {place.table}, which slot {place.slot} does not have."
            yield Violation(Rule.TABLE, sentence, (number,))
    if len({(place.slot, place.table) for place in schedule.placements.values()}) == len(schedule.placements):
        return
    taken: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, place in schedule.placements.items():
        taken[place.slot, place.table].append(number)
    for (slot, table), numbers in taken.items():
        if len(numbers) > 1:
            sentence = f"Meetings {_listed(numbers)} share table {table} in slot {slot}."
            yield Violation(Rule.TABLE_TAKEN, sentence, tuple(numbers))


def _places(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        meeting, slot, table = problem.meetings[number], place.slot, place.table
        for participant in _people(problem, number, place):
            if slot in problem.participants[participant].forbidden:
                sentence = f"Participant {participant} cannot come in slot {slot}, where meeting {number} lies."
                yield Violation(Rule.FORBIDDEN, sentence, (number,), (participant,))
        if meeting.slots is not None and slot not in meeting.slots:
            yield Violation(Rule.NOT_ALLOWED, f"Meeting {number} may not lie in slot {slot}.", (number,))
        if meeting.session is not None and problem.slots[slot].session != meeting.session:
            sentence = f"Meeting {number} belongs to session {meeting.session}, but slot {slot} does not."
            yield Violation(Rule.SESSION, sentence, (number,))
        if meeting.fixed_slot not in (None, slot):
            sentence = f"Meeting {number} is fixed to slot {meeting.fixed_slot} but lies in {slot}."
            yield Violation(Rule.FIXED, sentence, (number,))
        if meeting.fixed_table not in (None, table):
            sentence = f"Meeting {number} is fixed to table {meeting.fixed_table} but is at {table}."
            yield Violation(Rule.FIXED, sentence, (number,))


def _order(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        for later in problem.meetings[number].earlier_than:
            other = schedule.placements.get(later)
            if other is not None and other.slot <= place.slot:
                sentence = f"Meeting {number} (slot {place.slot}) must lie before meeting {later} (slot {other.slot})."
                yield Violation(Rule.ORDER, sentence, (number, later))


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
            sentence = f"Participant {number} has {total[number]} meetings; at most {limits.most} are wanted."
            yield Violation(Rule.LIMIT, sentence, (), (number,))
    for (number, day), count in sorted(per_day.items()):
        most = problem.participants[number].most_per_day
        if most is not None and count > most:
            sentence = f"Participant {number} has {count} meetings on day {day}; at most {most} are wanted."
            yield Violation(Rule.DAY_LIMIT, sentence, (), (number,))


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
        sentence = (
            f"Participant {most} has {breaks[most]} breaks and participant {least} has {breaks[least]}; "
            f"they may differ by {problem.fairness} at most."
        )
        yield Violation(Rule.FAIRNESS, sentence, (), (most, least))


def _rest(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not any(participant.rest for participant in problem.participants):
        return
    for participant, sits in _days(problem, schedule).items():
        rest = problem.participants[participant].rest
        for (slot, number, _), (next_slot, other, _) in combinations(sits, 2):
            if _same_day(problem, slot, next_slot) and 0 < next_slot - slot <= rest:
                sentence = (
                    f"Participant {participant} rests for {rest} slots after a meeting but has meetings {number} and "
                    f"{other} in slots {slot} and {next_slot}."
                )
                yield Violation(Rule.REST, sentence, (number, other), (participant,))


def _walking(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    if not problem.walking:
        return
    area_of = {table.number: table.area for table in problem.house}
    ways = {frozenset((one, other)): slots for one, other, slots in problem.walking}
    for participant, sits in _days(problem, schedule).items():
        for (slot, number, table), (next_slot, other, next_table) in combinations(sits, 2):
            needed = ways.get(frozenset((area_of.get(table, 0), area_of.get(next_table, 0))), 0)
            if _same_day(problem, slot, next_slot) and 0 < next_slot - slot <= needed:
                sentence = (
                    f"Participant {participant} needs {needed} slots to walk from meeting {number} (slot {slot}) to "
                    f"meeting {other} (slot {next_slot})."
                )
                yield Violation(Rule.WALKING, sentence, (number, other), (participant,))


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
            sentence = (
                f"Meeting {number} is at table {place.table}; an owner's meetings, and no others, are at its tables."
            )
            yield Violation(Rule.OWNED, sentence, (number,), tuple(sorted(owners.intersection(people))))
        if table and table.reserved_for and not table.reserved_for.intersection(people):
            sentence = f"Meeting {number} is at table {place.table}, which is reserved for others."
            yield Violation(Rule.RESERVED, sentence, (number,), people)


def _listed(numbers: Sequence[int]) -> str:
    return " and ".join(map(str, sorted(numbers))) or "nobody"
