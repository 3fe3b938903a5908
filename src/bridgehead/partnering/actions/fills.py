"""Open slots filled: everything that stands stays, and what has no place gets one; the list is shown first."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering.actions.runs import UNFINISHED, queue_run, require_idle, round_to_solve
from bridgehead.partnering.adapters.freezing import frozen_repair
from bridgehead.partnering.models import RunState, Timetable, TimetableRun, TimetableState
from bridgehead.partnering.queries.moves import board_of
from bridgehead.partnering.queries.presenting import spared_by


@transaction.atomic
def start_fill(*, timetable_id: int, by: Actor, now: datetime) -> TimetableRun:
    """Ask which requests find a place beside everything that stands; nothing changes by asking.

    The same question asked again is the same fill, unless it has failed.
    """
    base = Timetable.objects.filter(pk=timetable_id).first()
    if base is None:
        raise Refused(_("This draft is gone already."))
    held = round_to_solve(base.round_id, by)
    base.round = held
    require(base.state != TimetableState.SUPERSEDED, _("Another timetable has taken the place of this one."))
    board = board_of(base, now=now)
    broken = board.unheld(each.request for each in board.laid if each.request in board.pairs)
    require(not broken, _("Some meetings can no longer be held as they stand. Repair the timetable first."))
    require(bool(board.pairs.keys() - board.by_request.keys()), _("Every accepted request has its place."))
    spared = spared_by(base)
    question = frozen_repair(base, fills=True, moves_others=False, only_fills=True, spared=spared or (), now=now)
    asked = TimetableRun.objects.filter(round=held, mends=base.public_id, question_hash=question.sha256)
    same = asked.filter(state__in=[*UNFINISHED, RunState.DONE]).last()
    if same is not None:
        return same
    require_idle(held)
    told = {"mends": base.public_id, "keeps_version": base.version}
    return queue_run(held, question, spared=spared, by=by, now=now, **told)
