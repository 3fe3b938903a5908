"""What a forum asks at registration, and what was answered: for the person, and for the forum's officers."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.events.models import Forum, Registration, RegistrationAnswer, RegistrationQuestion
from bridgehead.events.rules import may_run_forum
from bridgehead.events.rules.questions import STANDING, why_not_corrected, why_not_mailed
from bridgehead.foundation import audit, notices
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


def question_of(actor: Actor, forum: Forum, public_id: UUID) -> RegistrationQuestion | None:
    """Return one question of a forum that the actor runs; None where it was asked there once and was removed."""
    found = questions_of(actor, forum).filter(public_id=public_id).first()
    verbs = [f"events.question_{done}" for done in ("added", "changed", "moved", "removed")]
    if found is None and not audit.tells_of(forum.audit_stream, public_id, verbs):
        raise Http404
    return found


def question_or_404(actor: Actor, forum: Forum, public_id: UUID) -> RegistrationQuestion:
    """Return one question of a forum that the actor runs."""
    found = question_of(actor, forum, public_id)
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


def missing_answers(registrations: Collection[Registration], now: datetime) -> dict[int, int]:
    """Return by registration how much has to be answered that is not: it came after the person had registered.

    Only where something is missing, and can be answered still; each with its ``forum`` at hand. Two queries.
    """
    open_ones = [each for each in registrations if why_not_corrected(each.forum, each, now) is None]
    required: dict[int, list[RegistrationQuestion]] = {}
    asked = RegistrationQuestion.objects.filter(forum__in={each.forum_id for each in open_ones}, retired_at=None)
    for question in asked if open_ones else ():
        if question.has_to_be_answered:
            required.setdefault(question.forum_id, []).append(question)
    if not required:
        return {}
    given = set(
        RegistrationAnswer.objects.filter(registration__in=open_ones).values_list("registration_id", "question_id")
    )
    counted = {
        each.pk: sum(
            question.is_asked_of(each.participant_type) and (each.pk, question.pk) not in given
            for question in required.get(each.forum_id, ())
        )
        for each in open_ones
    }
    return {pk: number for pk, number in counted.items() if number}


def people_missing(question: RegistrationQuestion) -> QuerySet[Registration]:
    """Return the registrations that stand, are asked a question, and have not answered it; the caller may see them."""
    standing = Registration.objects.filter(forum_id=question.forum_id, state__in=STANDING)
    if question.participant_types:
        standing = standing.filter(participant_type__in=question.participant_types)
    return standing.exclude(answers__question=question)


@dataclass(frozen=True, slots=True)
class ToAsk:
    """A registration whose person can be asked a question by mail: in their language, under the key of the notice."""

    registration_id: int
    language: str
    key: str


def to_ask_by_mail(question: RegistrationQuestion) -> list[ToAsk]:
    """Return whom a question is asked of by mail: who has to answer it, has not, and was not asked so before.

    None once they were asked, until others have to answer it; the caller may see them. Two queries at most.
    """
    if question.mailed_at is not None or not question.has_to_be_answered:
        return []
    people = people_missing(question).order_by("pk").values_list("pk", "user__language")
    found = [ToAsk(pk, language, f"events/question_asked:{question.pk}:{pk}") for pk, language in people]
    asked_before = notices.staged_under(each.key for each in found)
    return [each for each in found if each.key not in asked_before]


def missing_by_question(actor: Actor, forum: Forum) -> dict[int, int]:
    """Return by question how many of those registered have not answered what they have to; two queries."""
    live = [each for each in questions_of(actor, forum) if each.has_to_be_answered]
    by_type = forum.registrations.filter(state__in=STANDING).order_by().values_list("participant_type")
    standing: dict[str, int] = dict(by_type.annotate(Count("pk")))
    answers = RegistrationAnswer.objects.filter(question__forum=forum, registration__state__in=STANDING).order_by()
    given: dict[tuple[int, str], int] = {
        (question, kind): number
        for question, kind, number in answers.values_list("question_id", "registration__participant_type").annotate(
            Count("pk")
        )
    }
    return {
        each.pk: sum(
            number - given.get((each.pk, kind), 0) for kind, number in standing.items() if each.is_asked_of(kind)
        )
        for each in live
    }


def question_told(question_id: int, registration: Registration, now: datetime) -> RegistrationQuestion | None:
    """Return a question that a person is asked by mail, unless there is nothing for them to answer any more."""
    question = RegistrationQuestion.objects.filter(pk=question_id).first()
    if question is None or not question.has_to_be_answered:
        return None
    if why_not_mailed(registration.forum, now) or why_not_corrected(registration.forum, registration, now):
        return None
    return question if people_missing(question).filter(pk=registration.pk).exists() else None


def answers_kept(user_id: int) -> dict[int, list[dict[str, Any]]]:
    """Return a person's answers by the id of their registration: part of the export of their data."""
    kept: dict[int, list[dict[str, Any]]] = {}
    found = RegistrationAnswer.objects.filter(registration__user_id=user_id).select_related("question")
    for each in found.order_by("question__order"):
        label = each.question.field.label
        told = {"question": {"ko": label.ko, "en": label.en}, "answer": each.typed}
        kept.setdefault(each.registration_id, []).append(told)
    return kept
