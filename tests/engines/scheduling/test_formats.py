"""Files: what is written is read back, and a wrong file says where it is wrong and what was expected."""

import json
import os
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from bridgehead.engines.scheduling.formats import (
    NumberedProblem,
    WrongFile,
    counted,
    read_problem,
    read_schedule,
    write_csv,
    write_json,
)
from bridgehead.engines.scheduling.problem import (
    Meeting,
    Participant,
    Problem,
    Slot,
    Table,
    WrongProblem,
    tables_numbered,
)
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from tests.engines.scheduling.rounds import rich_rounds, small_rounds

DZN = """% a round of the published kind
nBusiness = 3; nMeetings = 2;
nTables = 2;
nTotalSlots = 3;
nMorningSlots = 2;
requested = [|1, 2,3,
|2, 3,1,
|];
meetingsxBusiness = [{1,2},{1,2,3},{1,3}];
nMeetingsBusiness = [1,2,1];
forbidden = [{0},{0,3},{}];
fixed = [0,1];
precedences = [{2},{}];
"""
PUBLISHED = Problem(
    participants=(Participant(), Participant(frozenset({2})), Participant()),
    slots=(Slot(1), Slot(1), Slot(2)),
    tables=tables_numbered(2, 3),
    meetings=(Meeting((0, 1)), Meeting((1, 2), session=1, fixed_slot=0, earlier_than=(0,))),
    fairness=2,
)


