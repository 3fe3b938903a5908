"""A table for every placed meeting: fixed ones first, then so that as many people as can stay where they sat.

Tables of one kind are alike and there are as many as a slot's meetings of that kind, so that any table will do for the
rules; which one it is only decides how often somebody changes tables. Slot by slot that is a matching of meetings to
tables where somebody of them sat last: those that two of them wish are given first, then as many as can be.
"""

from collections.abc import Iterable, Iterator, Mapping

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of


def seated(problem: Problem, slots: Mapping[int, int], earlier: Schedule | None = None) -> Schedule:
    """Give each meeting (or way, of a problem of ways), placed in slots that have room, a table.

    Deterministic, with few table changes; where an earlier schedule is to be kept, first of all at its tables. The
    schedule speaks of the meetings whose ways they are.
    """
    problem = ways_of(problem)
    in_slot: list[list[int]] = [[] for _ in problem.slots]
    for way in sorted(slots):
        in_slot[slots[way]].append(way)
    last: dict[int, int] = {}
    placements: dict[int, Placement] = {}
    kept = {} if earlier is None else earlier.placements
    for slot, ways in enumerate(in_slot):
        for way, table in _tables_in(problem, slot, ways, last, kept).items():
            placements[problem.meeting_of[way]] = Placement(slot, table, problem.attending[way])
            for participant in problem.meetings[way].participants:
                last[participant] = table
    # in the order of numbers, for that is how meetings lie in memory: the check takes half the time
    return Schedule(dict(sorted(placements.items())))


def _tables_in(
    problem: Ways, slot: int, ways: list[int], last: Mapping[int, int], kept: Mapping[int, Placement]
) -> dict[int, int]:
    tables: dict[int, int] = {}
    for number, kind in enumerate(problem.kinds):
        own = [way for way in ways if problem.kind_of[way] == number] if len(problem.kinds) > 1 else ways
        free = dict.fromkeys(table for table in problem.tables[slot] if table in kind.numbers)
        fixed = {way: problem.meetings[way].fixed_table for way in own}
        _give(tables, free, fixed.items())
        if kept:
            places = ((way, kept.get(problem.meeting_of[way])) for way in own)
            _give(tables, free, ((way, place.table) for way, place in places if place is not None))
        wishes = {way: _seats(problem, way, last) for way in own if way not in tables}
        _give(tables, free, _shared(wishes))
        left = {
            way: [table for table in dict.fromkeys(seats) if table in free]
            for way, seats in wishes.items()
            if way not in tables
        }
        _give(tables, free, most_granted(left))
        _give(tables, free, zip([way for way in own if way not in tables], list(free), strict=False))
    return tables


def _seats(problem: Ways, way: int, last: Mapping[int, int]) -> list[int]:
    return [last[participant] for participant in problem.meetings[way].participants if participant in last]


def _shared(wishes: Mapping[int, list[int]]) -> Iterator[tuple[int, int]]:
    """The tables that more than one of a way's people wish."""
    for way, seats in wishes.items():
        if len(set(seats)) < len(seats):
            yield from ((way, table) for table in seats if seats.count(table) > 1)


def _give(tables: dict[int, int], free: dict[int, None], wishes: Iterable[tuple[int, int | None]]) -> None:
    """Grant wishes for free tables in their order."""
    for way, table in wishes:
        if way not in tables and table is not None and table in free:
            tables[way] = table
            del free[table]


def most_granted(wishes: Mapping[int, list[int]]) -> list[tuple[int, int]]:
    """As many wishes as can be granted together: whoever has one wish left, or a table that one wishes, comes first.

    That is the greatest number where nobody has more than two wishes and no table more than two who wish it, as among
    pairs; otherwise it is near (Karp and Sipser, 1981). Ways stand as even numbers here and tables as odd ones.
    """
    links: dict[int, list[int]] = {}
    for way, tables in wishes.items():
        for table in tables:
            links.setdefault(2 * way, []).append(2 * table + 1)
            links.setdefault(2 * table + 1, []).append(2 * way)
    left = {node: len(linked) for node, linked in links.items()}
    single, others = [node for node, count in left.items() if count == 1], list(links)
    granted = []
    while single or others:
        node = (single or others).pop()
        if not left[node]:
            continue
        linked = next(other for other in links[node] if left[other])
        granted.append((min(node, linked, key=_is_table) // 2, max(node, linked, key=_is_table) // 2))
        left[node] = left[linked] = 0
        for neighbour in links[node] + links[linked]:
            if left[neighbour]:
                left[neighbour] -= 1
                if left[neighbour] == 1:
                    single.append(neighbour)
    return granted


def _is_table(node: int) -> bool:
    return node % 2 == 1
