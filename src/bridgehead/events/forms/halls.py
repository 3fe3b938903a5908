"""Which hall a forum asks for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bridgehead.events.queries.halls import Hall


class HallForm(forms.Form):
    """A hall, named with its premises; one that is busy says so and no more."""

    room = forms.ChoiceField(label=gettext_lazy("Hall"))

    def __init__(self, *args: Any, halls: Sequence[Hall], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rooms = {str(each.room.public_id): each.room for each in halls}
        self.fields["room"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(each.room.public_id), _named(each)) for each in halls
        ]

    def room_id(self) -> int:
        """Return the key of the hall that was chosen."""
        return self._rooms[self.cleaned_data["room"]].pk


def _named(hall: Hall) -> str:
    room = hall.room
    seats = ngettext("%(seats)s seat", "%(seats)s seats", room.capacity) % {"seats": room.capacity}
    said = f"{room.floor.premises.name} · {room.name} · {seats}"
    return _("%(hall)s – busy then") % {"hall": said} if hall.is_busy else said
