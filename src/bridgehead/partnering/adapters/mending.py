"""A timetable that no longer fits its round, and what has to move: the engine's repair, in rows' ids.

Only the process that solves imports this: the engine's compiled loops take a second and 130 MB to load.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from bridgehead.engines.scheduling.changes import Absent, Change, TableWithdrawn
from bridgehead.engines.scheduling.check import violations
from bridgehead.engines.scheduling.objective import breaks_of, moved_from
from bridgehead.engines.scheduling.problem import Problem
from bridgehead.engines.scheduling.repair import Others, Repair, Standing
from bridgehead.engines.scheduling.schedule import Placement, Schedule
from bridgehead.partnering.adapters.problem import (
    FrozenProblem,
    Move,
    MoveKind,
    Question,
    called_off,
    engine_problem,
    kept_schedule,
    places_of,
)


class UnsoundRepair(AssertionError):
    """The repair breaks a rule of the round as it is; it is never shown."""


def mended(question: Question) -> tuple[dict[str, Any], Schedule]:
    """Return the result of a repair, with its moves, and the timetable once they are made.

    That of a repair in which few others make way tells what it would come to if as many did as help. What is locked
    stays; where somebody cannot come then, it loses its place and gets no other.
    """
    before = kept_schedule(question) or Schedule()
    now, stays = _as_it_is(question, before)
    absences, missing = _absences(now, stays), _missing(now, stays)
    standing = Standing(_lenient(now, absences, missing), stays)
    happened: list[Change] = [*absences, *missing]
    others = Others.ALL if question.moves_others else Others.FEW
    repair = standing.repaired(happened, fill=question.fills, others=others)
    schedule = repair.schedule
    broken = violations(now, schedule)
    if broken:
        raise UnsoundRepair(" ".join(each.sentence for each in broken))
    figures = {
        "status": "feasible",
        "placed": len(schedule.placements),
        "weight": sum(now.meetings[number].weight for number in schedule.placements),
        "breaks": sum(breaks_of(now, schedule.slots)),
        "moved": moved_from(before, schedule),
    }
    if others is Others.FEW:
        freely = standing.repaired(happened, fill=question.fills, others=Others.ALL)
        figures |= _with_all(repair, freely)
    moves = [*_moves(now, question.problem, before, schedule), *called_off(question)]
    return {**figures, "moves": [each.as_json() for each in moves]}, schedule


def _with_all(few: Repair, freely: Repair) -> dict[str, int]:
    """How many more have a place where as many others make way as help, and how many more others that takes."""
    more = len(freely.schedule.placements) - len(few.schedule.placements)
    return {"more_placed": more, "more_moved": freely.others - few.others}


def _as_it_is(question: Question, before: Schedule) -> tuple[Problem, Schedule]:
    """The round with its locks, and what of a timetable is within its limits; what can be held is mandatory."""
    frozen = question.problem
    kept = question.kept or ()
    now = engine_problem(frozen, fixed=question.locked, kept=kept)
    stays = _within_limits(now, before)
    lost = {
        frozen.requests[number].id
        for number, meeting in enumerate(now.meetings)
        if meeting.mandatory and (number not in stays.placements or not now.allowed[number])
    }
    return engine_problem(frozen, fixed=question.locked, loose=lost, kept=kept), stays


def _within_limits(problem: Problem, schedule: Schedule) -> Schedule:
    """Take the lightest meetings of whoever has more than its limit now from the timetable, the locked ones last."""
    left = dict(schedule.placements)

    def worth(number: int) -> tuple[bool, int]:
        return problem.meetings[number].mandatory, problem.meetings[number].weight

    for person, meetings in enumerate(problem.meetings_of):
        most = problem.participants[person].most
        own = sorted((number for number in meetings if number in left), key=worth, reverse=True)
        for number in own[most:] if most is not None else ():
            del left[number]
    return Schedule(left)


def _lenient(problem: Problem, absences: Sequence[Absent], missing: Sequence[TableWithdrawn]) -> Problem:
    """The round as it would be if everybody could still come, and every table stood, where the timetable has them."""
    people = list(problem.participants)
    for each in absences:
        person = people[each.participant]
        people[each.participant] = replace(person, forbidden=person.forbidden - (each.slots or frozenset()))
    tables = list(problem.tables)
    for gone in missing:
        for slot in gone.slots or ():
            tables[slot] = tuple(sorted({*tables[slot], gone.table}))
    return replace(problem, participants=tuple(people), tables=tuple(tables))


def _absences(problem: Problem, schedule: Schedule) -> list[Absent]:
    """Who cannot come any more where the timetable has them."""
    slots = schedule.slots
    sits = (frozenset(slots[number] for number in own if number in slots) for own in problem.meetings_of)
    missing = ((person, own & problem.participants[person].forbidden) for person, own in enumerate(sits))
    return [Absent(person, away) for person, away in missing if away]


def _missing(problem: Problem, schedule: Schedule) -> list[TableWithdrawn]:
    """Which tables are not there any more in slots in which the timetable uses them."""
    used: dict[int, set[int]] = defaultdict(set)
    for place in schedule.placements.values():
        if place.table not in problem.tables[place.slot]:
            used[place.table].add(place.slot)
    return [TableWithdrawn(table, frozenset(slots)) for table, slots in sorted(used.items())]


def _moves(problem: Problem, frozen: FrozenProblem, before: Schedule, after: Schedule) -> Iterator[Move]:
    places, new_places = places_of(frozen, before), places_of(frozen, after)
    for number, request in enumerate(frozen.requests):
        was, now = before.placements.get(number), after.placements.get(number)
        if was != now:
            people = problem.meetings[number].participants
            away = [person for person in people if was and was.slot in problem.participants[person].forbidden]
            is_missing = was is not None and was.table not in problem.tables[was.slot]
            yield Move(
                request=request.id,
                kind=_kind(was, now, is_displaced=bool(away) or is_missing),
                before=places.get(number),
                after=new_places.get(number),
                away=tuple(frozen.delegations[person].id for person in away),
            )


def _kind(was: Placement | None, now: Placement | None, *, is_displaced: bool) -> MoveKind:
    if was is None:
        return MoveKind.ADDED
    if now is None:
        return MoveKind.REMOVED
    if was.slot == now.slot:
        return MoveKind.RESEATED
    return MoveKind.DISPLACED if is_displaced else MoveKind.MADE_WAY
