"""Can nothing bring more? Prices of what places use up, in whole numbers, say so by adding up.

The rules are read as rows: of certain places a schedule holds at most so many. A row has a name:

- `("seat", p, t)` participant p sits once in slot t; `("most", p)` and `("day", p, d)` are its limits;
- `("tables", t)` and `("kind", k, t)` are the tables of a slot, `("table", h, t)` one to which meetings are fixed;
- `("rest", p, t)` p sits once in slot t and the slots of its rest after it;
- `("walk", p, a, t, u)` p is in area a in slot t, or in slot u too far away from there, not both;
- `("order", m, n, t)` way m lies not before slot t, or way n not after it, not both.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bridgehead.engines.scheduling.certificates.exclusions import Slots
from bridgehead.engines.scheduling.certificates.spelled import Spelled
from bridgehead.engines.scheduling.certificates.terms import Floor, Place, Worth, best_of

Name = tuple[str | int, ...]


@dataclass(frozen=True)
class Row:
    """Of these places a schedule holds at most so many."""

    most: int
    places: list[Place] = field(default_factory=list)


@dataclass(frozen=True)
class Prices:
    """What a place in a row costs, and what each unit above a floor is worth, in parts of 1 / `unit`."""

    unit: int
    rows: Mapping[Name, int]
    floors: Sequence[int]


def most_worth(slots: Slots, worth: Worth, floors: Sequence[Floor], prices: Prices) -> int:
    """A bound on what every schedule above the floors brings.

    It is what all rows cost, and what each meeting is worth beyond its place.
    """
    if prices.unit < 1 or min((*prices.rows.values(), *prices.floors), default=0) < 0:
        raise ValueError("prices are whole numbers of 0 or more")
    known, total = rows_of(slots), 0
    beyond = {place: prices.unit * value for place, value in worth.items()}
    for floor, price in zip(floors, prices.floors, strict=True):
        total -= price * floor.least
        for place, value in floor.worth.items():
            beyond[place] = beyond.get(place, 0) + price * value
    for name, price in prices.rows.items():
        total += price * known[name].most
        for place in known[name].places:
            beyond[place] = beyond.get(place, 0) - price
    total += sum(best_of(beyond, slots, meeting) for meeting in range(len(slots.spelled.ways_of)))
    return total // prices.unit


def rows_of(slots: Slots) -> dict[Name, Row]:
    """Every rule as rows of the places that are left."""
    rows: dict[Name, Row] = {}
    for way, left in enumerate(slots.left):
        for slot in sorted(left):
            for name, most in _names(slots.spelled, way, slot):
                rows.setdefault(name, Row(most)).places.append((way, slot))
    for name, places in _order(slots):
        rows[name] = Row(1, places)
    return rows


def _names(spelled: Spelled, way: int, slot: int) -> Iterator[tuple[Name, int]]:
    """The rows that a place stands in, but for orders, with their most."""
    meeting, kind = spelled.plain.meetings[way], spelled.ways[way].kind
    yield ("tables", slot), len(spelled.plain.tables[slot])
    if len(spelled.kinds) > 1:
        yield ("kind", kind, slot), spelled.room(kind, slot)
    if meeting.fixed_table is not None:
        yield ("table", meeting.fixed_table, slot), 1
    for number in meeting.participants:
        person, day = spelled.asked.participants[number], spelled.asked.slots[slot].day
        yield ("seat", number, slot), 1
        if person.most is not None:
            yield ("most", number), person.most
        if person.most_per_day is not None:
            yield ("day", number, day), person.most_per_day
        yield from ((name, 1) for name in _rests(spelled, number, slot))
        # a set, for a place stands in a row once
        yield from ((name, 1) for name in sorted(set(_walks(spelled, number, spelled.area(way), slot))))


def _rests(spelled: Spelled, person: int, slot: int) -> Iterator[Name]:
    """The rows of somebody's rests in which a slot lies."""
    rest = spelled.asked.participants[person].rest
    if rest:
        yield from (("rest", person, first) for first in spelled.around(slot, rest) if first <= slot)


def _walks(spelled: Spelled, person: int, area: int, slot: int) -> Iterator[Name]:
    """The rows of somebody's walks in which a place in an area stands."""
    for (one, other), apart in spelled.walk.items():
        if one == area:
            yield from (("walk", person, area, slot, later) for later in spelled.around(slot, apart) if later > slot)
        if other == area:
            yield from (("walk", person, one, before, slot) for before in spelled.around(slot, apart) if before < slot)


def _order(slots: Slots) -> Iterator[tuple[Name, list[Place]]]:
    for number, meeting in enumerate(slots.problem.meetings):
        for later in meeting.earlier_than:
            for slot in range(len(slots.problem.slots)):
                late = [(number, own) for own in sorted(slots.left[number]) if own >= slot]
                soon = [(later, own) for own in sorted(slots.left[later]) if own <= slot]
                yield ("order", number, later, slot), late + soon
