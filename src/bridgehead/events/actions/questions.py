"""What a forum asks at registration: questions that officers add, change, order and retire."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import changed, officer_forum, told
from bridgehead.events.models import Forum, ForumState, ParticipantType, RegistrationQuestion
from bridgehead.events.queries.questions import to_ask_by_mail
from bridgehead.events.rules.questions import MOST_QUESTIONS, why_not_mailed, why_not_so
from bridgehead.foundation import notices
from bridgehead.foundation.records import assign, following, found, require_as_seen, swap
from bridgehead.foundation.refusals import require
from bridgehead.web.questionnaire import Field, plain_field

#: What a page of a question is held against.
SHOWN = ("asked", "participant_types", "retired_at")
#: While a forum is in one of these nobody can be answering it.
_NOBODY_ANSWERS = {ForumState.DRAFT, ForumState.ANNOUNCED}


@transaction.atomic
def add_question(
    *, forum_id: int, field: Field, participant_types: Iterable[str] = (), by: Actor, now: datetime
) -> RegistrationQuestion:
    """Ask something at registration, after what is asked already; of some participant types, or of everybody."""
    forum = officer_forum(forum_id, by)
    require(
        forum.questions.filter(retired_at=None).count() < MOST_QUESTIONS,
        _("A registration asks %(most)d questions at most. Retire one first.") % {"most": MOST_QUESTIONS},
    )
    require(
        not forum.questions.filter(key=field.key).exists(), _("Somebody has added a question. Load the page again.")
    )
    question = RegistrationQuestion(forum=forum, key=field.key, order=following(forum.questions.all(), "order"))
    change = assign(question, {"asked": plain_field(field), "participant_types": _types(participant_types)})
    question.save()
    told("events.question_added", question, forum=forum, by=by, now=now, change=change)
    return question


@transaction.atomic
def change_question(
    *,
    question_id: int,
    field: Field,
    participant_types: Iterable[str],
    by: Actor,
    now: datetime,
    seen: str | None = None,
) -> RegistrationQuestion:
    """Word a question anew, or ask it of others; of one that was answered only what breaks no answer."""
    question, forum = _question(question_id, by)
    require_as_seen(question, SHOWN, seen)
    if question.answers.exists():
        broken = why_not_so(question.field, field)
        require(broken is None, broken or "")
    fields = {"asked": plain_field(field), "participant_types": _types(participant_types)}
    must = (question.has_to_be_answered, question.participant_types)
    changed("events.question_changed", question, fields, forum=forum, by=by, now=now)
    if must != (question.has_to_be_answered, question.participant_types):
        _let_others_be_mailed(question)
    return question


@transaction.atomic
def move_question(*, question_id: int, step: int, by: Actor, now: datetime) -> RegistrationQuestion:
    """Ask a question one place earlier (−1) or later (+1) among those that are asked."""
    question, forum = _question(question_id, by)
    if question.retired_at is None and swap(question, step=step, among=_asked(forum), field="order"):
        told("events.question_moved", question, forum=forum, by=by, now=now)
    return question


@transaction.atomic
def retire_question(*, question_id: int, by: Actor, now: datetime) -> bool:
    """Ask a question no longer. True where it is gone: nobody had answered it, and nobody could be doing so."""
    question, forum = _question(question_id, by)
    if forum.state in _NOBODY_ANSWERS and not question.answers.exists():
        told("events.question_removed", question, forum=forum, by=by, now=now)
        question.delete()
        return True
    if question.retired_at is None:
        question.retired_at = now
        question.save(update_fields=["retired_at"])
        told("events.question_retired", question, forum=forum, by=by, now=now)
    return False


@transaction.atomic
def ask_again(*, question_id: int, by: Actor, now: datetime) -> RegistrationQuestion:
    """Ask a retired question again, after all others."""
    question, forum = _question(question_id, by)
    if question.retired_at is None:
        return question
    require(
        _asked(forum).count() < MOST_QUESTIONS,
        _("A registration asks %(most)d questions at most. Retire one first.") % {"most": MOST_QUESTIONS},
    )
    question.retired_at, question.order = None, following(forum.questions.all(), "order")
    question.save(update_fields=["retired_at", "order"])
    _let_others_be_mailed(question)
    told("events.question_asked_again", question, forum=forum, by=by, now=now)
    return question


@transaction.atomic
def ask_by_mail(*, question_id: int, by: Actor, now: datetime) -> int:
    """Ask by mail, each once, whoever registered before they had to answer a question. Return how many are asked."""
    question, forum = _question(question_id, by)
    if question.mailed_at is not None or not question.has_to_be_answered:
        return 0
    over = why_not_mailed(forum, now)
    require(over is None, over or "")
    people = to_ask_by_mail(question)
    if not people:
        return 0
    staged = [(each.key, {"registration_id": each.registration_id, "question_id": question.pk}) for each in people]
    notices.after_commit_each("events/question_asked", staged, now=now)
    question.mailed_at = now
    question.save(update_fields=["mailed_at"])
    told("events.question_mailed", question, forum=forum, by=by, now=now, change={"people": (None, len(people))})
    return len(people)


def _let_others_be_mailed(question: RegistrationQuestion) -> None:
    """Let a question that others have to answer now be asked by mail anew: it reaches whom it has not reached yet."""
    question.mailed_at = None
    question.save(update_fields=["mailed_at"])


def _question(question_id: int, by: Actor) -> tuple[RegistrationQuestion, Forum]:
    question = found(RegistrationQuestion.objects, question_id)
    forum = officer_forum(question.forum_id, by)
    return found(RegistrationQuestion.objects.select_for_update(), question.pk), forum


def _asked(forum: Forum) -> QuerySet[RegistrationQuestion]:
    return forum.questions.filter(retired_at=None).order_by("order")


def _types(wanted: Iterable[str]) -> list[str]:
    """Return the types in their usual order; all of them are the same as none: everybody."""
    chosen = set(wanted)
    types = [str(value) for value in ParticipantType.values if value in chosen]
    return [] if len(types) == len(ParticipantType.values) else types
