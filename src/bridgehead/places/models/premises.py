"""Premises, their floors, the rooms on them, and who serves there."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.foundation.bases import LineField, ProseField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone

#: Minutes of a whole day: what is open until then is open until midnight.
WHOLE_DAY = 24 * 60


def require_week(value: Any) -> None:
    """Refuse what is no week: seven days from Monday, each None (closed) or minutes of the day ``[opens, closes]``."""
    if not isinstance(value, list) or len(value) != 7 or not all(_is_open_day(day) for day in value):
        raise ValidationError(_("Say for each day of the week from when until when it is open, or leave it empty."))


def _is_open_day(day: Any) -> bool:
    if day is None:
        return True
    return (
        isinstance(day, list)
        and len(day) == 2
        and all(isinstance(minute, int) for minute in day)
        and 0 <= day[0] < day[1] <= WHOLE_DAY
    )


def always_open() -> list[list[int] | None]:
    """Return the week of a place that never closes."""
    return [[0, WHOLE_DAY] for _day in range(7)]


class Premises(PublicModel, BilingualModel):
    """A house with rooms, in one zone, with its hours and house rules."""

    bilingual_fields = ("name", "about", "address", "city")

    name_ko = LineField(_("name (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("name (English)"), max_length=160, blank=True)
    about_ko = ProseField(_("what it is (Korean)"), max_length=2000, blank=True)
    about_en = ProseField(_("what it is (English)"), max_length=2000, blank=True)
    address_ko = LineField(_("address (Korean)"), max_length=200, blank=True)
    address_en = LineField(_("address (English)"), max_length=200, blank=True)
    #: The short name that clocks carry ("16:00 Boston").
    city_ko = LineField(_("city (Korean)"), max_length=60, blank=True)
    city_en = LineField(_("city (English)"), max_length=60, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True)
    zone = models.CharField(_("time zone"), max_length=60, validators=[require_zone])
    hours = models.JSONField(_("opening hours"), default=always_open, validators=[require_week])
    #: So long after its start a booking waits for somebody to check in; 0: it is never released.
    release_minutes = models.PositiveSmallIntegerField(_("minutes until release"), default=15)
    longest_minutes = models.PositiveSmallIntegerField(_("longest booking in minutes"), default=240)
    #: Of one organisation on one day, in all rooms; None: no limit.
    minutes_per_day = models.PositiveSmallIntegerField(_("minutes per day and organisation"), null=True, blank=True)
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"), default=60)
    needs_approval = models.BooleanField(_("bookings need approval"), default=False)
    is_listed = models.BooleanField(_("listed publicly"), default=False)
    #: On the plan and on their own pages; never one that is not listed, nor one that objected.
    names_tenants = models.BooleanField(_("tenants are named publicly"), default=False)
    #: On the screens at the doors; never one that is not listed, nor one that objected.
    names_at_doors = models.BooleanField(_("organisations are named on the screens at the doors"), default=False)
    #: So long whoever stands before a free room uses it at once; 0: it is booked alone.
    door_minutes = models.PositiveSmallIntegerField(_("minutes at once at the door"), default=0)
    is_sample = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="premises_have_a_name",
                violation_error_message=_("Premises need a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(longest_minutes__gte=5, longest_minutes__lte=WHOLE_DAY),
                name="premises_longest_booking_is_some",
                violation_error_message=_("The longest booking lasts from five minutes to a day."),
            ),
        ]
        ordering = ["pk"]

    @property
    def audit_stream(self) -> str:
        """The audit chain that the deeds of these premises are written to."""
        return f"premises:{self.public_id}"


class PremisesRole(PublicModel):
    """A person serves at premises: keeps their desk."""

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="role_holders")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="premises_roles")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["premises", "user"], name="premises_role_once")]


class Floor(PublicModel, BilingualModel):
    """A floor with its grid, on which rooms have their place on the plan."""

    bilingual_fields = ("name",)

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="floors")
    number = models.SmallIntegerField(_("number"))
    name_ko = LineField(_("name (Korean)"), max_length=80, blank=True)
    name_en = LineField(_("name (English)"), max_length=80, blank=True)
    columns = models.PositiveSmallIntegerField(_("columns of the plan"), default=12)
    rows = models.PositiveSmallIntegerField(_("rows of the plan"), default=8)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["premises", "number"],
                name="floor_number_once_per_premises",
                violation_error_message=_("These premises have a floor of that number already."),
            ),
            models.CheckConstraint(
                condition=Q(columns__gte=1, columns__lte=60, rows__gte=1, rows__lte=60),
                name="floor_plan_is_some",
                violation_error_message=_("A plan has from 1 to 60 columns and rows."),
            ),
        ]


class RoomKind(models.TextChoices):
    """What a room is for."""

    OFFICE = "office", _("office")
    DESK = "desk", _("desk")
    MEETING = "meeting", _("meeting room")
    HALL = "hall", _("hall")


#: Somebody lives in these (a tenancy) …
LET_KINDS = frozenset({RoomKind.OFFICE.value, RoomKind.DESK.value})
#: … and these are booked by the hour.
BOOKED_KINDS = frozenset({RoomKind.MEETING.value, RoomKind.HALL.value})


class Feature(models.TextChoices):
    """What there is in a room."""

    SCREEN = "screen", _("screen")
    VIDEO = "video", _("video conferencing")
    WHITEBOARD = "whiteboard", _("whiteboard")
    PROJECTOR = "projector", _("projector")
    MICROPHONE = "microphone", _("microphones")
    BOOTH = "booth", _("interpreters' booth")
    STEP_FREE = "step_free", _("step-free access")
    HEARING_LOOP = "hearing_loop", _("hearing loop")
    KITCHEN = "kitchen", _("kitchen")
    LOCKER = "locker", _("lockers")


def require_features(value: Any) -> None:
    """Refuse what is no list of features, each once."""
    if not isinstance(value, list) or not set(value) <= set(Feature.values) or len(set(value)) != len(value):
        raise ValidationError(_("Choose features from the list."))


class Room(PublicModel, BilingualModel):
    """An office, a desk, a meeting room or a hall; its own hours and rules go before those of its premises."""

    bilingual_fields = ("name",)

    floor = models.ForeignKey(Floor, on_delete=models.PROTECT, related_name="rooms")
    kind = models.CharField(_("kind"), max_length=8, choices=RoomKind)
    name_ko = LineField(_("name (Korean)"), max_length=80, blank=True)
    name_en = LineField(_("name (English)"), max_length=80, blank=True)
    capacity = models.PositiveSmallIntegerField(pgettext_lazy("of a room", "seats"), default=1)
    features = models.JSONField(_("features"), default=list, blank=True, validators=[require_features])
    #: The place on the plan, in cells of the floor's grid from its upper left corner.
    x = models.PositiveSmallIntegerField(_("column"), default=0)
    y = models.PositiveSmallIntegerField(_("row"), default=0)
    width = models.PositiveSmallIntegerField(_("columns wide"), default=1)
    height = models.PositiveSmallIntegerField(_("rows high"), default=1)
    #: None, here and below: as in the premises.
    hours = models.JSONField(_("opening hours"), null=True, blank=True, validators=[require_week])
    release_minutes = models.PositiveSmallIntegerField(_("minutes until release"), null=True, blank=True)
    longest_minutes = models.PositiveSmallIntegerField(_("longest booking in minutes"), null=True, blank=True)
    days_ahead = models.PositiveSmallIntegerField(_("days ahead"), null=True, blank=True)
    needs_approval = models.BooleanField(_("bookings need approval"), null=True, blank=True)

    class Meta:
        ordering = ["floor__number", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="room_has_a_name",
                violation_error_message=_("A room needs a name in Korean or in English."),
            ),
            models.CheckConstraint(
                condition=Q(capacity__gte=1),
                name="room_seats_somebody",
                violation_error_message=_("A room has at least one seat."),
            ),
            models.CheckConstraint(
                condition=Q(width__gte=1, height__gte=1),
                name="room_has_a_size_on_the_plan",
                violation_error_message=_("On the plan a room is at least one cell wide and high."),
            ),
            models.CheckConstraint(
                condition=Q(longest_minutes=None) | Q(longest_minutes__gte=5, longest_minutes__lte=WHOLE_DAY),
                name="room_longest_booking_is_some",
                violation_error_message=_("The longest booking lasts from five minutes to a day."),
            ),
        ]