def wrong(path: Path) -> WrongFile:
    with pytest.raises(WrongFile) as raised:
        read_problem(path)
    return raised.value


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@settings(deadline=None, max_examples=40, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(problem=small_rounds() | rich_rounds())
def test_json_and_csv_give_back_what_was_written(problem: Problem, tmp_path: Path) -> None:
    source = NumberedProblem(
        problem,
        tuple(range(10, 10 + len(problem.participants))),
        tuple(range(200, 200 - len(problem.slots), -1)),
        tuple(range(5, 5 + len(problem.meetings))),
    )
    write_json(source, tmp_path / "round.json")
    write_csv(source, tmp_path / "round")
    assert read_problem(tmp_path / "round.json") == source
    assert read_problem(tmp_path / "round") == source


def test_the_published_format_is_read_with_its_traps(tmp_path: Path) -> None:
    assert read_problem(written(tmp_path, "r.dzn", DZN)) == counted(PUBLISHED)
    assert read_problem(written(tmp_path, "bom.dzn", b"\xef\xbb\xbf" + DZN.encode())).problem == PUBLISHED


@pytest.mark.parametrize(
    ("old", "new", "line", "expected"),
    [
        ("nTables = 2;", "nTables = ;", 3, "a number, a set { } or an array [ ]"),
        ("nTables = 2;", "nTables 2;", 3, '"=" after nTables'),
        ("nTables = 2;", "", 14, "a value for nTables"),
        ("nTables = 2;", "nTables = 2 &;", 3, "MiniZinc data: a name, a number or one of = ; , { } [ ] |"),
        ("nTables = 2;", "nTables = 99999999999;", 3, "at most 666666 as nTables"),
        ("nMorningSlots = 2;", "nMorningSlots = 9;", 5, "at most 3 morning slots"),
        ("nMeetings = 2", "nMeetings = 5", 6, "5 entries in requested (2 found)"),
        ("|2, 3,1", "|2, 2,1", 7, "two different participants from 1 to 3"),
        ("|2, 3,1", "|2, 3,4", 7, "session 1 (morning), 2 (afternoon, if there is one) or 3 (either)"),
        ("{1,2,3}", "{1,3}", 9, "the meetings that requested gives this participant"),
        ("[1,2,1]", "[1,2,2]", 10, "1 meetings, as requested says"),
        ("{0,3}", "{0,4}", 11, "numbers up to 3 in forbidden"),
        ("fixed = [0,1]", "fixed = [0,8]", 12, "a number from 0 to 3 in fixed"),
        ("fixed = [0,1]", "fixed = [0,{1}]", 12, "a number from 0 to 3 in fixed"),
        (
            "[{2},{}]",
            "[{2},{1}]",
            13,
            "facts that fit together. The order of meetings runs in a circle: some meeting would lie before itself.",
        ),
    ],
)
def test_a_wrong_published_file_says_where(tmp_path: Path, old: str, new: str, line: int, expected: str) -> None:
    problem = wrong(written(tmp_path, "r.dzn", DZN.replace(old, new)))
    assert (problem.line, problem.expected) == (line, expected)


@pytest.mark.parametrize("name", ["r.dzn", "r.json"])
@pytest.mark.parametrize(
    ("content", "line", "column", "expected"),
    [
        (b"", 1, 1, "a file with something in it; this one is empty"),
        (b" \n\n", 1, 1, "a file with something in it; this one is empty"),
        ("nBusiness".encode("utf-16"), 1, 1, "text in UTF-8 (this is UTF-16 or UTF-32)"),
        (b"\nab\xff", 2, 3, "text in UTF-8"),
    ],
)
def test_what_is_no_text_is_told(
    tmp_path: Path, name: str, content: bytes, line: int, column: int, expected: str
) -> None:
    problem = wrong(written(tmp_path, name, content))
    assert (problem.line, problem.column, problem.expected) == (line, column, expected)


@pytest.mark.parametrize("name", ["r.dzn", "r.json", "r/meetings.csv", "r/slots.csv"])
@pytest.mark.parametrize("rubbish", [b"x", b"{", b"[[", b"1,", b" \n", b'"'])
def test_ten_megabytes_of_rubbish_are_refused_quickly(tmp_path: Path, name: str, rubbish: bytes) -> None:
    (tmp_path / "r").mkdir()
    write_csv(counted(PUBLISHED), tmp_path / "r")
    path = written(tmp_path, name, rubbish * (10_000_000 // len(rubbish)))
    started = time.process_time()
    assert wrong(path.parent if name.startswith("r/") else path).expected
    assert time.process_time() - started < 5


def test_a_missing_file_and_an_unknown_kind_are_told(tmp_path: Path) -> None:
    assert "a file that can be read" in wrong(tmp_path / "nowhere.dzn").expected
    assert wrong(tmp_path / "round.doc").expected == "a .dzn file, a .json file or a folder of CSV files"
    (tmp_path / "empty").mkdir()
    assert wrong(tmp_path / "empty").path == os.fspath(tmp_path / "empty" / "slots.csv")


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"meetings": 5}, "a list of meetings"),
        ({"people": []}, "one of round, slots, participants, meetings, house, walking instead of people"),
        ({"slots": [{"slot": 1}]}, "a value for tables"),
        ({"slots": [{"slot": "9:00", "tables": 1}]}, "a whole number for slot"),
        ({"slots": [{"slot": 1, "tables": 2000000}]}, "a list of whole numbers for tables"),
        ({"meetings": [{"meeting": 1, "participants": [1, 1]}]}, "two or more different participants"),
        ({"meetings": [{"meeting": 1, "participants": [1, 7]}]}, "numbers that exist; 7 does not"),
        ({"meetings": [{"meeting": 1, "participants": [1, 2], "wieght": 1}]}, None),
        ({"meetings": [{"meeting": 1, "participants": [1, 2]}] * 2}, "every meeting once; 1 stands twice"),
    ],
)
def test_wrong_json_says_where(tmp_path: Path, change: dict[str, object], expected: str | None) -> None:
    right = {
        "slots": [{"slot": 1, "tables": 1}],
        "participants": [{"participant": 1}, {"participant": 2}],
        "meetings": [],
    }
    problem = wrong(written(tmp_path, "r.json", json.dumps(right | change, indent=1)))
    assert expected is None or problem.expected == expected
    assert problem.line > 1


def test_wrong_json_syntax_has_line_and_column(tmp_path: Path) -> None:
    problem = wrong(written(tmp_path, "r.json", '{\n "slots": [}'))
    assert (problem.line, problem.column, problem.expected) == (2, 12, "JSON (Expecting value)")


