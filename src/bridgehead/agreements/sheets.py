"""The ledger as rows of a sheet: one row for each amount, exact to the minor unit, and one for what has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from bridgehead.agreements.models import Agreement, Amount, Terms
from bridgehead.agreements.queries.confirmations import standing
from bridgehead.agreements.schemas.differences import party_words
from bridgehead.agreements.schemas.territory import territory_names
from bridgehead.foundation.money import Money


def ledger_header() -> list[str]:
    """Return the titles of the columns."""
    return [
        _("Agreement"), _("Version"), _("Ledger of"), _("State"), _("Confirmation"), _("Kind"),
        _("Subject (Korean)"), _("Subject (English)"), pgettext("of an agreement", "Field"), _("Territory"),
        _("Parties"), _("Signed on"), _("In force from"), _("In force until"),
        _("Public from"), _("Confidential"),
        _("Amount number"), _("Amounts in all"), _("Shape"), _("Amount"), _("Amount up to"), _("Currency"),
        _("How exact"), _("Per cent"), _("Per cent up to"), _("Note (Korean)"), _("Note (English)"),
    ]  # fmt: skip


def ledger_rows(agreements: Iterable[Agreement]) -> Iterator[list[str]]:
    """Yield the rows; amounts are decimal numbers in whole units of their currency, with all digits that it has."""
    for each in agreements:
        if each.current is None:
            continue
        said, amounts = _said(each, each.current), list(each.current.amounts.all())
        for number, amount in enumerate(amounts, 1):
            yield [*said, str(number), str(len(amounts)), *_amount(amount)]
        if not amounts:
            yield [*said, "", "0", *[""] * 9]


def _confirmed(agreement: Agreement) -> str:
    found = standing(agreement)
    return "" if found is None else capfirst(str(found.label))


def _said(agreement: Agreement, terms: Terms) -> list[str]:
    hour = agreement.public_from
    return [
        str(agreement.public_id),
        str(terms.number),
        agreement.keeper.name,
        capfirst(agreement.get_state_display()),
        _confirmed(agreement),
        capfirst(terms.get_kind_display()),
        terms.name_ko,
        terms.name_en,
        terms.field.name if terms.field else "",
        territory_names(terms.territory),
        " / ".join(party_words(each) for each in terms.parties.all()),
        *("" if day is None else day.isoformat() for day in (terms.signed_on, terms.effective_on, terms.ends_on)),
        hour.astimezone(ZoneInfo(settings.HOME_ZONE)).isoformat(timespec="minutes") if hour else "",
        _("yes") if agreement.is_confidential else _("no"),
    ]


def _amount(amount: Amount) -> list[str]:
    low, high = amount.percents or (None, None)
    return [
        capfirst(amount.get_component_display()),
        _plain(amount.money),
        _plain(amount.money_to),
        amount.currency,
        amount.get_exactness_display(),
        _plain(low),
        _plain(high),
        amount.note_ko,
        amount.note_en,
    ]


def _plain(value: Money | Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value.amount if isinstance(value, Money) else value.normalize():f}"
