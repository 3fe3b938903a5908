"""Bonus points, moves across the line, and freezing a ranking.

The order of locks is call, application, audit trail.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import Change, assign, following, found
from bridgehead.foundation.refusals import Overtaken, Refused, require, require_valid
from bridgehead.programmes.actions.checks import run_application
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.models import (
    Application,
    Bonus,
    BonusAward,
    CallState,
    DecisionOutcome,
    LineMove,
    Ranking,
    RankingLine,
)
from bridgehead.programmes.queries.standing import bonuses_kept, criteria_kept, is_reopened, newest_ranking, standing_of


class BonusFields(TypedDict, total=False):
    """What is said of bonus points."""

    name_ko: str
    name_en: str
    basis_ko: str
    basis_en: str
    points: Decimal


@transaction.atomic
def add_bonus(*, call_id: int, by: Actor, now: datetime, **fields: Unpack[BonusFields]) -> Bonus:
    """Add bonus points to a call, with what they rest on, until it has closed: applicants read them with the call."""
    call = run_call(call_id, by)
    require(call.state in {CallState.DRAFT, CallState.ANNOUNCED}, _("This call is over; it can no longer be changed."))
    require(now < call.closes_at, _("This call has closed: its bonus points stay as applicants read them."))
    bonus = Bonus(call=call, position=following(call.bonuses.all(), "position"))
    change = assign(bonus, fields)
    bonus.save()
    told("programmes.bonus_added", bonus, programme=call.programme, by=by, now=now, change=change)
    return bonus


@transaction.atomic
def remove_bonus(*, bonus_id: int, by: Actor, now: datetime) -> None:
    """Take bonus points out of a call that is still a draft."""
    bonus = Bonus.objects.filter(pk=bonus_id).first()
    if bonus is None:
        return
    call = run_call(bonus.call_id, by)
    require(call.state == CallState.DRAFT, _("This call is announced: its bonus points stay as applicants read them."))
    told("programmes.bonus_removed", bonus, programme=call.programme, by=by, now=now)
    bonus.delete()


@transaction.atomic
def award_bonus(*, bonus_id: int, application_id: int, note: str, by: Actor, now: datetime) -> BonusAward:
    """Give an application bonus points, and say why; given twice they count once."""
    bonus = found(Bonus.objects.all(), bonus_id)
    run_call(bonus.call_id, by)
    application = run_application(application_id, by)
    require(bonus.call_id == application.call_id, _("These bonus points belong to another call."))
    held = BonusAward.objects.filter(bonus=bonus, application=application).first()
    if held is not None:
        return held
    require(bool(note.strip()), _("Say why it gets these points."), field="note")
    award = BonusAward(
        bonus=bonus, application=application, note=note.strip(), awarded_at=now, awarded_by_id=by.user_id
    )
    require_valid(award)
    award.save()
    change: Change = {"bonus": (None, str(bonus.public_id))}
    programme = application.call.programme
    told("programmes.bonus_awarded", application, programme=programme, by=by, now=now, change=change)
    return award


@transaction.atomic
def take_bonus_back(*, bonus_id: int, application_id: int, by: Actor, now: datetime) -> None:
    """Take bonus points from an application again."""
    bonus = found(Bonus.objects.all(), bonus_id)
    run_call(bonus.call_id, by)
    application = run_application(application_id, by)
    taken, _each = BonusAward.objects.filter(bonus=bonus, application=application).delete()
    if taken:
        change: Change = {"bonus": (str(bonus.public_id), None)}
        programme = application.call.programme
        told("programmes.bonus_taken_back", application, programme=programme, by=by, now=now, change=change)


@transaction.atomic
def move_across(
    *, application_id: int, outcome: DecisionOutcome | None, reason: str, by: Actor, now: datetime
) -> LineMove | None:
    """Put an application on another side of a line than its rank does, with a reason; None takes the move back."""
    run_call(found(Application.objects.all(), application_id).call_id, by)
    application = run_application(application_id, by)
    held = LineMove.objects.filter(application=application).first()
    before = held and held.outcome
    if outcome is None:
        if held is None:
            return None
        held.delete()
        move = None
    else:
        require(bool(reason.strip()), _("Say why it is moved across the line."), field="reason")
        move = held or LineMove(application=application)
        if (move.outcome, move.reason) == (outcome, reason.strip()):
            return move
        move.outcome, move.reason = outcome, reason.strip()
        move.moved_at, move.moved_by_id = now, by.user_id
        require_valid(move)
        move.save()
    change: Change = {"outcome": (before, outcome and outcome.value)}
    programme = application.call.programme
    told("programmes.line_moved", application, programme=programme, by=by, now=now, change=change)
    return move


@transaction.atomic
def freeze_ranking(*, call_id: int, seen: str, by: Actor, now: datetime) -> Ranking:
    """Freeze the ranking as it stands; ``seen`` is the digest of what the officer looked at. Frozen twice it is one."""
    call = run_call(call_id, by)
    require(call.state == CallState.ANNOUNCED or is_reopened(call), _("This call is decided or called off."))
    standing = standing_of(call)
    if standing.problem:
        raise Refused(standing.problem)
    if seen != standing.digest or standing.stage is None:
        raise Overtaken(_("Something has changed since you opened the page. Look at the ranking once more."))
    last = newest_ranking(call)
    if last is not None and last.digest == standing.digest:
        return last
    ranking = Ranking.objects.create(
        call=call,
        stage=standing.stage,
        number=last.number + 1 if last else 1,
        places=call.places,
        reserve=call.reserve,
        criteria=criteria_kept(standing.criteria),
        bonuses=bonuses_kept(standing.bonuses),
        digest=standing.digest,
        made_at=now,
        made_by_id=by.user_id,
    )
    for line in standing.lines:
        line.ranking = ranking
    RankingLine.objects.bulk_create(list(standing.lines))
    change: Change = {"number": (None, ranking.number), "sha256": (None, ranking.digest)}
    told("programmes.ranking_frozen", ranking, programme=call.programme, by=by, now=now, change=change)
    return ranking
