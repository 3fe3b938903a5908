"""What officers type about report forms and periods, and companies in their reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import ComposedField, require_one_line, require_text
from bridgehead.programmes.indicators import Indicator, Measure, wrong_in
from bridgehead.web.forms import InRows
from bridgehead.web.questionnaire import Typed, mark_of

MEASURES = [
    (Measure.COUNT.value, _("a whole number")),
    (Measure.AMOUNT.value, _("an amount")),
    (Measure.SHARE.value, _("a share in per cent")),
    (Measure.WORDS.value, _("words")),
]
SPANS = [("quarter", _("a quarter")), ("half", _("half a year")), ("year", _("a year"))]
_LONGEST_NAME, _LONGEST_TYPED = 200, 10_000


def _line(label: Any, most: int = _LONGEST_NAME, **options: Any) -> ComposedField:
    return ComposedField(label=label, max_length=most, required=False, validators=[require_one_line], **options)


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class IndicatorForm(InRows, forms.Form):
    """One indicator: what it is called and counted in, in both languages."""

    layout: ClassVar = [("measure",), ("name_ko", "name_en"), ("unit_ko", "unit_en"), ("currency",), ("is_required",)]

    measure = forms.ChoiceField(label=_("Answered with"), choices=MEASURES)
    name_ko = _line(_("Name (Korean)"))
    name_en = _line(_("Name (English)"))
    unit_ko = _line(_("Unit (Korean)"), 40, help_text=_("Of a number: what is counted."))
    unit_en = _line(_("Unit (English)"), 40, help_text=_("Of a number: what is counted."))
    currency = _line(_("Currency"), 3, help_text=_("Of an amount: three letters, such as KRW or USD."))
    is_required = forms.BooleanField(label=_("must be answered"), required=False)

    def __init__(self, *args: Any, indicator: Indicator | None = None, **kwargs: Any) -> None:
        if indicator is not None:
            kwargs["initial"] = {
                "measure": indicator.measure.value,
                "name_ko": indicator.name.ko,
                "name_en": indicator.name.en,
                "unit_ko": indicator.unit.ko,
                "unit_en": indicator.unit.en,
                "currency": indicator.currency,
                "is_required": indicator.is_required,
            }
        super().__init__(*args, **kwargs)

    def clean_currency(self) -> str:
        """Take small letters too."""
        return str(self.cleaned_data["currency"]).upper()


class PeriodForm(forms.Form):
    """A period that companies report on."""

    span = forms.ChoiceField(label=_("Length"), choices=SPANS)
    starts_on = _day(pgettext_lazy("first day", "From"))
    due_on = _day(_("Due on"), help_text=_("The last day in time."))
    locks_on = _day(_("Locked from"), help_text=_("From this day on nothing changes without a reason."))


class StatementForm(forms.Form):
    """A company's report: one control for each indicator, kept as it is typed."""

    use_required_attribute = False
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(
        self, *args: Any, indicators: Sequence[Indicator], typed: Mapping[str, str], corrects: bool, **kwargs: Any
    ) -> None:
        self._indicators = indicators
        kwargs["initial"] = {**typed, "seen": _mark(typed)}
        super().__init__(*args, **kwargs)
        for each in indicators:
            self.fields[each.key] = _control(each)
        if corrects:
            self.fields["reason"] = ComposedField(
                label=_("Why is it corrected?"), max_length=1000, required=False, validators=[require_text],
                widget=forms.Textarea(attrs={"rows": 3}),
            )  # fmt: skip

    def typed(self) -> dict[str, str]:
        """Return what was typed, by indicator."""
        return {each.key: str(self.cleaned_data.get(each.key) or "") for each in self._indicators}

    def say_what_is_wrong(self) -> bool:
        """Say at each control why it cannot be handed in; return whether anything is wrong."""
        kept = {each.key: said for each in self._indicators if (said := each.kept(self.typed()[each.key]))}
        for key, sentence in wrong_in(self._indicators, kept).items():
            self.add_error(key, sentence)
        return bool(self.errors)


def _mark(typed: Mapping[str, str]) -> str:
    kept: Typed = dict(typed)
    return mark_of(kept)


def _control(indicator: Indicator) -> ComposedField:
    lines = indicator.measure is Measure.WORDS
    unit = {Measure.AMOUNT: indicator.currency, Measure.SHARE: "%"}.get(indicator.measure, str(indicator.unit))
    widget = forms.Textarea(attrs={"rows": 4}) if lines else forms.TextInput(attrs={"inputmode": "decimal"})
    label = f"{indicator.name} ({unit})" if unit else str(indicator.name)
    return ComposedField(
        label=label, required=False, max_length=_LONGEST_TYPED, widget=widget,
        help_text=_("must be answered") if indicator.is_required else "",
    )  # fmt: skip


class DecisionForm(forms.Form):
    """What the company reads of a decision about its correction."""

    answer = ComposedField(
        label=_("What the company reads"), max_length=1000, required=False, validators=[require_text],
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip
