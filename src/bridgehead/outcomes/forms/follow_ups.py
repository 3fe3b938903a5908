"""What the list of follow-ups is narrowed to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.models import Organisation
from bridgehead.outcomes.queries.follow_ups import Wanted
from bridgehead.outcomes.rules import Look

_ALL = ("", _("All"))


class FollowUpFilter(forms.Form):
    """Which follow-ups are looked for; what is no choice narrows nothing."""

    year = forms.TypedChoiceField(label=_("Year due"), required=False, coerce=int, empty_value=None)
    keeper = forms.ChoiceField(label=_("Ledger of"), required=False)
    show = forms.ChoiceField(required=False, choices=[("", ""), *Look.choices], widget=forms.HiddenInput)

    def __init__(self, *args: Any, years: Iterable[int], keepers: Sequence[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said: dict[str, list[tuple[str, Any]]] = {
            "year": [_ALL, *((str(year), str(year)) for year in years)],
            "keeper": [_ALL, *((str(each.public_id), each.name) for each in keepers)],
        }
        for name, choices in said.items():
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # choice fields
        self._keepers = {str(each.public_id): each.pk for each in keepers}
        if len(keepers) < 2:
            del self.fields["keeper"]

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        self.is_valid()  # what is no choice is no filter
        told = self.cleaned_data
        return Wanted(
            look=Look(told.get("show") or Look.DUE),
            year=told.get("year"),
            keeper_id=self._keepers.get(told.get("keeper", "")),
        )
