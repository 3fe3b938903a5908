"""The checker catches every rule: a valid schedule is broken in one way at a time."""

from dataclasses import replace

import pytest

from bridgehead.engines.scheduling.check import Rule, violations
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Schedule

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
