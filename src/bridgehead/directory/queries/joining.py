"""Who asks to join which organisation, for whoever decides and for the person."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from bridgehead.accounts.actor import Actor
from bridgehead.directory.models import Joining, JoiningState, Membership, MembershipRole, Organisation
from bridgehead.directory.queries import one_or_404
from bridgehead.directory.rules import may_manage_members, may_verify
from bridgehead.directory.rules.joining import OPEN_TO_ALL


def own_joining(actor: Actor, organisation: Organisation) -> Joining | None:
    """Return the person's own wish to join that waits."""
    mine = Joining.objects.filter(user_id=actor.person_id, organisation=organisation, state=JoiningState.WAITING)
    return mine.first()


def joinings_of(actor: Actor, organisation: Organisation) -> QuerySet[Joining]:
    """Return who asks to join an organisation, to its owners; the oldest first."""
    waiting = Joining.objects.filter(organisation=organisation, state=JoiningState.WAITING).select_related("user")
    return waiting if may_manage_members(actor, organisation.pk) else waiting.none()


def joinings_without_owner(actor: Actor) -> QuerySet[Joining]:
    """Return who asks to join an organisation that has no owner, to the agency; the oldest first."""
    owners = Membership.objects.filter(organisation=OuterRef("organisation"), role=MembershipRole.OWNER)
    waiting = Joining.objects.filter(~Exists(owners), state=JoiningState.WAITING)
    waiting = waiting.exclude(user_id=actor.person_id).select_related("user", "organisation")
    return waiting if may_verify(actor) else waiting.none()


def joining_or_404(joinings: QuerySet[Joining], joining_id: UUID) -> Joining:
    """Return one of them."""
    return one_or_404(joinings, public_id=joining_id)


def proving_domain(organisation: Organisation) -> str:
    """Return the domain at which an address proves that somebody is of the organisation; empty where none does."""
    host = (urlsplit(organisation.site).hostname or "").removeprefix("www.")
    return "" if host in OPEN_TO_ALL else host


def joining_told(joining_id: int) -> Joining | None:
    """Return a wish to join for the mail that tells of it; None where it is gone."""
    return Joining.objects.select_related("user", "organisation").filter(pk=joining_id).first()


def joinings_kept(user_id: int) -> list[dict[str, Any]]:
    """Return where a person asked to join, for the export of their personal data."""
    asked = Joining.objects.filter(user_id=user_id).select_related("organisation").order_by("pk")
    return [
        {
            "organisation": str(each.organisation.public_id),
            "note": each.note,
            "email": each.email,
            "state": each.state,
            "asked_at": each.asked_at.isoformat(),
        }
        for each in asked
    ]
