"""How the notices of calls are delivered: whether they are still true, to whom, in their own language."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.queries.calls import question_told
from bridgehead.programmes.queries.people import officers_told


def question_asked_notice(staged: Staged) -> None:
    """Tell a programme's officers that something was asked about a call."""
    question = question_told(staged.payload["question_id"])
    if question is None or question.published_at is not None:
        return
    call = question.call
    for officer in officers_told(call.programme_id):
        with translation.override(officer.language):
            page = reverse(
                "programmes_desk:question", args=[call.programme.public_id, call.public_id, question.public_id]
            )
        mail.send(
            "programmes/mail/question_asked",
            to=officer,
            key=f"{staged.key}:{officer.pk}",
            context={
                "call": wording(call, "name", officer.language).text,
                "asked": question.asked,
                "page": settings.SITE_ADDRESS + page,
            },
        )


def question_answered_notice(staged: Staged) -> None:
    """Tell whoever asked that everybody can read the answer now; not where it was taken back meanwhile."""
    question = question_told(staged.payload["question_id"])
    if question is None or question.published_at is None or question.person is None or not question.person.is_active:
        return
    call, person = question.call, question.person
    with translation.override(person.language):
        page = reverse("programmes:call", args=[call.public_id])
    mail.send(
        "programmes/mail/question_answered",
        to=person,
        key=f"{staged.key}:{person.pk}",
        context={
            "call": wording(call, "name", person.language).text,
            "question": wording(question, "question", person.language).text,
            "answer": wording(question, "answer", person.language).text,
            "page": settings.SITE_ADDRESS + page,
        },
    )


def register_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/question_asked")(question_asked_notice)
    notices.delivers("programmes/question_answered")(question_answered_notice)
