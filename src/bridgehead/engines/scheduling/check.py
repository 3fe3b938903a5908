"""Does a schedule keep every rule? Written from the rules alone; no solver's code is used here.

Each rule is a few lines that read the problem's plain facts (not its derived `allowed`), so that a mistake in what the
solvers share cannot hide itself.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken rule, the meetings and participants it touches, and a sentence (numbers counted from 0)."""

    rule: Rule
    sentence: str
    meetings: tuple[int, ...] = ()
    participants: tuple[int, ...] = ()


def violations(problem: Problem, schedule: Schedule) -> list[Violation]:
    """Every rule that the schedule breaks; empty when it is valid."""
    unknown = list(_unknown(problem, schedule))
    if unknown:
        return unknown
    rules = (_missing, _twice, _tables, _places, _order, _limits, _fairness)
    return [violation for rule in rules for violation in rule(problem, schedule)]


def _unknown(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, place in schedule.placements.items():
        if not 0 <= number < len(problem.meetings):
            yield Violation(Rule.UNKNOWN, f"Meeting {number} does not exist.")
        elif not 0 <= place.slot < len(problem.slots):
            sentence = f"Meeting {number} lies in slot {place.slot}, which does not exist."
            yield Violation(Rule.UNKNOWN, sentence, (number,))


def _missing(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, meeting in enumerate(problem.meetings):
        if meeting.mandatory and number not in schedule.placements:
            yield Violation(Rule.MISSING, f"Meeting {number} is mandatory but has no place.", (number,))


def _twice(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    seats: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, place in schedule.placements.items():
        for participant in problem.meetings[number].participants:
            seats[participant, place.slot].append(number)
    for (participant, slot), numbers in seats.items():
        if len(numbers) > 1:
            sentence = f"Participant {participant} sits in meetings {_listed(numbers)} at once, in slot {slot}."
            yield Violation(Rule.TWICE, sentence, tuple(numbers), (participant,))


def _tables(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    taken: dict[Placement, list[int]] = defaultdict(list)
    numbers_in = [set(numbers) for numbers in problem.tables]
    for number, place in schedule.placements.items():
        taken[place].append(number)
        if place.table not in numbers_in[place.slot]:
            sentence = f"Meeting {number} is at table {place.table}, which slot {place.slot} does not have."
            yield Violation(Rule.TABLE, sentence, (number,))
    for place, numbers in taken.items():
        if len(numbers) > 1:
            sentence = f"Meetings {_listed(numbers)} share table {place.table} in slot {place.slot}."
            yield Violation(Rule.TABLE_TAKEN, sentence, tuple(numbers))


def _places(problem: Problem, schedule: Schedule) -> Iterator[Violation]:
    for number, (slot, table) in schedule.placements.items():
        meeting = problem.meetings[number]
        for participant in meeting.participants:
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
    total: Counter[int] = Counter()
    per_day: Counter[tuple[int, int]] = Counter()
    for number, place in schedule.placements.items():
        for participant in problem.meetings[number].participants:
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
        for participant in problem.meetings[number].participants:
            busy[participant].add(place.slot)
    breaks = [max(0, sum(slot - 1 not in slots for slot in slots) - 1) for slots in busy]
    most, least = breaks.index(max(breaks)), breaks.index(min(breaks))
    if breaks[most] - breaks[least] > problem.fairness:
        sentence = (
            f"Participant {most} has {breaks[most]} breaks and participant {least} has {breaks[least]}; "
            f"they may differ by {problem.fairness} at most."
        )
        yield Violation(Rule.FAIRNESS, sentence, (), (most, least))


def _listed(numbers: list[int]) -> str:
    return " and ".join(map(str, sorted(numbers)))
