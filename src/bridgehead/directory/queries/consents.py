"""Whether organisations that were brought in may be listed: the question behind a link, and who is asked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import CONSENT_LINK, ListingConsent, Organisation
from bridgehead.directory.rules import may_import
from bridgehead.foundation.tokens import token_hash


def consent_by_link(token: str, now: datetime) -> ListingConsent | None:
    """Return the question that a link opens, answered or not, until its time is over."""
    hashed = token_hash(token, purpose=CONSENT_LINK)
    found = ListingConsent.objects.filter(token_hash=hashed, expires_at__gt=now)
    return found.select_related("organisation").prefetch_related("organisation__sectors").first()


def listing_consent_of(actor: Actor, organisation: Organisation) -> ListingConsent | None:
    """Return how an organisation that was brought in was asked, and what it has said; to staff only."""
    return ListingConsent.objects.filter(organisation=organisation).first() if may_import(actor) else None


def contacts_kept(addresses: Sequence[str]) -> list[dict[str, Any]]:
    """Return the organisations of which somebody is the contact, for the export of their personal data."""
    held = ListingConsent.objects.filter(contact_email__in=[each.lower() for each in addresses])
    return [
        {
            "organisation": str(each.organisation.public_id),
            "name": each.contact_name,
            "email": each.contact_email,
            "asked_at": each.asked_at.isoformat() if each.asked_at else None,
        }
        for each in held.select_related("organisation").order_by("pk")
    ]
