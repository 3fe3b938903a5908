"""Small random rounds, and brute forces that know only the rules.

`small_rounds` are of the published kind; `rich_rounds` have, beside all that, every further family of rules now and
then. `best_by_force` tries the slots of the former, `best_of_all` slots, tables and who attends, of the latter.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, Table, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Schedule

Way = tuple[int | None, ...]


@st.composite
def small_rounds(draw: st.DrawFn, *, mandatory: bool | None = None) -> Problem:
    """Up to four participants, five slots and five meetings, with every kind of rule now and then."""
    people, slots, count = draw(st.integers(2, 4)), draw(st.integers(2, 5)), draw(st.integers(1, 5))
    limit = st.none() | st.integers(1, 3)
    absence = st.frozensets(st.integers(0, slots - 1), max_size=2)
    days = draw(st.sampled_from([1, 2]))
    meetings = []
    for number in range(count):
        later = st.lists(st.integers(number + 1, count - 1), max_size=1) if number + 1 < count else st.just([])
        meetings.append(
            Meeting(
                tuple(draw(st.permutations(range(people)))[: draw(st.sampled_from([2, 2, 2, min(3, people)]))]),
                slots=draw(st.none() | st.none() | st.frozensets(st.integers(0, slots - 1), min_size=2)),
                session=draw(st.sampled_from([None, None, 0])),
                fixed_slot=draw(st.none() | st.none() | st.none() | st.integers(0, slots - 1)),
                fixed_table=draw(st.none() | st.none() | st.just(1)),
                earlier_than=tuple(draw(later)),
                weight=draw(st.integers(1, 3)),
                mandatory=draw(st.booleans()) if mandatory is None else mandatory,
            )
        )
    return Problem(
        participants=tuple(Participant(draw(absence), draw(limit), draw(limit)) for _ in range(people)),
        slots=tuple(Slot(session=slot % 2, day=slot * days // slots) for slot in range(slots)),
        tables=tables_numbered(draw(st.integers(1, 2)), slots),
        meetings=tuple(meetings),
        fairness=draw(st.none() | st.integers(0, 1)),
    )


def best_by_force(problem: Problem) -> tuple[int, int] | None:
    """The most weight, then the fewest breaks, over every way to place the meetings; None if no way keeps the rules."""
    worths = [worth_of(problem, slots) for slots in ways_of(problem)]
    known = [worth for worth in worths if worth is not None]
    return (max(known)[0], -max(known)[1]) if known else None


def ways_of(problem: Problem) -> Iterator[Way]:
    """Every way to give the meetings slots, right or wrong."""
    slots = range(len(problem.slots))
    return product(*([*slots] if meeting.mandatory else [None, *slots] for meeting in problem.meetings))


def worth_of(problem: Problem, slots: Way) -> tuple[int, int] | None:
    """(weight, minus breaks), or None when a rule is broken."""
    return _worth(problem, slots) if _keeps_rules(problem, slots) else None


def _keeps_rules(problem: Problem, slots: Way) -> bool:
    placed = [(meeting, slot) for meeting, slot in zip(problem.meetings, slots, strict=True) if slot is not None]
    taken = [(slot, meeting.fixed_table) for meeting, slot in placed if meeting.fixed_table is not None]
    return (
        all(meeting.slots is None or slot in meeting.slots for meeting, slot in placed)
        and all(meeting.session in (None, problem.slots[slot].session) for meeting, slot in placed)
        and all(meeting.fixed_slot in (None, slot) for meeting, slot in placed)
        and all(
            slot < (slots[later] or 0)
            for meeting, slot in placed
            for later in meeting.earlier_than
            if slots[later] is not None
        )
        and all(slots.count(slot) <= len(tables) for slot, tables in enumerate(problem.tables))
        and len(set(taken)) == len(taken)
    )


def _worth(problem: Problem, slots: Way) -> tuple[int, int] | None:
    """(weight, minus breaks), or None when somebody's day or fairness does not allow it."""
    placed = [(meeting, slot) for meeting, slot in zip(problem.meetings, slots, strict=True) if slot is not None]
    busy = [
        [slot for meeting, slot in placed if person in meeting.participants]
        for person in range(len(problem.participants))
    ]
    if not all(_day_is_right(problem, person, own) for person, own in enumerate(busy)):
        return None
    breaks = [_idle_groups(own) for own in busy]
    if problem.fairness is not None and max(breaks) - min(breaks) > problem.fairness:
        return None
    return sum(meeting.weight for meeting, _ in placed), -sum(breaks)


