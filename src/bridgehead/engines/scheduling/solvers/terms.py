"""Terms of the objective between weight and breaks: a value for each place, to be as great as can be in all.

A term that has been decided becomes a floor under which no later schedule may fall.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bridgehead.engines.scheduling.schedule import Schedule
from bridgehead.engines.scheduling.solvers.domains import Domains
from bridgehead.engines.scheduling.solvers.ways import Slots, Ways


@dataclass(frozen=True)
class Term:
    """What each way is worth in each slot, 0 where nothing is said."""

    values: Sequence[Mapping[int, int]]

    def of(self, slots: Slots) -> int:
        """The value of a placement."""
        return sum(self.values[way].get(slot, 0) for way, slot in slots.items())

    def leaves(self, problem: Ways, domains: Domains) -> "list[Leaf]":
        """For each meeting the most it can bring, and what each other place misses of that."""
        return [self._leaf(problem, domains, meeting) for meeting in sorted(problem.ways_of)]

    def _leaf(self, problem: Ways, domains: Domains, meeting: int) -> "Leaf":
        ways = problem.ways_of[meeting]
        values = {(way, slot): self.values[way].get(slot, 0) for way in ways for slot in sorted(domains[way])}
        must = meeting in problem.needed or problem.meetings[ways[0]].mandatory
        most = max(values.values(), default=0) if must else max(0, *values.values(), 0)
        return Leaf(most, {place: most - value for place, value in values.items()}, 0 if must else most)


class Leaf(NamedTuple):
    """The most that one meeting can bring, what it misses at (way, slot), and what it misses without a place."""

    most: int
    missed: Mapping[tuple[int, int], int]
    missed_unplaced: int


class Floor(NamedTuple):
    """A term and the least value that a schedule must have in it."""

    term: Term
    least: int


def weight_of(problem: Ways) -> Term:
    """The weight placed."""
    slots = range(len(problem.slots))
    return Term([dict.fromkeys(slots, meeting.weight) for meeting in problem.meetings])


def preferences_of(problem: Ways) -> Term | None:
    """The points of all seats; None where nobody has preferences."""
    if not any(participant.preferences for participant in problem.participants):
        return None
    points = [dict(participant.preferences) for participant in problem.participants]
    return Term(
        [
            _without_zeros(
                {
                    slot: sum(points[person].get(slot, 0) for person in meeting.participants)
                    for slot in range(len(problem.slots))
                }
            )
            for meeting in problem.meetings
        ]
    )


def all_points(problem: Ways) -> int:
    """The points of everybody in each slot that it likes: nobody sits twice in one."""
    return sum(
        max(0, points)
        for participant in problem.participants
        for slot, points in participant.preferences
        if slot not in participant.forbidden
    )


def _without_zeros(values: dict[int, int]) -> dict[int, int]:
    return {slot: value for slot, value in values.items() if value}


def kept_of(problem: Ways, earlier: Schedule) -> Term:
    """How many meetings of an earlier schedule stay where they were, with those who attended."""
    values: list[dict[int, int]] = [{} for _ in problem.meetings]
    for ways, slot, _ in _held(problem, earlier):
        for way in ways:
            values[way] = {slot: 1}
    return Term(values)


def laid_in(problem: Ways, earlier: Schedule) -> Slots:
    """One way for each meeting of an earlier schedule that could stay, at its own kind of table if it still may."""
    laid = {}
    for ways, slot, table in _held(problem, earlier):
        own = [way for way in ways if table in problem.kinds[problem.kind_of[way]].numbers]
        laid[(own or ways)[0]] = slot
    return laid


def _held(problem: Ways, earlier: Schedule) -> Iterator[tuple[list[int], int, int]]:
    """The ways in which meetings of an earlier schedule may stay where they were, their slot and their table."""
    for meeting, place in sorted(earlier.placements.items()):
        ways = [way for way in problem.ways_of.get(meeting, ()) if problem.attending[way] == place.attending]
        if ways and 0 <= place.slot < len(problem.slots):
            yield ways, place.slot, place.table


def can_be_counted(leaves: Sequence[Leaf], least: int, most_sums: int) -> bool:
    """Whether the sums by which a schedule can miss the most are few enough for clauses."""
    spare = sum(leaf.most for leaf in leaves) - least
    sums = {0}
    for leaf in leaves:
        steps = {*leaf.missed.values(), leaf.missed_unplaced}
        sums = {total + step for total in sums for step in steps if total + step <= spare}
        if len(sums) > most_sums:
            return False
    return True
