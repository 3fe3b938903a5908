"""A few of the published instances (Bofill et al., JAIR 2022), against the optimum that the paper prints (d = 2)."""

from pathlib import Path

import pytest

from bridgehead.engines.scheduling.bench.cases import instances_folder
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.formats import WrongFile, read_problem
from bridgehead.engines.scheduling.schedule import Status
from bridgehead.engines.scheduling.solve import solve

pytestmark = pytest.mark.published


@pytest.mark.parametrize(
    ("name", "breaks"),
    [("forum-13", 0), ("forum-14", 2), ("forumt-14", 5), ("forumt-14crafe", 5), ("tic-12crafc", 0), ("tic-13crafc", 4)],
)
def test_the_published_optimum_is_found_and_proven(name: str, breaks: int) -> None:
    problem = read_problem(instances_folder() / f"{name}.original.dzn").problem
    result = solve(problem, budget_seconds=60)
    assert violations(problem, result.schedule) == []
    assert (result.status, result.placed, result.breaks) == (Status.OPTIMAL, len(problem.meetings), breaks)


def test_a_round_that_cannot_be_held_is_proven_so() -> None:
    problem = read_problem(instances_folder() / "tic-12.forb0003.dzn").problem
    assert solve(problem, budget_seconds=60).status is Status.INFEASIBLE


def test_a_missing_folder_is_named_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BRIDGEHEAD_INSTANCES", str(tmp_path))
    with pytest.raises(WrongFile, match="name their folder in BRIDGEHEAD_INSTANCES"):
        instances_folder()
