"""A table for every placed meeting: fixed ones first, then so that people stay where they sat.

Tables of one kind are alike and there are as many as a slot's meetings of that kind, so that any table will do for the
rules; which one it is only decides how often somebody changes tables.
"""

from collections.abc import Callable, Mapping

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.engines.scheduling.solvers.ways import Ways, ways_of


def seated(problem: Problem, slots: Mapping[int, int]) -> Schedule:
    """Give each meeting (or way, of a problem of ways), placed in slots that have room, a table.

    Deterministic, with few table changes; the schedule speaks of the meetings whose ways they are.
    """
    problem = ways_of(problem)
    in_slot: list[list[int]] = [[] for _ in problem.slots]
    for meeting in sorted(slots):
        in_slot[slots[meeting]].append(meeting)
    last: dict[int, int] = {}
    placements: dict[int, Placement] = {}
    for slot, meetings in enumerate(in_slot):
        for meeting, table in _tables_in(problem, slot, meetings, last).items():
            placements[problem.meeting_of[meeting]] = Placement(slot, table, problem.attending[meeting])
            for participant in problem.meetings[meeting].participants:
                last[participant] = table
    return Schedule(placements)


def _tables_in(problem: Ways, slot: int, meetings: list[int], last: Mapping[int, int]) -> dict[int, int]:
    tables: dict[int, int] = {}
    for number, kind in enumerate(problem.kinds):
        free = [table for table in problem.tables[slot] if table in kind.numbers]
        own = [meeting for meeting in meetings if problem.kind_of[meeting] == number]
        tables |= _tables_of_kind(problem, free, own, last)
    return tables


def _tables_of_kind(problem: Ways, numbers: list[int], meetings: list[int], last: Mapping[int, int]) -> dict[int, int]:
    free = dict.fromkeys(numbers)
    tables: dict[int, int] = {}
    for wish in (
        _fixed(problem),
        _seat_kept(problem, last, 0),
        _seat_kept(problem, last, 1),
        lambda _: next(iter(free)),
    ):
        for meeting in meetings:
            table = wish(meeting) if meeting not in tables else None
            if table in free:
                tables[meeting] = table
                del free[table]
    return tables


def _fixed(problem: Problem) -> Callable[[int], int | None]:
    return lambda meeting: problem.meetings[meeting].fixed_table


def _seat_kept(problem: Problem, last: Mapping[int, int], place: int) -> Callable[[int], int | None]:
    return lambda meeting: last.get(problem.meetings[meeting].participants[place])
