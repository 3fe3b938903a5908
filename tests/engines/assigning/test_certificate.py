"""A certificate proves what it claims, and one that was altered is refused."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from bridgehead.engines.assigning.assignment import Status
from bridgehead.engines.assigning.certificate import Certificate, sealed, unproven
from bridgehead.engines.assigning.generate import Recipe, generated
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer
from bridgehead.engines.assigning.solve import solve
from tests.engines.assigning.problems import best_by_trying, small_problem

EVEN = generated(Recipe(30, 9, 3, organisations=6, fair=True), seed=2)
#: The last reviewer knows most and may read little, so that loads cannot be even.
UNEVEN = Problem(
    (Application(1),) * 9,
    (Reviewer(),) * 3,
    tuple((100 + number, 300 - number, 1000) for number in range(9)),
    frozenset((application, 2) for application in range(1, 9)),
    fair=True,
)
CROWDED = Problem(
    (Application(2),) * 3,
    (Reviewer(most=2), Reviewer(most=1), Reviewer()),
    ((1, 2, 3),) * 3,
    frozenset({(0, 2), (1, 2)}),
)
SHORT = Problem((Application(2), Application(1)), (Reviewer(), Reviewer()), ((1, 2), (3, 4)), frozenset({(0, 1)}))
ALTERED = "The certificate was altered since it was written."
PROOFS = ("impossible", "uneven", "unfair", "best")


def certificate_of(problem: Problem) -> Certificate:
    """What the solver hands out, and it holds."""
    certificate = solve(problem, budget_seconds=60, seed=0).certificate
    assert certificate is not None
    assert unproven(problem, certificate) == []
    return certificate


@pytest.mark.parametrize("problem", [EVEN, UNEVEN, CROWDED, SHORT])
def test_a_certificate_with_one_number_altered_is_refused(problem: Problem) -> None:
    certificate, tried = certificate_of(problem), 0
    for name in ("spread", "floor", "bound", "short"):
        number = getattr(certificate, name)
        for altered in (None,) if number is None else (number - 1, number + 1, 10**9):
            if altered != number:
                assert unproven(problem, replace(certificate, **{name: altered})) == [ALTERED]
                tried += 1
    for name in PROOFS:
        proofs = getattr(certificate, name)
        for row, prices in enumerate(proofs):
            for place, price in enumerate(prices):
                wrong = (*prices[:place], price + 1, *prices[place + 1 :])
                altered_proofs = (*proofs[:row], wrong, *proofs[row + 1 :])
                assert unproven(problem, replace(certificate, **{name: altered_proofs})) == [ALTERED]
                tried += 1
    assert tried > 1


@pytest.mark.parametrize("problem", [EVEN, UNEVEN])
def test_a_claim_better_than_the_truth_is_refused_whoever_sealed_it(problem: Problem) -> None:
    certificate = certificate_of(problem)
    for name in ("spread", "floor", "bound"):
        better = replace(certificate, **{name: getattr(certificate, name) - 1})
        assert unproven(problem, sealed(better)) != [], name
    for none in (
        replace(certificate, bound=None, impossible=certificate.best),
        replace(certificate, bound=None, short=0),
    ):
        assert unproven(problem, sealed(none)) != []


@pytest.mark.parametrize("problem", [EVEN, UNEVEN, CROWDED])
def test_no_price_can_be_left_out(problem: Problem) -> None:
    certificate = certificate_of(problem)
    for name in PROOFS:
        proofs = getattr(certificate, name)
        for row in range(len(proofs)):
            fewer = replace(certificate, **{name: (*proofs[:row], *proofs[row + 1 :])})
            assert unproven(problem, sealed(fewer)) != [], (name, row)


def test_whatever_the_prices_a_bound_that_holds_is_never_below_the_best() -> None:
    """Claims that are better than the truth are refused with the prices of the solver and with others."""
    for seed in range(60):
        problem = small_problem(seed, fair=False)
        certificate, best = certificate_of(problem), best_by_trying(problem)
        if best is None:
            continue
        for shift in (-3, -1, 0, 1, 3):
            prices = tuple(
                tuple(price + shift * (at % 2) for at, price in enumerate(each)) for each in certificate.best
            )
            for bound in range(best[2] - 3, best[2]):
                assert unproven(problem, sealed(replace(certificate, bound=bound, best=prices))) != [], seed


def test_a_certificate_is_for_its_problem_alone() -> None:
    certificate = certificate_of(EVEN)
    rows = ((EVEN.expertise[0][0] ^ 1, *EVEN.expertise[0][1:]), *EVEN.expertise[1:])

    assert unproven(replace(EVEN, expertise=rows), certificate) == ["The certificate is for another problem."]


def test_prices_are_one_for_each_reviewer() -> None:
    certificate = certificate_of(EVEN)

    assert unproven(EVEN, sealed(replace(certificate, best=((0,),)))) == ["Some prices are not one for each reviewer."]


def test_the_problems_of_these_tests_need_every_kind_of_proof() -> None:
    used = {name for problem in (EVEN, UNEVEN, CROWDED) for name in PROOFS if getattr(certificate_of(problem), name)}

    assert used == set(PROOFS)
    assert solve(SHORT, budget_seconds=60, seed=0).status is Status.INFEASIBLE


def test_what_is_accepted_is_true_whoever_wrote_and_sealed_it() -> None:
    """Claims and prices are drawn at random, or taken from the solver; most are refused."""
    accepted = 0
    for seed in range(60):
        problem, random = small_problem(seed, fair=False), Random(seed)
        ours, best = certificate_of(problem), best_by_trying(problem)
        for _ in range(15):
            claimed = replace(
                ours,
                spread=random.randint(0, 3),
                bound=random.choice((None, ours.bound, 0, 5, (ours.bound or 0) - 1)),
                short=random.choice((None, ours.short, 0)),
                **{name: random.choice((getattr(ours, name), _drawn(problem, random))) for name in PROOFS},
            )
            if unproven(problem, sealed(claimed)) == []:
                accepted += 1
                assert not _is_false(claimed, best), (seed, claimed)
    assert accepted > 60


def _drawn(problem: Problem, random: Random) -> tuple[tuple[int, ...], ...]:
    prices = (-1000, -5, -1, 0, 0, 1, 5, 1000)
    return tuple(tuple(random.choice(prices) for _ in problem.reviewers) for _ in range(random.randint(1, 3)))


def _is_false(claimed: Certificate, best: tuple[int, int, int] | None) -> bool:
    """Whether the best of all assignments contradicts what is claimed."""
    if best is None:
        return False
    spread, _, value = best
    if claimed.bound is None or claimed.spread > spread:
        return True
    return claimed.spread == spread and claimed.bound < value
