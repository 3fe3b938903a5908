"""Granting what an organisation may use of premises, changing it, and ending it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation.records import assign, found
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.records import desk_premises, told
from bridgehead.places.guards import ENTITLEMENT_IN_USE
from bridgehead.places.models import CREDIT_CONSTRAINT, CreditMonth, Entitlement, Premises
from bridgehead.places.rules import month_of, serves_at


class EntitlementFields(TypedDict, total=False):
    """What is granted: half-open days, offices or desks at one time, minutes in meeting rooms a month."""

    starts_on: date
    ends_on: date
    desks: int
    monthly_minutes: int


@transaction.atomic
def grant_entitlement(
    *,
    premises_id: int,
    organisation_id: int,
    by: Actor,
    now: datetime,
    source: str = "",
    **fields: Unpack[EntitlementFields],
) -> Entitlement:
    """Entitle an organisation to use premises; granting again from the same ``source`` changes nothing."""
    premises = desk_premises(premises_id, by)
    if source:
        granted = Entitlement.objects.filter(premises=premises, organisation_id=organisation_id, source=source).first()
        if granted is not None:
            return granted
    entitlement = Entitlement(premises=premises, organisation_id=organisation_id, source=source)
    require("starts_on" in fields and "ends_on" in fields, _("Say from which day until before which day."))
    change = assign(entitlement, fields)
    entitlement.save()
    told("places.entitlement_granted", entitlement, premises=premises, by=by, now=now, change=change)
    return entitlement


@transaction.atomic
def change_entitlement(
    *, entitlement_id: int, by: Actor, now: datetime, **fields: Unpack[EntitlementFields]
) -> Entitlement:
    """Change what is granted: from this month on, never below what is spent, and never below who lives there by it."""
    entitlement, premises = _locked(entitlement_id, by)
    change = assign(entitlement, fields)
    if not change:
        return entitlement
    _save(entitlement)
    if "monthly_minutes" in change:
        _grant_anew(entitlement, since=month_of(now, ZoneInfo(premises.zone)))
    told("places.entitlement_changed", entitlement, premises=premises, by=by, now=now, change=change)
    return entitlement


@transaction.atomic
def end_entitlement(*, entitlement_id: int, ends_on: date, by: Actor, now: datetime) -> Entitlement:
    """End an entitlement before a day; who lives by it moves out first, and bookings after it are cancelled first."""
    entitlement, premises = _locked(entitlement_id, by)
    require(
        entitlement.starts_on < ends_on <= entitlement.ends_on,
        _("Choose a day within the entitlement."),
        field="ends_on",
    )
    change = assign(entitlement, {"ends_on": ends_on})
    if change:
        _save(entitlement)
        told("places.entitlement_ended", entitlement, premises=premises, by=by, now=now, change=change)
    return entitlement


def _locked(entitlement_id: int, by: Actor) -> tuple[Entitlement, Premises]:
    known = found(Entitlement.objects.select_related("premises"), entitlement_id)
    require(serves_at(by, known.premises_id), _("Only the venue staff of these premises can do that."))
    return Entitlement.objects.select_for_update().get(pk=known.pk), known.premises


def _save(entitlement: Entitlement) -> None:
    try:
        with transaction.atomic():
            entitlement.save()
    except IntegrityError as refusal:
        if ENTITLEMENT_IN_USE not in str(refusal):
            raise
        raise Refused(_("More offices or desks are let by it, or for longer. End those tenancies first.")) from refusal


def _grant_anew(entitlement: Entitlement, *, since: date) -> None:
    months = CreditMonth.objects.filter(entitlement=entitlement, month__gte=since)
    try:
        with transaction.atomic():
            for credit in months.order_by("month"):
                CreditMonth.objects.filter(pk=credit.pk).update(granted=entitlement.monthly_minutes)
    except IntegrityError as refusal:
        if CREDIT_CONSTRAINT not in str(refusal):
            raise
        raise Refused(_("In some month more than that is spent already."), field="monthly_minutes") from refusal
