"""Who keeps which ledger."""

from __future__ import annotations

from django.db.models import QuerySet

from bridgehead.accounts.actor import Actor, ActorPart
from bridgehead.agreements.models import LedgerRole
from bridgehead.agreements.rules import LEDGER_OFFICER
from bridgehead.directory.models import Organisation, OrganisationKind


def roles_of(user_id: int) -> ActorPart:
    """Return the agencies whose ledgers a person keeps: part of their Actor."""
    kept = LedgerRole.objects.filter(user_id=user_id).values_list("agency_id", flat=True)
    return ActorPart(roles=frozenset((LEDGER_OFFICER, agency) for agency in kept))


def kept_ledgers(actor: Actor) -> QuerySet[Organisation]:
    """Return the agencies in whose ledgers the person may write: their own; for the administrator every agency."""
    agencies = Organisation.objects.filter(kind=OrganisationKind.AGENCY)
    return agencies if actor.is_platform_admin else agencies.filter(pk__in=actor.scopes_of(LEDGER_OFFICER))
