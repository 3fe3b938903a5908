"""Believable problems: applications and reviewers with topics, organisations of reviewers, conflicts. By seed."""

from dataclasses import dataclass, replace
from random import Random

from bridgehead.engines.assigning.expertise import expertise_of
from bridgehead.engines.assigning.problem import Application, Problem, Reviewer

#: Of how many topics an application is at most, and how many a reviewer knows.
MOST_TOPICS, MOST_KNOWN = 3, 6


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a problem is to be like.

    A reviewer is in conflict with the share `conflicts` of the applications; `organisations` 0: everybody for oneself.
    The share `bounded` of reviewers has a load bounded singly, at half of the even one.
    """

    applications: int
    reviewers: int
    reviews: int = 3
    topics: int = 20
    organisations: int = 0
    conflicts: float = 0.03
    bounded: float = 0.0
    fair: bool = False


def generated(recipe: Recipe, *, seed: int) -> Problem:
    """A problem; the same recipe and seed make the same one, whether it is to be fair or not."""
    random = Random(f"{replace(recipe, fair=False)} {seed}")  # noqa: S311 - a seed makes the same problem again
    fields = [f"topic {number}" for number in range(recipe.topics)]
    # few topics are sought by many: the n-th is as heavy as one n-th of the first
    weights = [1.0 / (1 + number) ** 0.7 for number in range(recipe.topics)]
    about = [_topics(random, fields, weights, (1, 4), MOST_TOPICS) for _ in range(recipe.applications)]
    known = [_topics(random, fields, weights, (300, 1000), MOST_KNOWN) for _ in range(recipe.reviewers)]
    half = recipe.applications * recipe.reviews // max(recipe.reviewers, 1) // 2
    reviewers = tuple(
        Reviewer(
            most=half if random.random() < recipe.bounded else None,
            organisation=random.randrange(recipe.organisations) if recipe.organisations else None,
        )
        for _ in range(recipe.reviewers)
    )
    pairs = ((own, other) for own in range(recipe.applications) for other in range(recipe.reviewers))
    return Problem(
        applications=(Application(recipe.reviews),) * recipe.applications,
        reviewers=reviewers,
        expertise=tuple(tuple(expertise_of(own, theirs) for theirs in known) for own in about),
        conflicts=frozenset(pair for pair in pairs if random.random() < recipe.conflicts),
        fair=recipe.fair,
    )


def _topics(
    random: Random, fields: list[str], weights: list[float], level: tuple[int, int], most: int
) -> dict[str, int]:
    chosen = random.choices(fields, weights, k=random.randint(1, most))
    # what everybody knows something of, so that nobody is a stranger to anything
    return {"business": random.randint(max(level[0] // 3, 1), level[1] // 3)} | {
        topic: random.randint(*level) for topic in sorted(set(chosen))
    }
