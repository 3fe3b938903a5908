"""Asking an organisation that an officer brought in whether it may be found by everybody, and its answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.addresses import typed_address
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.actions.joining import forget_joinings_before
from bridgehead.directory.models import (
    CONSENT_LINK,
    ConsentAnswer,
    Invitation,
    ListingConsent,
    Membership,
    MembershipRole,
    Organisation,
)
from bridgehead.directory.queries.consents import consent_by_link
from bridgehead.directory.rules import CONSENT_ASKED_FOR, may_import
from bridgehead.directory.signals import organisation_renamed
from bridgehead.foundation import audit, clock, notices
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require
from bridgehead.foundation.tokens import keyed_digest, token_hash

#: An address that was answered, or never asked, is forgotten after this.
CONTACTS_KEPT = timedelta(days=180)
#: So many are asked at once; the others by the next press of the button.
MOST_AT_ONCE = 500


@transaction.atomic
def ask_listing(*, organisation_id: int, email: str, by: Actor, now: datetime) -> ListingConsent:
    """Ask an organisation through an address whether it may be listed; a link that was sent before is then dead."""
    consent = _asked(organisation_id, by)
    address = typed_address(email)
    if consent.contact_email != address:
        consent.contact_email, consent.contact_name = address, ""
    _stage(consent, now)
    audit.record("directory.listing_asked", on=consent.organisation, by=by, at=now)
    return consent


@transaction.atomic
def ask_many(*, organisation_ids: Sequence[int], by: Actor, now: datetime) -> int:
    """Ask all of them that have a contact and were not asked yet; return how many were."""
    require(may_import(by), _("Only the agency can do this."))
    waiting = ListingConsent.objects.select_for_update(of=("self",)).filter(
        organisation__in=organisation_ids[:MOST_AT_ONCE], organisation__awaits_consent=True, asked_at=None
    )
    asked = list(waiting.exclude(contact_email="").select_related("organisation").order_by("organisation_id"))
    for consent in asked:
        _stage(consent, now)
    for consent in asked:
        audit.record("directory.listing_asked", on=consent.organisation, by=by, at=now)
    return len(asked)


def _stage(consent: ListingConsent, now: datetime) -> None:
    """Open the question anew; its link is made when the mail is sent."""
    consent.answer, consent.answered_at = ConsentAnswer.OPEN, None
    consent.token_hash, consent.asked_at, consent.expires_at = "", now, now + CONSENT_ASKED_FOR
    consent.save()
    key = f"listing:{consent.public_id}:{now.isoformat()}"
    notices.after_commit("directory/listing_asked", key=key, now=now, consent_id=consent.pk, asked_at=now.isoformat())


@transaction.atomic
def new_listing_link(*, consent_id: int, asked_at: str, now: datetime) -> tuple[ListingConsent, str] | None:
    """Return a question that is open with the token of its link, of which the hash alone is kept; else None.

    A delivery that runs twice mails the same link twice.
    """
    consent = ListingConsent.objects.select_for_update(of=("self",)).select_related("organisation")
    found = consent.filter(pk=consent_id, answer=ConsentAnswer.OPEN, expires_at__gt=now).first()
    if found is None or found.asked_at is None or found.asked_at.isoformat() != asked_at or not found.contact_email:
        return None
    token = keyed_digest(f"{found.public_id}:{asked_at}", purpose=CONSENT_LINK)
    found.token_hash = token_hash(token, purpose=CONSENT_LINK)
    found.save(update_fields=["token_hash"])
    return found, token


@transaction.atomic
def answer_listing(*, token: str, agrees: bool, by: Actor, now: datetime) -> ListingConsent:
    """Say through the link whether the organisation may be listed; what was agreed to can be taken back through it.

    Whoever agrees is invited to keep the profile: the link has shown that the address is read by them.
    """
    seen = consent_by_link(token, now)
    organisation = Organisation.objects.select_for_update().get(pk=seen.organisation_id) if seen else None
    # Once more, now that nobody else can answer it.
    consent = consent_by_link(token, now) if organisation else None
    if organisation is None or consent is None:
        raise Refused(_("This link is no longer open. Write to the agency."))
    require(
        not Membership.objects.filter(organisation=organisation, role=MembershipRole.OWNER).exists(),
        _("Somebody of your organisation keeps its profile by now. Ask them, or write to the agency."),
    )
    if (consent.answer == ConsentAnswer.GIVEN) == agrees and consent.answer != ConsentAnswer.OPEN:
        return consent
    organisation.awaits_consent, organisation.is_listed = not agrees, agrees
    organisation.save(update_fields=["awaits_consent", "is_listed"])
    consent.answer, consent.answered_at = ConsentAnswer.GIVEN if agrees else ConsentAnswer.DECLINED, now
    consent.save(update_fields=["answer", "answered_at"])
    index_organisation(organisation.pk)
    organisation_renamed.send(sender=Organisation, organisation_id=organisation.pk, now=now)
    if agrees:
        _invite(organisation, consent.contact_email, now)
    else:
        Invitation.objects.filter(organisation=organisation, email=consent.contact_email).delete()
    verb = "directory.listing_agreed" if agrees else "directory.listing_declined"
    audit.record(verb, on=organisation, by=by, at=now, change={"is_listed": (not agrees, agrees)})
    return consent


def _invite(organisation: Organisation, email: str, now: datetime) -> None:
    invitation, was_made = Invitation.objects.get_or_create(
        organisation=organisation, email=email, defaults={"role": MembershipRole.OWNER}
    )
    if was_made:
        Invitation.objects.filter(pk=invitation.pk).update(created_at=now)
        notices.after_commit("directory/invited", now=now, invitation_id=invitation.pk)


@job("directory.forget_contacts")
def forget_contacts(claim: Claim) -> None:
    """Forget through whom organisations were asked, and who asked to join one, when it is long over; periodic."""
    forget_contacts_before(clock.now() - CONTACTS_KEPT)
    forget_joinings_before(clock.now() - CONTACTS_KEPT)


def forget_contacts_before(moment: datetime) -> None:
    """Forget the contacts whose question was answered, or which were brought in and asked, before a moment."""
    over = Q(answered_at__lt=moment) | Q(created_at__lt=moment, asked_at=None) | Q(expires_at__lt=moment)
    ListingConsent.objects.filter(over).exclude(contact_email="", contact_name="").update(
        contact_name="", contact_email="", token_hash=""
    )


def forget_contact(addresses: Sequence[str]) -> None:
    """Forget that somebody is the contact of organisations: part of their erasure."""
    ListingConsent.objects.filter(contact_email__in=[each.lower() for each in addresses]).update(
        contact_name="", contact_email="", token_hash=""
    )


def _asked(organisation_id: int, by: Actor) -> ListingConsent:
    require(may_import(by), _("Only the agency can do this."))
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(organisation.awaits_consent, _("It need not be asked: it has agreed, or somebody speaks for it."))
    consent, _made = ListingConsent.objects.get_or_create(organisation=organisation)
    return consent
