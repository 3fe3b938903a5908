"""Reasons that are true, remedies that help, a group in conflict that is one, and views that give nothing away."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.conflict import Conflict, conflict
from bridgehead.engines.scheduling.explain import Act, Explainer, Full, OwnView, Reason, Remedy, Why, overview
from bridgehead.engines.scheduling.formats import counted, write_json
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.tables import seated
from tests.engines.scheduling.rounds import best_by_force, small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=100, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)


def wish(*people: int, weight: int = 1) -> Meeting:
    return Meeting(people, weight=weight, mandatory=False)


def house(people: tuple[Participant, ...], slots: int, tables: int, *meetings: Meeting) -> Problem:
    return Problem(people, (Slot(),) * slots, tables_numbered(tables, slots), meetings)


ANYBODY = Participant()


def test_without_a_common_slot_both_calendars_are_listed_and_who_could_come_when() -> None:
    people = (Participant(frozenset({0})), Participant(frozenset({1})))
    assert Explainer(house(people, 2, 1, wish(0, 1)), Schedule()).reason(0) == Reason(
        meeting=0,
        why=Why.NO_COMMON_SLOT,
        open_slots=((1,), (0,)),
        common=(),
        remedies=(Remedy(Act.COME, 0, participant=0), Remedy(Act.COME, 1, participant=1)),
    )


def test_a_full_side_shows_how_its_meetings_weigh() -> None:
    problem = house((ANYBODY,) * 4, 2, 2, wish(0, 1, weight=3), wish(0, 2), wish(0, 3))
    reason = Explainer(problem, Schedule({0: Placement(0, 1), 1: Placement(1, 1)})).reason(2)
    assert (reason.why, reason.full) == (Why.SIDE_FULL, (Full(0, placed=2, heavier=1, equal=1, lighter=0),))
    assert reason.remedies == (Remedy(Act.GIVE_UP, 0, meeting=0), Remedy(Act.GIVE_UP, 1, meeting=1))


def test_full_tables_ask_for_one_more() -> None:
    problem = house((ANYBODY,) * 4, 1, 1, wish(0, 1), wish(2, 3))
    reason = Explainer(problem, Schedule({0: Placement(0, 1)})).reason(1)
    assert (reason.why, reason.remedies) == (Why.TABLES_FULL, (Remedy(Act.ADD_TABLE, 0),))


def test_a_limit_names_who_set_it() -> None:
    problem = house((Participant(most=1), ANYBODY, ANYBODY), 2, 1, wish(0, 1), wish(0, 2))
    reason = Explainer(problem, Schedule({0: Placement(0, 1)})).reason(1)
    assert (reason.why, reason.limited) == (Why.LIMIT, (0,))
    assert reason.remedies == (Remedy(Act.RAISE_LIMIT, 1, participant=0), Remedy(Act.GIVE_UP, 0, meeting=0))


def test_locks_in_every_common_slot_are_named() -> None:
    locked = Meeting((0, 1), fixed_slot=0)
    reason = Explainer(house((ANYBODY,) * 3, 1, 2, locked, wish(0, 2)), Schedule({0: Placement(0, 1)})).reason(1)
    assert (reason.why, reason.remedies) == (Why.LOCKED, ())


def test_a_participant_sees_its_own_calendar_and_nothing_else() -> None:
    """The other side's absence, its meetings and the tables of third parties are canaries: the view is the same."""
    own = (Participant(frozenset({2})), ANYBODY, ANYBODY)
    problem = house(own, 3, 1, wish(0, 1), wish(1, 2))
    quiet = Explainer(problem, Schedule()).own_view(0, 0)
    away = replace(problem, participants=(own[0], Participant(frozenset({0, 1})), ANYBODY))
    busy = Schedule({1: Placement(0, 1)})
    assert quiet == OwnView(0, open_slots=(0, 1), free_slots=(0, 1), at_limit=False)
    assert Explainer(away, Schedule()).own_view(0, 0) == quiet
    assert Explainer(problem, busy).own_view(0, 0) == quiet
    with pytest.raises(ValueError, match="Only a participant"):
        Explainer(problem, busy).own_view(1, 0)


@UNHURRIED
@given(small_rounds(mandatory=False))
def test_every_remedy_is_enough_alone(problem: Problem) -> None:
    problem = replace(problem, fairness=None)
    result = solve(problem, budget_seconds=20)
    explainer = Explainer(problem, result.schedule)
    for number in explainer.unplaced():
        reason = explainer.reason(number)
        assert reason.why is not Why.FREE  # the schedule is optimal
        for remedy in reason.remedies:
            changed = eased(problem, remedy)
            slots = {other: slot for other, slot in result.schedule.slots.items() if other != remedy.meeting}
            assert violations(changed, seated(changed, {**slots, number: remedy.slot})) == []


