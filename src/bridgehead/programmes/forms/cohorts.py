"""What officers and companies type about cohorts, places and renewals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import require_text
from bridgehead.foundation.records import seen_of
from bridgehead.programmes.actions.cohorts import SHOWN
from bridgehead.programmes.houses import House
from bridgehead.programmes.models import Cohort
from bridgehead.web.forms import InRows


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


def _prose(label: Any, *, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"rows": 4}), validators=[require_text], **options
    )


class CohortForm(InRows, forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A cohort: its year and number, its names, its first day, and whether everybody may see it."""

    layout: ClassVar = [
        ("year", "number"),
        ("name_ko", "name_en"),
        ("starts_on",),
        ("note_ko", "note_en"),
        ("is_listed",),
    ]
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    class Meta:
        model = Cohort
        fields = ["year", "number", "name_ko", "name_en", "starts_on", "note_ko", "note_en", "is_listed"]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "note_ko": forms.Textarea(attrs={"rows": 3}),
            "note_en": forms.Textarea(attrs={"rows": 3}),
        }

    def __init__(self, *args: Any, cohort: Cohort | None = None, **kwargs: Any) -> None:
        if cohort is not None:
            told = {field: getattr(cohort, field) for field in self.Meta.fields}
            kwargs["initial"] = {**told, "seen": seen_of(cohort, SHOWN)}
        super().__init__(*args, **kwargs)

    def told(self) -> dict[str, Any]:
        """Return what the cohort is made of."""
        return {field: self.cleaned_data[field] for field in self.Meta.fields}

    def _post_clean(self) -> None:
        """Leave the record alone: the deed changes it and judges it by its own rules."""


class AdmitForm(forms.Form):
    """Whom to admit, and from which day on if not from the cohort's first."""

    organisation = forms.CharField(
        label=_("Organisation"), max_length=160, widget=forms.TextInput(attrs={"list": "organisations"})
    )
    starts_on = _day(pgettext_lazy("first day", "From"), required=False)


class DaysForm(forms.Form):
    """From which day until before which day a place lasts."""

    starts_on = _day(pgettext_lazy("first day", "From"))
    ends_on = _day(_("Until before"))

    def told(self) -> dict[str, date]:
        """Return the days."""
        return {field: self.cleaned_data[field] for field in ("starts_on", "ends_on")}


class EndForm(forms.Form):
    """How a place ends, before which day, and why where the company leaves early."""

    ends_on = _day(_("Until before"))
    reason = _prose(_("Why, where it leaves early"), most=1000, required=False)


class RenewalForm(forms.Form):
    """Why a company asks for one more tenure."""

    reason = _prose(_("Why do you ask for a renewal?"), most=2000)


class AnswerForm(forms.Form):
    """What the company reads of the decision."""

    answer = _prose(_("What the company reads"), most=2000, required=False)


class BenefitForm(forms.Form):
    """What premises a programme opens, and how much of them."""

    premises = forms.ChoiceField(label=_("Premises"))
    desks = forms.IntegerField(label=_("Offices or desks at one time"), min_value=0, max_value=500, initial=1)
    monthly_minutes = forms.IntegerField(
        label=_("Minutes in meeting rooms a month"), min_value=0, max_value=100_000, initial=600
    )

    def __init__(self, *args: Any, houses: Sequence[House], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["premises"].choices = [(str(each.key), each.name) for each in houses]  # type: ignore[attr-defined]  # a ChoiceField

    def told(self) -> dict[str, Any]:
        """Return what is opened."""
        said = {field: self.cleaned_data[field] for field in ("desks", "monthly_minutes")}
        return {**said, "premises": UUID(self.cleaned_data["premises"])}
