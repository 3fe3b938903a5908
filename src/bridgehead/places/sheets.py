"""Tables about premises as they are taken out: what of rents is supported, by month and company, and entry by entry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from bridgehead.foundation.money import amount_of
from bridgehead.places.models import RentEntry
from bridgehead.places.queries.rent import MonthOfCompany
from bridgehead.places.rules.rent import Standing, payment_of, standing_of

#: A table with its header.
Table = tuple[list[str], Iterator[tuple[object, ...]]]


def rent_by_month(months: Iterable[MonthOfCompany]) -> Table:
    """Return what is supported, a row for each month, company and currency; amounts in whole units of the currency."""
    header = [
        _("Month"), _("Organisation (Korean)"), _("Organisation (English)"), _("Currency"), _("Rent as invoiced"),
        _("Supported"), _("Approved"), _("Paid"), _("Paid, then reversed"),
    ]  # fmt: skip
    return header, (
        (
            f"{each.month:%Y-%m}", each.name_ko, each.name_en, each.currency,
            *(
                amount_of(minor, each.currency)
                for minor in (each.invoiced, each.supported, each.approved, each.paid, each.paid_in_vain)
            ),
        )
        for each in months
    )  # fmt: skip


def rent_ledger(entries: Iterable[RentEntry]) -> Table:
    """Return the ledger, a row for each entry; what a reversal takes back has a column of its own, without a sign."""
    header = [
        _("Month"), _("Organisation (Korean)"), _("Organisation (English)"), _("Who pays (Korean)"),
        _("Who pays (English)"), _("Place"), _("Currency"), _("Rent as invoiced"), _("Supported"), _("Taken back"),
        _("State"), _("Paid on"), _("Number of the invoice, or why"),
    ]  # fmt: skip
    return header, map(_ledger_row, entries)


def _ledger_row(entry: RentEntry) -> tuple[object, ...]:
    support, standing, payment = entry.support, standing_of(entry), payment_of(entry)
    invoiced, supported = (amount_of(abs(minor), support.currency) for minor in (entry.invoiced, entry.supported))
    reverses = standing == Standing.REVERSAL
    return (
        f"{entry.month:%Y-%m}", support.organisation.name_ko, support.organisation.name_en, support.programme_ko,
        support.programme_en, support.tenancy.room.name if support.tenancy else support.elsewhere, support.currency,
        "" if reverses else invoiced, "" if reverses else supported, supported if reverses else "",
        standing.label, payment.paid_on.isoformat() if payment else "", entry.note,
    )  # fmt: skip
