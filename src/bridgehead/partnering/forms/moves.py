"""The form by which a meeting gets another place by hand: the grid sends it, and the meeting's own page shows it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.partnering.adapters.board import Spot


class PlaceForm(forms.Form):
    """Another slot and table; ``seen`` is where the officer saw the meeting, empty without a place."""

    slot = forms.ChoiceField(
        label=_("Time"),
        error_messages={"required": _("Choose a time."), "invalid_choice": _("Choose one of the round’s times.")},
    )
    table = forms.ChoiceField(
        label=_("Table"),
        error_messages={"required": _("Choose a table."), "invalid_choice": _("Choose one of the round’s tables.")},
    )
    seen = forms.CharField(required=False, max_length=73, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        slots: list[tuple[str, str]],
        tables: list[tuple[str, str]],
        rows: dict[str, int],
        **kwargs: Any,
    ) -> None:
        """Take the choices as (public id, words), and the row of each public id."""
        super().__init__(*args, **kwargs)
        self.fields["slot"].choices = slots  # type: ignore[attr-defined]  # a choice field, made above
        self.fields["table"].choices = tables  # type: ignore[attr-defined]  # a choice field, made above
        self._rows = rows

    def clean_seen(self) -> Spot | None:
        """Return the place of which the field tells; one of a slot or a table that is gone is no place."""
        found = [self._rows.get(each, 0) for each in self.cleaned_data["seen"].split()]
        return Spot(*found) if len(found) == 2 else None

    @property
    def to(self) -> Spot:
        """The place that was chosen."""
        return Spot(self._rows[self.cleaned_data["slot"]], self._rows[self.cleaned_data["table"]])
