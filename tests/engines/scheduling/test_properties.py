"""What must be so whatever the round: more room never hurts, and names and the direction of time do not matter."""

from dataclasses import replace
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem
from bridgehead.engines.scheduling.schedule import Status
from bridgehead.engines.scheduling.solve import solve
from tests.engines.scheduling.rounds import small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=30, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def optimum(problem: Problem) -> tuple[bool, int, int]:
    """Whether there is a schedule, the most weight and, negative, the fewest breaks, all proven: more is better."""
    result = solve(problem, budget_seconds=60)
    assert result.status in (Status.OPTIMAL, Status.INFEASIBLE)
    return result.status is Status.OPTIMAL, result.weight, -result.breaks


@UNHURRIED
@given(small_rounds(), st.data())
def test_another_table_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    slot = data.draw(st.sampled_from(range(len(problem.slots))))
    more = tuple((*own, max(own) + 1) if number == slot else own for number, own in enumerate(problem.tables))
    assert optimum(replace(problem, tables=more)) >= optimum(problem)


@UNHURRIED
@given(small_rounds(), st.data())
def test_another_time_to_come_is_never_worse(problem: Problem, data: st.DataObject) -> None:
    person = data.draw(st.sampled_from(range(len(problem.participants))))
    free = replace(problem.participants[person], forbidden=frozenset())
    people = (*problem.participants[:person], free, *problem.participants[person + 1 :])
    assert optimum(replace(problem, participants=people)) >= optimum(problem)


@UNHURRIED
@given(small_rounds())
def test_another_slot_at_the_end_is_never_worse(problem: Problem) -> None:
    slots, tables = (*problem.slots, problem.slots[-1]), (*problem.tables, problem.tables[-1])
    assert optimum(replace(problem, slots=slots, tables=tables)) >= optimum(problem)


@UNHURRIED
@given(small_rounds(), st.randoms(use_true_random=False))
def test_names_do_not_matter(problem: Problem, random: Random) -> None:
    people, meetings = list(range(len(problem.participants))), list(range(len(problem.meetings)))
    random.shuffle(people)
    random.shuffle(meetings)
    called = {old: new for new, old in enumerate(meetings)}
    persons = {old: new for new, old in enumerate(people)}
    renamed = tuple(
        replace(
            meeting,
            participants=tuple(persons[person] for person in meeting.participants),
            earlier_than=tuple(called[later] for later in meeting.earlier_than),
        )
        for meeting in (problem.meetings[number] for number in meetings)
    )
    again = replace(problem, participants=tuple(problem.participants[old] for old in people), meetings=renamed)
    assert optimum(again) == optimum(problem)


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
        return replace(person, forbidden=mirrored(person.forbidden))

    return replace(
        problem,
        participants=tuple(map(person_mirrored, problem.participants)),
        slots=problem.slots[::-1],
        tables=problem.tables[::-1],
        meetings=tuple(meeting_mirrored(number, meeting) for number, meeting in enumerate(problem.meetings)),
    )


@UNHURRIED
@given(small_rounds())
def test_the_direction_of_time_does_not_matter(problem: Problem) -> None:
    assert optimum(reversed_in_time(problem)) == optimum(problem)
    assert reversed_in_time(reversed_in_time(problem)) == problem
