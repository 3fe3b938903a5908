"""How the notices of decisions are delivered: letters and answers to the team, what it answers to the officers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import mail, notices
from bridgehead.foundation.bilingual import LANGUAGES, wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.adapters.letters import letter_file
from bridgehead.programmes.models import Decision
from bridgehead.programmes.queries import application_notices as reads
from bridgehead.programmes.queries.decisions import appeal_of, decision_of_application_told
from bridgehead.web.printing import PDF_TYPE


def decided_notice(staged: Staged) -> None:
    """Send the team its letter in both languages; each the mail in their own."""
    decision = decision_of_application_told(staged.payload["application_id"])
    if decision is None:
        return
    letters = [
        mail.Attachment(f"decision-{language}.pdf", letter_file(decision, language=language), PDF_TYPE)
        for language in LANGUAGES
    ]
    for reader in reads.team_told(decision.application):
        letter = decision.letter_ko if reader.language == "ko" else decision.letter_en
        _send(staged, "decided", decision, reader, attachments=letters, letter=letter)


def place_answered_notice(staged: Staged) -> None:
    """Tell the officers what a company answered to its place."""
    decision = decision_of_application_told(staged.payload["application_id"])
    if decision is None:
        return
    for reader in reads.officers_told(decision.application):
        _send(staged, "place_answered", decision, reader, answer=decision.answer)


def appeal_filed_notice(staged: Staged) -> None:
    """Tell the officers that a team appeals; what it says stands on their page alone."""
    decision = decision_of_application_told(staged.payload["application_id"])
    if decision is None:
        return
    for reader in reads.officers_told(decision.application):
        _send(staged, "appeal_filed", decision, reader)


def appeal_answered_notice(staged: Staged) -> None:
    """Tell the team what was answered to its appeal."""
    decision = decision_of_application_told(staged.payload["application_id"])
    appeal = appeal_of(decision) if decision else None
    if decision is None or appeal is None:
        return
    for reader in reads.team_told(decision.application):
        _send(staged, "appeal_answered", decision, reader, attachments=[], answer=appeal.answer)


def _send(
    staged: Staged,
    template: str,
    decision: Decision,
    reader: User,
    *,
    attachments: list[mail.Attachment] | None = None,
    **context: Any,
) -> None:
    application = decision.application
    call = application.call
    with translation.override(reader.language):
        if attachments is None:
            page = reverse("programmes_desk:decisions", args=[call.programme.public_id, call.public_id])
        else:
            page = reverse("programmes:decision", kwargs={"application_id": application.public_id})
    told = {
        "call": wording(call, "name", reader.language).text,
        "organisation": wording(application.organisation, "name", reader.language).text,
        "page": settings.SITE_ADDRESS + page,
        **context,
    }
    mail.send(
        f"programmes/mail/{template}",
        to=reader,
        key=f"{staged.key}:{reader.pk}",
        context=told,
        attachments=attachments or [],
    )


def register_decision_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/decided")(decided_notice)
    notices.delivers("programmes/place_answered")(place_answered_notice)
    notices.delivers("programmes/appeal_filed")(appeal_filed_notice)
    notices.delivers("programmes/appeal_answered")(appeal_answered_notice)
