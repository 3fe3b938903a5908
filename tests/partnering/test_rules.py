"""The rules of a round as data."""

from __future__ import annotations

import json

import pytest

from bridgehead.partnering import rules
from bridgehead.partnering.adapters.problem import (
    FrozenDelegation,
    FrozenPlace,
    FrozenProblem,
    FrozenRequest,
    FrozenSlot,
    FrozenTable,
    Question,
)
from bridgehead.partnering.models import Delegation, PartneringRound
from bridgehead.partnering.rules import RequestState, RoundPhase


def test_request_ends_once_unless_its_answer_is_taken_back_and_only_an_agreed_one_is_called_off() -> None:
    moves = {(old, new) for old in RequestState.values for new in RequestState.values if rules.may_become(old, new)}

    assert moves == {
        ("sent", "accepted"),
        ("sent", "declined"),
        ("sent", "withdrawn"),
        ("sent", "expired"),
        ("accepted", "withdrawn"),
        ("accepted", "sent"),
        ("declined", "sent"),
    }


def test_round_moves_one_phase_on_or_back() -> None:
    moves = {(old, new) for old in RoundPhase.values for new in RoundPhase.values if rules.may_move_on(old, new)}

    assert moves == {
        ("profile", "request"), ("request", "profile"), ("request", "place"), ("place", "request"),
        ("place", "run"), ("run", "place"), ("run", "closed"), ("closed", "run"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asks", "answers", "weight"), [("like", "like", 1), ("must", "like", 2), ("like", "must", 2), ("must", "must", 3)]
)
def test_weight_counts_who_must(asks: str, answers: str, weight: int) -> None:
    assert rules.weight_of(asks, answers) == weight


def test_sides_follow_the_country() -> None:
    assert [rules.side_of(country) for country in ("KR", "US", "")] == ["home", "abroad", "abroad"]


def test_asking_is_across_the_sides_of_one_round_unless_the_round_says_otherwise() -> None:
    across, free = PartneringRound(pk=1), PartneringRound(pk=2, across_sides_only=False)

    def pair(round_: PartneringRound, *sides: str) -> bool:
        one, other = (Delegation(pk=number, round_id=round_.pk, side=side) for number, side in enumerate(sides))
        return rules.may_ask(round_, one, other)

    oneself = Delegation(pk=5, round_id=2, side="home")
    elsewhere = Delegation(pk=6, round_id=1, side="abroad")
    assert [pair(across, "home", "abroad"), pair(across, "home", "home"), pair(free, "home", "home")] == [
        True,
        False,
        True,
    ]
    assert [rules.may_ask(free, oneself, oneself), rules.may_ask(free, oneself, elsewhere)] == [False, False]


def frozen(*closed: tuple[int, ...], tables: int = 1, most: int | None = None) -> FrozenProblem:
    """Four delegations (ids 10 to 13), closed in these of two slots (ids 100, 101), and four agreed meetings."""
    return FrozenProblem(
        delegations=tuple(FrozenDelegation(10 + number, each, most) for number, each in enumerate(closed)),
        slots=(FrozenSlot(100, 0, 0), FrozenSlot(101, 0, 0)),
        tables=tuple(FrozenTable(200 + number, number + 1) for number in range(tables)),
        requests=(
            FrozenRequest(1, 0, 1, 1),
            FrozenRequest(2, 2, 3, 1),
            FrozenRequest(3, 0, 2, 1),
            FrozenRequest(4, 1, 3, 1),
        ),
    )


def test_frozen_problem_survives_json_and_is_told_apart_by_its_digest() -> None:
    one, other = frozen((0,), (1,), (), ()), frozen((0,), (0,), (), ())

    assert FrozenProblem.from_json(one.as_json()) == one
    assert one.sha256 == FrozenProblem.from_json(one.as_json()).sha256 != other.sha256


def test_question_survives_json_and_its_digest_speaks_of_all_that_the_result_depends_on() -> None:
    problem, kept = frozen((0,), (1,), (), ()), (FrozenPlace(1, 100, 200),)
    asked = Question(problem, kept, seed=1, budget_seconds=5)
    others = [
        Question(frozen((), (), (), ()), kept, seed=1, budget_seconds=5),
        Question(problem, None, seed=1, budget_seconds=5),
        Question(problem, kept, seed=2, budget_seconds=5),
        Question(problem, kept, seed=1, budget_seconds=6),
        Question(problem, kept, seed=1, budget_seconds=5, fairness=2),
        Question(problem, kept, seed=1, budget_seconds=5, only_fills=True),
        Question(problem, kept, seed=1, budget_seconds=5, locked=kept),
    ]

    assert [Question.from_json(json.loads(json.dumps(each.as_json()))) for each in (asked, *others)] == [asked, *others]
    assert len({each.sha256 for each in (asked, *others)}) == 8
