"""How the directory's notices are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.queries import person_at
from bridgehead.directory.actions.consents import new_listing_link
from bridgehead.directory.models import Invitation
from bridgehead.directory.queries import invitation_told
from bridgehead.directory.queries.verification import organisation_decided, owners_of
from bridgehead.foundation import clock, mail, notices
from bridgehead.foundation.bilingual import wording
from bridgehead.foundation.notices import Staged


@dataclass(slots=True)
class Address:
    """A reader of whom only the address is known; nothing of an account, if there is one, gets into the mail."""

    email: str
    language: str
    #: As whoever gave the address calls them; nothing of an account.
    name: str = ""

    def full_name(self, language: str | None = None) -> str:
        """What they are called by whoever gave the address."""
        return self.name


@notices.delivers("directory/invited")
def invited(staged: Staged) -> None:
    """Tell an address that it is invited; an invitation that was answered or withdrawn since is not told."""
    invitation = invitation_told(staged.payload["invitation_id"])
    if invitation is None:
        return
    known = person_at(invitation.email)
    language = known.language if known else _language_of(invitation)
    with translation.override(language):
        page = settings.SITE_ADDRESS + reverse("directory:mine")
    mail.send(
        "directory/mail/invited",
        to=Address(invitation.email, language),
        key=staged.key,
        context={
            "organisation": wording(invitation.organisation, "name", language).text,
            "inviter": invitation.invited_by.full_name(language) if invitation.invited_by else "",
            "page": page,
        },
    )


@notices.delivers("directory/listing_asked")
def listing_asked(staged: Staged) -> None:
    """Ask the contact of an organisation that was brought in whether it may be listed; not what was answered since."""
    told = staged.payload
    opened = new_listing_link(consent_id=told["consent_id"], asked_at=told["asked_at"], now=clock.now())
    if opened is None:
        return
    consent, token = opened
    with translation.override(consent.language):
        page = settings.SITE_ADDRESS + reverse("directory:listing", args=[token])
    mail.send(
        "directory/mail/listing_asked",
        to=Address(consent.contact_email, consent.language, consent.contact_name),
        key=staged.key,
        context={"organisation": wording(consent.organisation, "name", consent.language).text, "page": page},
    )


@notices.delivers("directory/verification_decided")
def verification_decided(staged: Staged) -> None:
    """Tell the owners what the agency said of their organisation, unless it has said something else since."""
    organisation = organisation_decided(staged.payload["organisation_id"])
    decided_at = organisation.verified_at or organisation.verification_declined_at
    if decided_at is None or decided_at != datetime.fromisoformat(staged.payload["decided_at"]):
        return
    said = "verified" if organisation.verified_at else "verification_declined"
    for owner in owners_of(organisation):
        with translation.override(owner.language):
            page = settings.SITE_ADDRESS + reverse("directory:organisation", args=[organisation.public_id])
        mail.send(
            f"directory/mail/{said}",
            to=owner,
            key=f"{staged.key}:{owner.pk}",
            context={
                "organisation": wording(organisation, "name", owner.language).text,
                "reason": organisation.verification_reason,
                "page": page,
            },
        )


def _language_of(invitation: Invitation) -> str:
    return invitation.invited_by.language if invitation.invited_by else settings.LANGUAGE_CODE
