"""The measurement: what it runs, what it says of it, and that a peer is held to the same rules."""

import json
from pathlib import Path

import pytest

from bridgehead.engines.scheduling.bench.cases import Case
from bridgehead.engines.scheduling.bench.peers import Peer, installed_peers
from bridgehead.engines.scheduling.bench.ran import Spent
from bridgehead.engines.scheduling.bench.rows import Row, heading, spread_table
from bridgehead.engines.scheduling.bench.targets import targets
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.schedule import Result, Schedule, Status

DZN = """nBusiness = 4; nMeetings = 3; nTables = 2; nTotalSlots = 4; nMorningSlots = 4;
requested = [|1, 2,3, |2, 3,3, |1, 3,3, |];
forbidden = [{},{2},{1},{}];
"""
IMPOSSIBLE = DZN.replace("{2}", "{2,3,4}")


@pytest.fixture
def instances(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "small.original.dzn").write_text(DZN)
    (tmp_path / "small.forb1.dzn").write_text(IMPOSSIBLE)
    monkeypatch.setenv("BRIDGEHEAD_INSTANCES", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("instances")
def test_every_case_is_solved_certified_and_held_to_the_targets(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--only", "published", "--json", "--budget", "20"]) == 0
    told = json.loads(capsys.readouterr().out)
    figures = ("round", "status", "placed", "breaks", "breaks_bound", "certificate", "peers")
    assert [[row[figure] for figure in figures] for row in told["rows"]] == [
        ["small.forb1", "infeasible", 0, 0, 0, "checked", []],
        ["small", "optimal", 3, 1, 1, "checked", []],
        ["small, d = 0", "infeasible", 0, 0, 1, "checked", []],
        ["small, d = 1", "optimal", 3, 1, 1, "checked", []],
        ["small, d = 3", "optimal", 3, 1, 1, "checked", []],
    ]
    assert [(target["asked"], target["met"]) for target in told["targets"]] == [
        ("5", True),
        ("100 s", True),
        ("20 s", True),
    ]


@pytest.mark.usefixtures("instances")
def test_peers_are_asked_only_where_they_are_installed(capsys: pytest.CaptureFixture[str]) -> None:
    """The limits are small, for whichever of them there are."""
    code = main(["bench", "--only", "originals", "--peer", "--budget", "5"])
    said = capsys.readouterr()
    if installed_peers():
        assert code == 0
        assert said.out.splitlines()[2].count(" optimal | 1 | ") == 1 + len(installed_peers())
    else:
        assert (code, said.out) == (2, "")
        assert said.err == "--peer needs OR-Tools or MiniZinc; bench/README.md says how to install them\n"


def test_a_peer_that_breaks_a_rule_or_dies_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "small.dzn").write_text(DZN)
    (tmp_path / "liar.py").write_text('print(\'{"status": "optimal", "breaks": 0, "placements": [[1, 2, 1]]}\')')
    monkeypatch.setenv("PYTHONPATH", f"src:{tmp_path}")
    case = Case("small", tmp_path / "small.dzn", 5.0)
    assert [Peer("peer", module).row(case).status for module in ("liar", "nowhere")] == ["wrong", "none"]


def row(seed: int, *, status: Status = Status.FEASIBLE, published: bool = False, seconds: float = 2.0) -> Row:
    result = Result(status, Schedule(), 20, 19, 100 - seed, 100, 10 * seed, 5, 1.0, 1.0, seed)
    case = Case("forum", Path("forum.json"), 30.0, seed=seed, published=published)
    return Row(case, result, Spent(seconds, 1.5, 200), "checked", 0.5, worker=1)


def test_rounds_made_with_several_seeds_are_told_by_median_and_range() -> None:
    assert spread_table([row(1), row(3), row(2)]).splitlines()[2:] == [
        "| forum | 3 | 2.000 (1.000–3.000) | 20 (10–30) | 5 (5–5) | 2.0 (2.0–2.0) | 1.5 (1.5–1.5) | 200 (200–200) |"
    ]
    assert spread_table([]) == ""
    assert row(1).line() == "| forum | 1 | feasible | 19/20 | 99 | 100 | 10 | 5 | 2.00 | 1.50 | 200 | checked | 0.50 |"
    assert heading([]).splitlines()[0].count("|") == row(1).line().count("|")


def test_a_published_case_that_is_slow_or_open_misses_its_target() -> None:
    proven = row(1, status=Status.OPTIMAL, published=True, seconds=50.0)
    assert [(target.measured, target.met) for target in targets([proven, row(2, published=True, seconds=51.0)])] == [
        ("1", False),
        ("101.0 s (3.0 CPU s)", False),
        ("51.0 s (forum)", False),
    ]
    assert targets([row(1)]) == []
