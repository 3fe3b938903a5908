"""What is told on the day: times that move, who cannot come or is late, tables and slots that are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import require_one_line
from bridgehead.partnering import rules
from bridgehead.partnering.models import Delegation, Slot, Table
from bridgehead.web.forms import LongSelect

#: Says a slot in the reader's language: its day, and from when until when on both clocks.
SaysSlot = Callable[[Slot], str]
_GONE = _("Choose one of these times; the others have begun or are gone.")


def _offer(form: forms.Form, name: str, choices: Iterable[tuple[str, str | Promise]]) -> None:
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a choice field, as its class says


class MoveForm(forms.Form):
    """From which slot on the times of a day move, by how much, and how far pauses take that in."""

    slot = forms.ChoiceField(label=_("From"), widget=LongSelect, error_messages={"invalid_choice": _GONE})
    minutes = forms.IntegerField(
        label=_("By so many minutes"),
        min_value=-rules.MOST_MINUTES_MOVED,
        max_value=rules.MOST_MINUTES_MOVED,
        help_text=_("With a minus: earlier."),
        error_messages={"required": _("Give the number of minutes."), "invalid": _("Give a whole number of minutes.")},
    )
    least_pause = forms.IntegerField(
        label=_("Shortest pause that stays"),
        required=False,
        min_value=0,
        max_value=rules.MOST_MINUTES_MOVED,
        help_text=_(
            "In minutes: longer pauses, such as lunch, take in the delay down to this. Empty: pauses stay whole."
        ),
        error_messages={"invalid": _("Give a whole number of minutes.")},
    )

    def __init__(self, *arguments: Any, slots: Sequence[Slot], says: SaysSlot, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.slots = {str(each.public_id): each for each in slots}
        _offer(self, "slot", [(key, says(each)) for key, each in self.slots.items()])

    def clean_slot(self) -> Slot:
        """Return the slot."""
        return self.slots[self.cleaned_data["slot"]]


class StretchForm(forms.Form):
    """A stretch of slots of one day: from one until another, both among them."""

    starts = forms.ChoiceField(label=_("From"), widget=LongSelect, error_messages={"invalid_choice": _GONE})
    ends = forms.ChoiceField(
        label=_("Until and with"),
        required=False,
        widget=LongSelect,
        error_messages={"invalid_choice": _GONE},
    )

    def __init__(self, *arguments: Any, slots: Sequence[Slot], says: SaysSlot, zone: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.slots = {str(each.public_id): each for each in slots}
        self.zone = ZoneInfo(zone)
        told = [(key, says(each)) for key, each in self.slots.items()]
        _offer(self, "starts", told)
        _offer(self, "ends", [("", _("the end of that day")), *told])

    def clean(self) -> dict[str, Any]:
        """Hold the end to the start."""
        given = super().clean() or {}
        first, last = self.slots.get(given.get("starts", "")), self.slots.get(given.get("ends", ""))
        if first and last and last.starts_at < first.starts_at:
            self.add_error("ends", _("This lies before the first one."))
        return given

    def slot_ids(self) -> list[int]:
        """Return the slots of the stretch; without an end all later ones of the day."""
        first, last = self.slots[self.cleaned_data["starts"]], self.slots.get(self.cleaned_data["ends"])
        later = [each for each in self.slots.values() if each.starts_at >= first.starts_at]
        if last is not None:
            return [each.pk for each in later if each.starts_at <= last.starts_at]
        return [each.pk for each in later if self._day(each) == self._day(first)]

    def _day(self, slot: Slot) -> date:
        return slot.starts_at.astimezone(self.zone).date()


class AbsenceForm(StretchForm):
    """Which delegation cannot come, and when."""

    delegation = forms.ChoiceField(label=_("Organisation"), widget=LongSelect)
    field_order = ("delegation", "starts", "ends")

    def __init__(self, *arguments: Any, delegations: Iterable[Delegation], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.delegations = {str(each.public_id): each for each in delegations}
        named = [(key, each.organisation.name) for key, each in self.delegations.items()]
        _offer(self, "delegation", [("", _("Choose an organisation")), *named])

    def clean_delegation(self) -> Delegation:
        """Return the delegation."""
        return self.delegations[self.cleaned_data["delegation"]]


class MissingTableForm(StretchForm):
    """Which table is missing, and when."""

    table = forms.ChoiceField(label=pgettext_lazy("partnering", "Table"), widget=LongSelect)
    field_order = ("table", "starts", "ends")

    def __init__(self, *arguments: Any, tables: Iterable[Table], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.tables = {str(each.public_id): each for each in tables}
        _offer(self, "table", [("", _("Choose a table")), *((key, str(t.number)) for key, t in self.tables.items())])

    def clean_table(self) -> Table:
        """Return the table."""
        return self.tables[self.cleaned_data["table"]]


class ShutSlotForm(forms.Form):
    """The slot in which nobody meets any more."""

    slot = forms.ChoiceField(
        label=pgettext_lazy("partnering", "Slot"), widget=LongSelect, error_messages={"invalid_choice": _GONE}
    )

    def __init__(self, *arguments: Any, slots: Sequence[Slot], says: SaysSlot, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.slots = {str(each.public_id): each for each in slots if not each.is_shut}
        _offer(self, "slot", [(key, says(each)) for key, each in self.slots.items()])

    def clean_slot(self) -> Slot:
        """Return the slot."""
        return self.slots[self.cleaned_data["slot"]]


class CannotComeForm(forms.Form):
    """The times to come to which a delegation cannot come."""

    slots = forms.MultipleChoiceField(
        required=False, error_messages={"invalid_choice": _GONE}, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, slots: Sequence[Slot], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.coming = {str(each.public_id): each for each in slots}
        _offer(self, "slots", [(key, key) for key in self.coming])

    def slot_ids(self) -> list[int]:
        """Return the slots that were ticked."""
        return [self.coming[each].pk for each in self.cleaned_data["slots"]]


class LateForm(forms.Form):
    """By how many minutes one comes late."""

    minutes = forms.IntegerField(
        label=_("By how many minutes"),
        initial=10,
        min_value=1,
        max_value=rules.MOST_MINUTES_LATE,
        error_messages={"required": _("Give the number of minutes."), "invalid": _("Give a whole number of minutes.")},
    )


class CallOffForm(forms.Form):
    """Why a meeting is called off, for the other side to read."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=300,
        validators=[require_one_line],
        help_text=_("The other side reads it. It may stay empty."),
    )
