"""Repair: nothing moves without a cause, every rule is kept, and no more others move than must."""

import dataclasses
import json
from itertools import combinations, product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bridgehead.engines.scheduling.changes import (
    Absent,
    Added,
    Cancelled,
    Change,
    Present,
    SlotClosed,
    TableWithdrawn,
)
from bridgehead.engines.scheduling.check import Rule, violations
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.formats import WrongFile, counted, read_changes, write_json
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, WrongProblem, tables_numbered
from bridgehead.engines.scheduling.repair import Kind, Move, Others, Standing
from bridgehead.engines.scheduling.schedule import Placement, Schedule, Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers import settle
from bridgehead.engines.scheduling.solvers.board import allowed_flags, board_of
from bridgehead.engines.scheduling.solvers.insertion import inserted
from bridgehead.engines.scheduling.solvers.ways import ways_of
from bridgehead.engines.scheduling.tables import seated
from tests.engines.scheduling.rounds import small_rounds

UNHURRIED = settings(
    deadline=None, max_examples=80, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
#: Rules that a repair may have to leave broken: what is mandatory can find no place, breaks are only kept few.
LEFT = {Rule.MISSING, Rule.FAIRNESS}


def everybody(count: int, slots: int, tables: int, *pairs: tuple[int, int]) -> Problem:
    """A round in which anybody can come at any time."""
    meetings = tuple(Meeting(pair, mandatory=False) for pair in pairs)
    return Problem((Participant(),) * count, (Slot(),) * slots, tables_numbered(tables, slots), meetings)


@UNHURRIED
@given(small_rounds())
def test_without_a_change_nothing_moves(problem: Problem) -> None:
    result = solve(problem, budget_seconds=20)
    assume(result.status is not Status.INFEASIBLE)
    repair = Standing(problem, result.schedule).repaired([])
    assert (repair.moves, repair.problem, repair.schedule) == ((), problem, result.schedule)


@UNHURRIED
@given(small_rounds(mandatory=False), st.data())
def test_any_change_is_repaired_without_a_broken_rule(problem: Problem, data: st.DataObject) -> None:
    slots = st.integers(0, len(problem.slots) - 1)
    people = st.integers(0, len(problem.participants) - 1)
    pairs = st.permutations(range(len(problem.participants))).map(lambda order: Meeting((order[0], order[1])))
    change: st.SearchStrategy[Change] = st.one_of(
        st.builds(Absent, people, st.none() | st.frozensets(slots)),
        st.builds(Present, people, st.frozensets(slots)),
        st.builds(TableWithdrawn, st.integers(1, 2), st.none() | st.frozensets(slots)),
        st.builds(SlotClosed, slots),
        st.builds(Cancelled, st.integers(0, len(problem.meetings) - 1)),
        st.builds(Added, pairs),
    )
    changes = data.draw(st.lists(change, min_size=1, max_size=3))
    standing = Standing(problem, solve(problem, budget_seconds=20).schedule)
    others = data.draw(st.sampled_from(Others))
    repair = standing.repaired(changes, fill=data.draw(st.booleans()), others=others)
    if others is Others.FEW:
        assert repair.others <= max(1, len(repair.lost) // 10)
    try:
        changed = repair.problem
    except WrongProblem:  # all tables are gone, or one that a meeting is fixed to
        return
    assert {violation.rule for violation in violations(changed, repair.schedule)} <= LEFT
    moved = {move.meeting for move in repair.moves}
    stays = {number: place for number, place in standing.schedule.placements.items() if number not in moved}
    assert {number: repair.schedule.placements[number] for number in stays} == stays


@UNHURRIED
@given(st.integers(0, 10_000))
def test_one_displaced_meeting_moves_as_few_others_as_brute_force(seed: int) -> None:
    recipe = Recipe(participants=5, requests=6, slots=4, tables=2, two_sides=False, absent=0.2)
    problem = generated(recipe, seed=seed)
    ways = ways_of(problem)
    # any timetable will do, and an inserted one is there at once
    standing = Standing(problem, seated(ways, inserted(ways, list(ways.allowed))))
    number = min(standing.schedule.placements)
    change = Absent(problem.meetings[number].participants[0], frozenset({standing.schedule.placements[number].slot}))
    repair = standing.repaired([change])
    fewest = fewest_others_moved(repair.problem, standing.schedule.slots, number, most=1)
    if fewest is not None:
        assert (repair.count(Kind.REMOVED), repair.count(Kind.MADE_WAY)) == (0, fewest)


def test_who_makes_way_for_another_is_not_forgotten() -> None:
    """Many a search for places fails half way; on the way back everybody has a place again."""
    problem = generated(Recipe(participants=100, requests=800, slots=24, tables=30, days=2, absent=0.2), seed=1)
    board = board_of(problem, allowed_flags(problem), seed=0)
    settle.warm()
    heavy_first = np.argsort(-board.weight, kind="stable")
    settle.settle_all(board, heavy_first, 0, settle.scratch(board), np.zeros(1, np.int64))
    for number in heavy_first[board.slot[heavy_first] < 0]:
        before = int(board.weight[board.slot >= 0].sum())
        settle.settle_all(board, np.array([number]), settle.MOST_MOVES, settle.scratch(board), np.zeros(1, np.int64))
        assert int(board.weight[board.slot >= 0].sum()) >= before


def fewest_others_moved(problem: Problem, slots: dict[int, int], number: int, *, most: int) -> int | None:
    """How many others must move for a meeting to find a place while nobody loses one; None if `most` do not do."""
    others = [other for other in slots if other != number]
    for count in range(min(most, len(others)) + 1):
        for moving in combinations(others, count):
            for aims in product(range(len(problem.slots)), repeat=count + 1):
                if keeps_rules(problem, {**slots, **dict(zip((number, *moving), aims, strict=True))}):
                    return count
    return None


def keeps_rules(problem: Problem, slots: dict[int, int]) -> bool:
    """Whether everybody can come, nobody sits twice and the tables suffice."""
    seats = [(person, slot) for number, slot in slots.items() for person in problem.meetings[number].participants]
    return (
        len(set(seats)) == len(seats)
        and all(slot not in problem.participants[person].forbidden for person, slot in seats)
        and all(list(slots.values()).count(slot) <= len(tables) for slot, tables in enumerate(problem.tables))
    )


def test_who_falls_ill_for_a_slot_meets_in_another_and_one_makes_way() -> None:
    problem = everybody(4, 2, 2, (0, 1), (0, 2))
    standing = Standing(problem, Schedule({0: Placement(0, 1), 1: Placement(1, 2)}))
    assert standing.repaired([Absent(1, frozenset({0}))]).moves == (
        Move(0, Kind.DISPLACED, Placement(0, 1), Placement(1, 1)),
        Move(1, Kind.MADE_WAY, Placement(1, 2), Placement(0, 1)),
    )


def three_who_need_room() -> tuple[Standing, list[Change]]:
    """Three meetings lose their place in the first slot; each has one in the second if another goes to the third."""
    pairs = [pair for host in (0, 10, 20) for pair in ((host, host + 1), (host, host + 2))]
    problem = everybody(30, 3, 6, *pairs)
    weights = {0: 1, 2: 3, 4: 2}
    meetings = tuple(
        dataclasses.replace(meeting, weight=weights.get(number, 1)) for number, meeting in enumerate(problem.meetings)
    )
    guests = tuple(
        Participant(frozenset({2})) if person in (1, 11, 21) else each
        for person, each in enumerate(problem.participants)
    )
    problem = dataclasses.replace(problem, meetings=meetings, participants=guests)
    places = {number: Placement(number % 2, 1 + number) for number in range(6)}
    return Standing(problem, Schedule(places)), [Absent(guest, frozenset({0})) for guest in (1, 11, 21)]


def test_few_others_make_way_and_for_the_heaviest() -> None:
    standing, changes = three_who_need_room()
    few, freely = (standing.repaired(changes, others=others) for others in (Others.FEW, Others.ALL))
    assert (few.others, few.count(Kind.REMOVED), few.schedule.slots.get(2)) == (1, 2, 1)
    assert (freely.others, freely.count(Kind.REMOVED)) == (3, 0)
    assert few.lost == freely.lost == {0, 2, 4}


@UNHURRIED
@given(st.integers(0, 10_000), st.integers(2, 25))
def test_no_more_than_one_other_makes_way_for_ten_that_lost_their_place(seed: int, absent: int) -> None:
    recipe = Recipe(participants=30, requests=150, slots=12, tables=10, absent=0.3, tightness=1.5)
    problem = generated(recipe, seed=seed)
    ways = ways_of(problem)
    standing = Standing(problem, seated(ways, inserted(ways, list(ways.allowed))))
    repair = standing.repaired([Absent(person, frozenset({person % 12, 3})) for person in range(absent)])
    stayed = {number: place.slot for number, place in standing.schedule.placements.items() if number not in repair.lost}
    elsewhere = [number for number, slot in stayed.items() if repair.schedule.slots.get(number) != slot]
    assert violations(repair.problem, repair.schedule) == []
    assert repair.others == len(elsewhere) <= max(1, len(repair.lost) // 10)


def test_a_withdrawn_table_costs_a_seat_only_where_another_is_free() -> None:
    problem = everybody(6, 2, 2, (0, 1), (2, 3), (4, 5))
    standing = Standing(problem, Schedule({0: Placement(0, 1), 1: Placement(0, 2), 2: Placement(1, 1)}))
    assert standing.repaired([TableWithdrawn(1)]).moves == (
        Move(0, Kind.REMOVED, Placement(0, 1), None),
        Move(2, Kind.RESEATED, Placement(1, 1), Placement(1, 2)),
    )


def test_a_place_that_is_free_goes_to_a_wish_only_when_asked() -> None:
    problem = everybody(3, 1, 1, (0, 1), (0, 2))
    standing = Standing(problem, Schedule({0: Placement(0, 1)}))
    called_off = Move(0, Kind.CANCELLED, Placement(0, 1), None)
    assert standing.repaired([Cancelled(0)]).moves == (called_off,)
    filled = standing.repaired([Cancelled(0)], fill=True)
    assert filled.moves == (called_off, Move(1, Kind.ADDED, None, Placement(0, 1)))


def test_a_new_heavy_wish_takes_the_place_of_a_lighter_meeting() -> None:
    problem = everybody(3, 1, 1, (0, 1))
    repair = Standing(problem, Schedule({0: Placement(0, 1)})).repaired([Added(Meeting((0, 2), weight=3))])
    assert repair.schedule == Schedule({1: Placement(0, 1)})


def test_a_change_of_something_unknown_is_refused() -> None:
    standing = Standing(everybody(2, 1, 1, (0, 1)), Schedule({0: Placement(0, 1)}))
    for change in (Absent(7), Cancelled(3), SlotClosed(2), TableWithdrawn(1, frozenset({5})), Added(Meeting((0, 9)))):
        with pytest.raises(WrongProblem):
            standing.repaired([change])


def test_an_earlier_timetable_is_kept_as_far_as_the_rules_of_now_allow() -> None:
    before = everybody(6, 3, 2, (0, 1), (2, 3), (4, 5))
    start = Schedule({0: Placement(0, 1), 1: Placement(0, 2), 2: Placement(1, 1)})
    now = Problem((Participant(frozenset({0})), *before.participants[1:]), before.slots, before.tables, before.meetings)
    result = solve(now, budget_seconds=60, start=start, keep=True)
    assert result.schedule == Schedule({**start.placements, 0: Placement(2, 1)})
    assert (result.placed, result.weight, result.weight_bound) == (3, 3, 3)


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str, Path]:
    write_json(counted(everybody(4, 2, 2, (0, 1), (0, 2))), tmp_path / "round.json")
    (tmp_path / "schedule.json").write_text("[[1, 1, 1], [2, 2, 2]]")
    return str(tmp_path / "round.json"), str(tmp_path / "schedule.json"), tmp_path / "changes.json"


def test_the_command_lists_the_moves(files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    round_file, schedule, changes = files
    changes.write_text('[{"change": "absent", "participant": 2, "slots": [1]}]')
    assert main(["repair", round_file, schedule, str(changes)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Meeting 1 moves: slot 1, table 1 → slot 2, table 1.",
        "Meeting 2 moves to make way: slot 2, table 2 → slot 1, table 1.",
    ]
    assert main(["repair", round_file, schedule, str(changes), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "moves": [
            {"meeting": 1, "kind": "displaced", "before": [1, 1], "after": [2, 1]},
            {"meeting": 2, "kind": "made_way", "before": [2, 2], "after": [1, 1]},
        ],
        "placements": [[2, 1, 1], [1, 2, 1]],
    }


def test_the_command_lets_as_many_make_way_as_help(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    standing, _changes = three_who_need_room()
    write_json(counted(standing.problem), tmp_path / "round.json")
    places = [[number + 1, place.slot + 1, place.table] for number, place in standing.schedule.placements.items()]
    (tmp_path / "schedule.json").write_text(json.dumps(places))
    absent = [{"change": "absent", "participant": guest, "slots": [1]} for guest in (2, 12, 22)]
    (tmp_path / "changes.json").write_text(json.dumps(absent))
    call = ["repair", *(str(tmp_path / name) for name in ("round.json", "schedule.json", "changes.json"))]
    for others, make_way in ([], 1), (["--others", "few"], 1), (["--others", "all"], 3):
        assert main([*call, *others]) == 0
        assert capsys.readouterr().out.count("moves to make way") == make_way


def test_the_command_says_when_nothing_moves(files: tuple[str, str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    round_file, schedule, changes = files
    changes.write_text("[]")
    assert main(["repair", round_file, schedule, str(changes)]) == 0
    assert capsys.readouterr().out == "Nothing has to move.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", 'line 1, column 1: expected a list of changes, such as [{"change": "slot_closed", "slot": 4}]'),
        ('[\n {"change": "slot_closed", "slot": 9}]', "line 2, column 36: expected a slot of the problem"),
        ('[{"change": "absent"}]', "line 1, column 2: expected participant in a change of kind absent"),
        ('[{"change": "cancelled", "slot": 1}]', "line 1, column 34: expected one of meeting instead of slot"),
        ('[{"change": "added", "participants": [1, 1]}]', "column 2: expected two or more different participants"),
        ('[{"change": "moved"}]', 'expected an object whose "change" is one of absent, present, table_withdrawn'),
    ],
)
def test_a_wrong_change_is_named_with_its_place(tmp_path: Path, text: str, expected: str) -> None:
    (tmp_path / "changes.json").write_text(text)
    with pytest.raises(WrongFile) as wrong:
        read_changes(tmp_path / "changes.json", counted(everybody(4, 2, 2, (0, 1))))
    assert expected in str(wrong.value)
