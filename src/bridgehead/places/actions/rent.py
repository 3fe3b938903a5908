"""Supporting rent: agreeing it, entering what was invoiced, approving it by somebody else, paying it, reversing it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from zoneinfo import ZoneInfo

from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Sum
from django.utils.translation import gettext as _

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import files, idempotency
from bridgehead.foundation.models import StoredFile
from bridgehead.foundation.records import assign, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.places.actions.records import desk_premises, require_desk, told
from bridgehead.places.models import MOST_RENT, RentApproval, RentEntry, RentPayment, RentSupport, Tenancy
from bridgehead.places.rent_guards import CAPS_HOLD, FOUR_EYES, MONTH_ONCE, WITHIN_CAPS
from bridgehead.places.rules import day_of
from bridgehead.places.rules.rent import Standing, payment_of, standing_of, supported_of

_DEED = "places.support"
#: What an invoice is brought as, recognised by its first bytes.
INVOICES = frozenset({"application/pdf", "image/png", "image/jpeg"})


class SupportTerms(TypedDict, total=False):
    """What can be agreed anew: caps in whole minor units of the currency, the first day of the month after the last."""

    programme_ko: str
    programme_en: str
    share_percent: int
    monthly_cap: int
    total_cap: int
    ends_on: date


class SupportFields(SupportTerms, total=False):
    """What stays as it was agreed: the currency, the first day of the first month."""

    currency: str
    starts_on: date


@transaction.atomic
def agree_support(
    *,
    premises_id: int,
    organisation_id: int,
    by: Actor,
    now: datetime,
    tenancy_id: int | None = None,
    elsewhere: str = "",
    idempotency_key: str = "",
    **fields: Unpack[SupportFields],
) -> RentSupport:
    """Agree to support the rent of an organisation, for a tenancy of it here or for premises elsewhere.

    Sent twice with one key it is done once.
    """
    premises, actor_id = desk_premises(premises_id, by), by.user_id or 0
    made = idempotency.made_before(actor_id=actor_id, deed=_DEED, key=idempotency_key)
    if made:
        return RentSupport.objects.get(public_id=made)
    if tenancy_id is not None:
        here = Tenancy.objects.filter(pk=tenancy_id, room__floor__premises=premises, organisation_id=organisation_id)
        require(here.exists(), _("This tenancy is another organisation's."), field="tenancy")
    support = RentSupport(premises=premises, organisation_id=organisation_id, tenancy_id=tenancy_id)
    change = assign(support, {**fields, "elsewhere": " ".join(elsewhere.split())})
    support.save()
    told("places.support_agreed", support, premises=premises, by=by, now=now, change=change)
    idempotency.remember(actor_id=actor_id, deed=_DEED, key=idempotency_key, made=str(support.public_id))
    return support


@transaction.atomic
def change_support(*, support_id: int, by: Actor, now: datetime, **fields: Unpack[SupportTerms]) -> RentSupport:
    """Agree other terms from now on; what stands in the ledger stays as it was worked out, and within the new caps."""
    support = _locked(support_id, by)
    change = assign(support, fields)
    if not change:
        return support
    try:
        with transaction.atomic():
            support.save()
    except IntegrityError as refusal:
        if CAPS_HOLD not in str(refusal):
            raise
        raise Refused(_("More than that, or a later month, stands in the ledger already.")) from refusal
    told("places.support_changed", support, premises=support.premises, by=by, now=now, change=change)
    return support


@transaction.atomic
def take_back_support(*, support_id: int, by: Actor, now: datetime) -> None:
    """Take an agreement back under which nothing was ever entered."""
    support = _locked(support_id, by)
    told("places.support_taken_back", support, premises=support.premises, by=by, now=now)
    try:
        support.delete()
    except ProtectedError as refusal:
        sentence = _("Rents are entered under this agreement. End it by its last month instead.")
        raise Refused(sentence) from refusal


def enter_rent(
    *, support_id: int, month: date, invoiced: int, invoice: File[Any], by: Actor, now: datetime, note: str = ""
) -> RentEntry:
    """Enter the rent of a month as it was invoiced; what is supported of it is worked out and kept with it."""
    require_desk(found(RentSupport.objects.select_related("premises"), support_id).premises, by)
    # Before the transaction, which holds no file work; a file that no deed takes up goes by itself.
    kept = files.store(invoice, uploaded_by=by.user_id, now=now)
    require(
        kept.media_type in INVOICES,
        _("An invoice is brought as a PDF file or as a PNG or JPEG image."),
        field="invoice",
    )
    return _enter(support_id, month=month.replace(day=1), invoiced=invoiced, invoice=kept, note=note, by=by, now=now)


@transaction.atomic
def _enter(
    support_id: int, *, month: date, invoiced: int, invoice: StoredFile, note: str, by: Actor, now: datetime
) -> RentEntry:
    support = _locked(support_id, by)
    require(support.starts_on <= month < support.ends_on, _("This month is not one of the agreement."), field="month")
    stands = support.entries.filter(month=month, reverses=None, reversed_by=None)
    require(not stands.exists(), _("The rent of this month is entered already. Reverse it first."), field="month")
    require(invoiced > 0, _("An amount is more than nothing."), field="invoiced")
    require(invoiced <= MOST_RENT, _("This amount is larger than any rent."), field="invoiced")
    left = support.total_cap - int(support.entries.aggregate(all=Sum("supported"))["all"] or 0)
    require(left > 0, _("All that was agreed is supported already; nothing is left of it."))
    supported = supported_of(
        invoiced, share_percent=support.share_percent, monthly_cap=support.monthly_cap, left_in_all=left
    )
    require(supported > 0, _("Of so small a rent nothing is supported."), field="invoiced")
    entry = RentEntry(
        support=support, month=month, invoiced=invoiced, supported=supported, invoice=invoice,
        note=" ".join(note.split()), entered_by_id=by.user_id,
    )  # fmt: skip
    _save(entry)
    change = {"month": (None, month.isoformat()), "invoiced": (None, invoiced), "supported": (None, supported)}
    told("places.rent_entered", entry, premises=support.premises, by=by, now=now, change=change)
    return entry


@transaction.atomic
def approve_rent(*, entry_id: int, by: Actor, now: datetime) -> RentEntry:
    """Approve an entry that somebody else has entered; approving twice changes nothing."""
    entry = _locked_entry(entry_id, by)
    if standing_of(entry) in {Standing.APPROVED, Standing.PAID}:
        return entry
    require(standing_of(entry) == Standing.ENTERED, _("This entry has been reversed."))
    try:
        with transaction.atomic():
            RentApproval.objects.create(entry=entry, approved_by_id=by.user_id, approved_at=now)
    except IntegrityError as refusal:
        if FOUR_EYES not in str(refusal):
            raise
        raise Refused(_("You entered it yourself; somebody else of the venue staff approves it.")) from refusal
    told("places.rent_approved", entry, premises=entry.support.premises, by=by, now=now)
    return entry


@transaction.atomic
def pay_rent(*, entry_id: int, paid_on: date, by: Actor, now: datetime) -> RentEntry:
    """Note the day on which what was approved was paid; noting it twice keeps the first day."""
    entry = _locked_entry(entry_id, by)
    if standing_of(entry) == Standing.PAID:
        return entry
    require(standing_of(entry) == Standing.APPROVED, _("Only what has been approved is paid."))
    today = day_of(now, ZoneInfo(entry.support.premises.zone))
    require(paid_on <= today, _("This day is yet to come; note the payment once it is made."), field="paid_on")
    RentPayment.objects.create(approval=entry.approval, paid_on=paid_on, noted_by_id=by.user_id)
    change = {"paid_on": (None, paid_on.isoformat())}
    told("places.rent_paid", entry, premises=entry.support.premises, by=by, now=now, change=change)
    return entry


@transaction.atomic
def reverse_rent(*, entry_id: int, note: str, by: Actor, now: datetime) -> RentEntry:
    """Reverse an entry by another that says why; what it took of the caps is free again. Twice changes nothing."""
    entry = _locked_entry(entry_id, by)
    standing = standing_of(entry)
    if standing == Standing.REVERSED:
        return entry.reversed_by
    require(standing != Standing.REVERSAL, _("A reversal is not reversed; enter the rent again."))
    reversal = RentEntry(
        support=entry.support, month=entry.month, invoiced=-entry.invoiced, supported=-entry.supported,
        reverses=entry, note=" ".join(note.split()), entered_by_id=by.user_id,
    )  # fmt: skip
    require(bool(reversal.note), _("Say why it is reversed."), field="note")
    _save(reversal)
    paid = payment_of(entry)
    change = {"reverses": (None, str(entry.public_id)), "was_paid": (None, paid is not None)}
    told("places.rent_reversed", reversal, premises=entry.support.premises, by=by, now=now, change=change)
    return reversal


@transaction.atomic
def forget_in_ledger(user_id: int, now: datetime) -> None:
    """Forget who entered, approved and noted what; the ledger stays. Safe to run twice."""
    RentEntry.objects.filter(entered_by_id=user_id).update(entered_by=None)
    RentApproval.objects.filter(approved_by_id=user_id).update(approved_by=None)
    RentPayment.objects.filter(noted_by_id=user_id).update(noted_by=None)


def _save(entry: RentEntry) -> None:
    """Save an entry; the database judges whether it goes beyond a cap, or stands there already."""
    require_valid(entry)
    try:
        with transaction.atomic():
            entry.save()
    except IntegrityError as refusal:
        if WITHIN_CAPS in str(refusal):
            raise Refused(_("This would go beyond what was agreed for a month or in all.")) from refusal
        if MONTH_ONCE in str(refusal):
            raise Refused(_("The rent of this month is entered already. Reverse it first."), field="month") from refusal
        raise


def _locked(support_id: int, by: Actor) -> RentSupport:
    """Return an agreement with its row locked, for a deed of the venue staff of its premises."""
    known = RentSupport.objects.select_for_update(of=("self",)).select_related("premises")
    support = found(known, support_id)
    require_desk(support.premises, by)
    return support


def _locked_entry(entry_id: int, by: Actor) -> RentEntry:
    """Return an entry with its agreement locked, and how far it has come at hand."""
    known = found(RentEntry.objects.all(), entry_id)
    support = _locked(known.support_id, by)
    entry = RentEntry.objects.select_related("approval__payment", "reversed_by").get(pk=known.pk)
    entry.support = support
    return entry
