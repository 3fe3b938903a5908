"""How the directory's notices are delivered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from bridgehead.accounts.queries import person_at
from bridgehead.directory.actions.consents import new_listing_link
from bridgehead.directory.actions.joining import code_of
from bridgehead.directory.models import Invitation, JoiningState
from bridgehead.directory.queries import invitation_told
from bridgehead.directory.queries.joining import joining_told
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


@notices.delivers("directory/join_code")
def join_code(staged: Staged) -> None:
    """Mail a code to the address that is to be proven; nothing of an account at that address gets into it."""
    joining = joining_told(staged.payload["joining_id"])
    sent_at = joining.code_sent_at.isoformat() if joining and joining.code_sent_at else ""
    if joining is None or not joining.email or sent_at != staged.payload["sent_at"]:
        return
    language = joining.user.language
    mail.send(
        "directory/mail/join_code",
        to=Address(joining.email, language),
        key=staged.key,
        context={"organisation": wording(joining.organisation, "name", language).text, "code": code_of(joining)},
    )


@notices.delivers("directory/join_asked")
def join_asked(staged: Staged) -> None:
    """Tell the owners who asks to join, or has joined by an address; not of what was answered or withdrawn since."""
    joining = joining_told(staged.payload["joining_id"])
    is_member = joining is not None and joining.is_proven
    if joining is None or not (is_member or joining.state == JoiningState.WAITING):
        return
    for owner in owners_of(joining.organisation):
        if owner.pk == joining.user_id:
            continue
        with translation.override(owner.language):
            page = settings.SITE_ADDRESS + reverse("directory:members", args=[joining.organisation.public_id])
        mail.send(
            "directory/mail/join_asked",
            to=owner,
            key=f"{staged.key}:{owner.pk}",
            context={
                "organisation": wording(joining.organisation, "name", owner.language).text,
                "person": joining.user.full_name(owner.language),
                "email": joining.user.email,
                "is_member": is_member,
                "page": page,
            },
        )


@notices.delivers("directory/join_answered")
def join_answered(staged: Staged) -> None:
    """Tell a person whether they were let in."""
    joining = joining_told(staged.payload["joining_id"])
    if joining is None or joining.state not in {JoiningState.ACCEPTED, JoiningState.DECLINED}:
        return
    person, is_member = joining.user, joining.state == JoiningState.ACCEPTED
    with translation.override(person.language):
        there = [] if is_member else [joining.organisation.public_id]
        page = settings.SITE_ADDRESS + reverse("directory:mine" if is_member else "directory:organisation", args=there)
    mail.send(
        "directory/mail/join_answered",
        to=person,
        key=staged.key,
        context={
            "organisation": wording(joining.organisation, "name", person.language).text,
            "is_member": is_member,
            "page": page,
        },
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
