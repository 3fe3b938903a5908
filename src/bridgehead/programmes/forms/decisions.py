"""What officers type who write the letters of a call and publish its decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.foundation.bases import ComposedField, require_text
from bridgehead.foundation.bilingual import LANGUAGES
from bridgehead.programmes.models import Cohort, DecisionOutcome
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin


class LettersForm(forms.Form):
    """What the letters of each outcome say, in both languages."""

    def __init__(self, *args: Any, texts: Mapping[DecisionOutcome, Mapping[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = {"ko": _("Korean"), "en": _("English")}
        for outcome in DecisionOutcome:
            for language in LANGUAGES:
                self.fields[f"{outcome}_{language}"] = ComposedField(
                    label=labels[language],
                    initial=texts[outcome][language],
                    max_length=4000,
                    validators=[require_text],
                    widget=forms.Textarea(attrs={"rows": 12, "lang": language}),
                )

    def pairs(self) -> list[tuple[DecisionOutcome, list[forms.BoundField]]]:
        """Return the fields of each outcome, Korean first."""
        return [(outcome, [self[f"{outcome}_{each}"] for each in LANGUAGES]) for outcome in DecisionOutcome]

    def told(self) -> dict[DecisionOutcome, dict[str, str]]:
        """Return the texts by outcome and language, with plain line ends."""
        return {
            outcome: {each: self.cleaned_data[f"{outcome}_{each}"].replace("\r\n", "\n") for each in LANGUAGES}
            for outcome in DecisionOutcome
        }


class PublishForm(ZonedFormMixin, forms.Form):
    """To which cohort, until when one answers, and what applicants and everybody see."""

    wall_fields = ("accept_until", "appeal_until")

    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=9999)
    cohort = forms.ChoiceField(label=_("Cohort"), help_text=_("Whoever accepts a place is admitted to it."))
    accept_until = WallTimeField(
        label=_("Places are accepted until"), help_text=_("The first minute that is too late, on the call’s clock.")
    )
    appeal_until = WallTimeField(
        label=_("Appeals until"), help_text=_("The first minute that is too late, on the call’s clock.")
    )
    reserve_days = forms.IntegerField(label=_("Days for whoever moves up"), min_value=1, max_value=60, initial=7)
    shows_points = forms.BooleanField(
        label=_("applicants see their own points by criterion"), required=False, initial=True
    )
    shows_comments = forms.BooleanField(
        label=_("applicants see what reviewers wrote for them"), required=False, initial=True
    )
    names_admitted = forms.BooleanField(label=_("the call’s page names the admitted companies"), required=False)

    def __init__(self, *args: Any, zone: str, cohorts: Sequence[Cohort], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(zone)
        self._cohorts = {str(each.public_id): each.pk for each in cohorts}
        self.fields["cohort"].choices = [(str(each.public_id), each.name) for each in cohorts]  # type: ignore[attr-defined]  # a ChoiceField

    def zone_of_form(self) -> ZoneInfo:
        """Return the zone in which the times were typed."""
        return self._zone

    def told(self) -> dict[str, Any]:
        """Return what the deed is told."""
        said = {
            field: self.cleaned_data[field]
            for field in (
                "accept_until", "appeal_until", "reserve_days", "shows_points", "shows_comments", "names_admitted",
            )
        }  # fmt: skip
        return {
            **said,
            "cohort_id": self._cohorts[self.cleaned_data["cohort"]],
            "ranking_number": self.cleaned_data["number"],
        }
