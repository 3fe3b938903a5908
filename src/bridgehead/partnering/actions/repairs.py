"""Repairs: what has to move when a timetable no longer fits its round, shown first, and a draft once accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import Refused, require
from bridgehead.partnering.actions.fills import start_fill
from bridgehead.partnering.actions.meetings import keep_draft, with_begun
from bridgehead.partnering.actions.runs import UNFINISHED, queue_run, require_idle, round_to_solve
from bridgehead.partnering.adapters.freezing import frozen_repair
from bridgehead.partnering.adapters.problem import FrozenPlace, Move
from bridgehead.partnering.models import RunState, Timetable, TimetableRun, TimetableState
from bridgehead.partnering.queries.presenting import spared_by
from bridgehead.partnering.queries.repairs import has_changed


@dataclass(frozen=True, slots=True)
class Accepted:
    """The draft of a repair, or, where the round has changed since it was shown, the repair that replaces it."""

    draft: Timetable | None = None
    anew: TimetableRun | None = None


@transaction.atomic
def start_repair(
    *, timetable_id: int, fills: bool, moves_others: bool = False, by: Actor, now: datetime
) -> TimetableRun:
    """Ask what has to move for a timetable to fit the round as it stands; nothing moves by asking.

    The same question asked again is the same repair, unless it has failed.
    """
    base = Timetable.objects.filter(pk=timetable_id).first()
    if base is None:
        raise Refused(_("This draft is gone already."))
    held = round_to_solve(base.round_id, by)
    base.round = held
    require(_stands(base), _("Another timetable has taken the place of this one."))
    spared = spared_by(base)
    question = frozen_repair(base, fills=fills, moves_others=moves_others, spared=spared or (), now=now)
    asked = TimetableRun.objects.filter(round=held, mends=base.public_id, question_hash=question.sha256)
    same = asked.filter(state__in=[*UNFINISHED, RunState.DONE]).last()
    if same is not None:
        return same
    require_idle(held)
    told = {"mends": base.public_id, "keeps_version": base.version}
    return queue_run(held, question, spared=spared, by=by, now=now, **told)


@transaction.atomic
def accept_repair(*, run_id: int, by: Actor, now: datetime) -> Accepted:
    """Make a repair's draft, once; where the round has changed since, make none and ask anew."""
    run = TimetableRun.objects.select_related("problem", "moves").get(pk=run_id)
    held = round_to_solve(run.round_id, by)
    done = Timetable.objects.filter(run=run).first()
    if done is not None:
        return Accepted(draft=done)
    require(run.state == RunState.DONE, _("This list of changes is not ready."))
    base = Timetable.objects.filter(round=held, public_id=run.mends).first() if run.mends else None
    if base is None or not _stands(base):
        raise Refused(_("Another timetable has taken the place of this one."))
    base.round = held
    asked = {"fills": run.fills, "moves_others": run.moves_others}
    if has_changed(run, base, now=now):
        if run.only_fills:
            return Accepted(anew=start_fill(timetable_id=base.pk, by=by, now=now))
        return Accepted(anew=start_repair(timetable_id=base.pk, **asked, by=by, now=now))
    run.round = held
    failure = keep_draft(run, with_begun(_placements(run), run, base))
    if failure is not None:
        raise Refused(str(failure.label))
    audit.record("partnering.repair_accepted", on=run, by=by, at=now, stream=held.forum.audit_stream)
    return Accepted(draft=Timetable.objects.get(run=run))


def _stands(base: Timetable) -> bool:
    return base.state in (TimetableState.DRAFT, TimetableState.PUBLISHED)


def _placements(run: TimetableRun) -> list[tuple[int, int, int]]:
    """Where every request lies once the moves are made."""
    kept = (FrozenPlace(**each) for each in run.problem.kept or ())
    places = {each.request: (each.slot, each.table) for each in kept}
    for move in map(Move.from_json, run.moves.content):
        if move.after is None:
            del places[move.request]
        else:
            places[move.request] = move.after
    return [(request, slot, table) for request, (slot, table) in sorted(places.items())]
