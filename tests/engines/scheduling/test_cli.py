"""The command: its one object, its exit codes, and how fast it comes up."""

import json
import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path

import pytest

from bridgehead.engines.scheduling.cli import WISHES, main
from bridgehead.engines.scheduling.formats import counted, read_problem, write_json
from bridgehead.engines.scheduling.generate import Recipe
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, tables_numbered

KEYS = [
    "status",
    "meetings",
    "placed",
    "weight",
    "weight_bound",
    "breaks",
    "breaks_bound",
    "seconds",
    "cpu_seconds",
    "seed",
    "violations",
    "placements",
]
ROUND = Problem((Participant(),) * 3, (Slot(),) * 2, tables_numbered(1, 2), (Meeting((0, 1)), Meeting((1, 2))), 2)
README = Path(__file__).resolve().parents[3] / "README.md"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    write_json(counted(ROUND), tmp_path / "round.json")
    return tmp_path / "round.json"


def test_solve_prints_one_object_that_check_accepts(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["solve", str(file), "--json", "--seed", "4", "--budget", "30"]) == 0
    printed = capsys.readouterr().out
    shown = json.loads(printed)
    assert list(shown) == KEYS
    assert {key: shown[key] for key in KEYS if "seconds" not in key and key != "placements"} == {
        "status": "optimal",
        "meetings": 2,
        "placed": 2,
        "weight": 2,
        "weight_bound": 2,
        "breaks": 0,
        "breaks_bound": 0,
        "seed": 4,
        "violations": [],
    }
    (tmp_path / "s.json").write_text(printed)
    assert main(["check", str(file), str(tmp_path / "s.json")]) == 0
    assert capsys.readouterr().out == "The schedule keeps every rule.\n"
    assert main(["solve", str(file), "--start", str(tmp_path / "s.json")]) == 0


def test_keep_tells_how_many_meetings_move_and_how_preferred_the_times_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = (Participant(frozenset({0}), preferences=((1, 2),)), Participant(), Participant())
    write_json(counted(replace(ROUND, participants=people)), tmp_path / "round.json")
    (tmp_path / "s.json").write_text("[[1, 1, 1], [2, 2, 1]]")
    assert main(["solve", str(tmp_path / "round.json"), "--start", str(tmp_path / "s.json"), "--keep"]) == 0
    told = capsys.readouterr().out
    assert told.startswith(
        "2 of 2 meetings placed, weight 2 (at most 2), moved 2 (at least 2), preferred times 2 (at most 2), breaks 0"
    )


def test_check_names_the_broken_rule(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "s.json").write_text("[[1, 1, 1], [2, 1, 1]]")
    assert main(["check", str(file), str(tmp_path / "s.json")]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "Participant 2 sits in meetings 1 and 2 at once, in slot 1.",
        "Meetings 1 and 2 share table 1 in slot 1.",
    ]


def test_a_proof_that_there_is_no_schedule_is_a_success(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    meetings = (Meeting((0, 1), fixed_slot=0), Meeting((1, 2), fixed_slot=0))
    write_json(counted(Problem(ROUND.participants, ROUND.slots, ROUND.tables, meetings)), tmp_path / "r.json")
    file, answer, certificate = (str(tmp_path / name) for name in ("r.json", "s.json", "c.zip"))
    assert main(["solve", file, "--json", "--certificate", certificate]) == 0
    printed = capsys.readouterr().out
    assert json.loads(printed)["status"] == "infeasible"
    Path(answer).write_text(printed)
    assert main(["check", file, answer, "--certificate", certificate]) == 0
    assert capsys.readouterr().out.startswith("No schedule exists")
    assert main(["check", file, answer]) == 2
    told = f"{answer}, line 1, column 1: expected a schedule to check, or a --certificate that there is none\n"
    assert capsys.readouterr().err == told


@pytest.mark.parametrize("kept", [False, True])
def test_what_is_told_beside_breaks_depends_on_what_is_asked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], kept: bool
) -> None:
    people = (Participant(preferences=((1, 2),)), Participant(), Participant())
    file, earlier = str(tmp_path / "round.json"), tmp_path / "s.json"
    write_json(counted(replace(ROUND, participants=people)), Path(file))
    earlier.write_text("[[1, 1, 1], [2, 2, 1]]")
    assert main(["solve", file, "--json", *(["--start", str(earlier), "--keep"] if kept else [])]) == 0
    told = [*(["moved", "moved_bound"] if kept else []), "preference", "preference_bound"]
    assert list(json.loads(capsys.readouterr().out)) == [*KEYS[:5], *told, *KEYS[5:]]


def test_every_wish_of_generate_is_explained() -> None:
    assert [*WISHES] == [field.name for field in fields(Recipe)]


def test_a_wrong_file_is_exit_2_with_its_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "r.json").write_text("{")
    assert main(["solve", str(tmp_path / "r.json")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'r.json'}, line 1, column 2: expected JSON")


@pytest.mark.parametrize("arguments", [["--budget", "0"], ["--budget", "soon"], ["--fairness", "-1"]])
def test_a_wrong_option_is_exit_2(file: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["solve", str(file), *arguments])
    assert left.value.code == 2
    assert "expected" in capsys.readouterr().err or arguments[1] == "soon"


def test_a_budget_that_ends_with_nothing_is_exit_3(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["solve", str(file), "--budget", "1e-9"]) == 3
    assert capsys.readouterr().out.startswith("No schedule was found")


def test_generate_writes_a_round_that_can_be_read(tmp_path: Path) -> None:
    wanted = ["--participants", "10", "--requests", "12", "--slots", "6", "--tables", "3", "--no-two-sides"]
    assert main(["generate", str(tmp_path / "r.json"), *wanted]) == 0
    assert main(["generate", str(tmp_path / "r"), *wanted]) == 0
    assert read_problem(tmp_path / "r.json") == read_problem(tmp_path / "r")
    assert len(read_problem(tmp_path / "r").problem.meetings) == 12
    assert main(["generate", str(tmp_path / "r"), *wanted, "--requests", "99"]) == 2


def test_check_and_help_do_not_wait_for_the_solvers(file: Path) -> None:
    script = (
        "import sys; from bridgehead.engines.scheduling.cli import main\n"
        f"main(['check', {str(file)!r}, {str(file)!r}])\n"
        "print(sorted({'numba', 'numpy', 'scipy', 'pysat', 'django'} & set(sys.modules)))"
    )
    environment = os.environ | {"PYTHONPATH": "src"}
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True)
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_commands_of_the_readme_run_as_they_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    start = "./run bridgehead timetable "
    lines = [line for line in README.read_text(encoding="utf-8").splitlines() if line.startswith(start)]
    monkeypatch.chdir(tmp_path)

    codes = []
    for line in lines:
        command, _, target = line.removeprefix(start).partition(" > ")
        codes.append(main([*command.split(), *(["--budget", "2"] if command.startswith("solve") else [])]))
        told = capsys.readouterr().out
        if target:
            Path(target).write_text(told, encoding="utf-8")

    assert (len(codes), set(codes)) == (4, {0})
