"""Tables: people stay where they sat, as many as can be."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.generate import Recipe, generated
from bridgehead.engines.scheduling.objective import breaks_of, table_changes
from bridgehead.engines.scheduling.problem import Meeting, Participant, Problem, Slot, Table, tables_numbered
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.engines.scheduling.solvers.domains import narrowed
from bridgehead.engines.scheduling.solvers.hurried import seated_at_once
from bridgehead.engines.scheduling.solvers.insertion import inserted
from bridgehead.engines.scheduling.tables import most_granted, seated


def test_somebody_of_each_meeting_stays_where_that_can_be() -> None:
    first, second = ((0, 1), (2, 3), (4, 5)), ((0, 2), (3, 4), (1, 6))
    problem = Problem(
        (Participant(),) * 7, (Slot(),) * 2, tables_numbered(3, 2), tuple(map(Meeting, (*first, *second)))
    )
    schedule = seated(problem, dict(zip(range(6), (0, 0, 0, 1, 1, 1), strict=True)))
    assert violations(problem, schedule) == []
    assert table_changes(problem, schedule) == 2


def test_two_who_sat_together_stay_before_others_do() -> None:
    meetings = (Meeting((0, 1)), Meeting((2, 3)), Meeting((1, 4)), Meeting((0, 1, 2)))
    problem = Problem((Participant(),) * 5, (Slot(),) * 3, tables_numbered(2, 3), meetings)
    slots = {0: 0, 1: 0, 3: 1, 2: 2}
    for schedule in (seated(problem, slots), seated_at_once(problem, slots).schedule):
        assert {number: place.table for number, place in schedule.placements.items()} == {0: 1, 1: 2, 3: 1, 2: 1}


def test_each_kind_of_table_has_its_own_meetings() -> None:
    house = (Table(1, owner=4), Table(3, reserved_for=frozenset({0})))
    meetings = (Meeting((0, 1)), Meeting((2, 3)), Meeting((4, 5)))
    problem = Problem((Participant(),) * 6, (Slot(),), ((1, 2, 3),), meetings, house=house)
    places = {0: Placement(0, 3), 1: Placement(0, 2), 2: Placement(0, 1)}
    ways = {0: 1, 1: 2, 2: 3}  # the first meeting can be held at a plain table (way 0) or the reserved one (way 1)
    slots = {ways[number]: 0 for number in places}
    assert seated(problem, slots) == seated_at_once(problem, slots).schedule == Schedule(places)


def test_an_earlier_schedule_keeps_its_tables() -> None:
    problem = generated(Recipe(participants=20, requests=40, slots=6, tables=6), seed=1)
    domains = narrowed(problem)
    assert domains is not None
    slots = inserted(problem, domains)
    turned = {
        number: Placement(place.slot, 7 - place.table) for number, place in seated(problem, slots).placements.items()
    }
    assert seated(problem, slots, Schedule(turned)).placements == turned
    assert seated_at_once(problem, slots, Schedule(turned)).schedule.placements == turned


def test_in_a_hurry_tables_are_still_handed_out_by_the_rules_and_mostly_kept() -> None:
    problem = generated(Recipe(participants=60, requests=200, slots=12, tables=20), seed=1)
    domains = narrowed(problem)
    assert domains is not None
    slots = inserted(problem, domains)
    carefully, (hurried, breaks) = seated(problem, slots), seated_at_once(problem, slots)
    assert violations(problem, hurried) == []
    assert hurried.slots == carefully.slots
    assert breaks == sum(breaks_of(problem, slots))
    assert table_changes(problem, hurried) <= 1.2 * table_changes(problem, carefully)


@settings(deadline=None, max_examples=200, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=16, unique=True))
def test_among_pairs_no_more_wishes_could_be_granted(pairs: list[tuple[int, int]]) -> None:
    wishes: dict[int, list[int]] = {way: [] for way in range(8)}
    for way, table in pairs:
        if len(wishes[way]) < 2 and sum(table in tables for tables in wishes.values()) < 2:
            wishes[way].append(table)
    granted = most_granted(wishes)
    assert all(table in wishes[way] for way, table in granted)
    assert len({way for way, _ in granted}) == len({table for _, table in granted}) == len(granted) == most(wishes, 0)


def most(wishes: dict[int, list[int]], way: int, taken: frozenset[int] = frozenset()) -> int:
    """The greatest number by trying everything."""
    if way == len(wishes):
        return 0
    granted = [1 + most(wishes, way + 1, taken | {table}) for table in wishes[way] if table not in taken]
    return max([most(wishes, way + 1, taken), *granted])
