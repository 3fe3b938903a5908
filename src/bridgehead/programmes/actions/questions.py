"""Questions about a call: asked by anybody who is signed in, answered for everybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, notices
from bridgehead.foundation.idempotency import made_before, remember
from bridgehead.foundation.records import assign
from bridgehead.foundation.refusals import Refused, require
from bridgehead.programmes.actions.records import run_call, told
from bridgehead.programmes.models import Call, CallQuestion
from bridgehead.programmes.rules import PUBLIC_STATES, takes_questions

#: So many questions of one person about one call within a day.
MOST_A_DAY = 10


class AnswerFields(TypedDict, total=False):
    """A question and its answer as everybody reads them."""

    question_ko: str
    question_en: str
    answer_ko: str
    answer_en: str


@transaction.atomic
def ask(*, call_id: int, text: str, by: Actor, now: datetime | None = None, key: str = "") -> CallQuestion:
    """Ask about a call; its officers are told. Sent twice with one ``key`` it is asked once."""
    call = Call.objects.select_related("programme").select_for_update(of=("self",)).filter(pk=call_id).first()
    if call is None or call.state not in PUBLIC_STATES:
        raise Refused(_("There is no such call."))
    moment = clock.deciding(now)
    made = made_before(actor_id=by.person_id, deed="programmes.ask", key=key)
    if made is not None:
        return CallQuestion.objects.get(public_id=made)
    require(takes_questions(call, moment), _("Questions about this call are no longer taken."))
    mine = CallQuestion.objects.filter(call=call, person_id=by.person_id, created_at__gt=moment - timedelta(days=1))
    require(
        mine.count() < MOST_A_DAY,
        _("You have asked %(most)d questions today. Wait for the answers, or ask again tomorrow.")
        % {"most": MOST_A_DAY},
    )
    question = CallQuestion(call=call, person_id=by.person_id, language=by.language)
    assign(question, {"asked": text})
    require(bool(question.asked.strip()), _("Write your question."), field="asked")
    question.save()
    remember(actor_id=by.person_id, deed="programmes.ask", key=key, made=str(question.public_id))
    told("programmes.question_asked", question, programme=call.programme, by=by, now=moment)
    notices.after_commit("programmes/question_asked", now=moment, question_id=question.pk)
    return question


@transaction.atomic
def answer(
    *, question_id: int, is_published: bool, by: Actor, now: datetime, **fields: Unpack[AnswerFields]
) -> CallQuestion:
    """Write an answer, and publish it or keep it back; whoever asked is told when it is first published."""
    question = _locked(question_id, by)
    was_published = question.published_at is not None
    question.published_at = (question.published_at or now) if is_published else None
    change = assign(question, fields)
    question.save()
    if change or was_published != is_published:
        verb = "taken_back" if was_published and not is_published else "answered"
        told(f"programmes.question_{verb}", question, programme=question.call.programme, by=by, now=now)
    if is_published and not was_published and question.person_id is not None:
        key = f"question:{question.public_id}"
        notices.after_commit("programmes/question_answered", key=key, now=now, question_id=question.pk)
    return question


def _locked(question_id: int, by: Actor) -> CallQuestion:
    call_id = CallQuestion.objects.filter(pk=question_id).values_list("call_id", flat=True).first()
    if call_id is None:
        raise Refused(_("This question is no longer there."))
    call = run_call(call_id, by)
    question = CallQuestion.objects.select_for_update().get(pk=question_id)
    question.call = call
    return question
