"""What the command line says of a repair, in the numbers of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bridgehead.engines.scheduling.formats import NumberedProblem
from bridgehead.engines.scheduling.schedule import Placement

if TYPE_CHECKING:
    # imports numpy, which --help and check do without
    from bridgehead.engines.scheduling.repair import Repair

KIND_WORDS = {
    "displaced": "moves",
    "made_way": "moves to make way",
    "reseated": "changes its table",
    "removed": "loses its place",
    "cancelled": "is called off",
    "added": "gets a place",
}


def repair_json(source: NumberedProblem, repair: Repair) -> dict[str, object]:
    """The object that `repair --json` prints; meetings that changes add are numbered on from the file's greatest."""
    numbers = _numbers(source, repair)
    moves = [
        {
            "meeting": numbers[move.meeting],
            "kind": move.kind.value,
            "before": _place(source, move.before),
            "after": _place(source, move.after),
        }
        for move in repair.moves
    ]
    placed = sorted(repair.schedule.placements.items(), key=lambda pair: (pair[1], pair[0]))
    placements = [[numbers[meeting], source.slots[place.slot], place.table] for meeting, place in placed]
    return {"moves": moves, "placements": placements}


def repair_lines(source: NumberedProblem, repair: Repair) -> list[str]:
    """A sentence for each move."""
    numbers = _numbers(source, repair)
    lines = []
    for move in repair.moves:
        places = [_place_words(source, place) for place in (move.before, move.after) if place is not None]
        lines.append(f"Meeting {numbers[move.meeting]} {KIND_WORDS[move.kind.value]}: {' → '.join(places)}.")
    return lines or ["Nothing has to move."]


def _numbers(source: NumberedProblem, repair: Repair) -> tuple[int, ...]:
    added = len(repair.problem.meetings) - len(source.meetings)
    last = max(source.meetings, default=0)
    return (*source.meetings, *range(last + 1, last + 1 + added))


def _place(source: NumberedProblem, place: Placement | None) -> list[int] | None:
    return None if place is None else [source.slots[place.slot], place.table]


def _place_words(source: NumberedProblem, place: Placement) -> str:
    return f"slot {source.slots[place.slot]}, table {place.table}"
