"""The measurement: what it runs, what it says of it, and that a peer is held to the same rules."""

import json
from pathlib import Path

import pytest

from bridgehead.engines.scheduling.bench.cases import Case
from bridgehead.engines.scheduling.bench.large import SECTIONS, Trial, lines
from bridgehead.engines.scheduling.bench.peers import Peer, installed_peers
from bridgehead.engines.scheduling.bench.ran import Spent, ran
from bridgehead.engines.scheduling.bench.rows import Row, heading, spread_table
from bridgehead.engines.scheduling.bench.targets import targets
from bridgehead.engines.scheduling.bench.trials import TRIALS, repair_figures
from bridgehead.engines.scheduling.cli import BENCH_SETS, main
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.rounds import SIZES
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


def test_every_kind_of_trial_can_be_asked_for() -> None:
    assert BENCH_SETS[BENCH_SETS.index("large") + 1 :] == tuple(SECTIONS)
    assert {*TRIALS} == {*SECTIONS, "digest"}


def test_a_trial_tells_the_figures_of_its_columns() -> None:
    told = ran("fresh", "usual-60-short", "1", "0.3", module="bridgehead.engines.scheduling.bench.trials")
    trial = Trial("fresh", "usual-60-short", 1, json.loads(told.out))
    assert trial.figures["placed"] <= trial.figures["meetings"] == 260
    assert trial.figures["weight"] <= trial.figures["weight_bound"]
    heading, line = lines([trial])
    assert heading.splitlines()[-1].count("|") == line.count("|") == 3 + len(SECTIONS["fresh"].columns)


def test_a_repair_is_measured_with_few_and_with_all_others_that_help() -> None:
    recipe = Recipe(participants=300, requests=2000, slots=24, tables=120, days=2)
    figures = repair_figures(generated(recipe, seed=1), 1, 1.0)
    assert figures["changes"] == 3
    assert figures["others"] <= max(1, figures["lost"] / 10)
    assert figures["all_removed_weight"] <= figures["removed_weight"]
    assert Trial("repair", "small", 1, figures).line().count("|") == 3 + len(SECTIONS["repair"].columns)


def cancels(*waited: float) -> list[Trial]:
    return [
        Trial("cancel", "large-10000-tight", seed, {"moment": 1.0, "waited": seconds, "placed": 7})
        for seed, seconds in enumerate(waited, 1)
    ]


def test_trials_are_told_with_their_spread_and_held_to_the_promise() -> None:
    assert list(lines(cancels(0.2, 0.6, 0.3)))[1:] == [
        "| large-10000-tight | 1 | 1.00 | 0.20 | 7 |",
        "| large-10000-tight | 2 | 1.00 | 0.60 | 7 |",
        "| large-10000-tight | 3 | 1.00 | 0.30 | 7 |",
        "|  | least | 1.00 | 0.20 | 7 |",
        "|  | median | 1.00 | 0.30 | 7 |",
        "|  | most | 1.00 | 0.60 | 7 |",
    ]
    assert [target.line() for target in targets([], cancels(0.2, 0.6, 0.3))] == [
        "| cancel: 10,000 participants | at most 0.50 s | 0.30 s, at worst 0.60 s | missed |"
    ]
    assert [target.met for target in targets([], cancels(0.2, 0.5))] == [True]


def test_growth_is_held_to_n_log_n() -> None:
    def grown(power: float) -> list[Trial]:
        return [Trial("growth", size, 1, {"cpu_seconds": (int(size) / 1000) ** power}) for size in SIZES]

    assert [target.line() for power in (1.1, 1.2) for target in targets([], grown(power))] == [
        "| growth from 1,000 to 10,000 participants | at most n log n (power 1.12) | power 1.10 | met |",
        "| growth from 1,000 to 10,000 participants | at most n log n (power 1.12) | power 1.20 | missed |",
    ]
    assert targets([], grown(1.1)[1:]) == []
