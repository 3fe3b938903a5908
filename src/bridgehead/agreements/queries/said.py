"""What terms say, as plain values: to compare two versions, to tell the audit, and to take them out of the house."""

from __future__ import annotations

from typing import Any

from bridgehead.agreements.models import Amount, Party, Terms
from bridgehead.foundation.money import amount_of

#: Fields of terms that stand for themselves; dates and topics are made plain below.
_PLAIN = ("kind", "name_ko", "name_en", "note_ko", "note_en")


def said_of(terms: Terms) -> dict[str, Any]:
    """Return everything that terms say but who signs them: texts, dates as ISO, amounts as decimal strings, public ids.

    Read ``field``, ``parties`` (with ``organisation``) and ``amounts`` with the terms: nothing is asked for here then.
    """
    return {
        **{field: getattr(terms, field) for field in _PLAIN},
        "field": str(terms.field.public_id) if terms.field else None,
        "territory": list(terms.territory),
        **{field: _day(getattr(terms, field)) for field in ("signed_on", "effective_on", "ends_on")},
        "parties": [party_said(each) for each in terms.parties.all()],
        "amounts": [amount_said(each) for each in terms.amounts.all()],
    }


def party_said(party: Party) -> dict[str, Any]:
    """Return who a party is, without the people who sign for it."""
    return {
        "organisation": str(party.organisation.public_id) if party.organisation else None,
        "is_disclosed": party.is_disclosed,
        "country": party.country,
        "role": party.role,
    }


def amount_said(amount: Amount) -> dict[str, Any]:
    """Return an amount in whole units of its currency, as decimal strings; a royalty in per cent."""
    return {
        "component": amount.component,
        "amount": _units(amount.minor, amount.currency),
        "amount_to": _units(amount.minor_to, amount.currency),
        "currency": amount.currency,
        "exactness": amount.exactness,
        "percent": _percent(amount.percent),
        "percent_to": _percent(amount.percent_to),
        "note_ko": amount.note_ko,
        "note_en": amount.note_en,
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Return (before, after) of every field in which two versions differ."""
    return {field: (before.get(field), after[field]) for field in after if before.get(field) != after[field]}


def _units(minor: int | None, currency: str) -> str | None:
    return None if minor is None else str(amount_of(minor, currency))


def _percent(value: Any) -> str | None:
    return None if value is None else f"{value.normalize():f}"


def _day(value: Any) -> str | None:
    return None if value is None else str(value.isoformat())
