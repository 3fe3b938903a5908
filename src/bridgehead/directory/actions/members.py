"""Who belongs to an organisation: inviting by address, answering, roles, leaving."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.queries import proven_addresses
from bridgehead.directory.models import Invitation, Membership, MembershipRole, Organisation
from bridgehead.directory.queries import invitations_for
from bridgehead.directory.rules import may_manage_members
from bridgehead.directory.signals import member_left
from bridgehead.foundation import audit, notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused, require

#: Open invitations of one organisation; a guard against sending mail to the world.
MAX_OPEN = 50
_INVITED = "directory.member_invited"


@transaction.atomic
def invite_member(*, organisation_id: int, by: Actor, email: str, role: str, now: datetime) -> Invitation:
    """Ask somebody into an organisation by their address; the answer is the same whether or not it has an account."""
    organisation = _managed(organisation_id, by)
    require(role in MembershipRole.values, _("Choose one of the roles."), field="role")
    address = email.strip().lower()
    belongs = organisation.memberships.filter(user__email__iexact=address).exists()
    require(not belongs, _("This person belongs to the organisation already."), field="email")
    Invitation.objects.filter(organisation=organisation, email=address).delete()  # an older one gives way
    _require_few_today(by, now)
    require(organisation.invitations.count() < MAX_OPEN, _("Fifty invitations are open. Withdraw some first."))
    invitation = Invitation(organisation=organisation, email=address, role=role, invited_by_id=by.user_id)
    invitation.full_clean()
    invitation.save()
    Invitation.objects.filter(pk=invitation.pk).update(created_at=now)
    audit.record(_INVITED, on=invitation, by=by, at=now, change={"role": (None, role)})
    notices.after_commit("directory/invited", now=now, invitation_id=invitation.pk)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: Actor, now: datetime) -> None:
    """Take an invitation back before it is answered."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation_id)
    _managed(invitation.organisation_id, by)
    audit.record("directory.invitation_withdrawn", on=invitation, by=by, at=now)
    invitation.delete()


@transaction.atomic
def accept_invitation(*, invitation_id: int, by: Actor, now: datetime) -> Membership:
    """Become a member by an invitation to one's own, proven address."""
    invitation = _mine(invitation_id, by, now)
    membership, _made = Membership.objects.get_or_create(
        user_id=by.person_id, organisation_id=invitation.organisation_id, defaults={"role": invitation.role}
    )
    speaks_for_itself(membership)
    audit.record(
        "directory.invitation_accepted", on=invitation, by=by, at=now, change={"role": (None, membership.role)}
    )
    invitation.delete()
    return membership


def speaks_for_itself(membership: Membership) -> None:
    """Let an organisation that was brought in wait for its consent no longer where it has an owner by now.

    It is still not listed: the agency looks at it as at any other.
    """
    if membership.role == MembershipRole.OWNER:
        Organisation.objects.filter(pk=membership.organisation_id, awaits_consent=True).update(awaits_consent=False)


@transaction.atomic
def decline_invitation(*, invitation_id: int, by: Actor, now: datetime) -> None:
    """Say no to an invitation to one's own address."""
    invitation = _mine(invitation_id, by, now)
    audit.record("directory.invitation_declined", on=invitation, by=by, at=now)
    invitation.delete()


@transaction.atomic
def change_member_role(*, membership_id: int, by: Actor, role: str, now: datetime) -> Membership:
    """Give a member another role; an organisation keeps at least one owner."""
    membership = Membership.objects.get(pk=membership_id)
    organisation = _managed(membership.organisation_id, by)
    require(role in MembershipRole.values, _("Choose one of the roles."), field="role")
    if role != MembershipRole.OWNER:
        _require_another_owner(organisation, membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    audit.record("directory.member_role_changed", on=membership, by=by, at=now, change={"role": (before, role)})
    return membership


@transaction.atomic
def remove_member(*, membership_id: int, by: Actor, now: datetime) -> None:
    """Take a member out of an organisation, or leave it oneself; it keeps at least one owner.

    Higher storeys end what the person did in its name.
    """
    membership = Membership.objects.get(pk=membership_id)
    if membership.user_id == by.user_id:
        organisation = Organisation.objects.select_for_update(no_key=True).get(pk=membership.organisation_id)
    else:
        organisation = _managed(membership.organisation_id, by)
    _require_another_owner(organisation, membership)
    member_left.send(sender=Membership, user_id=membership.user_id, organisation_id=membership.organisation_id, now=now)
    # After what the others wrote: deeds that write to several trails take the platform's last.
    audit.record("directory.member_removed", on=membership, by=by, at=now)
    membership.delete()


def leave_every_organisation(user_id: int, now: datetime) -> None:
    """Take a person out of every organisation, and their invitations with them: part of their erasure."""
    addresses = proven_addresses(user_id)
    Invitation.objects.filter(email__in=addresses).delete()
    Membership.objects.filter(user_id=user_id).delete()


def _require_few_today(by: Actor, now: datetime) -> None:
    """Hold a person to so many invitations a day, those that were withdrawn or sent anew included: each is a mail."""
    sent = AuditEntry.objects.filter(verb=_INVITED, actor_id=by.person_id, at__gt=now - timedelta(days=1))
    require(
        by.is_staff or sent.count() < MAX_OPEN,
        _("You have sent fifty invitations within a day. Send the others tomorrow."),
    )


def _managed(organisation_id: int, by: Actor) -> Organisation:
    # Without the key: whoever adds a record that points at the organisation need not wait.
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)
    require(may_manage_members(by, organisation_id), _("Only an owner can say who belongs to the organisation."))
    return organisation


def _mine(invitation_id: int, by: Actor, now: datetime) -> Invitation:
    require(not by.is_anonymous, _("Sign in to answer the invitation."))
    open_ones = invitations_for(proven_addresses(by.person_id), now)
    found = Invitation.objects.select_for_update().filter(pk__in=open_ones.values("pk"), pk=invitation_id).first()
    if found is None:
        raise Refused(_("This invitation is no longer open, or it was sent to another address."))
    return found


def _require_another_owner(organisation: Organisation, leaving: Membership) -> None:
    others = organisation.memberships.filter(role=MembershipRole.OWNER).exclude(pk=leaving.pk)
    require(
        leaving.role != MembershipRole.OWNER or others.exists(),
        _("An organisation keeps at least one owner. Make somebody else the owner first."),
    )
