"""What the command line says of repairs and reasons, in the numbers of the file."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from bridgehead.engines.scheduling.check import Violation
from bridgehead.engines.scheduling.explain import Act, Explainer, Overview, OwnView, Reason, Remedy, Why
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


def repair_lines(source: NumberedProblem, repair: Repair, broken: Iterable[Violation]) -> list[str]:
    """A sentence for each move, and for each rule that is broken all the same."""
    numbers = _numbers(source, repair)
    lines = []
    for move in repair.moves:
        places = [_place_words(source, place) for place in (move.before, move.after) if place is not None]
        lines.append(f"Meeting {numbers[move.meeting]} {KIND_WORDS[move.kind.value]}: {' → '.join(places)}.")
    people, slots = source.participants, source.slots
    wrong = [violation.named(meetings=numbers, participants=people, slots=slots) for violation in broken]
    return (lines or ["Nothing has to move."]) + wrong


def _numbers(source: NumberedProblem, repair: Repair) -> tuple[int, ...]:
    added = len(repair.problem.meetings) - len(source.meetings)
    last = max(source.meetings, default=0)
    return (*source.meetings, *range(last + 1, last + 1 + added))


def _place(source: NumberedProblem, place: Placement | None) -> list[int] | None:
    return None if place is None else [source.slots[place.slot], place.table]


def _place_words(source: NumberedProblem, place: Placement) -> str:
    return f"slot {source.slots[place.slot]}, table {place.table}"


WHY_WORDS = {
    Why.NO_COMMON_SLOT: "there is no slot in which all can come",
    Why.LIMIT: "participant {limited} has as many meetings as it wants",
    Why.FREE: "it would fit in a free slot; search longer, or ask repair to fill",
    Why.ORDER: "no slot keeps the order of meetings",
    Why.TABLES_FULL: "all tables are taken where all are free",
    Why.LOCKED: "meetings that cannot move hold every common slot",
    Why.SIDE_FULL: "participant {full} sits in another meeting in every slot it has",
    Why.CLASH: "in each common slot one or the other sits in another meeting",
}
ACT_WORDS = {
    Act.COME: "participant {participant} comes in slot {slot}",
    Act.ADD_TABLE: "slot {slot} has one more table",
    Act.RAISE_LIMIT: "participant {participant} takes one more meeting (slot {slot})",
    Act.GIVE_UP: "meeting {meeting} (weight {weight}) in slot {slot} is given up",
}


def reason_lines(source: NumberedProblem, reason: Reason) -> list[str]:
    """Why a meeting has no place, as an officer may read it, and what would give it one."""
    people = source.problem.meetings[reason.meeting].participants
    why = WHY_WORDS[reason.why].format(
        limited=_listed(source.participants[person] for person in reason.limited),
        full=_listed(source.participants[full.participant] for full in reason.full),
    )
    lines = [f"Meeting {source.meetings[reason.meeting]}: {why}."]
    if reason.why is Why.NO_COMMON_SLOT:
        for person, slots in zip(people, reason.open_slots, strict=True):
            lines.append(f"  Participant {source.participants[person]} can come in {_slots(source, slots)}.")
    lines += [
        f"  Participant {source.participants[full.participant]} has {full.placed} meetings: {full.heavier} weigh "
        f"more than this one, {full.equal} as much, {full.lighter} less."
        for full in reason.full
    ]
    return lines + [f"  It would fit if {_remedy_words(source, remedy)}." for remedy in reason.remedies]


def own_lines(source: NumberedProblem, view: OwnView) -> list[str]:
    """What a participant may read: nothing but its own calendar."""
    lines = [f"Meeting {source.meetings[view.meeting]} has no place."]
    lines.append(f"  You can come in {_slots(source, view.open_slots)}; free are {_slots(source, view.free_slots)}.")
    return lines + (["  You have as many meetings as you want."] if view.at_limit else [])


def overview_line(source: NumberedProblem, shown: Overview) -> str:
    """The timetable in figures, on one line."""
    line = (
        f"{shown.placed} of {shown.meetings} meetings placed, weight {shown.weight}, breaks {shown.breaks}, "
        f"{shown.seats_used} of {shown.seats} seats used, {shown.table_changes} table changes"
    )
    if shown.least_served is None:
        return line + "."
    person, had, wished = shown.least_served
    return f"{line}; least served: participant {source.participants[person]} with {had} of {wished}."


def explain_lines(
    source: NumberedProblem, explainer: Explainer, meetings: list[int], participant: int | None
) -> list[str]:
    """The reasons of some meetings, for an officer or for one participant."""
    lines = []
    for number in meetings:
        if number in explainer.slots:
            lines.append(f"Meeting {source.meetings[number]} has a place.")
        elif participant is None:
            lines += reason_lines(source, explainer.reason(number))
        elif participant in source.problem.meetings[number].participants:
            lines += own_lines(source, explainer.own_view(number, participant))
    return lines


def _remedy_words(source: NumberedProblem, remedy: Remedy) -> str:
    return ACT_WORDS[remedy.act].format(
        participant=None if remedy.participant is None else source.participants[remedy.participant],
        slot=source.slots[remedy.slot],
        meeting=None if remedy.meeting is None else source.meetings[remedy.meeting],
        weight=None if remedy.meeting is None else source.problem.meetings[remedy.meeting].weight,
    )


def _slots(source: NumberedProblem, slots: tuple[int, ...]) -> str:
    return f"slots {_listed(source.slots[slot] for slot in slots)}" if slots else "no slot"


def _listed(numbers: Iterable[int]) -> str:
    return ", ".join(map(str, numbers))
