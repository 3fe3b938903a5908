"""What a repair would move, for officers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.partnering.adapters.freezing import frozen_repair
from bridgehead.partnering.adapters.problem import Move, MoveKind
from bridgehead.partnering.models import (
    MeetingRequest,
    RunMoves,
    Slot,
    Table,
    Timetable,
    TimetableRun,
    TimetableState,
)
from bridgehead.partnering.queries.lookups import shown_of
from bridgehead.partnering.queries.presenting import Clash, clashes_in, presented_at_all, spared_by
from bridgehead.partnering.queries.unplaced import explained


@dataclass(frozen=True, slots=True)
class Place:
    """A slot and a table."""

    starts_at: datetime
    ends_at: datetime
    table: int


@dataclass(frozen=True, slots=True)
class MoveLine:
    """One meeting that a repair touches: between whom, from where to where (None: none), and why."""

    request: MeetingRequest
    kind: str
    before: Place | None
    after: Place | None
    why: str


def mended_by(run: TimetableRun) -> Timetable | None:
    """Return the timetable that a repair mends, while it stands as a draft or is in force."""
    standing = Timetable.objects.filter(round=run.round_id, public_id=run.mends or run.public_id)
    found = standing.exclude(state=TimetableState.SUPERSEDED).select_related("run", "follows").first()
    if found is not None:
        found.round = run.round
    return found


def has_changed(run: TimetableRun, base: Timetable, *, now: datetime) -> bool:
    """Whether the round is no longer as it was when the repair of a timetable was asked for."""
    asked = {"fills": run.fills, "moves_others": run.moves_others, "only_fills": run.only_fills}
    return frozen_repair(base, **asked, spared=spared_by(base) or (), now=now).sha256 != run.question_hash


def moves_of(run: TimetableRun) -> list[Move]:
    """Return what a repair would do, by the time at which each meeting lies or would lie."""
    kept = RunMoves.objects.filter(run=run).values_list("content", flat=True).first()
    starts = dict(Slot.objects.filter(round=run.round_id).values_list("pk", "starts_at"))
    moves = map(Move.from_json, kept or ())
    return sorted(moves, key=lambda each: (starts[(each.before or each.after or (0, 0))[0]], each.request))


def left_beside(
    actor: Actor, run: TimetableRun, base: Timetable, moves: Sequence[Move], *, now: datetime
) -> list[Clash]:
    """Return the meetings that a repair which spares presenters leaves where one of the two presents, to officers."""
    if not run.spares_presenters:
        return []
    gone = {each.request for each in moves if (each.before or (0,))[0] != (each.after or (0,))[0]}
    beside = clashes_in(actor, base, presented_at_all(base.round), now=now)
    return [each for each in beside if each.meeting.request_id not in gone]


def lines_of(run: TimetableRun, moves: Sequence[Move]) -> list[MoveLine]:
    """Return the moves of one page with names, clocks and reasons: a fixed number of queries for all."""
    slots = list(Slot.objects.filter(round=run.round_id).order_by("starts_at"))
    reader = _Reader(run, slots, moves)
    return [reader.line(each) for each in moves]


class _Reader:
    """Puts names and clocks to ids."""

    def __init__(self, run: TimetableRun, slots: Sequence[Slot], moves: Sequence[Move]) -> None:
        sides = ("asking__organisation", "asked__organisation")
        asked = MeetingRequest.objects.filter(pk__in=[each.request for each in moves]).select_related(*sides)
        shown = ("strength", "answer_strength", "answered_at", "asking__side", "asked__side", *shown_of(*sides))
        self.requests = asked.only(*shown).in_bulk()
        self.slots = {each.pk: each for each in slots}
        self.tables = dict(Table.objects.filter(round=run.round_id).values_list("pk", "number"))
        removed = [self.requests[each.request] for each in moves if each.kind == MoveKind.REMOVED]
        self.reasons = {each.request.pk: each.reason for each in explained(run, run.round, removed, slots)}

    def line(self, move: Move) -> MoveLine:
        request = self.requests[move.request]
        return MoveLine(request, move.kind, self._place(move.before), self._place(move.after), self._why(move, request))

    def _place(self, place: tuple[int, int] | None) -> Place | None:
        if place is None:
            return None
        slot = self.slots[place[0]]
        return Place(slot.starts_at, slot.ends_at, self.tables[place[1]])

    def _why(self, move: Move, request: MeetingRequest) -> str:
        if move.kind == MoveKind.CALLED_OFF:
            return _("The request was taken back.")
        if move.kind == MoveKind.ADDED:
            return _("There is room for it.")
        if move.kind == MoveKind.RESEATED:
            return _("Its table is needed or missing.")
        if move.kind == MoveKind.MADE_WAY:
            return _("It makes way for another meeting.")
        names = {each.pk: each.organisation.name for each in (request.asking, request.asked)}
        away = [_("%(name)s cannot come then.") % {"name": names[each]} for each in move.away]
        if not away and move.kind == MoveKind.DISPLACED:
            return _("Its slot is closed, or its table is missing then.")
        return " ".join([*away, *filter(None, [self.reasons.get(request.pk)])])
