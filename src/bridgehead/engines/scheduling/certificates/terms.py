"""What a schedule brings in a term of the objective, place by place; a place is a way in a slot."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bridgehead.engines.scheduling.certificates.exclusions import Slots
from bridgehead.engines.scheduling.certificates.spelled import Spelled
from bridgehead.engines.scheduling.schedule import Schedule

Place = tuple[int, int]
Worth = Mapping[Place, int]


class Term(StrEnum):
    """The terms of the objective that a certificate speaks of, the weightier first."""

    WEIGHT = "weight"
    MOVED = "moved"
    PREFERENCE = "preference"
    BREAKS = "breaks"


@dataclass(frozen=True)
class Floor:
    """Schedules whose places bring at least so much."""

    worth: Worth
    least: int


def worth_of(term: Term, spelled: Spelled, earlier: Schedule | None) -> Worth:
    """What places bring in a term, 0 where nothing is said; in moves, 1 for what stays where it was."""
    places = [(number, slot) for number, way in enumerate(spelled.ways) for slot in way.slots]
    if term is Term.WEIGHT:
        return {(way, slot): spelled.plain.meetings[way].weight for way, slot in places}
    if term is Term.PREFERENCE:
        points = [dict(person.preferences) for person in spelled.asked.participants]
        return {
            (way, slot): sum(points[person].get(slot, 0) for person in spelled.plain.meetings[way].participants)
            for way, slot in places
        }
    before = {} if earlier is None else earlier.placements
    stays = {(number, place.slot, place.attending) for number, place in before.items()}
    return {
        (way, slot): 1
        for way, slot in places
        if (spelled.ways[way].meeting, slot, spelled.ways[way].attending) in stays
    }


def best_of(worth: Worth, slots: Slots, meeting: int) -> int:
    """The most that one meeting can bring, placed or, unless it is needed, left out."""
    values = [worth.get((way, slot), 0) for way in slots.spelled.ways_of[meeting] for slot in slots.left[way]]
    return max(values, default=0) if meeting in slots.needed else max([0, *values])
