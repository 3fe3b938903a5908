"""How supported rent looks: amounts of an agreement, and how far an entry has come."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.money import amount_of
from bridgehead.places.models import RentEntry, RentPayment
from bridgehead.places.rules.rent import Standing, payment_of, standing_of
from bridgehead.web.readings import read_money

register = template.Library()

_SIGNS = {
    Standing.ENTERED: ("hourglass", "warn"),
    Standing.APPROVED: ("circle-check", "sea"),
    Standing.PAID: ("check", "good"),
    Standing.REVERSED: ("rotate-ccw", ""),
    Standing.REVERSAL: ("undo-2", ""),
}


@register.filter
def rent_standing(entry: RentEntry) -> dict[str, object]:
    """Return how far an entry has come: its key, icon, tone and word."""
    standing = standing_of(entry)
    icon, tone = _SIGNS[standing]
    return {"key": standing.value, "icon": icon, "tone": tone, "word": standing.label}


@register.filter
def rent_payment(entry: RentEntry) -> RentPayment | None:
    """Return the payment of an entry; it stays when the entry is reversed."""
    return payment_of(entry)


@register.filter
def in_currency(minor: int, currency: str) -> SafeString:
    """Return minor units as an amount with its currency, as both languages read it; a reversal keeps its sign."""
    read = read_money(amount_of(minor, currency), currency, "exact", reading_language())
    return format_html('<span class="money">{}</span>', read)
