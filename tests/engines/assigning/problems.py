"""Small problems of every kind, and the best of each by trying everything."""

from itertools import combinations, product
from random import Random

from bridgehead.engines.assigning.assignment import Assignment
from bridgehead.engines.assigning.check import is_below_floor, spread_of, value_of, violations
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer, WrongProblem


def small_problem(seed: int, *, fair: bool | None = None) -> Problem:
    """Up to four applications and reviewers with every rule; the seed is passed on until the facts agree."""
    random = Random(seed)
    while True:
        try:
            return _drawn(random, fair=fair)
        except WrongProblem:
            continue


def _drawn(random: Random, *, fair: bool | None) -> Problem:
    many, others, top = random.randint(0, 4), random.randint(0, 4), random.choice((1, 5, 1000))
    pairs = list(product(range(many), range(others)))
    conflicts = frozenset(pair for pair in pairs if random.random() < 0.1)
    return Problem(
        applications=tuple(Application(random.choice((0, 1, 1, 1, 2, 2, 3))) for _ in range(many)),
        reviewers=tuple(_reviewer(random) for _ in range(others)),
        expertise=tuple(tuple(random.randint(0, top) for _ in range(others)) for _ in range(many)),
        conflicts=conflicts,
        fixed=frozenset(pair for pair in pairs if random.random() < 0.08) - conflicts,
        earlier=frozenset(pair for pair in pairs if random.random() < 0.3),
        keep=random.choice((0, 0, 3, 500, 10**6)),
        spread=random.choice((0, 1, 1, 2)),
        fair=random.random() < 0.4 if fair is None else fair,
    )


def _reviewer(random: Random) -> Reviewer:
    fewest = most = None
    if random.random() < 0.35:
        most = random.choice((None, 0, 1, 2, 3, 4))
        fewest = random.choice((None, 0, 1, 2 if most is None else min(2, most)))
        if fewest is not None and most is not None and fewest > most:
            fewest = most
    return Reviewer(fewest, most, random.choice((None, None, 0, 1)))


def best_by_trying(problem: Problem) -> tuple[int, int, int] | None:
    """Spread, floor (0 without fairness) and value of the best of all assignments; None where there is none."""
    levels = sorted({0, *(known for row in problem.expertise for known in row)})
    tried = []
    for rows in product(*(combinations(range(len(problem.reviewers)), each.reviews) for each in problem.applications)):
        assignment = Assignment(rows)
        if violations(problem, assignment):
            continue
        floor = max(level for level in levels if not is_below_floor(problem, assignment, level)) if problem.fair else 0
        tried.append((-max(problem.spread, spread_of(problem, assignment)), floor, value_of(problem, assignment)))
    if not tried:
        return None
    spread, floor, value = max(tried)
    return -spread, floor, value
