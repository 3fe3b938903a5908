"""Generated rounds: the same again for the same recipe and seed, as large, as patchy and as tight as asked."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.scheduling.certificates.verify import proven
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.cli import main
from bridgehead.engines.scheduling.formats import counted, write_json
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.problem import WrongProblem
from bridgehead.engines.scheduling.schedule import Status
from bridgehead.engines.scheduling.solve import solve
from bridgehead.engines.scheduling.solvers.certify import certified

UNHURRIED = settings(
    deadline=None, max_examples=25, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
FORUM = Recipe(participants=40, requests=120, slots=12, days=2, sessions=2)


@st.composite
def recipes(draw: st.DrawFn) -> Recipe:
    people = draw(st.integers(4, 12))
    wishes: dict[str, Any] = {
        "participants": people,
        "requests": draw(st.integers(0, people)),
        "slots": draw(st.integers(4, 8)),
        "tables": draw(st.integers(0, 3)),
        "days": draw(st.sampled_from([1, 2])),
        "sessions": draw(st.sampled_from([1, 2])),
        "tightness": draw(st.sampled_from([0.5, 0.9, 1.5])),
        "two_sides": draw(st.booleans()),
        "skew": draw(st.sampled_from([0.0, 0.5, 1.0])),
        "absent": draw(st.sampled_from([0.0, 0.2, 0.6])),
        "must": draw(st.sampled_from([0.0, 0.3, 1.0])),
        "mandatory": draw(st.booleans()),
        "fairness": draw(st.sampled_from([None, None, 2])),
    }
    assert set(wishes) == {field.name for field in fields(Recipe)}, "a wish that no round here is made with"
    return Recipe(**wishes)


@settings(UNHURRIED, max_examples=200)
@given(recipes(), st.integers(0, 1000))
def test_a_generated_round_is_what_its_recipe_asks_for(recipe: Recipe, seed: int) -> None:
    problem = generated(recipe, seed=seed)
    pairs = [meeting.participants for meeting in problem.meetings]
    half = recipe.participants // 2
    facts = (len(problem.participants), len(set(pairs)), len(problem.slots), problem.fairness)
    assert facts == (recipe.participants, recipe.requests, recipe.slots, recipe.fairness)
    assert {slot.day for slot in problem.slots} == set(range(recipe.days))
    assert {slot.session for slot in problem.slots} == set(range(recipe.days * recipe.sessions))
    tables = recipe.tables or max(1, round(recipe.requests / recipe.slots / recipe.tightness))
    assert [len(numbers) for numbers in problem.tables] == [tables] * recipe.slots
    assert all(one < other for one, other in pairs)
    assert not recipe.two_sides or all(one < half <= other for one, other in pairs)
    assert all(meeting.mandatory == recipe.mandatory for meeting in problem.meetings)
    assert {meeting.weight for meeting in problem.meetings} <= {0.0: {1}, 0.3: {1, 3}, 1.0: {3}}[recipe.must]
    away = [len(participant.forbidden) for participant in problem.participants]
    assert max(away) < recipe.slots
    assert recipe.absent or not any(away)


@UNHURRIED
@given(recipes(), st.integers(0, 1000))
def test_any_generated_round_is_solved_without_a_broken_rule(recipe: Recipe, seed: int) -> None:
    problem = generated(recipe, seed=seed)
    result = solve(problem, budget_seconds=3, seed=seed)
    if result.status is Status.INFEASIBLE:
        assert recipe.mandatory
        assert proven(problem, None, certified(problem, result)[0])
    else:
        assert (result.status is Status.UNKNOWN, violations(problem, result.schedule)) == (False, [])


def test_equal_seeds_give_equal_bytes_and_others_do_not(tmp_path: Path) -> None:
    written = []
    for index, seed in enumerate((1, 1, 2)):
        write_json(counted(generated(FORUM, seed=seed)), tmp_path / f"{index}.json")
        written.append((tmp_path / f"{index}.json").read_bytes())
    assert written[0] == written[1] != written[2]


def test_a_round_is_as_large_and_as_tight_as_asked() -> None:
    problem = generated(replace(FORUM, tightness=1.25), seed=1)
    assert (len(problem.participants), len(problem.meetings)) == (40, 120)
    assert [len(tables) for tables in problem.tables] == [8] * 12
    assert [(slot.day, slot.session) for slot in problem.slots[::3]] == [(0, 0), (0, 1), (1, 2), (1, 3)]
    assert all(meeting.participants[0] < 20 <= meeting.participants[1] for meeting in problem.meetings)


def test_a_skewed_round_has_participants_that_many_want_to_meet() -> None:
    even, skewed = (
        max(map(len, generated(replace(FORUM, participants=200, requests=1000, skew=skew), seed=1).meetings_of))
        for skew in (0.0, 1.0)
    )
    assert skewed > 2 * even


@pytest.mark.parametrize(
    "wrong",
    [
        {"participants": 1},
        {"requests": 1_000},
        {"slots": 3},
        {"days": 0},
        {"tightness": 0.0},
        {"absent": 1.5},
        {"skew": -1.0},
    ],
)
def test_a_recipe_for_no_round_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(WrongProblem):
        generated(replace(FORUM, **wrong), seed=1)  # type: ignore[arg-type]  # the point of the test


def test_the_command_needs_only_participants_and_requests(tmp_path: Path) -> None:
    file = str(tmp_path / "round.json")
    assert main(["generate", file, "--participants", "20", "--requests", "40", "--seed", "3"]) == 0
    written = (tmp_path / "round.json").read_bytes()
    assert main(["generate", file, "--participants", "20", "--requests", "40", "--seed", "3"]) == 0
    assert (tmp_path / "round.json").read_bytes() == written