def eased(problem: Problem, remedy: Remedy) -> Problem:
    """The problem once a remedy was taken."""
    if remedy.act is Act.ADD_TABLE:
        tables = list(problem.tables)
        tables[remedy.slot] = (*tables[remedy.slot], 99)
        return replace(problem, tables=tuple(tables))
    if remedy.participant is None:
        return problem
    people = list(problem.participants)
    person = people[remedy.participant]
    if remedy.act is Act.COME:
        people[remedy.participant] = replace(person, forbidden=person.forbidden - {remedy.slot})
    else:
        people[remedy.participant] = replace(
            person,
            most=None if person.most is None else person.most + 1,
            most_per_day=None if person.most_per_day is None else person.most_per_day + 1,
        )
    return replace(problem, participants=tuple(people))


@UNHURRIED
@given(small_rounds(mandatory=True))
def test_a_conflict_is_one_and_every_member_is_needed(problem: Problem) -> None:
    problem = replace(problem, fairness=None)
    found = conflict(problem, budget_seconds=20)
    if best_by_force(problem) is not None:
        assert found is None
        return
    assert found is not None
    assert found.irreducible
    assert best_by_force(asking_for(problem, found.meetings)) is None
    for left_out in found.meetings:
        rest = tuple(number for number in found.meetings if number != left_out)
        assert best_by_force(asking_for(problem, rest)) is not None


def asking_for(problem: Problem, mandatory: tuple[int, ...]) -> Problem:
    """The round in which only these meetings are mandatory."""
    meetings = enumerate(problem.meetings)
    return replace(
        problem, meetings=tuple(replace(meeting, mandatory=number in mandatory) for number, meeting in meetings)
    )


def test_a_possible_round_has_no_conflict_and_an_impossible_one_says_which() -> None:
    crowd = tuple(Meeting((0, other)) for other in (1, 2, 3))
    assert conflict(house((ANYBODY,) * 4, 3, 1, *crowd), budget_seconds=5) is None
    assert conflict(house((ANYBODY,) * 4, 2, 1, *crowd), budget_seconds=5) == Conflict((0, 1, 2), irreducible=True)


@UNHURRIED
@given(small_rounds())
def test_the_overview_counts_what_the_result_says(problem: Problem) -> None:
    result = solve(problem, budget_seconds=20)
    assume(result.status is not Status.INFEASIBLE)
    shown = overview(problem, result.schedule)
    assert (shown.placed, shown.weight, shown.breaks) == (result.placed, result.weight, result.breaks)


def test_the_command_explains_to_an_officer_and_to_a_participant(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    problem = house((ANYBODY,) * 4, 2, 2, wish(0, 1, weight=3), wish(0, 2), wish(0, 3))
    write_json(counted(problem), tmp_path / "round.json")
    (tmp_path / "schedule.json").write_text("[[1, 1, 1], [2, 2, 1]]")
    files = [str(tmp_path / "round.json"), str(tmp_path / "schedule.json")]
    assert main(["explain", *files]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 of 3 meetings placed, weight 4, breaks 0, 2 of 4 seats used, 0 table changes; "
        "least served: participant 4 with 0 of 1.",
        "Meeting 3: participant 1 sits in another meeting in every slot it has.",
        "  Participant 1 has 2 meetings: 1 weigh more than this one, 1 as much, 0 less.",
        "  It would fit if meeting 1 (weight 3) in slot 1 is given up.",
        "  It would fit if meeting 2 (weight 1) in slot 2 is given up.",
    ]
    assert main(["explain", *files, "3", "--for", "4"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Meeting 3 has no place.",
        "  You can come in slots 1, 2; free are slots 1, 2.",
    ]
    assert main(["explain", *files, "1"]) == 0
    assert capsys.readouterr().out == "Meeting 1 has a place.\n"
    assert main(["explain", *files, "9"]) == 2
    assert capsys.readouterr().err == "meeting 9 is not in the file\n"


def test_the_command_names_wishes_in_conflict(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd = tuple(Meeting((0, other)) for other in (1, 2, 3))
    write_json(counted(house((ANYBODY,) * 4, 2, 1, *crowd)), tmp_path / "round.json")
    assert main(["explain", str(tmp_path / "round.json")]) == 0
    assert capsys.readouterr().out == (
        "These meetings cannot all have a place: 1, 2, 3; without any one of them the others can.\n"
    )
