"""What is supported of a rent, and how far an entry of the ledger has come."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from bridgehead.places.models import RentEntry, RentPayment


class Standing(TextChoices):
    """How far an entry has come."""

    ENTERED = "entered", pgettext_lazy("rent", "waits for approval")
    APPROVED = "approved", pgettext_lazy("rent", "approved")
    PAID = "paid", pgettext_lazy("rent", "paid")
    REVERSED = "reversed", pgettext_lazy("rent", "reversed")
    REVERSAL = "reversal", pgettext_lazy("rent", "reversal")


def supported_of(invoiced: int, *, share_percent: int, monthly_cap: int, left_in_all: int) -> int:
    """Return what is supported of a rent, in whole minor units: its share, rounded down, and no more than is left."""
    return max(0, min(invoiced * share_percent // 100, monthly_cap, left_in_all))


def payment_of(entry: RentEntry) -> RentPayment | None:
    """Return what is known of the payment of an entry; its approval is at hand."""
    return getattr(getattr(entry, "approval", None), "payment", None)


def standing_of(entry: RentEntry) -> Standing:
    """Return how far an entry has come; what reverses it and its approval are at hand."""
    if entry.reverses_id is not None:
        return Standing.REVERSAL
    if hasattr(entry, "reversed_by"):
        return Standing.REVERSED
    if payment_of(entry) is not None:
        return Standing.PAID
    return Standing.APPROVED if hasattr(entry, "approval") else Standing.ENTERED
