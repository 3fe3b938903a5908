"""What an officer says of a sheet: the file, which column is which, and to whom to write."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bridgehead.directory.adapters.sheets import MOST_BYTES, read_sheet
from bridgehead.directory.models import Sheet
from bridgehead.directory.rules.columns import COLUMNS
from bridgehead.foundation.refusals import Refused


class SheetForm(forms.Form):
    """A file, read as it is taken in."""

    file = forms.FileField(
        label=_("Sheet of organisations"),
        widget=forms.FileInput({"accept": ".xlsx,.csv,.txt,text/csv"}),
        help_text=_("XLSX or CSV, with the titles of its columns in the first line; at most 5,000 rows and 5 MB."),
        error_messages={
            "required": _("Choose a file: XLSX or CSV."),
            "empty": _("The file is empty. A header line and rows were expected."),
        },
    )

    def clean_file(self) -> Any:
        """Read the sheet, or say why it cannot be read."""
        given = self.cleaned_data["file"]
        if given.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is too large: %(n)s MB at most.") % {"n": MOST_BYTES // 1_000_000})
        try:
            self.told = read_sheet(given.read())
        except Refused as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        return given


class ColumnsForm(forms.Form):
    """Which of the sheet's columns is which of ours, with the first cell of each to tell it by."""

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first: Sequence[str] = sheet.lines[0][1] if sheet.lines else ()
        choices = [("", "–")]
        for place, title in enumerate(sheet.header):
            example = first[place] if place < len(first) else ""
            label = title or str(_("column %(n)s") % {"n": place + 1})
            choices.append((str(place), f"{label[:60]} ({example[:40]})" if example else label[:60]))
        for column in COLUMNS:
            place = sheet.columns.get(column.key)
            self.fields[column.key] = forms.ChoiceField(
                label=column.title, required=False, choices=choices, initial="" if place is None else str(place)
            )

    def columns(self) -> dict[str, int]:
        """Return what was chosen, as the action takes it."""
        return {key: int(place) for key, place in self.cleaned_data.items() if place}


class AskForm(forms.Form):
    """To whom to write about being listed."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "placeholder": "minji@example.org"}),
        error_messages={
            "required": _("Write the address of somebody who can speak for the organisation."),
            "invalid": _("This is not an e-mail address. Expected something like minji@example.org."),
        },
    )
