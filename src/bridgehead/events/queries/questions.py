"""What a forum asks at registration, and what was answered: for the person, and for the forum's officers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, Registration, RegistrationAnswer, RegistrationQuestion
from bridgehead.events.rules import may_run_forum
from bridgehead.web.questionnaire import Field, Typed


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with one person's answer: None where it was not answered."""

    field: Field
    typed: Typed | None
    is_retired: bool


def asked_at(forum: Forum) -> list[RegistrationQuestion]:
    """Return what a forum asks at registration; whoever sees the forum may read it."""
    return list(forum.questions.filter(retired_at=None).order_by("order"))


def questions_of(actor: Actor, forum: Forum) -> QuerySet[RegistrationQuestion]:
    """Return every question of a forum for its officers, retired ones too, with how many have ``answered``."""
    if not may_run_forum(actor, forum.pk):
        raise Http404
    return forum.questions.annotate(answered=Count("answers")).order_by("order")


def question_or_404(actor: Actor, forum: Forum, public_id: UUID) -> RegistrationQuestion:
    """Return one question of a forum that the actor runs."""
    found = questions_of(actor, forum).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def answers_typed(registration: Registration) -> dict[str, Typed]:
    """Return what was answered by the key of its question; the caller may see the registration."""
    return dict(registration.answers.values_list("question__key", "typed"))


def answers_of(registration: Registration) -> list[Answered]:
    """Return what is asked of a person with what they answered, then what was asked once; for whoever may see both."""
    answers = {each.question_id: each.typed for each in registration.answers.all()}
    questions = RegistrationQuestion.objects.filter(forum_id=registration.forum_id).order_by("order")
    found = [
        Answered(each.field, answers.get(each.pk), each.retired_at is not None)
        for each in questions
        if each.pk in answers or each.is_asked_of(registration.participant_type)
    ]
    return sorted(found, key=lambda each: each.is_retired)


def answers_kept(user_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return a person's answers by the id of their registration: part of the export of their data."""
    kept: dict[int, list[dict[str, Any]]] = {}
    found = RegistrationAnswer.objects.filter(registration__user_id=user_id).select_related("question")
    for each in found.order_by("question__order"):
        label = each.question.field.label
        told = {"question": {"ko": label.ko, "en": label.en}, "answer": each.typed}
        kept.setdefault(each.registration_id, []).append(told)
    return kept
