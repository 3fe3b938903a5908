"""Minutes in meeting rooms: spent by a conditional update, so that no two deeds spend the same, and given back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.models import Booking, CreditMonth, Entitlement
from bridgehead.web.formats import format_day, format_minutes


def month_of_credit(entitlement: Entitlement, month: date) -> CreditMonth:
    """Return the month of an entitlement; the first deed in it opens it."""
    return CreditMonth.objects.get_or_create(
        entitlement=entitlement, month=month, defaults={"granted": entitlement.monthly_minutes}
    )[0]


def spend(booking: Booking, entitlements: Sequence[Entitlement], *, minutes: int, on: date) -> None:
    """Take a booking's minutes from the first entitlement that has them left in its month; refuse and say what is left.

    ``entitlements`` hold on the day, in the order in which they are used up. The booking is not saved.
    """
    month, most = on.replace(day=1), 0
    for entitlement in entitlements:
        credit = month_of_credit(entitlement, month)
        unspent = CreditMonth.objects.filter(pk=credit.pk, spent__lte=F("granted") - minutes, granted__gte=minutes)
        if unspent.update(spent=F("spent") + minutes):
            booking.credit, booking.credit_minutes = credit, minutes
            return
        most = max(most, credit.left)
    language = reading_language()
    require(
        False,
        _("In %(month)s your organisation has %(left)s left in meeting rooms; this booking takes %(takes)s.")
        % {
            "month": format_day(month, language, style="month"),
            "left": format_minutes(most, language),
            "takes": format_minutes(minutes, language),
        },
        field="ends_at",
    )


def give_back(booking: Booking, minutes: int | None = None) -> None:
    """Give minutes of a booking back to the month that they were taken from: all, or so many. It is not saved."""
    back = booking.credit_minutes if minutes is None else min(minutes, booking.credit_minutes)
    if not back or booking.credit_id is None:
        return
    given = CreditMonth.objects.filter(pk=booking.credit_id, spent__gte=back).update(spent=F("spent") - back)
    if not given:
        raise Refused(_("This booking has just been changed. Load the page again."))
    booking.credit_minutes -= back
    if not booking.credit_minutes:
        booking.credit = None
