"""Appeals: filed once by the lead in time, answered in words; one that is upheld lets officers rank anew.

What a letter gave nobody loses: whoever is admitted, or stands in reserve, stays so whatever the new ranking says.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.decisions import locked_decisions, move_up, ranking_that_stands, tell_reserve
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.actions.team_records import led
from bridgehead.programmes.actions.team_records import told as told_to_team
from bridgehead.programmes.models import Appeal, AppealOutcome, CallDecision, Decision, DecisionOutcome


@transaction.atomic
def file_appeal(*, application_id: int, text: str, by: Actor, now: datetime | None = None) -> Appeal:
    """Say why a decision is wrong, before the day that the letter told; once."""
    application = led(application_id, by)
    decision = Decision.objects.select_related("published").filter(application=application).first()
    if decision is None:
        raise Refused(_("Nothing has been decided about this application."))
    moment = clock.deciding(now)
    require(moment < decision.published.appeal_until, _("The time to appeal is over."))
    require(bool(text.strip()), _("Say why the decision is wrong."), field="text")
    require(
        not Appeal.objects.filter(decision=decision).exists(), _("You have appealed already; the officers answer it.")
    )
    appeal = Appeal(decision=decision, text=text.strip(), filed_at=moment, filed_by_id=by.user_id)
    require_valid(appeal)
    appeal.save()
    notices.after_commit("programmes/appeal_filed", now=moment, application_id=application.pk)
    told_to_team("programmes.appeal_filed", application, by=by, now=moment)
    return appeal


@transaction.atomic
def answer_appeal(*, appeal_id: int, outcome: AppealOutcome, answer: str, by: Actor, now: datetime) -> Appeal:
    """Answer an appeal in words that the team reads; answered once, it stays."""
    known = found(Appeal.objects.select_related("decision__published"), appeal_id)
    call = run_call(known.decision.published.call_id, by)
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision__application").get(pk=known.pk)
    require(not appeal.outcome, _("This appeal is answered already."))
    require(bool(answer.strip()), _("Answer the appeal in words."), field="answer")
    appeal.outcome, appeal.answer = outcome, answer.strip()
    appeal.answered_at, appeal.answered_by_id = now, by.user_id
    require_valid(appeal)
    appeal.save()
    application = appeal.decision.application
    notices.after_commit("programmes/appeal_answered", now=now, application_id=application.pk)
    change: Change = {"outcome": (None, outcome.value)}
    told("programmes.appeal_answered", application, programme=call.programme, by=by, now=now, change=change)
    return appeal


@transaction.atomic
def follow_ranking(*, call_id: int, ranking_number: int, by: Actor, now: datetime) -> CallDecision:
    """Let a decided call follow a ranking that was frozen after an appeal was upheld: who stands better moves up."""
    call = run_call(call_id, by)
    known = CallDecision.objects.filter(call=call).first()
    if known is None:
        raise Refused(_("This call is not decided yet."))
    published = locked_decisions(known.pk)
    if published.ranking.number == ranking_number:
        return published
    ranking = ranking_that_stands(call, ranking_number)
    lines = {each.application_id: each for each in ranking.lines.all()}
    decisions = list(published.decisions.all())
    published.decisions.update(rank=None)
    published.ranking = ranking
    published.save(update_fields=["ranking"])
    better = []
    for each in decisions:
        line = lines.get(each.application_id)
        each.published, each.rank = published, line.rank if line else None
        if each.outcome == DecisionOutcome.DECLINED and line and line.outcome != DecisionOutcome.DECLINED:
            better.append(each)
        each.save(update_fields=["rank"])
    tell_reserve(published, better, now)
    move_up(published, now)
    change: Change = {"ranking": (None, ranking.number), "sha256": (None, ranking.digest)}
    told("programmes.ranking_followed", published, programme=call.programme, by=by, now=now, change=change)
    return published
