"""A table for every placed meeting: fixed ones first, then so that people stay where they sat."""

from collections.abc import Callable, Mapping

from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.schedule import Placement, Schedule


def seated(problem: Problem, slots: Mapping[int, int]) -> Schedule:
    """Give each meeting, placed in slots that have room, a table; deterministic, few table changes."""
    in_slot: list[list[int]] = [[] for _ in problem.slots]
    for meeting in sorted(slots):
        in_slot[slots[meeting]].append(meeting)
    last: dict[int, int] = {}
    placements: dict[int, Placement] = {}
    for slot, meetings in enumerate(in_slot):
        for meeting, table in _tables_in(problem, slot, meetings, last).items():
            placements[meeting] = Placement(slot, table)
            for participant in problem.meetings[meeting].participants:
                last[participant] = table
    return Schedule(placements)


def _tables_in(problem: Problem, slot: int, meetings: list[int], last: Mapping[int, int]) -> dict[int, int]:
    free = dict.fromkeys(problem.tables[slot])
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
