"""Locked meetings that a run is to leave where they are: those that are agreed still, and can be held."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.adapters.board import Board
from bridgehead.partnering.adapters.freezing import locked_places
from bridgehead.partnering.adapters.problem import FrozenPlace, FrozenProblem
from bridgehead.partnering.models import PartneringRound, Timetable
from bridgehead.partnering.queries.moves import Words, board_of


def held_locks(
    held: PartneringRound, frozen: FrozenProblem, timetable_id: int | None, *, now: datetime
) -> tuple[FrozenPlace, ...]:
    """Return where a timetable of the round has its locked meetings; refuse where one cannot be held there any more."""
    found = Timetable.objects.filter(pk=timetable_id or 0, round=held).first()
    if found is None:
        return ()
    found.round = held
    agreed = {each.id for each in frozen.requests}
    locked = [each for each in locked_places(found, now=now) if each.request in agreed]
    lies = {each.request for each in locked}
    all_laid = board_of(found, now=now)
    board = Board(frozen, [each for each in all_laid.laid if each.request in lies])
    for request, obstacles in board.unheld(lies).items():
        words = Words(found, board)
        said = {"pair": words.pair(request), "why": words.sentence(obstacles)}
        raise Refused(_("%(pair)s: this meeting is locked and cannot be held. %(why)s Unlock it first.") % said)
    return tuple(locked)
