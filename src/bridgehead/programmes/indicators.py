"""Indicators: what a company's report is asked in figures, each with its name and unit in both languages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from bridgehead.foundation.bases import composed
from bridgehead.web.questionnaire.answers import WrongAnswer, answer_of, kept_of
from bridgehead.web.questionnaire.definition import Field, Kind, Text, WrongQuestionnaire, require

#: More than this no company would answer every quarter.
MOST_INDICATORS = 40
_KEYS = {"key", "measure", "name", "unit", "currency", "required"}
_LONGEST_WORDS = 4_000
_HUNDRED = 100
_NO_UNIT = Text()


class Measure(Enum):
    """What an indicator is answered with."""

    COUNT = "count"
    AMOUNT = "amount"
    SHARE = "share"
    WORDS = "words"


_FIELD_KINDS = {
    Measure.COUNT: Kind.NUMBER,
    Measure.AMOUNT: Kind.AMOUNT,
    Measure.SHARE: Kind.NUMBER,
    Measure.WORDS: Kind.PROSE,
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure (or words) that a report tells, by a key that later versions of the form keep."""

    key: str
    measure: Measure
    name: Text
    #: What is counted: people, patents. Amounts have a currency, shares a per cent sign, words nothing.
    unit: Text = _NO_UNIT
    currency: str = ""
    is_required: bool = False

    def __post_init__(self) -> None:
        said = {"indicator": str(self.name)}
        require(
            self.measure is Measure.COUNT or not self.unit, _("“%(indicator)s” has a unit, but counts nothing.") % said
        )
        require(
            self.measure is Measure.AMOUNT or not self.currency,
            _("“%(indicator)s” names a currency, but asks for no amount.") % said,
        )
        self.field()

    def field(self) -> Field:
        """Return it as a question, by which what is typed is kept and read."""
        return Field(
            self.key,
            _FIELD_KINDS[self.measure],
            self.name,
            is_required=self.is_required,
            most={Measure.WORDS: _LONGEST_WORDS, Measure.SHARE: _HUNDRED}.get(self.measure),
            currencies=(self.currency,) if self.measure is Measure.AMOUNT else (),
        )

    def kept(self, typed: str) -> str | None:
        """Return what a draft keeps of what was typed, letter for letter; None where nothing was."""
        kept = kept_of(Field(self.key, Kind.PROSE, self.name), typed)
        return kept if isinstance(kept, str) else None

    def value(self, typed: str | None) -> Any:
        """Return what is handed in: numbers and words as text, amounts as ``{"currency", "minor"}``, None where empty.

        ``WrongAnswer`` says what was expected.
        """
        field = self.field()
        if typed is None:
            return answer_of(field, None)
        if self.measure is Measure.AMOUNT:
            return answer_of(field, {"currency": self.currency, "amount": typed})
        value = answer_of(field, typed.removesuffix("%").rstrip() if self.measure is Measure.SHARE else typed)
        if self.measure is Measure.COUNT:
            number = Decimal(value)
            if number != number.to_integral_value():
                raise WrongAnswer(_("A whole number was expected."))
            return str(int(number))
        return value


def indicators_of(plain: Any) -> tuple[Indicator, ...]:
    """Return the indicators that plain values describe; ``WrongQuestionnaire`` where they describe none."""
    require(isinstance(plain, list), _("A list of indicators is expected."))
    found = tuple(_indicator(each) for each in plain)
    require(
        len(found) <= MOST_INDICATORS, _("A report form has %(most)d indicators at most.") % {"most": MOST_INDICATORS}
    )
    keys = [each.key for each in found]
    require(len(set(keys)) == len(keys), _("Two indicators of this form have one key."))
    return found


def plain_indicators(indicators: Sequence[Indicator]) -> list[dict[str, Any]]:
    """Return them as plain values, as the database keeps them."""
    return [
        {
            "key": each.key,
            "measure": each.measure.value,
            "name": {"ko": each.name.ko, "en": each.name.en},
            "unit": {"ko": each.unit.ko, "en": each.unit.en},
            "currency": each.currency,
            "required": each.is_required,
        }
        for each in indicators
    ]


def wrong_in(indicators: Sequence[Indicator], typed: Mapping[str, str]) -> dict[str, str]:
    """Return by indicator what stands against handing in, as sentences."""
    found = {}
    for each in indicators:
        try:
            each.value(typed.get(each.key))
        except WrongAnswer as wrong:
            found[each.key] = str(wrong)
    return found


def _indicator(plain: Any) -> Indicator:
    require(isinstance(plain, Mapping) and set(plain) <= _KEYS, _("An indicator of this form is not as expected."))
    try:
        measure = Measure(plain.get("measure"))
    except ValueError:
        raise WrongQuestionnaire(_("An indicator of this form is not as expected.")) from None
    return Indicator(
        key=str(plain.get("key", "")),
        measure=measure,
        name=_text(plain.get("name")),
        unit=_text(plain.get("unit")),
        currency=str(plain.get("currency") or ""),
        is_required=plain.get("required") is True,
    )


def _text(plain: Any) -> Text:
    inside = plain if isinstance(plain, Mapping) else {}
    return Text(*(composed(str(inside.get(each) or "")).strip() for each in ("ko", "en")))
