"""Who keeps which ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Value

from bridgehead.accounts.actor import HOLDS, Actor, PartRows
from bridgehead.agreements.models import LedgerRole
from bridgehead.agreements.rules import LEDGER_OFFICER
from bridgehead.directory.models import Organisation, OrganisationKind
from bridgehead.directory.queries import one_or_404
from bridgehead.foundation.bilingual import reading_language


def roles_of(user_id: int) -> PartRows:
    """Return the agencies whose ledgers a person keeps: part of their Actor."""
    return LedgerRole.objects.filter(user_id=user_id).values_list(Value(HOLDS), Value(LEDGER_OFFICER), "agency_id")


def ledgers_kept_by(user_id: int) -> list[dict[str, Any]]:
    """Return whose ledgers a person keeps, for the export of their personal data."""
    held = LedgerRole.objects.filter(user_id=user_id).select_related("agency").order_by("pk")
    return [{"agency": str(each.agency.public_id), "since": each.created_at.isoformat()} for each in held]


def kept_ledgers(actor: Actor) -> QuerySet[Organisation]:
    """Return the agencies in whose ledgers the person may write: their own; for the administrator every agency."""
    agencies = Organisation.objects.filter(kind=OrganisationKind.AGENCY)
    return agencies if actor.is_platform_admin else agencies.filter(pk__in=actor.scopes_of(LEDGER_OFFICER))


#: More are never offered in one choice; who administers the platform finds the others by words.
_MOST_TO_CHOOSE = 200


def ledgers_to_choose(actor: Actor) -> list[Organisation]:
    """Return the ledgers that the person can write in and that somebody keeps, by name, for a choice."""
    kept = kept_ledgers(actor).filter(Exists(LedgerRole.objects.filter(agency=OuterRef("pk"))))
    named = kept.order_by(f"name_{reading_language()}", "pk").only("public_id", "name_ko", "name_en")
    return list(named[:_MOST_TO_CHOOSE])


def ledgers_with_keepers(actor: Actor) -> QuerySet[Organisation]:
    """Return the ledgers that the person can write in, each with ``keepers``: those that somebody keeps first."""
    counted = kept_ledgers(actor).annotate(keepers=Count("ledger_keepers"))
    return counted.order_by("-keepers", f"name_{reading_language()}", "pk")


def kept_ledger_or_404(actor: Actor, public_id: UUID) -> Organisation:
    """Return one agency whose ledger the person keeps."""
    return one_or_404(kept_ledgers(actor), public_id=public_id)


def keepers_of(agency: Organisation) -> list[LedgerRole]:
    """Return who keeps a ledger, in the order in which they were named."""
    return list(LedgerRole.objects.filter(agency=agency).select_related("user").order_by("pk"))


def keeper_or_404(agency: Organisation, public_id: UUID) -> LedgerRole:
    """Return one of those who keep a ledger."""
    return one_or_404(LedgerRole.objects.filter(agency=agency), public_id=public_id)
