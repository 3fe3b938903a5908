"""Calls with their forms and questions, as far as the actor may see them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.models import Call, CallForm, CallQuestion, CallState, Programme
from bridgehead.programmes.rules import OFFICER, PUBLIC_STATES
from bridgehead.web.questionnaire import Questionnaire, questionnaire_of


def readable_calls(actor: Actor) -> QuerySet[Call]:
    """Return the calls that the actor may read: announced ones of listed programmes, and all of those they run."""
    found = Call.objects.select_related("programme__agency")
    if actor.is_platform_admin:
        return found
    public = Q(programme__is_listed=True, state__in=PUBLIC_STATES, announced_at__isnull=False)
    return found.filter(public | Q(programme_id__in=actor.scopes_of(OFFICER)))


def call_or_404(actor: Actor, public_id: UUID) -> Call:
    """Return a call that the actor may read."""
    found = readable_calls(actor).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_calls(now: datetime) -> QuerySet[Call]:
    """Return the announced calls of listed programmes that have not closed at a moment, the soonest to close first."""
    return (
        Call.objects.filter(programme__is_listed=True, state=CallState.ANNOUNCED, closes_at__gt=now)
        .select_related("programme")
        .order_by("closes_at", "pk")
    )


def calls_run(programme: Programme) -> QuerySet[Call]:
    """Return all calls of a programme that the actor was found to run, with unanswered questions (``waiting``)."""
    waiting = Count("questions", filter=Q(questions__published_at__isnull=True))
    return programme.calls.annotate(waiting=waiting).order_by("-closes_at", "-pk")


def run_call_or_404(programme: Programme, public_id: UUID) -> Call:
    """Return one call of a programme that the actor was found to run."""
    found = calls_run(programme).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    found.programme = programme
    return found


def newest_form(call: Call) -> CallForm:
    """Return the form of a call as it stands: the draft, or what was published last."""
    found = call.forms.order_by("-version").first()
    if found is None:
        raise Http404
    return found


def asked_in(form: CallForm) -> Questionnaire:
    """Return what a form asks."""
    return questionnaire_of(form.definition)


def published_questions(call: Call) -> QuerySet[CallQuestion]:
    """Return the questions about a call with their answers, as everybody reads them."""
    return call.questions.filter(published_at__isnull=False).order_by("published_at", "pk")


def questions_run(call: Call) -> QuerySet[CallQuestion]:
    """Return all questions about a call that the actor was found to run: those that wait first."""
    return call.questions.select_related("person").order_by(F("published_at").asc(nulls_first=True), "created_at", "pk")


def question_or_404(call: Call, public_id: UUID) -> CallQuestion:
    """Return one question about a call that the actor was found to run."""
    found = call.questions.select_related("person").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def forms_to_take_over(actor: Actor, call: Call) -> list[Call]:
    """Return the other calls of programmes that the actor runs, whose forms this one can begin with."""
    found = Call.objects.select_related("programme").exclude(pk=call.pk).order_by("-closes_at", "-pk")
    if not actor.is_platform_admin:
        found = found.filter(programme_id__in=actor.scopes_of(OFFICER))
    return list(found[:50])


def question_told(question_id: int) -> CallQuestion | None:
    """Return the question that a notice is about, as it stands now."""
    found = CallQuestion.objects.select_related("call__programme", "person")
    return found.filter(pk=question_id).first()
