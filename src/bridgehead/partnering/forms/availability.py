"""Painting when one can meet: which of the slots that were shown stay open."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

#: What a slot says that was shown and is gone.
_GONE = {"invalid_choice": gettext_lazy("The slots have changed meanwhile; look at them again.")}


class AvailabilityForm(forms.Form):
    """Which of the slots that were shown stay open; the others are closed.

    A slot with a meeting in it is closed only by whoever has read what becomes of the meeting: ``sure`` names it.
    """

    open = forms.TypedMultipleChoiceField(required=False, widget=forms.MultipleHiddenInput, error_messages=_GONE)
    shown = forms.TypedMultipleChoiceField(required=False, widget=forms.MultipleHiddenInput, error_messages=_GONE)
    #: Whether to close, besides what is painted, every slot in which one's own organisation presents or signs.
    spares = forms.BooleanField(required=False)
    sure = forms.TypedMultipleChoiceField(required=False, widget=forms.MultipleHiddenInput, error_messages=_GONE)

    def __init__(
        self,
        *arguments: Any,
        slots: Iterable[Any],
        with_meetings: Collection[int] = (),
        presented: Collection[int] = (),
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.slots, self.with_meetings, self.presented = list(slots), set(with_meetings), set(presented)
        # Their numbers would tell of slots that came and went elsewhere.
        by_id = {str(slot.public_id): slot.pk for slot in self.slots}
        for name in ("open", "shown", "sure"):
            field: Any = self.fields[name]
            field.choices = [(each, each) for each in by_id]
            field.coerce = by_id.__getitem__

    def open_ids(self) -> set[int]:
        """Return what to show as open: what was just sent, also where it is refused, and of the others what holds."""
        shown, ticked = (set(self[name].value() or ()) for name in ("shown", "open"))
        spared = self.presented if self["spares"].value() else set()
        free = [(slot, str(slot.public_id)) for slot in self.slots if not slot.is_fixed and slot.pk not in spared]
        return {slot.pk for slot, key in free if (key in ticked if key in shown else not slot.is_closed)}

    def closed_slot_ids(self) -> list[int]:
        """Return what is closed now: the slots shown and not ticked, and those closed before that were not shown."""
        shown, still_open = set(self.cleaned_data["shown"]), set(self.cleaned_data["open"])
        still_open -= self.presented if self.cleaned_data["spares"] else set()
        return [
            slot.pk
            for slot in self.slots
            if (slot.pk in shown and slot.pk not in still_open) or (slot.pk not in shown and slot.is_closed)
        ]

    def clean(self) -> dict[str, Any]:
        """Ask once more before a slot is closed in which a meeting is placed."""
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            closing = set(self.closed_slot_ids()) - {slot.pk for slot in self.slots if slot.is_closed}
            if closing & self.with_meetings - set(cleaned["sure"]):
                raise forms.ValidationError(
                    _("Nothing is saved yet: you close times in which meetings of yours are placed. Read below what"
                      " becomes of them, then save once more.")
                )  # fmt: skip
        return cleaned
