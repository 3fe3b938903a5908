"""What was answered at registration, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from bridgehead.events.models import Forum, RegistrationQuestion
from bridgehead.events.queries.questions import Answered
from bridgehead.foundation.bilingual import wording
from bridgehead.web.questionnaire import Text
from bridgehead.web.questionnaire.telling import Line, typed_lines_of


@dataclass(frozen=True, slots=True)
class ToldAnswer:
    """A question and its answer in the words of the page; no line where it was not answered."""

    label: Text
    lines: Sequence[Line]
    is_retired: bool


def asked_by_mail(question: RegistrationQuestion, forum: Forum) -> dict[str, str]:
    """Return what the mail that asks a question says, in the language of the moment."""
    page = reverse("events:answers", kwargs={"public_id": forum.public_id})
    return {
        "forum_name": wording(forum, "name").text,
        "question": str(question.field.label),
        "page": settings.SITE_ADDRESS + page,
    }


def told_answers(answers: Iterable[Answered]) -> list[ToldAnswer]:
    """Return answers in words, in their order."""
    return [ToldAnswer(each.field.label, typed_lines_of(each.field, each.typed), each.is_retired) for each in answers]
