"""What must be so whatever the round: more room never hurts, names and the direction of time do not matter.

Equal seeds give equal bytes, and a timetable that is best is kept as it is.
That a round is solved as well as by brute force is in `test_solve` and `test_families`.
"""

import json
from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import TypeVar

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.cli import as_json
from bridgehead.engines.scheduling.formats import counted
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Table
from bridgehead.engines.scheduling.schedule import Result, Status
from bridgehead.engines.scheduling.solve import solve
from tests.engines.scheduling.rounds import rich_rounds, small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=20, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
TINY = Recipe(participants=4, requests=5, slots=5, tables=1, days=2, two_sides=False, absent=0.2)
#: Of the first two every round has a schedule, and most leave somebody waiting; of the last many have none.
ROUNDS = (
    st.integers(0, 100_000).map(lambda seed: generated(TINY, seed=seed)) | rich_rounds(mandatory=False) | small_rounds()
)
Listed = TypeVar("Listed")


def solved(problem: Problem, *, seed: int = 0) -> Result:
    """The best there is, or that there is no schedule, proven."""
    result = solve(problem, budget_seconds=60, seed=seed)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    return result


def worth(result: Result) -> tuple[bool, int, int, int]:
    """Whether all that is mandatory has a place, the weight, the preferred times and, negative, the breaks."""
    return result.status is Status.OPTIMAL, result.weight, result.preference, -result.breaks


def is_never_worse(more: Problem, problem: Problem) -> None:
    """What was the best keeps the rules of the problem with more room, so that the best there is as good or better."""
    before = solved(problem)
    if before.status is Status.OPTIMAL:
        assert violations(more, before.schedule) == []
    assert worth(solved(more)) >= worth(before)


@UNHURRIED
@given(ROUNDS, st.data())
def test_another_table_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    slot, new = data.draw(st.sampled_from(range(len(problem.slots)))), max(problem.table_numbers) + 1
    more = tuple((*own, new) if number == slot else own for number, own in enumerate(problem.tables))
    is_never_worse(replace(problem, tables=more), problem)


@UNHURRIED
@given(ROUNDS, st.data())
def test_another_time_to_come_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    absent = [number for number, person in enumerate(problem.participants) if person.forbidden]
    if not absent:
        return
    number = data.draw(st.sampled_from(absent))
    person = problem.participants[number]
    comes = data.draw(st.sampled_from(sorted(person.forbidden)))
    freer = replace(person, forbidden=person.forbidden - {comes})
    people = (*problem.participants[:number], freer, *problem.participants[number + 1 :])
    is_never_worse(replace(problem, participants=people), problem)


@UNHURRIED
@given(ROUNDS)
def test_another_slot_at_the_end_of_the_day_is_never_worse(problem: Problem) -> None:
    slots, tables = (*problem.slots, problem.slots[-1]), (*problem.tables, problem.tables[-1])
    is_never_worse(replace(problem, slots=slots, tables=tables), problem)


class Renaming:
    """Participants, meetings and tables under one another's names and in another order."""

    def __init__(self, problem: Problem, random: Random) -> None:
        self.problem, self.random = problem, random
        self.people, self.meetings = (
            self._shuffled(range(len(listed))) for listed in (problem.participants, problem.meetings)
        )
        numbers = sorted(problem.table_numbers)
        self.tables = dict(zip(numbers, self._shuffled(numbers), strict=True))

    def renamed(self) -> Problem:
        """The same round for whoever cannot read."""
        problem = self.problem
        return replace(
            problem,
            participants=tuple(problem.participants[old] for old in self.people),
            tables=tuple(tuple(self._shuffled(self.tables[number] for number in own)) for own in problem.tables),
            meetings=tuple(self._meeting(problem.meetings[old]) for old in self.meetings),
            house=tuple(self._shuffled(map(self._table, problem.house))),
        )

    def _meeting(self, meeting: Meeting) -> Meeting:
        return replace(
            meeting,
            participants=self._persons(meeting.participants),
            either=tuple(self._shuffled(map(self._persons, meeting.either))),
            earlier_than=tuple(self.meetings.index(later) for later in meeting.earlier_than),
            fixed_table=None if meeting.fixed_table is None else self.tables[meeting.fixed_table],
        )

    def _table(self, table: Table) -> Table:
        return replace(
            table,
            number=self.tables[table.number],
            owner=None if table.owner is None else self.people.index(table.owner),
            reserved_for=frozenset(self._persons(table.reserved_for)),
        )

    def _persons(self, people: Iterable[int]) -> tuple[int, ...]:
        return tuple(self._shuffled(map(self.people.index, people)))

    def _shuffled(self, listed: Iterable[Listed]) -> list[Listed]:
        shuffled = list(listed)
        self.random.shuffle(shuffled)
        return shuffled


@UNHURRIED
@given(ROUNDS, st.randoms(use_true_random=False))
def test_names_do_not_matter(problem: Problem, random: Random) -> None:
    assert worth(solved(Renaming(problem, random).renamed())) == worth(solved(problem))


def reversed_in_time(problem: Problem) -> Problem:
    """The same round seen from its end."""
    last = len(problem.slots) - 1

    def mirrored(slots: frozenset[int]) -> frozenset[int]:
        return frozenset(last - slot for slot in slots)

    def meeting_mirrored(number: int, meeting: Meeting) -> Meeting:
        return replace(
            meeting,
            slots=None if meeting.slots is None else mirrored(meeting.slots),
            fixed_slot=None if meeting.fixed_slot is None else last - meeting.fixed_slot,
            earlier_than=tuple(other for other, before in enumerate(problem.meetings) if number in before.earlier_than),
        )

    def person_mirrored(person: Participant) -> Participant:
        preferences = tuple((last - slot, points) for slot, points in person.preferences[::-1])
        return replace(person, forbidden=mirrored(person.forbidden), preferences=preferences)

    return replace(
        problem,
        participants=tuple(map(person_mirrored, problem.participants)),
        slots=problem.slots[::-1],
        tables=problem.tables[::-1],
        meetings=tuple(meeting_mirrored(number, meeting) for number, meeting in enumerate(problem.meetings)),
    )


@UNHURRIED
@given(ROUNDS)
def test_the_direction_of_time_does_not_matter(problem: Problem) -> None:
    assert worth(solved(reversed_in_time(problem))) == worth(solved(problem))
    assert reversed_in_time(reversed_in_time(problem)) == problem


@UNHURRIED
@given(ROUNDS, st.integers(0, 1000))
def test_equal_seeds_give_equal_bytes(problem: Problem, seed: int) -> None:
    def written() -> str:
        result = replace(solved(problem, seed=seed), seconds=0.0, cpu_seconds=0.0)
        return json.dumps(as_json(counted(problem), result))

    assert written() == written()


@UNHURRIED
@given(ROUNDS)
def test_the_best_timetable_is_kept_as_it_is(problem: Problem) -> None:
    """What a repair without a change is where repair does not know the rules; for those it knows see `test_repair`."""
    first = solved(problem)
    again = solve(problem, budget_seconds=60, seed=1, start=first.schedule, keep=True)
    assert (again.status, again.moved, again.moved_bound) == (first.status, 0, 0)
    assert again.schedule == first.schedule
