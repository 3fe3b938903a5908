"""Support of rent as the venue staff keep it, and as a company sees its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.http import Http404

from bridgehead.accounts.actor import Actor
from bridgehead.places.models import Premises, RentApproval, RentEntry, RentPayment, RentSupport

_HISTORY = ("approval__payment", "reversed_by")
_STANDS = Q(reverses=None, reversed_by=None)


def supports_at(premises: Premises) -> QuerySet[RentSupport]:
    """Return the agreements kept at premises that the actor was found to serve at, with what is ``spent``, ``open``."""
    waiting = RentEntry.objects.filter(_STANDS, support=OuterRef("pk"), approval=None).order_by()
    counted = waiting.values("support").annotate(number=Count("pk")).values("number")
    return _spent(RentSupport.objects.filter(premises=premises)).annotate(open=Coalesce(Subquery(counted), 0))


def own_supports(actor: Actor) -> QuerySet[RentSupport]:
    """Return the agreements for the actor's organisations, with what is ``spent`` of each and their ``entries``."""
    found = RentSupport.objects.filter(organisation_id__in=actor.organisation_ids)
    entries = RentEntry.objects.select_related(*_HISTORY).order_by("month", "pk")
    return _spent(found).prefetch_related(Prefetch("entries", entries))


def own_supports_at(actor: Actor, premises: Premises) -> list[RentSupport]:
    """Return the agreements for the actor's organisations that are kept at premises, with what is ``spent``."""
    if not actor.organisation_ids:
        return []
    return list(_spent(RentSupport.objects.filter(premises=premises, organisation_id__in=actor.organisation_ids)))


def has_support(actor: Actor) -> bool:
    """Whether rent of one of the actor's organisations is, or was, supported."""
    mine = RentSupport.objects.filter(organisation_id__in=actor.organisation_ids)
    return bool(actor.organisation_ids) and mine.exists()


def _spent(found: QuerySet[RentSupport]) -> QuerySet[RentSupport]:
    counted = found.annotate(spent=Coalesce(Sum("entries__supported"), 0))
    return counted.select_related("organisation", "premises", "tenancy__room").order_by("-ends_on", "pk")


def support_or_404(premises: Premises, public_id: UUID) -> RentSupport:
    """Return one agreement of premises that the actor was found to serve at."""
    found = supports_at(premises).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def entries_of(support: RentSupport) -> QuerySet[RentEntry]:
    """Return the ledger of an agreement, the newest month first; a reversal stands after what it reverses."""
    found = RentEntry.objects.filter(support=support).select_related(*_HISTORY, "entered_by", "invoice")
    return found.order_by("-month", "pk")


def entry_or_404(support: RentSupport, public_id: UUID) -> RentEntry:
    """Return one entry of an agreement."""
    found = entries_of(support).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def own_entry_or_404(actor: Actor, public_id: UUID) -> RentEntry:
    """Return an entry with its invoice, of an organisation of the actor's."""
    found = RentEntry.objects.filter(support__organisation_id__in=actor.organisation_ids).select_related("invoice")
    entry = found.filter(public_id=public_id).first()
    if entry is None:
        raise Http404
    return entry


@dataclass(frozen=True, slots=True)
class MonthOfCompany:
    """What of the rent of an organisation is supported in a month, in minor units of one currency, reversals off."""

    month: date
    organisation_id: UUID
    name_ko: str
    name_en: str
    currency: str
    invoiced: int
    supported: int
    approved: int
    #: Paid for what stands, and paid for what has been reversed since: that is claimed back, or set off.
    paid: int
    paid_in_vain: int


def months_at(premises: Premises) -> QuerySet[RentEntry, dict[str, Any]]:
    """Return rows for ``month_of_company``, the newest month first, of premises that the actor was found to serve at.

    A month all of whose entries are reversed stays, so that what was paid for them is seen.
    """
    company = "support__organisation"
    paid = Q(approval__payment__isnull=False)
    rows: QuerySet[RentEntry, dict[str, Any]] = (
        RentEntry.objects.filter(support__premises=premises)
        .values("month", f"{company}__public_id", f"{company}__name_ko", f"{company}__name_en", "support__currency")
        .annotate(
            all_invoiced=Sum("invoiced"),
            all_supported=Sum("supported"),
            approved=Coalesce(Sum("supported", filter=_STANDS & Q(approval__isnull=False)), 0),
            paid=Coalesce(Sum("supported", filter=_STANDS & paid), 0),
            paid_in_vain=Coalesce(Sum("supported", filter=Q(reversed_by__isnull=False) & paid), 0),
        )
        .order_by("-month", f"{company}__name_ko", f"{company}__public_id", "support__currency")
    )
    return rows


def month_of_company(row: dict[str, Any]) -> MonthOfCompany:
    """Return a row of ``months_at`` by name."""
    company = "support__organisation"
    return MonthOfCompany(
        month=row["month"],
        organisation_id=row[f"{company}__public_id"],
        name_ko=row[f"{company}__name_ko"],
        name_en=row[f"{company}__name_en"],
        currency=row["support__currency"],
        invoiced=row["all_invoiced"],
        supported=row["all_supported"],
        approved=row["approved"],
        paid=row["paid"],
        paid_in_vain=row["paid_in_vain"],
    )


def ledger_at(premises: Premises) -> Iterator[RentEntry]:
    """Give every entry of premises that the actor was found to serve at, by month and company, as they came."""
    entries = RentEntry.objects.filter(support__premises=premises)
    entries = entries.select_related("support__organisation", "support__tenancy__room", *_HISTORY)
    ordered = entries.order_by("month", "support__organisation__name_ko", "support_id", "pk")
    return ordered.iterator(chunk_size=500)


def rent_kept(user_id: int) -> dict[str, Any]:
    """Return what a person did in ledgers of rent, by public id: part of the export of their personal data."""

    def ids(found: QuerySet[Any], entry: str) -> list[str]:
        return [str(public_id) for public_id in found.order_by("pk").values_list(entry, flat=True)]

    return {
        "entered": ids(RentEntry.objects.filter(entered_by_id=user_id), "public_id"),
        "approved": ids(RentApproval.objects.filter(approved_by_id=user_id), "entry__public_id"),
        "noted_as_paid": ids(RentPayment.objects.filter(noted_by_id=user_id), "approval__entry__public_id"),
    }