@pytest.mark.parametrize(
    ("name", "text", "line", "column", "expected"),
    [
        ("meetings.csv", "meeting,who\n", 1, 2, None),
        ("meetings.csv", "participants\n1\n", 1, 1, "a column named meeting"),
        ("meetings.csv", "meeting\n1\n", 2, 1, "two or more different participants"),
        (
            "meetings.csv",
            "meeting,participants,weight\n1,1 2,1\n2,1 3,-4\n",
            3,
            3,
            "facts that fit together. Meeting 1 has weight -4; expected 0 or more. (numbers from 0)",
        ),
        ("meetings.csv", "meeting,either\n1,1:2 3:\n", 2, 2, None),
        ("meetings.csv", "meeting,either\n1,1:2 2:3\n", 2, 1, "two or more different participants"),
        ("participants.csv", "participant,preferences\n1,1:2:3\n", 2, 2, None),
        ("participants.csv", "participant,preferences\n1,9:2\n", 2, 2, "numbers that exist; 9 does not"),
        ("participants.csv", "participant,zone\n1,Asia/Seoul\n", 2, 1, "a zone and waking hours together"),
        ("participants.csv", "participant,zone,waking\n1,Asia/Soul,8-9\n", 2, 2, None),
        ("participants.csv", "participant,zone,waking\n1,Asia/Seoul,8-9\n", 2, 3, "waking hours, such as 08:00-22:00"),
        ("slots.csv", "slot,tables,start\n1,2,9:00\n", 2, 3, "a moment with its offset, such as 2026-03-05T14:00Z"),
        ("house.csv", "table,owner\n1,9\n", 2, 2, "numbers that exist; 9 does not"),
        ("walking.csv", "one,other\n1,9\n", 1, 1, "a column named slots"),
        ("meetings.csv", "meeting,participants\n1,1 two\n", 2, 2, "whole numbers separated by spaces as participants"),
        ("meetings.csv", "meeting,participants\n\n1,1 9\n", 3, 2, "numbers that exist; 9 does not"),
        ("meetings.csv", "meeting,participants\n1,1 2,5\n", 2, 3, "2 values, as the heading has"),
        ("slots.csv", "slot,tables\n1,2\n1,2\n", 3, 1, "every slot once; 1 stands twice"),
        ("slots.csv", "slot,tables\n1,2000000\n", 2, 2, "0 to 100000 tables"),
        ("round.csv", "fairness\nlow\n", 2, 1, "a whole number as fairness"),
    ],
)
def test_wrong_csv_names_file_line_and_column(
    tmp_path: Path, name: str, text: str, line: int, column: int, expected: str | None
) -> None:
    write_csv(counted(PUBLISHED), tmp_path)
    problem = wrong(written(tmp_path, name, text).parent)
    assert (problem.path, problem.line, problem.column) == (os.fspath(tmp_path / name), line, column)
    assert expected is None or problem.expected == expected


def test_a_spreadsheet_with_semicolons_and_a_number_of_tables_is_read(tmp_path: Path) -> None:
    write_csv(counted(PUBLISHED), tmp_path)
    written(tmp_path, "slots.csv", "\ufeffslot;tables;session\r\n1;2;1\r\n2;2;1\r\n3;2;2\r\n")
    assert read_problem(tmp_path) == counted(PUBLISHED)


def test_a_schedule_is_read_from_what_solve_prints_and_from_csv(tmp_path: Path) -> None:
    source = counted(PUBLISHED)
    schedule = Schedule({0: Placement(1, 2), 1: Placement(0, 1)})
    for text in ('{"placements": [[1, 2, 2], [2, 1, 1]]}', "[[1,2,2],[2,1,1]]", "slot,meeting,table\n2,1,2\n1,2,1\n"):
        assert read_schedule(written(tmp_path, "s", text), source) == schedule
    assert source.inward(source.outward(schedule)) == schedule


