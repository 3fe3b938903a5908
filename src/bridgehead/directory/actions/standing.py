"""What the agency says of an organisation: that it is verified, that everybody may find it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Organisation
from bridgehead.directory.rules import may_verify
from bridgehead.foundation import audit
from bridgehead.foundation.refusals import require


@transaction.atomic
def verify_organisation(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Say that the organisation is what it says it is."""
    organisation = _judged(organisation_id, by)
    if organisation.verified_at is None:
        organisation.verified_at, organisation.verified_by_id = now, by.user_id
        organisation.save(update_fields=["verified_at", "verified_by"])
        audit.record("directory.organisation_verified", on=organisation, by=by, at=now)
    return organisation


@transaction.atomic
def withdraw_verification(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Take the verification back."""
    organisation = _judged(organisation_id, by)
    if organisation.verified_at is not None:
        organisation.verified_at = organisation.verified_by = None
        organisation.save(update_fields=["verified_at", "verified_by"])
        audit.record("directory.verification_withdrawn", on=organisation, by=by, at=now)
    return organisation


@transaction.atomic
def list_organisation(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Let everybody find the organisation."""
    return _set_listed(organisation_id, by, now, is_listed=True)


@transaction.atomic
def unlist_organisation(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Let only its members and the agency find the organisation."""
    return _set_listed(organisation_id, by, now, is_listed=False)


def _set_listed(organisation_id: int, by: Actor, now: datetime, *, is_listed: bool) -> Organisation:
    organisation = _judged(organisation_id, by)
    if organisation.is_listed != is_listed:
        organisation.is_listed = is_listed
        organisation.save(update_fields=["is_listed"])
        index_organisation(organisation_id)
        verb = "directory.organisation_listed" if is_listed else "directory.organisation_unlisted"
        audit.record(verb, on=organisation, by=by, at=now, change={"is_listed": (not is_listed, is_listed)})
    return organisation


def _judged(organisation_id: int, by: Actor) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_verify(by), _("Only the agency can do this."))
    return organisation
