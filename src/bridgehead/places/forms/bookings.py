"""Finding a free room, booking it once or again and again, and changing a booking."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import require_one_line
from bridgehead.foundation.bilingual import reading_language
from bridgehead.places.actions.series import Wanted
from bridgehead.places.models import Booking, Feature, Room, RoomKind
from bridgehead.places.models.premises import WHOLE_DAY
from bridgehead.places.rules import MOST_OCCURRENCES, rule_of
from bridgehead.web.formats import format_minutes
from bridgehead.web.wall_time import WallTimeField, ZonedFormMixin, typed_moment

#: Lengths that are offered, in minutes.
LENGTHS = (30, 45, *range(60, 481, 30))
HOUSE = "house"


def _lengths(longest: int, asked: str = "") -> list[tuple[str, str]]:
    """Return the lengths to choose from; one that was drawn on a board is among them."""
    language = reading_language()
    fitting = {length for length in LENGTHS if length <= longest} or {longest}
    if asked.isdecimal() and 5 <= int(asked) <= WHOLE_DAY:
        fitting.add(int(asked))
    return [(str(length), format_minutes(length, language)) for length in sorted(fitting)]


class PlaceTimeMixin(ZonedFormMixin):
    """Times are typed as the clocks of the premises show them."""

    wall_fields = ("starts_at",)
    zone: str

    def zone_of_form(self) -> ZoneInfo | None:
        """Return the zone of the premises."""
        return ZoneInfo(self.zone)


class FindForm(PlaceTimeMixin, forms.Form):
    """When, for how long and for how many a room is looked for, and with what in it."""

    starts_at = WallTimeField(label=pgettext_lazy("first moment", "From"))
    minutes = forms.TypedChoiceField(label=_("For how long"), coerce=int)
    seats = forms.IntegerField(label=_("Seats at least"), min_value=1, max_value=1000, required=False)
    kind = forms.ChoiceField(label=pgettext_lazy("of a room", "Kind"), required=False)
    features = forms.MultipleChoiceField(
        label=_("With"), required=False, choices=Feature.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, zone: str, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["minutes"].choices = _lengths(longest)  # type: ignore[attr-defined]  # a ChoiceField
        kinds = [(kind.value, capfirst(str(kind.label))) for kind in (RoomKind.MEETING, RoomKind.HALL)]
        self.fields["kind"].choices = [("", pgettext_lazy("kind of room", "Any")), *kinds]  # type: ignore[attr-defined]  # a ChoiceField

    def wanted(self) -> dict[str, Any]:
        """Return what ``queries.free.free_rooms`` takes."""
        told = self.cleaned_data
        return {
            "starts_at": told["starts_at"],
            "ends_at": told["starts_at"] + timedelta(minutes=told["minutes"]),
            "kind": told["kind"],
            "seats": told["seats"] or 1,
            "features": told["features"],
        }


class BookForm(PlaceTimeMixin, forms.Form):
    """One booking of a room, or a series of them until a day."""

    organisation = forms.ChoiceField(
        label=_("For which organisation"),
        error_messages={"required": _("Choose an organisation that you belong to.")},
    )
    starts_at = WallTimeField(label=pgettext_lazy("first moment", "From"))
    minutes = forms.TypedChoiceField(label=_("For how long"), coerce=int)
    purpose = forms.CharField(
        label=_("What for"),
        max_length=200,
        required=False,
        validators=[require_one_line],
        help_text=_("Read by your organisation and by the venue staff, by nobody else."),
    )
    repeats = forms.ChoiceField(
        label=_("Repeats"),
        required=False,
        choices=[
            ("", _("once only")),
            ("daily", _("each day")),
            ("workdays", _("each working day")),
            ("weekly", _("each week, on the same day")),
            ("fortnightly", _("every two weeks, on the same day")),
            ("four_weekly", _("every four weeks, on the same day")),
            ("monthly_day", _("each month, on the same date")),
            ("monthly_weekday", _("each month, on the same day of the same week")),
        ],
    )
    until = forms.DateField(
        label=_("Until which day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Only for what repeats; the day itself counts."),
    )
    count = forms.IntegerField(
        label=_("Or how often"), required=False, min_value=1, max_value=MOST_OCCURRENCES,
        help_text=_("Instead of a last day."),
    )  # fmt: skip
    token = forms.CharField(widget=forms.HiddenInput, max_length=36, required=False)

    def __init__(
        self, *args: Any, room: Room, longest: int, organisations: Sequence[Organisation], serves: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.zone = room.floor.premises.zone
        self._organisations = {str(each.public_id): each for each in organisations}
        choices = [(key, each.name) for key, each in self._organisations.items()]
        house = [(HOUSE, _("the house itself"))] if serves else []
        self.fields["organisation"].choices = [*house, *choices]  # type: ignore[attr-defined]  # a ChoiceField
        asked = str(self.data.get("minutes") or self.initial.get("minutes", ""))
        self.fields["minutes"].choices = _lengths(longest, asked)  # type: ignore[attr-defined]  # a ChoiceField
        self.initial.setdefault("token", str(uuid.uuid4()))
        self.initial.setdefault("minutes", "60")

    def clean(self) -> dict[str, Any]:
        """What repeats says until when, or how often."""
        cleaned = super().clean()
        ends = [bool(cleaned.get(name)) for name in ("until", "count")]
        if cleaned.get("repeats") and not {"until", "count"} & self.errors.keys() and sum(ends) != 1:
            self.add_error("until", _("Say until which day it repeats, or how often: one of both."))
        return cleaned

    @property
    def is_series(self) -> bool:
        """Whether it repeats."""
        return bool(self.cleaned_data.get("repeats"))

    def organisation_id(self) -> int | None:
        """Return the id of the organisation that it is for; None for the house."""
        chosen = self.cleaned_data["organisation"]
        return None if chosen == HOUSE else self._organisations[chosen].pk

    def told(self) -> dict[str, Any]:
        """Return what one booking is made of."""
        starts_at: datetime = self.cleaned_data["starts_at"]
        return {
            "organisation_id": self.organisation_id(),
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=self.cleaned_data["minutes"]),
            "purpose": self.cleaned_data["purpose"],
            "idempotency_key": self.cleaned_data["token"],
        }

    def wanted(self) -> Wanted:
        """Return what a series is made of, in the wall time of the premises."""
        wall = self.cleaned_data["starts_at"].astimezone(ZoneInfo(self.zone))
        said = self.cleaned_data
        rule = rule_of(said["repeats"], wall.date(), until=said["until"], count=said["count"])
        return Wanted(rule, wall.date(), wall.time(), self.cleaned_data["minutes"], self.cleaned_data["purpose"])


class ChangeForm(PlaceTimeMixin, forms.Form):
    """Another room, time or purpose for a booking."""

    room = forms.ChoiceField(label=_("Room"))
    starts_at = WallTimeField(label=pgettext_lazy("first moment", "From"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=1440)
    purpose = forms.CharField(label=_("What for"), max_length=200, required=False, validators=[require_one_line])

    def __init__(
        self, *args: Any, booking: Booking, rooms: Sequence[Room], asked: Mapping[str, str], **kwargs: Any
    ) -> None:
        self.zone = booking.room.floor.premises.zone
        kwargs["initial"] = {
            "room": str(booking.room.public_id),
            "starts_at": typed_moment(booking.starts_at, self.zone),
            "minutes": booking.minutes,
            "purpose": booking.purpose,
            # Where it was dropped on a board.
            **asked,
        }
        super().__init__(*args, **kwargs)
        self._rooms = {str(each.public_id): each for each in rooms}
        self.fields["room"].choices = [(key, each.name) for key, each in self._rooms.items()]  # type: ignore[attr-defined]  # a ChoiceField

    def told(self) -> dict[str, Any]:
        """Return what the booking becomes."""
        starts_at: datetime = self.cleaned_data["starts_at"]
        return {
            "room_id": self._rooms[self.cleaned_data["room"]].pk,
            "starts_at": starts_at,
            "ends_at": starts_at + timedelta(minutes=self.cleaned_data["minutes"]),
            "purpose": self.cleaned_data["purpose"],
        }
