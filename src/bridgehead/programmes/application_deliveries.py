"""How the notices of applications are delivered: to the team, to the officers, to an address that is invited."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.models import User
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged
from bridgehead.programmes.actions.teams import new_team_link
from bridgehead.programmes.adapters.receipts import receipt_file
from bridgehead.programmes.models import Application
from bridgehead.programmes.queries import application_notices as reads
from bridgehead.programmes.times import told_moment
from bridgehead.web.printing import PDF_TYPE


@dataclass(slots=True)
class Address:
    """A reader of whom only the address is known; nothing of an account, if there is one, gets into the mail."""

    email: str
    language: str

    def full_name(self, language: str | None = None) -> str:
        """Nobody's name is told to an address."""
        return ""


def writer_invited_notice(staged: Staged) -> None:
    """Tell an address that it is asked into a team; an invitation that was answered or withdrawn since is not told."""
    token = new_team_link(staged.payload["invitation_id"], clock.database_now())
    invitation = reads.team_invitation_told(staged.payload["invitation_id"]) if token else None
    if token is None or invitation is None:
        return
    language, application = staged.payload["language"], invitation.application
    inviter = reads.person_told(staged.payload["by_id"])
    with translation.override(language):
        page = settings.SITE_ADDRESS + reverse("programmes:join", args=[token])
    mail.send(
        "programmes/mail/writer_invited",
        to=Address(invitation.email, language),
        key=staged.key,
        context={
            "call": wording(application.call, "name", language).text,
            "organisation": wording(application.organisation, "name", language).text,
            "inviter": inviter.full_name(language) if inviter else "",
            "until": told_moment(invitation.expires_at, application.call.zone, settings.HOME_ZONE, language),
            "page": page,
        },
    )


def handed_in_notice(staged: Staged) -> None:
    """Send the team the receipt of what was handed in; each in their own language, on their own clock."""
    submission = reads.submission_told(staged.payload["submission_id"])
    if submission is None:
        return
    application = submission.application
    for reader in reads.team_told(application):
        written = receipt_file(submission, language=reader.language, zone=reader.zone)
        _send(
            staged,
            "handed_in",
            application,
            reader,
            attachments=[mail.Attachment(f"{submission.receipt}.pdf", written, PDF_TYPE)],
            receipt=submission.receipt,
            number=submission.number,
            when=told_moment(submission.submitted_at, application.call.zone, reader.zone, reader.language),
        )


def application_withdrawn_notice(staged: Staged) -> None:
    """Tell the programme's officers that an application which they had is withdrawn."""
    application = reads.application_told(staged.payload["application_id"])
    if application is None:
        return
    for reader in reads.officers_told(application):
        _send(staged, "application_withdrawn", application, reader, page=_desk_page(application, reader))


def more_asked_notice(staged: Staged) -> None:
    """Tell the team what more is asked, and until when; not where the request has ended since."""
    asked = reads.more_told(staged.payload["request_id"])
    if asked is None or asked.answered_at is not None or asked.closed_at is not None:
        return
    application = asked.application
    for reader in reads.team_told(application):
        _send(
            staged,
            "more_asked",
            application,
            reader,
            text=wording(asked, "text", reader.language).text,
            until=told_moment(asked.due_at, application.call.zone, reader.zone, reader.language),
            is_extended=staged.payload["is_extended"],
        )


def _send(
    staged: Staged,
    template: str,
    application: Application,
    reader: User,
    *,
    attachments: Iterable[mail.Attachment] = (),
    **context: Any,
) -> None:
    with translation.override(reader.language):
        page = reverse("programmes:application", kwargs={"application_id": application.public_id})
    told = {
        "call": wording(application.call, "name", reader.language).text,
        "organisation": wording(application.organisation, "name", reader.language).text,
        "page": settings.SITE_ADDRESS + page,
        **context,
    }
    mail.send(
        f"programmes/mail/{template}",
        to=reader,
        key=f"{staged.key}:{reader.pk}",
        context=told,
        attachments=list(attachments),
    )


def _desk_page(application: Application, reader: User) -> str:
    with translation.override(reader.language):
        ids = (application.call.programme.public_id, application.call.public_id, application.public_id)
        page = reverse("programmes_desk:application", args=ids)
    return str(settings.SITE_ADDRESS + page)


def register_application_deliveries() -> None:
    """Say how each kind of notice is delivered; called once the apps are loaded."""
    notices.delivers("programmes/writer_invited")(writer_invited_notice)
    notices.delivers("programmes/handed_in")(handed_in_notice)
    notices.delivers("programmes/application_withdrawn")(application_withdrawn_notice)
    notices.delivers("programmes/more_asked")(more_asked_notice)