def test_a_schedule_says_who_of_the_alternatives_attends(tmp_path: Path) -> None:
    meetings = (Meeting((0, 1)), Meeting((0,), either=((1, 2),)))
    source = replace(counted(replace(PUBLISHED, meetings=meetings)), participants=(7, 8, 9))
    schedule = Schedule({0: Placement(1, 2), 1: Placement(0, 1, (2,))})
    assert source.outward(schedule) == [[2, 1, 1, 9], [1, 2, 2]]
    assert source.inward(source.outward(schedule)) == schedule
    for text in ("[[2,1,1,9],[1,2,2]]", "meeting,slot,table,attending\n2,1,1,9\n1,2,2,\n"):
        assert read_schedule(written(tmp_path, "s", text), source) == schedule


def closed(tmp_path: Path, starts: list[str], zone: str, waking: str) -> list[int]:
    """The slots (an hour long, counted from 0) in which somebody with these waking hours cannot come."""
    rows = {
        "slots": [{"slot": number, "tables": 1, "start": start, "minutes": 60} for number, start in enumerate(starts)],
        "participants": [{"participant": 1, "zone": zone, "waking": waking}, {"participant": 2}],
        "meetings": [{"meeting": 1, "participants": [1, 2]}],
    }
    problem = read_problem(written(tmp_path, "online.json", json.dumps(rows))).problem
    assert problem.participants[1].forbidden == frozenset()
    assert problem.allowed[0] == frozenset(range(len(starts))) - problem.participants[0].forbidden
    return sorted(problem.participants[0].forbidden)


def test_both_sides_of_an_online_meeting_are_awake(tmp_path: Path) -> None:
    starts = ["2026-01-12T22:00Z", "2026-01-12T23:00Z", "2026-01-13T00:00+00:00", "2026-01-13T08:00+09:00"]
    assert closed(tmp_path, starts, "Asia/Seoul", "08:00-10:00") == [0]
    assert closed(tmp_path, starts, "America/New_York", "08:00-18:00") == [1, 2, 3]
    assert closed(tmp_path, starts, "America/New_York", "08:00-24:00") == []
    assert closed(tmp_path, starts, "America/New_York", "18:00-00:30") == [0]
    assert closed(tmp_path, starts, "UTC", "20:00-00:00") == [2]


def test_waking_hours_follow_a_change_of_clocks(tmp_path: Path) -> None:
    # In Boston clocks go from EST to EDT on 8 March 2026, at 02:00, and back on 1 November.
    for before, after in (("2026-03-07", "2026-03-09"), ("2026-11-02", "2026-10-31")):
        winter = [f"{before}T12:00Z", f"{before}T13:00Z"]
        summer = [f"{after}T11:00Z", f"{after}T12:00Z"]
        assert closed(tmp_path, [*winter, *summer], "America/New_York", "08:00-22:00") == [0, 2]
    # The night of the change has no 02:30; waking hours from then begin when clocks show 03:30.
    night = ["2026-03-08T06:00Z", "2026-03-08T07:00Z", "2026-03-08T07:30Z"]
    assert closed(tmp_path, night, "America/New_York", "02:30-12:00") == [0, 1]
    assert closed(tmp_path, night, "America/New_York", "22:00-04:00") == [2]


def test_waking_hours_need_the_time_of_every_slot(tmp_path: Path) -> None:
    write_csv(counted(PUBLISHED), tmp_path)
    written(tmp_path, "participants.csv", "participant,zone,waking\n1,Asia/Seoul,08:00-22:00\n2,,\n3,,\n")
    problem = wrong(tmp_path)
    assert (problem.path, problem.line, problem.column) == (os.fspath(tmp_path / "slots.csv"), 2, 1)
    assert problem.expected == "a start for every slot, for somebody has waking hours"


