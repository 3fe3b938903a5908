"""A file of exchange rates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.agreements.adapters.rates import WrongRates, read_rates


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
