"""What people answer at registration: kept with it, and corrected by the person until the forum begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.events.actions.records import locked_registration
from bridgehead.events.models import Registration, RegistrationAnswer, RegistrationQuestion
from bridgehead.events.rules.questions import why_not_corrected
from bridgehead.foundation import audit, clock
from bridgehead.foundation.refusals import Refused, require
from bridgehead.web.questionnaire import Typed, WrongAnswer, answer_of, kept_of


def keep_answers(registration: Registration, typed: Mapping[str, Any], *, is_anew: bool = False) -> list[str]:
    """Keep what was answered inside the caller's transaction; return the keys of the questions whose answer changed.

    ``typed`` holds answers by the key of their question; what is not asked of the participant type is left out. Answers
    to what is not asked of it any more stay as they are; but where somebody registers anew, perhaps as another type,
    only those to retired questions do.
    """
    live = list(registration.forum.questions.filter(retired_at=None).order_by("order"))
    asked = [each for each in live if each.is_asked_of(registration.participant_type)]
    if is_anew:
        registration.answers.filter(question__in=live).exclude(question__in=asked).delete()
    stored = {each.question_id: each for each in registration.answers.filter(question__in=asked)}
    return [
        question.key
        for question in asked
        if _kept(registration, question, stored.get(question.pk), _read(question, typed))
    ]


def _read(question: RegistrationQuestion, typed: Mapping[str, Any]) -> Typed | None:
    """Return an answer as it is kept; ``Refused`` where it is missing or cannot be read."""
    field = question.field
    kept = kept_of(field, typed.get(question.key))
    try:
        answer_of(field, kept)
    except WrongAnswer as wrong:
        said = {"question": str(field.label), "wrong": str(wrong)}
        raise Refused(_("“%(question)s”: %(wrong)s") % said, field=question.key) from wrong
    return kept


def _kept(
    registration: Registration, question: RegistrationQuestion, before: RegistrationAnswer | None, kept: Typed | None
) -> bool:
    if kept is None:
        if before is not None:
            before.delete()
        return before is not None
    if before is not None and before.typed == kept:
        return False
    answer = before or RegistrationAnswer(registration=registration, question=question)
    answer.typed = kept
    answer.save()
    return True


@transaction.atomic
def correct_answers(
    *, registration_id: int, typed: Mapping[str, Any], by: Actor, now: datetime | None = None
) -> Registration:
    """Answer anew what is asked, until the forum begins by the database's clock.

    The trail names the questions, never an answer.
    """
    registration = locked_registration(registration_id)
    require(
        by.user_id is not None and registration.user_id == by.user_id,
        _("Only the registered person can change these answers."),
    )
    now, forum = clock.deciding(now), registration.forum
    over = why_not_corrected(forum, registration, now)
    require(over is None, over or "")
    changed = keep_answers(registration, typed)
    if changed:
        audit.record(
            "events.answers_corrected",
            on=registration,
            by=by,
            at=now,
            stream=forum.audit_stream,
            change={"questions": ("", ", ".join(changed))},
        )
    return registration
