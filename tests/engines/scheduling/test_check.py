"""The checker catches every rule: a valid schedule is broken in one way at a time."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings

from bridgehead.engines.scheduling.check import Rule, violations
from bridgehead.engines.scheduling.objective import score
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, Table, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from tests.engines.scheduling.rounds import best_of_all, rich_rounds, schedules_of

FAIR = Problem(
    participants=(Participant(most=3, most_per_day=2), Participant(frozenset({3})), Participant(), Participant()),
    slots=(Slot(0, 0), Slot(0, 0), Slot(1, 0), Slot(1, 1)),
    tables=tables_numbered(2, 4),
    meetings=(
        Meeting((0, 1), session=0, earlier_than=(1,)),
        Meeting((0, 2)),
        Meeting((2, 3), slots=frozenset({0, 1})),
        Meeting((1, 3), fixed_slot=2, fixed_table=2),
        Meeting((0, 3), mandatory=False),
    ),
    fairness=0,
)
PROBLEM = replace(FAIR, fairness=None)
VALID = {0: Placement(0, 1), 1: Placement(1, 1), 2: Placement(0, 2), 3: Placement(2, 2)}


def broken_rules(placements: dict[int, Placement], problem: Problem = PROBLEM) -> set[Rule]:
    return {violation.rule for violation in violations(problem, Schedule(placements))}


def test_the_schedule_that_the_others_are_made_from_is_valid() -> None:
    assert violations(PROBLEM, Schedule(VALID)) == []


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({7: Placement(0, 1)}, Rule.UNKNOWN),
        ({0: Placement(9, 1)}, Rule.UNKNOWN),
        ({0: Placement(0, 3)}, Rule.TABLE),
        ({2: Placement(0, 1)}, Rule.TABLE_TAKEN),
        ({2: Placement(1, 2)}, Rule.TWICE),
        ({2: Placement(3, 2)}, Rule.NOT_ALLOWED),
        ({0: Placement(2, 1), 1: Placement(3, 1)}, Rule.SESSION),
        ({0: Placement(3, 1)}, Rule.FORBIDDEN),
        ({3: Placement(1, 2)}, Rule.FIXED),
        ({3: Placement(2, 1)}, Rule.FIXED),
        ({0: Placement(1, 1), 1: Placement(0, 1)}, Rule.ORDER),
        ({4: Placement(2, 1)}, Rule.DAY_LIMIT),
    ],
)
def test_one_change_breaks_the_rule(change: dict[int, Placement], rule: Rule) -> None:
    assert rule in broken_rules(VALID | change)


def test_a_missing_mandatory_meeting_is_told_and_a_missing_optional_one_is_not() -> None:
    rest = {number: place for number, place in VALID.items() if number != 1}
    assert broken_rules(rest) == {Rule.MISSING}


def test_a_total_limit_is_told() -> None:
    limited = replace(PROBLEM, participants=(Participant(most=1), *PROBLEM.participants[1:]))
    assert broken_rules(VALID, limited) == {Rule.LIMIT}


def test_unfair_breaks_are_told() -> None:
    assert broken_rules(VALID, FAIR) == {Rule.FAIRNESS}
    assert broken_rules(VALID, replace(FAIR, fairness=1)) == set()


def test_a_sentence_names_who_and_where() -> None:
    (violation,) = violations(PROBLEM, Schedule(VALID | {2: Placement(0, 1)}))
    assert violation.sentence == "Meetings 0 and 2 share table 1 in slot 0."
    assert (violation.meetings, violation.participants) == ((0, 2), ())


RICH = Problem(
    participants=(Participant(rest=1), Participant(), Participant(), Participant(), Participant()),
    slots=(Slot(), Slot(), Slot(), Slot(0, 1)),
    tables=tables_numbered(4, 4),
    meetings=(
        Meeting((0, 1)),
        Meeting((1,), either=((2, 3),)),
        Meeting((3, 4), mandatory=False),
        Meeting((0, 2), mandatory=False),
    ),
    house=(Table(1, owner=0), Table(2, reserved_for=frozenset({3})), Table(3, area=1), Table(4, area=1)),
    walking=((1, 0, 1),),
)
RICH_VALID = {0: Placement(0, 1), 1: Placement(3, 3, (2,)), 2: Placement(0, 2), 3: Placement(2, 1)}


def test_the_schedule_with_every_family_is_valid() -> None:
    assert violations(RICH, Schedule(RICH_VALID)) == []


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({1: Placement(3, 3)}, {Rule.ATTENDING}),
        ({1: Placement(3, 3, (4,))}, {Rule.ATTENDING}),
        ({0: Placement(0, 1, (1,))}, {Rule.ATTENDING}),
        ({1: Placement(2, 3, (2,))}, {Rule.TWICE}),
        ({3: Placement(1, 1)}, {Rule.REST}),
        ({1: Placement(1, 3, (3,))}, {Rule.WALKING}),
        ({0: Placement(0, 3)}, {Rule.OWNED}),
        ({2: Placement(1, 1)}, {Rule.OWNED}),
        ({1: Placement(3, 2, (2,))}, {Rule.RESERVED}),
        ({1: Placement(3, 2, (3,))}, set()),
        ({1: Placement(2, 3, (3,))}, set()),
        ({3: Placement(3, 1), 1: Placement(2, 3, (3,))}, set()),
    ],
)
def test_one_change_breaks_the_rule_of_a_family(change: dict[int, Placement], rules: set[Rule]) -> None:
    assert broken_rules(RICH_VALID | change, RICH) == rules


UNHURRIED = settings(
    deadline=None, max_examples=60, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


@UNHURRIED
@given(rich_rounds())
def test_the_best_that_force_finds_is_the_best_score(problem: Problem) -> None:
    scores = [score(problem, Schedule(placed)) for placed in schedules_of(problem)]
    best = max(((one.weight, one.fewer_moved, one.preference, one.fewer_breaks) for one in scores), default=None)
    assert best == best_of_all(problem)


@UNHURRIED
@given(rich_rounds())
def test_the_checker_and_the_brute_force_agree_on_every_schedule_of_two_meetings(problem: Problem) -> None:
    pair = tuple(replace(meeting, earlier_than=()) for meeting in problem.meetings[1:2])
    first = replace(problem.meetings[0], earlier_than=tuple(range(1, 1 + len(pair))))
    problem = replace(problem, meetings=(first, *pair))
    wanted = [sorted(placed.items()) for placed in schedules_of(problem)]
    valid = [sorted(placed.items()) for placed in every_schedule(problem) if not violations(problem, Schedule(placed))]
    assert sorted(valid) == sorted(wanted)


def every_schedule(problem: Problem) -> Iterator[dict[int, Placement]]:
    """Each meeting anywhere or nowhere, whether that keeps a rule or not."""
    places = [
        [
            None,
            *(
                Placement(slot, table, attending)
                for slot, tables in enumerate(problem.tables)
                for table in tables
                for attending in product(*meeting.either)
            ),
        ]
        for meeting in problem.meetings
    ]
    for ways in product(*places):
        yield {number: place for number, place in enumerate(ways) if place is not None}
