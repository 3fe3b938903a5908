"""What the venue staff type about supported rent: what is agreed, what was invoiced, when it was paid."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.numbers import list_currencies
from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_one_line
from bridgehead.foundation.money import amount_of, minor_digits, minor_of
from bridgehead.places.models import MOST_RENT, RentSupport, Tenancy
from bridgehead.web.typed_amounts import TypedAmount, read_typed_amount

_CURRENCIES = frozenset(list_currencies())


class MonthField(forms.CharField):
    """A month as ``2023-04``, told as its first day."""

    def __init__(self, **options: Any) -> None:
        # A browser without a control for months shows a line, with what is expected in it.
        widget = forms.TextInput(attrs={"type": "month", "placeholder": "2023-04", "autocomplete": "off"})
        super().__init__(max_length=7, widget=widget, **options)

    def clean(self, value: Any) -> date | None:
        """Return the first day of the month."""
        typed = super().clean(value)
        said = re.fullmatch(r"(20[0-9]{2})-(0[1-9]|1[0-2])", typed)
        if said is None:
            raise forms.ValidationError(_("A month was expected, for example 2023-04."))
        return date(int(said[1]), int(said[2]), 1)


class RentAmountField(forms.CharField):
    """An amount as people type it, in the currency of its form."""

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"})
        super().__init__(max_length=60, widget=widget, **options)

    def clean(self, value: Any) -> TypedAmount:
        """Return what was typed; what can be read in two ways is not read."""
        typed = str(super().clean(value))
        if re.match(r"[-\N{MINUS SIGN}\N{EN DASH}]", typed):
            raise forms.ValidationError(_("An amount is more than nothing."))
        try:
            return read_typed_amount(typed)
        except ValueError:
            raise forms.ValidationError(
                _("“%(typed)s” is no amount. Expected, for example, 1,200.50 or 150만."), params={"typed": typed}
            ) from None


def minor_units(form: forms.Form, field: str, currency: str) -> int | None:
    """Return the amount of a field in minor units of a currency; what is wrong with it is said at the field."""
    typed: TypedAmount | None = form.cleaned_data.get(field)
    if typed is None or not currency:
        return None
    if typed.currency not in {"", currency}:
        said = gettext("All amounts of this agreement are in %(currency)s, and this one is typed in %(other)s.")
        form.add_error(field, said % {"currency": currency, "other": typed.currency})
        return None
    if typed.amount <= 0:
        form.add_error(field, gettext("An amount is more than nothing."))
        return None
    if typed.amount > amount_of(MOST_RENT, currency):
        form.add_error(field, gettext("This amount is larger than any rent."))
        return None
    try:
        return minor_of(typed.amount, currency)
    except ValueError:
        said = gettext("%(currency)s has no more than %(digits)s digits after the point.")
        form.add_error(field, said % {"currency": currency, "digits": minor_digits(currency)})
        return None


def _following(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _line(label: Any, most: int, **options: Any) -> ComposedField:
    return ComposedField(label=label, max_length=most, required=False, validators=[require_one_line], **options)


class TermsForm(forms.Form):
    """By how much a rent is supported, up to which caps, until which month, and who pays."""

    caps = ("monthly_cap", "total_cap")

    programme_ko = _line(_("Who pays (Korean)"), 160, help_text=_("A programme or an agency, as it is called."))
    programme_en = _line(_("Who pays (English)"), 160)
    share_percent = forms.IntegerField(label=_("Share of the rent in percent"), min_value=1, max_value=100)
    monthly_cap = RentAmountField(label=_("At most a month"))
    total_cap = RentAmountField(label=_("At most in all"))
    last_month = MonthField(label=_("Last month"))

    def __init__(self, *args: Any, support: RentSupport | None = None, **kwargs: Any) -> None:
        if support is not None:
            kwargs["initial"] = {
                **{field: getattr(support, field) for field in ("programme_ko", "programme_en", "share_percent")},
                **{field: f"{amount_of(getattr(support, field), support.currency):,}" for field in self.caps},
                "last_month": f"{support.last_month:%Y-%m}",
            }
        super().__init__(*args, **kwargs)
        self._currency = support.currency if support else ""

    def clean(self) -> dict[str, Any]:
        """Read the caps in the currency of the agreement."""
        super().clean()
        currency = self._currency or self.cleaned_data.get("currency", "")
        minors = {field: minor_units(self, field, currency) for field in self.caps}
        return {**self.cleaned_data, **minors}

    def told(self) -> dict[str, Any]:
        """Return the terms."""
        said = {field: self.cleaned_data[field] for field in ("programme_ko", "programme_en", "share_percent")}
        caps = {field: self.cleaned_data[field] for field in self.caps}
        return {**said, **caps, "ends_on": _following(self.cleaned_data["last_month"])}


class SupportForm(TermsForm):
    """Whose rent is supported where, on which terms, and from which month on."""

    tenancy = forms.ChoiceField(label=_("Tenancy here"), required=False)
    organisation = _line(
        _("Or an organisation elsewhere"), 160, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    elsewhere = _line(
        _("Its premises outside the platform"), 200, help_text=_("Their name or address, as in the contract.")
    )
    currency = forms.CharField(label=_("Currency"), min_length=3, max_length=3, help_text=_("Three letters: KRW, USD."))
    first_month = MonthField(label=_("First month"))
    token = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)
    field_order = (
        "tenancy", "organisation", "elsewhere", "programme_ko", "programme_en", "share_percent", "currency",
        "monthly_cap", "total_cap", "first_month", "last_month",
    )  # fmt: skip

    def __init__(self, *args: Any, tenancies: Sequence[Tenancy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._tenancies = {str(each.public_id): each for each in tenancies}
        named = [(key, f"{each.organisation.name} – {each.room.name}") for key, each in self._tenancies.items()]
        self.fields["tenancy"].choices = [("", "–"), *named]  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("token", str(uuid.uuid4()))

    def clean_currency(self) -> str:
        """Accept the letters of a currency that exists."""
        currency = str(self.cleaned_data["currency"]).strip().upper()
        if currency not in _CURRENCIES:
            raise forms.ValidationError(_("A currency is three letters, for example KRW or USD."))
        return currency

    def clean(self) -> dict[str, Any]:
        """Hold it to one place: a tenancy here, or an organisation with its premises elsewhere."""
        cleaned = super().clean()
        chosen, typed, place = (cleaned.get(field) for field in ("tenancy", "organisation", "elsewhere"))
        if chosen and (typed or place):
            self.add_error("tenancy", gettext("Choose a tenancy, or name an organisation elsewhere: one of the two."))
        elif not chosen and not (typed and place):
            missing = "elsewhere" if typed else "organisation"
            self.add_error(missing, gettext("Choose a tenancy, or name an organisation and its premises elsewhere."))
        return cleaned

    def chosen(self) -> Tenancy | None:
        """Return the tenancy that was chosen; None: rent elsewhere is supported."""
        return self._tenancies.get(self.cleaned_data["tenancy"])

    def told(self) -> dict[str, Any]:
        """Return what the agreement is made of, but for its organisation."""
        chosen = self.chosen()
        return {
            **super().told(),
            "starts_on": self.cleaned_data["first_month"],
            "currency": self.cleaned_data["currency"],
            "elsewhere": self.cleaned_data["elsewhere"],
            "tenancy_id": chosen.pk if chosen else None,
            "idempotency_key": self.cleaned_data["token"],
        }


class RentForm(forms.Form):
    """The rent of a month as it was invoiced."""

    month = MonthField(label=_("Month"))
    invoiced = RentAmountField(label=_("Rent as invoiced"))
    note = _line(_("Number of the invoice"), 200)
    invoice = forms.FileField(
        label=pgettext_lazy("of a rent", "Invoice"), help_text=_("A PDF file, or a PNG or JPEG image, of up to 10 MB.")
    )

    def __init__(self, *args: Any, support: RentSupport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._currency = support.currency
        self.fields["invoiced"].label = _("Rent as invoiced, in %(currency)s") % {"currency": support.currency}

    def clean(self) -> dict[str, Any]:
        """Read the amount in the currency of the agreement."""
        super().clean()
        minor = minor_units(self, "invoiced", self._currency)
        return {**self.cleaned_data, "invoiced": minor}

    def told(self) -> dict[str, Any]:
        """Return what the entry is made of."""
        return {field: self.cleaned_data[field] for field in ("month", "invoiced", "note", "invoice")}


class PaidForm(forms.Form):
    """On which day it was paid."""

    paid_on = forms.DateField()