def _day_is_right(problem: Problem, person: int, own: list[int]) -> bool:
    limits = problem.participants[person]
    days = [problem.slots[slot].day for slot in own]
    return (
        len(set(own)) == len(own)
        and not set(own) & limits.forbidden
        and (limits.most is None or len(own) <= limits.most)
        and (limits.most_per_day is None or all(days.count(day) <= limits.most_per_day for day in days))
    )


def _idle_groups(own: list[int]) -> int:
    line = "".join("#" if slot in own else "." for slot in range(max(own, default=0) + 1)).strip(".")
    return len([group for group in line.split("#") if group])


@st.composite
def rich_rounds(draw: st.DrawFn, *, mandatory: bool | None = None) -> Problem:
    """A small round to which rests, preferences, alternatives, special tables and ways between areas are added."""
    plain = draw(small_rounds(mandatory=mandatory))
    people, slots = len(plain.participants), len(plain.slots)
    count = draw(st.integers(1, 3))
    house = _house(draw, people, count)
    meetings = plain.meetings[:4]
    return replace(
        plain,
        participants=tuple(
            replace(participant, rest=draw(st.sampled_from([0, 0, 0, 1, 2])), preferences=_preferences(draw, slots))
            for participant in plain.participants
        ),
        tables=(
            *(numbers[draw(st.sampled_from([0, 0, 0, 1])) :] for numbers in tables_numbered(count, slots - 1)),
            tuple(range(1, count + 1)),
        ),
        meetings=tuple(
            replace(
                _with_alternatives(draw, meeting, people),
                weight=draw(st.sampled_from([0, meeting.weight, meeting.weight])),
                earlier_than=tuple(later for later in meeting.earlier_than if later < len(meetings)),
            )
            for meeting in meetings
        ),
        house=house,
        walking=draw(st.sampled_from([(), ((0, 1, 1),), ((1, 0, 2),)])) if any(each.area for each in house) else (),
    )


def _preferences(draw: st.DrawFn, slots: int) -> tuple[tuple[int, int], ...]:
    points = st.dictionaries(st.integers(0, slots - 1), st.sampled_from([-2, -1, 1, 2]), max_size=2)
    return tuple(sorted(draw(st.just({}) | points).items()))


def _house(draw: st.DrawFn, people: int, tables: int) -> tuple[Table, ...]:
    person = st.integers(0, people - 1)
    kinds = st.sampled_from(["plain", "plain", "owned", "reserved"])
    house = []
    for number in range(1, tables + 1):
        kind, area = draw(kinds), draw(st.integers(0, 1))
        house.append(
            Table(
                number,
                owner=draw(person) if kind == "owned" else None,
                reserved_for=draw(st.frozensets(person, min_size=1, max_size=2)) if kind == "reserved" else frozenset(),
                area=area,
            )
        )
    return tuple(house) if draw(st.booleans()) else ()


def _with_alternatives(draw: st.DrawFn, meeting: Meeting, people: int) -> Meeting:
    """Now and then one who attends becomes one of a group; now and then a group comes beside."""
    free = [person for person in range(people) if person not in meeting.participants]
    if not free or draw(st.sampled_from([True, True, False])):
        return meeting
    if draw(st.booleans()):
        return replace(meeting, either=(tuple(free),))
    first, *others = meeting.participants
    return replace(meeting, participants=tuple(others), either=((first, *free),))


class Best(NamedTuple):
    """The terms of the objective that the engine proves, of the best schedule; the greater the better."""

    weight: int
    fewer_moved: int
    preference: int
    fewer_breaks: int


def best_of_all(problem: Problem, earlier: Schedule | None = None) -> Best | None:
    """The best over every way to place the meetings; None if no way keeps the rules."""
    kept = earlier or Schedule()
    return max((_terms(problem, kept, placed) for placed in schedules_of(problem)), default=None)


def schedules_of(problem: Problem) -> Iterator["Placed"]:
    """Every way to place the meetings that keeps the rules."""
    return _schedules(problem, {}, 0)


Placed = dict[int, Placement]


def _schedules(problem: Problem, placed: Placed, number: int) -> Iterator[Placed]:
    """All ways to place the meetings from `number` on, beside those that are placed."""
    if number == len(problem.meetings):
        if _counts_are_right(problem, placed):
            yield placed
        return
    if not problem.meetings[number].mandatory:
        yield from _schedules(problem, placed, number + 1)
    for place in _places(problem, problem.meetings[number]):
        if all(_together(problem, (number, place), (other, there)) for other, there in placed.items()):
            yield from _schedules(problem, placed | {number: place}, number + 1)


