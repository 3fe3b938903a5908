"""Believable rounds: two sides, a few popular participants, patchy availability, more wishes than room.

    bridgehead timetable generate round.json --participants 1000 --requests 7500 --slots 24 --days 2 --absent 0.2

One stream of random numbers makes a round, so that equal recipes and seeds give equal bytes on every machine.
"""

import random
from dataclasses import dataclass

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, WrongProblem, tables_numbered

MOST_EACH, MOST_SLOTS = 100_000, 2_000


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a generated round is like.

    With 0 `tables` there are as many as `tightness` asks for: requests for each seat in all slots, so that above 1 some
    must stay without one. `sessions` are those of one day. `skew` 0 makes everybody equally sought after, 1 a few very
    much so; `absent` is the share of slots in which a participant cannot come, in runs as real calendars have them;
    `two_sides` lets only hosts and guests meet; `must` is the share of meetings with weight 3 instead of 1;
    `mandatory` asks for all of them to be placed.
    """

    participants: int
    requests: int
    slots: int = 16
    tables: int = 0
    days: int = 1
    sessions: int = 1
    tightness: float = 0.9
    two_sides: bool = True
    skew: float = 0.5
    absent: float = 0.1
    must: float = 0.3
    mandatory: bool = False
    fairness: int | None = None


def generated(recipe: Recipe, *, seed: int) -> Problem:
    """The round that a recipe and a seed describe; raises WrongProblem when it asks for more pairs than there are."""
    _check(recipe)
    random_numbers = random.Random(seed)  # noqa: S311 - a sample, not a secret
    return Problem(
        participants=tuple(Participant(_absence(recipe, random_numbers)) for _ in range(recipe.participants)),
        slots=tuple(_slot(recipe, slot) for slot in range(recipe.slots)),
        tables=tables_numbered(_tables(recipe), recipe.slots),
        meetings=tuple(_meetings(recipe, random_numbers)),
        fairness=recipe.fairness,
    )


def _check(recipe: Recipe) -> None:
    if max(recipe.participants, recipe.requests / 10) > MOST_EACH or recipe.slots > MOST_SLOTS:
        raise WrongProblem(
            f"Expected at most {MOST_EACH} participants, {10 * MOST_EACH} requests and {MOST_SLOTS} slots."
        )
    if recipe.participants < 2 or not 0 <= recipe.requests <= _pairs(recipe):
        raise WrongProblem("Expected two participants or more, and no more requests than there are pairs.")
    if recipe.days < 1 or recipe.sessions < 1 or recipe.slots < recipe.days * recipe.sessions:
        raise WrongProblem("Expected a day and a session or more, and a slot or more for each.")
    if not 0 < recipe.tightness < float("inf"):
        raise WrongProblem("Expected a tightness above 0.")
    if not 0 <= recipe.tables <= MOST_EACH or recipe.requests / recipe.slots / recipe.tightness > MOST_EACH:
        raise WrongProblem(f"Expected 0 to {MOST_EACH} tables, or a tightness that asks for no more.")
    if recipe.skew < 0 or not (0 <= recipe.absent <= 1 and 0 <= recipe.must <= 1):
        raise WrongProblem("Expected a skew of 0 or more, and shares between 0 and 1.")


def _slot(recipe: Recipe, slot: int) -> Slot:
    parts = recipe.days * recipe.sessions
    return Slot(session=slot * parts // recipe.slots, day=slot * recipe.days // recipe.slots)


def _tables(recipe: Recipe) -> int:
    return recipe.tables or max(1, round(recipe.requests / recipe.slots / recipe.tightness))


def _pairs(recipe: Recipe) -> int:
    if recipe.two_sides:
        return (recipe.participants // 2) * (recipe.participants - recipe.participants // 2)
    return recipe.participants * (recipe.participants - 1) // 2


def _absence(recipe: Recipe, random_numbers: random.Random) -> frozenset[int]:
    """Runs of one to four slots; nobody is away all the time."""
    away: set[int] = set()
    wanted = recipe.absent * recipe.slots
    while len(away) + random_numbers.random() < wanted:
        start = random_numbers.randrange(recipe.slots)
        away |= set(range(start, min(recipe.slots, start + random_numbers.randint(1, 4))))
    return frozenset(away) if len(away) < recipe.slots else frozenset()


def _meetings(recipe: Recipe, random_numbers: random.Random) -> list[Meeting]:
    sought = [random_numbers.paretovariate(1.5) ** recipe.skew for _ in range(recipe.participants)]
    half = recipe.participants // 2
    hosts, guests = range(half), range(half, recipe.participants)
    everybody = range(recipe.participants)
    pairs: dict[tuple[int, int], None] = {}
    while len(pairs) < recipe.requests:
        left, right = (hosts, guests) if recipe.two_sides else (everybody, everybody)
        missing = recipe.requests - len(pairs)
        one = random_numbers.choices(left, [sought[person] for person in left], k=missing)
        other = random_numbers.choices(right, [sought[person] for person in right], k=missing)
        pairs |= {(min(pair), max(pair)): None for pair in zip(one, other, strict=True) if pair[0] != pair[1]}
    return [
        Meeting(pair, weight=3 if random_numbers.random() < recipe.must else 1, mandatory=recipe.mandatory)
        for pair in sorted(pairs)
    ]
