"""Can nothing weigh more? Prices for seats and tables, in whole numbers, say so by adding up."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from bridgehead.engines.scheduling.problem import Problem

Charges = Mapping[tuple[int, int], int]


@dataclass(frozen=True)
class Prices:
    """What a place costs, in units of 1 / `unit` of weight; all are 0 or more, and what is not named is free.

    `seats` by (participant, slot), `tables` by (slot, 0), `people` by (participant, 0) for the limit per round,
    `days` by (participant, day) for the limit per day.
    """

    unit: int
    seats: Charges
    tables: Charges
    people: Charges
    days: Charges


def most_weight(problem: Problem, slots: Sequence[Collection[int]], forced: Collection[int], prices: Prices) -> int:
    """A bound on the weight of every schedule: what all places cost, and what a meeting is worth beyond its place."""
    if prices.unit < 1 or any(
        cost < 0 for charges in (prices.seats, prices.tables, prices.people, prices.days) for cost in charges.values()
    ):
        raise ValueError("prices are whole numbers of 0 or more")
    total = sum(prices.seats.values())
    total += sum(cost * len(problem.tables[slot]) for (slot, _), cost in prices.tables.items())
    for charges in (prices.people, prices.days):
        for (person, _), cost in charges.items():
            most = _limit(problem, person, per_day=charges is prices.days)
            total += cost * most
    for number, left in enumerate(slots):
        worth = [prices.unit * problem.meetings[number].weight - _cost(problem, prices, number, slot) for slot in left]
        total += max(worth, default=0) if number in forced else max([0, *worth])
    return total // prices.unit


def _limit(problem: Problem, person: int, *, per_day: bool) -> int:
    most = problem.participants[person].most_per_day if per_day else problem.participants[person].most
    if most is None:
        raise ValueError(f"participant {person} has no such limit")
    return most


def _cost(problem: Problem, prices: Prices, number: int, slot: int) -> int:
    day = problem.slots[slot].day
    return prices.tables.get((slot, 0), 0) + sum(
        prices.seats.get((person, slot), 0) + prices.people.get((person, 0), 0) + prices.days.get((person, day), 0)
        for person in problem.meetings[number].participants
    )
