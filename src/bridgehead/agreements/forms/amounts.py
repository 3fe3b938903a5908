"""One amount of an agreement as a row of the form: typed as people write amounts, read exactly or not at all."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.actions.said import AmountSaid, unsaved_amount
from bridgehead.agreements.models import Amount
from bridgehead.agreements.rules import Component
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.money import Exactness, Money, minor_digits, minor_of
from bridgehead.web.typed_amounts import TypedAmount, read_typed_amount

#: Offered while typing.
USUAL_CURRENCIES = ("KRW", "USD", "EUR", "JPY", "CNY", "GBP", "CHF", "SGD")
PER_CENT = "%"
_CURRENCIES = frozenset(list_currencies())
#: As fine as a share is kept.
_PER_CENT_DIGITS = 4


class TypedAmountField(forms.CharField):
    """An amount with thousands separators or units: 6,353억, 635.3 bn; ``clean`` gives a TypedAmount or None."""

    def __init__(self, *, is_required: bool = False, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        super().__init__(required=is_required, max_length=80, widget=widget, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Read it; what cannot be read is said with what was expected."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            if typed.endswith(PER_CENT):
                return TypedAmount(read_typed_amount(typed.removesuffix(PER_CENT)).amount, PER_CENT)
            return read_typed_amount(typed)
        except ValueError:
            raise forms.ValidationError(
                _("“%(typed)s” is no amount. Expected, for example, 635,300,000,000, 6,353억 or 635.3 bn."),
                params={"typed": typed},
            ) from None

    def run_validators(self, value: Any) -> None:
        """An amount that was read has no length to be checked."""


def _note(label: Any, language: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"lang": language})
    return forms.CharField(label=label, required=False, max_length=200, validators=[require_one_line], widget=widget)


class MoneyForm(forms.Form):
    """Money as somebody said it: how exactly, how much, perhaps up to how much, and in which currency."""

    exactness = forms.ChoiceField(
        label=_("How exact"), choices=[(value, capfirst(label)) for value, label in Exactness.choices]
    )
    amount = TypedAmountField(label=_("Amount"))
    amount_to = TypedAmountField(label=_("Up to, if a range"))
    currency = forms.CharField(
        label=_("Currency"),
        required=False,
        max_length=3,
        widget=forms.TextInput(attrs={"list": "currencies", "autocomplete": "off"}),
    )

    def clean_currency(self) -> str:
        """Accept the letters of a currency that exists."""
        currency: str = self.cleaned_data["currency"].strip().upper()
        if currency and currency not in _CURRENCIES:
            raise forms.ValidationError(_("A currency is three letters, for example KRW or USD."))
        return currency

    def require_money(self) -> None:
        """Hold what was typed to an amount that its one currency can hold, and settle that currency."""
        told = self.cleaned_data
        low, high = told["amount"], told["amount_to"]
        typed = {each.currency for each in (low, high) if each and each.currency} | ({told["currency"]} - {""})
        if PER_CENT in typed:
            self.add_error("amount", gettext("Only a royalty is given in per cent."))
        elif not typed:
            self.add_error("currency", gettext("An amount needs its currency."))
        elif len(typed) > 1:
            both = ", ".join(sorted(typed))
            self.add_error("currency", gettext("Two currencies stand here: %(both)s. Keep one.") % {"both": both})
        elif not typed <= _CURRENCIES:
            self.add_error("currency", gettext("A currency is three letters, for example KRW or USD."))
        else:
            told["currency"] = typed.pop()
            for name, each in (("amount", low), ("amount_to", high)):
                if each is not None:
                    self._require_kept(name, each.amount, told["currency"])
            self._require_upwards(low, high)

    def _require_kept(self, name: str, amount: Decimal, currency: str) -> None:
        try:
            minor_of(amount, currency)
        except ValueError:
            self.add_error(
                name,
                gettext("%(currency)s is kept with %(digits)s digits after the point, up to nineteen in all.")
                % {"currency": currency, "digits": minor_digits(currency)},
            )

    def _require_upwards(self, low: TypedAmount, high: TypedAmount | None) -> None:
        if high is not None and high.amount < low.amount and not self.has_error("amount_to"):
            self.add_error("amount_to", gettext("A range goes from the smaller to the larger amount."))


class AmountRow(MoneyForm):
    """Money of one shape, a royalty, or what is no money; a row into which nothing was typed is none."""

    component = forms.ChoiceField(
        label=_("Shape"), choices=[(value, capfirst(label)) for value, label in Component.choices]
    )
    amount = TypedAmountField(label=_("Amount, or per cent"))
    note_ko = _note(_("Note (Korean)"), "ko")
    note_en = _note(_("Note (English)"), "en")

    field_order = ("component", "exactness", "amount")

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed into the row; its shape and exactness stand at what they begin with."""
        return not any(
            self.cleaned_data.get(name) for name in ("amount", "amount_to", "currency", "note_ko", "note_en")
        )

    def clean(self) -> dict[str, Any]:
        """Hold the row to its shape, and settle its currency."""
        told = self.cleaned_data
        if self.errors or self.is_blank:
            return told
        if told["component"] == Component.NON_MONETARY:
            self._require_words()
        elif told["amount"] is None:
            self.add_error("amount", gettext("Write the amount, or take the row away."))
        elif told["component"] == Component.ROYALTY:
            self._require_share()
        else:
            self.require_money()
        return told

    def _require_words(self) -> None:
        told = self.cleaned_data
        if told["amount"] or told["amount_to"] or told["currency"]:
            self.add_error("amount", gettext("What is not money has no amount: say it in the note."))
        elif not told["note_ko"] and not told["note_en"]:
            self.add_error("note_ko", gettext("Say in the note what is given."))

    def _require_share(self) -> None:
        told = self.cleaned_data
        low, high = told["amount"], told["amount_to"]
        if told["currency"] or any(each and each.currency not in {"", PER_CENT} for each in (low, high)):
            self.add_error("currency", gettext("A royalty has no currency: it is a share in per cent."))
        for name, each in (("amount", low), ("amount_to", high)):
            if each is not None and not _is_share(each.amount):
                self.add_error(
                    name, gettext("A royalty is from 0 to 100 per cent, with four digits after the point at most.")
                )
        self._require_upwards(low, high)

    def said(self) -> AmountSaid:
        """Return what the deed is told."""
        told = self.cleaned_data
        low, high = (told[name].amount if told[name] else None for name in ("amount", "amount_to"))
        plain = {name: told[name] for name in ("component", "exactness", "note_ko", "note_en")}
        if told["component"] == Component.ROYALTY:
            return AmountSaid(**plain, percent=low, percent_to=high)
        return AmountSaid(**plain, amount=low, amount_to=high, currency=told["currency"])

    def stored_like(self) -> Amount:
        """Return the row as an amount that is not stored, to be read."""
        return unsaved_amount(self.said())


def typed_amount(amount: Amount) -> dict[str, Any]:
    """Return a stored amount as its row shows it: grouped, with every digit that is kept."""
    low, high = amount.percents or (amount.money, amount.money_to)
    return {
        "component": amount.component,
        "exactness": amount.exactness,
        "amount": typed(low),
        "amount_to": typed(high),
        "currency": amount.currency,
        "note_ko": amount.note_ko,
        "note_en": amount.note_en,
    }


def typed(value: Money | Decimal | None) -> str:
    """Return an amount, or a share in per cent, as it may be typed again."""
    if value is None:
        return ""
    return f"{value.normalize():f}" if isinstance(value, Decimal) else f"{value.amount:,f}"


def _is_share(share: Decimal) -> bool:
    digits = share.normalize().as_tuple().exponent
    return 0 <= share <= 100 and isinstance(digits, int) and -digits <= _PER_CENT_DIGITS
