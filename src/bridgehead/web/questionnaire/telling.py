"""Answers in words, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.foundation.bilingual import LANGUAGES, reading_language
from bridgehead.foundation.money import amount_of
from bridgehead.web.formats import format_day, format_number
from bridgehead.web.questionnaire.answers import WrongAnswer, answer_of
from bridgehead.web.questionnaire.definition import Field, Kind
from bridgehead.web.readings import read_money
from bridgehead.web.typed_amounts import read_typed_amount


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an answer; ``language`` where it is in one of our two and not in that of the page."""

    text: str
    language: str = ""


def lines_of(field: Field, value: Any) -> list[Line]:
    """Return what was handed in as an answer, in the words of the page's language."""
    if value is None:
        return []
    if field.in_both:
        return [Line(value[each], each) for each in LANGUAGES if value.get(each)]
    said = _SAYERS[field.kind](field, value)
    return [Line(each) for each in ([said] if isinstance(said, str) else said)]


def typed_lines_of(field: Field, typed: Any) -> list[Line]:
    """Return what was typed: read where it can be, else letter for letter."""
    if typed is None:
        return []
    try:
        return lines_of(field, answer_of(field, typed))
    except WrongAnswer:
        return [Line(each) for each in _plain(typed) if each]


def _plain(typed: Any) -> Iterable[str]:
    if isinstance(typed, Mapping):
        rows, currency = typed.get("rows"), str(typed.get("currency", ""))
        if isinstance(rows, list):
            told = [(str(item), _typed_amount(str(amount), currency)) for item, amount in rows]
            return [" – ".join(filter(None, each)) for each in told]
        if "amount" in typed:
            return [_typed_amount(str(typed["amount"]), currency)]
        return [str(each) for each in typed.values()]
    return [str(each) for each in typed] if isinstance(typed, list) else [str(typed)]


def _typed_amount(typed: str, currency: str) -> str:
    """Say an amount that is wrong here as any other one, if it is one; else letter for letter."""
    if not typed:
        return ""
    try:
        read = read_typed_amount(typed)
    except ValueError:
        return f"{typed} {currency}".strip()
    return str(read_money(read.amount, read.currency or currency, "exact", reading_language()))


def _chosen(field: Field, value: Any) -> list[str]:
    keys = value if isinstance(value, list) else [value]
    return [str(choice.label) if (choice := field.choice(key)) else key for key in keys]


def _number(_field: Field, value: Any) -> str:
    return format_number(Decimal(value), reading_language())


def _day(_field: Field, value: Any) -> str:
    return format_day(date.fromisoformat(value), reading_language())


def _yes_no(_field: Field, value: Any) -> str:
    return _("yes") if value == "yes" else _("no")


def _amount(_field: Field, value: Any) -> str:
    return amount_told(value["minor"], value["currency"])


def _budget(_field: Field, value: Any) -> list[str]:
    currency, rows = value["currency"], value["rows"]
    told = [f"{row['item']} – {amount_told(row['minor'], currency)}" for row in rows]
    return [*told, _("Sum: %(amount)s") % {"amount": amount_told(sum(row["minor"] for row in rows), currency)}]


def amount_told(minor: int, currency: str) -> str:
    """Return whole minor units of a currency as an amount in the page's language."""
    return str(read_money(amount_of(minor, currency), currency, "exact", reading_language()))


_SAYERS: dict[Kind, Any] = {
    Kind.LINE: lambda _field, value: str(value),
    Kind.PROSE: lambda _field, value: str(value),
    Kind.NUMBER: _number,
    Kind.DATE: _day,
    Kind.CHOICE: _chosen,
    Kind.CHOICES: _chosen,
    Kind.YES_NO: _yes_no,
    Kind.AMOUNT: _amount,
    Kind.BUDGET: _budget,
    Kind.FILE: lambda _field, _value: [],
}
