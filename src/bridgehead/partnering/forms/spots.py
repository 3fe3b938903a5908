"""Asking on the spot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.partnering.queries.spots import FreeSlot


class SpotForm(forms.Form):
    """Whom one asks, for which slot: both by their public ids, of those that were shown as free."""

    ask = forms.ChoiceField(
        widget=forms.HiddenInput,
        error_messages={
            "required": _("Choose whom you want to meet."),
            "invalid_choice": _("They are not free at this time any more."),
        },
    )

    def __init__(self, *arguments: Any, slots: Sequence[FreeSlot], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.pairs = {
            f"{each.slot.public_id}:{other.public_id}": (each.slot.pk, other.pk)
            for each in slots
            for other in each.others
        }
        field: Any = self.fields["ask"]
        field.choices = [(key, key) for key in self.pairs]

    def chosen(self) -> tuple[int, int]:
        """Return the rows' ids of the slot and of whom one asks."""
        return self.pairs[self.cleaned_data["ask"]]
