"""A file of exchange rates, and a day whose rates somebody wants to see."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.adapters.rates import WrongRates, read_rates
from bridgehead.agreements.forms.terms import DayField

#: Before that nobody published rates that could be taken in.
_FIRST_DAY = date(1900, 1, 1)


class RatesFile(forms.FileField):
    """A file whose rates are read; ``clean`` gives them, or says what is wrong with which row."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Read the file."""
        given = super().clean(data, initial)
        try:
            return read_rates(given.read())
        except WrongRates as wrong:
            raise forms.ValidationError(list(wrong.mistakes)) from wrong


class RatesForm(forms.Form):
    """What is asked of whoever takes rates in."""

    file = RatesFile(
        label=_("File of rates"),
        help_text=_(
            "CSV with the columns date, base, quote, rate, source (and unit, where a rate is for 100), or the "
            "reference rates of the European Central Bank (eurofxref-hist.csv or .xml) as they are."
        ),
    )


class RestatedForm(forms.Form):
    """By the rates of which day amounts are restated, beside those of the signing."""

    on = DayField(
        label=_("Restated at the rate of another day"),
        required=False,
        error_messages={"invalid": _("Type the day as year, month and day, for example 2026-04-27.")},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self.fields["on"].widget.attrs["max"] = today.isoformat()

    def clean_on(self) -> date | None:
        """Refuse a day of which no rate can be known."""
        day: date | None = self.cleaned_data["on"]
        if day is not None and day > self._today:
            raise forms.ValidationError(_("This day has not come yet."))
        if day is not None and day < _FIRST_DAY:
            raise forms.ValidationError(_("Choose a day from 1900 on."))
        return day

    def day(self) -> date | None:
        """Return the day that was asked for; None where none was, or where it is none."""
        return self.cleaned_data["on"] if self.is_valid() else None
