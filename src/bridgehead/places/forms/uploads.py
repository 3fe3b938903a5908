"""A calendar file as venue staff bring it: as a file, or as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bridgehead.foundation.refusals import Refused
from bridgehead.places.adapters.uploads import MOST_BYTES, read_calendar
from bridgehead.places.models import Premises, Room


class UploadForm(forms.Form):
    """Which calendar, and for which room."""

    room = forms.ChoiceField(
        label=gettext_lazy("Room"), required=False,
        help_text=gettext_lazy("A file for the whole house names a room in each place (LOCATION)."),
    )  # fmt: skip
    file = forms.FileField(
        label=gettext_lazy("Calendar file"), required=False, widget=forms.FileInput({"accept": ".ics,text/calendar"}),
        help_text=gettext_lazy(
            "In the form of iCalendar (.ics), 200 kB at most. "
            "Of what recurs, the first 100 times within a year are taken in."
        ),
    )  # fmt: skip
    text = forms.CharField(
        label=gettext_lazy("Or its text"), required=False, strip=False, widget=forms.Textarea({"rows": 6}),
        help_text=gettext_lazy("It begins with BEGIN:VCALENDAR."),
    )  # fmt: skip

    def __init__(self, *args: Any, premises: Premises, rooms: Sequence[Room], now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._zone, self._now = ZoneInfo(premises.zone), now
        self._rooms = {str(each.public_id): each for each in rooms}
        choices = [(key, each.name) for key, each in self._rooms.items()]
        self.fields["room"].choices = [("", _("the rooms that the file names")), *choices]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Read the calendar, or say why it cannot be read."""
        said = super().clean() or {}
        given, text = said.get("file"), said.get("text", "")
        field = "file" if given else "text"
        if self.errors:
            return said
        if bool(given) == bool(text.strip()):
            self.add_error("file", _("Choose a file, or paste its text: one of both."))
            return said
        try:
            said["read"] = read_calendar(_decoded(given) if given else text, zone=self._zone, now=self._now)
        except Refused as refusal:
            self.add_error(field, str(refusal.sentence))
        return said

    def told(self) -> dict[str, Any]:
        """Return what is kept until it is taken in."""
        chosen = self.cleaned_data["room"]
        return {"read": self.cleaned_data["read"], "room_id": self._rooms[chosen].pk if chosen else None}


def _decoded(given: Any) -> str:
    if given.size > MOST_BYTES:
        raise Refused(_("The file is too large: 200 kB at most."))
    try:
        return str(given.read().decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise Refused(_("The file is not written in UTF-8. Export it from its calendar once more.")) from wrong