def _places(problem: Problem, meeting: Meeting) -> Iterator[Placement]:
    for slot, attending in product(range(len(problem.slots)), product(*meeting.either)):
        for table in problem.tables[slot]:
            people = meeting.participants + attending
            if _may_lie(problem, meeting, slot, people) and _may_sit(problem, meeting, table, people):
                yield Placement(slot, table, attending)


def _may_lie(problem: Problem, meeting: Meeting, slot: int, people: Sequence[int]) -> bool:
    return (
        (meeting.slots is None or slot in meeting.slots)
        and meeting.session in (None, problem.slots[slot].session)
        and meeting.fixed_slot in (None, slot)
        and all(slot not in problem.participants[person].forbidden for person in people)
    )


def _may_sit(problem: Problem, meeting: Meeting, number: int, people: Sequence[int]) -> bool:
    table = _table(problem, number)
    own = [each for each in problem.house if each.owner in people]
    return (
        meeting.fixed_table in (None, number)
        and (table.owner in people if own else table.owner is None)
        and (not table.reserved_for or any(person in table.reserved_for for person in people))
    )


def _table(problem: Problem, number: int) -> Table:
    return next((each for each in problem.house if each.number == number), Table(number))


def _together(problem: Problem, one: tuple[int, Placement], other: tuple[int, Placement]) -> bool:
    """Whether two meetings may be placed so beside each other."""
    (earlier, here), (later, there) = sorted([one, other], key=lambda pair: pair[1].slot)
    if here.slot == there.slot and here.table == there.table:
        return False
    if earlier in problem.meetings[later].earlier_than:
        return False
    if here.slot == there.slot and later in problem.meetings[earlier].earlier_than:
        return False
    both = {*problem.meetings[earlier].participants, *here.attending} & {
        *problem.meetings[later].participants,
        *there.attending,
    }
    if problem.slots[here.slot].day != problem.slots[there.slot].day:
        return not both or here.slot != there.slot
    free = there.slot - here.slot - 1
    return all(free >= max(problem.participants[person].rest, _way(problem, here, there)) for person in both)


def _way(problem: Problem, here: Placement, there: Placement) -> int:
    areas = {_table(problem, here.table).area, _table(problem, there.table).area}
    return next((slots for one, other, slots in problem.walking if {one, other} == areas), 0)


def _counts_are_right(problem: Problem, placed: Placed) -> bool:
    days = _days(problem, placed)
    breaks = [_idle_groups(own) for own in days]
    return all(_day_is_right(problem, person, own) for person, own in enumerate(days)) and (
        problem.fairness is None or max(breaks) - min(breaks) <= problem.fairness
    )


def _days(problem: Problem, placed: Placed) -> list[list[int]]:
    return [
        [
            place.slot
            for number, place in placed.items()
            if person in (*problem.meetings[number].participants, *place.attending)
        ]
        for person in range(len(problem.participants))
    ]


def _terms(problem: Problem, earlier: Schedule, placed: Placed) -> Best:
    days = _days(problem, placed)
    stays = [
        number in placed and (placed[number].slot, placed[number].attending) == (place.slot, place.attending)
        for number, place in earlier.placements.items()
    ]
    return Best(
        weight=sum(problem.meetings[number].weight for number in placed),
        fewer_moved=stays.count(True) - len(stays),
        preference=sum(
            dict(problem.participants[person].preferences).get(slot, 0)
            for person, own in enumerate(days)
            for slot in own
        ),
        fewer_breaks=-sum(_idle_groups(own) for own in days),
    )


def with_every_family(forum: Problem) -> Problem:
    """A generated forum in which some rest, prefer times, send one of two, own a table, or walk to another hall."""
    people, slots, tables = len(forum.participants), len(forum.slots), sorted(forum.tables[0])
    participants = tuple(
        replace(
            participant,
            rest=int(number % 5 == 0),
            preferences=((number % slots, 2), ((number + 3) % slots, -1)) if number % 3 == 0 else (),
        )
        for number, participant in enumerate(forum.participants)
    )
    meetings = tuple(
        replace(meeting, participants=meeting.participants[:1], either=((meeting.participants[1], substitute),))
        if number % 4 == 0 and (substitute := (number * 7) % people) not in meeting.participants
        else meeting
        for number, meeting in enumerate(forum.meetings)
    )
    hall = len(tables) * 2 // 3
    house = (
        Table(tables[0], owner=0),
        Table(tables[1], owner=1, area=1),
        Table(tables[2], reserved_for=frozenset(range(2, people, 4))),
        *(Table(number, area=1) for number in tables[hall:]),
    )
    return replace(forum, participants=participants, meetings=meetings, house=house, walking=((0, 1, 1),))
