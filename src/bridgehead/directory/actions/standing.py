"""What the agency says of an organisation: that it is verified, that everybody may find it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.directory.actions.index import index_organisation
from bridgehead.directory.models import Organisation
from bridgehead.directory.rules import may_verify
from bridgehead.directory.signals import organisation_renamed
from bridgehead.foundation import audit, notices
from bridgehead.foundation.refusals import require

_DECISION = ("verified_at", "verification_declined_at", "verification_reason")


@transaction.atomic
def verify_organisation(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Say that the organisation is what it says it is."""
    organisation = _judged(organisation_id, by)
    _require_stranger(by, organisation_id)
    if organisation.verified_at is None:
        organisation.verified_at, organisation.verified_by_id = now, by.user_id
        organisation.verification_declined_at, organisation.verification_reason = None, ""
        organisation.save(update_fields=[*_DECISION, "verified_by"])
        audit.record("directory.organisation_verified", on=organisation, by=by, at=now)
        _tell_owners(organisation, now)
    return organisation


@transaction.atomic
def decline_verification(*, organisation_id: int, by: Actor, reason: str, now: datetime) -> Organisation:
    """Say why the organisation cannot be verified as it is; it waits again when its profile has changed."""
    organisation = _judged(organisation_id, by)
    _require_stranger(by, organisation_id)
    require(bool(reason.strip()), _("Say what is missing, in a sentence that its owner will read."), field="reason")
    require(organisation.verified_at is None, _("It is verified already. Take the verification back first."))
    organisation.verification_declined_at, organisation.verification_reason = now, reason.strip()
    organisation.save(update_fields=[*_DECISION])
    audit.record("directory.verification_declined", on=organisation, by=by, at=now)
    _tell_owners(organisation, now)
    return organisation


def look_again(organisation: Organisation, *, by: Actor, now: datetime, is_renamed: bool = False) -> None:
    """Let an organisation wait again, within the deed that changes it and has the lock.

    A declined one does whatever was changed; a verified one when it calls itself by another name, for which the agency
    has not vouched.
    """
    if organisation.verification_declined_at is not None:
        organisation.verification_declined_at, organisation.verification_reason = None, ""
        organisation.save(update_fields=[*_DECISION])
    elif organisation.verified_at is not None and is_renamed:
        _take_back(organisation, by, now)


@transaction.atomic
def withdraw_verification(*, organisation_id: int, by: Actor, now: datetime) -> Organisation:
    """Take the verification back."""
    organisation = _judged(organisation_id, by)
    if organisation.verified_at is not None:
        _take_back(organisation, by, now)
    return organisation


def _take_back(organisation: Organisation, by: Actor, now: datetime) -> None:
    organisation.verified_at = organisation.verified_by = None
    organisation.save(update_fields=["verified_at", "verified_by"])
    audit.record("directory.verification_withdrawn", on=organisation, by=by, at=now)


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
    if is_listed:
        _require_stranger(by, organisation_id)
        require(
            not organisation.awaits_consent,
            _("It was brought in from a sheet and has not agreed to be listed. Ask it first."),
        )
    if organisation.is_listed != is_listed:
        organisation.is_listed = is_listed
        organisation.save(update_fields=["is_listed"])
        index_organisation(organisation_id)
        organisation_renamed.send(sender=Organisation, organisation_id=organisation_id, now=now)
        verb = "directory.organisation_listed" if is_listed else "directory.organisation_unlisted"
        audit.record(verb, on=organisation, by=by, at=now, change={"is_listed": (not is_listed, is_listed)})
    return organisation


def _tell_owners(organisation: Organisation, decided_at: datetime) -> None:
    notices.after_commit(
        "directory/verification_decided",
        now=decided_at,
        organisation_id=organisation.pk,
        decided_at=decided_at.isoformat(),
    )


def _require_stranger(by: Actor, organisation_id: int) -> None:
    """Let no officer judge a company of their own; an administrator may, for the agency itself is one."""
    is_stranger = by.is_platform_admin or not by.belongs_to(organisation_id)
    require(is_stranger, _("You belong to this organisation. Somebody else must look at it."))


def _judged(organisation_id: int, by: Actor) -> Organisation:
    organisation = Organisation.objects.select_for_update().get(pk=organisation_id)
    require(may_verify(by), _("Only the agency can do this."))
    return organisation