@pytest.mark.parametrize(
    ("text", "line", "column", "expected"),
    [
        ("{}", 1, 1, 'a list of [meeting, slot, table], or an object with one as "placements"'),
        ('{"placements":\n 7}', 2, 2, 'a list of [meeting, slot, table], or an object with one as "placements"'),
        (
            "[[1, 2]]",
            1,
            2,
            "three whole numbers or more [meeting, slot, table] and who of its alternatives attends",
        ),
        ("[[1,1,1],\n[1,2,1]]", 2, 1, "one place for each meeting; meeting 1 has two"),
        ("[[99,1,1]]", 1, 2, "meetings of the problem; it has no meeting 99"),
        ("[[1,1,1],\n[2,9,1]]", 2, 1, "slots of the problem; it has no slot 9"),
        ("[[1,1,1,2,8]]", 1, 2, "participants of the problem; it has none of these: 8"),
        ("meeting,slot\n1,1\n", 1, 1, "the columns meeting, slot, table and, if wanted, attending"),
        ("meeting,slot,table\n1,1,1\n2,one,1\n", 3, 2, "a whole number as slot"),
        ("meeting,slot,table\n1,1,1\n1,2,1\n", 3, 1, "one place for each meeting; meeting 1 has two"),
        ("[", 1, 2, "JSON (Expecting value)"),
        ("[" * 100_000, 1, 1, "JSON that is less deeply nested"),
    ],
)
def test_a_wrong_schedule_is_told(tmp_path: Path, text: str, line: int, column: int, expected: str) -> None:
    with pytest.raises(WrongFile) as raised:
        read_schedule(written(tmp_path, "s", text), counted(PUBLISHED))
    assert (raised.value.line, raised.value.column, raised.value.expected) == (line, column, expected)


@pytest.mark.parametrize(
    "facts",
    [
        {"slots": (), "tables": ()},
        {"tables": ((1,),)},
        {"tables": ((1, 1), (1,), (1,))},
        {"tables": ((), (), ())},
        {"fairness": -1},
        {"participants": (Participant(frozenset({8})), Participant(), Participant())},
        {"participants": (Participant(most=-1), Participant(), Participant())},
        {"meetings": (Meeting((0,)),)},
        {"meetings": (Meeting((0, 0)),)},
        {"meetings": (Meeting((0, 7)),)},
        {"meetings": (Meeting((0, 1), slots=frozenset({9})),)},
        {"meetings": (Meeting((0, 1), fixed_slot=9),)},
        {"meetings": (Meeting((0, 1), fixed_table=9),)},
        {"meetings": (Meeting((0, 1), session=9),)},
        {"meetings": (Meeting((0, 1), weight=-1),)},
        {"meetings": (Meeting((0, 1), earlier_than=(0,)),)},
        {"meetings": (Meeting((0, 1), earlier_than=(5,)),)},
        {"participants": (Participant(rest=-1), Participant(), Participant())},
        {"participants": (Participant(preferences=((9, 1),)), Participant(), Participant())},
        {"participants": (Participant(preferences=((1, 1), (1, 2))), Participant(), Participant())},
        {"meetings": (Meeting((0,), either=((),)),)},
        {"meetings": (Meeting((0,), either=((0, 1),)),)},
        {"meetings": (Meeting((0,), either=((1, 9),)),)},
        {"house": (Table(9),)},
        {"house": (Table(1), Table(1))},
        {"house": (Table(1, owner=9),)},
        {"house": (Table(1, owner=0, reserved_for=frozenset({1})),)},
        {"walking": ((0, 1, 2),)},
        {"house": (Table(1, area=1),), "walking": ((1, 1, 2),)},
        {"house": (Table(1, area=1),), "walking": ((0, 1, 2), (1, 0, 2))},
        {"house": (Table(1, area=1),), "walking": ((0, 1, -2),)},
    ],
)
def test_a_wrong_problem_cannot_be_built(facts: dict[str, object]) -> None:
    names = ("participants", "slots", "tables", "meetings", "fairness")
    right = {name: getattr(PUBLISHED, name) for name in names}
    with pytest.raises(WrongProblem, match=r"\.$"):
        Problem(**(right | facts))
