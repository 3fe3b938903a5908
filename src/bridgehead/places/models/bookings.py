"""Bookings, series of them, closures that let none in, and who waits for a room."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bridgehead.directory.models import Organisation
from bridgehead.foundation.bases import LineField, PublicModel
from bridgehead.foundation.bilingual import BilingualModel
from bridgehead.foundation.clock import require_zone
from bridgehead.places.models.premises import Premises, Room
from bridgehead.places.models.tenancies import CreditMonth


class BookingState(models.TextChoices):
    """How far a booking has come."""

    OFFERED = "offered", pgettext_lazy("booking", "held for somebody who waits")
    REQUESTED = "requested", pgettext_lazy("booking", "waits for approval")
    CONFIRMED = "confirmed", pgettext_lazy("booking", "confirmed")
    CHECKED_IN = "checked_in", pgettext_lazy("booking", "checked in")
    ENDED = "ended", pgettext_lazy("booking", "ended")
    RELEASED = "released", pgettext_lazy("booking", "released")
    CANCELLED = "cancelled", pgettext_lazy("booking", "cancelled")
    DECLINED = "declined", pgettext_lazy("booking", "declined")


#: In these states a booking holds its room; the guards in ``guards.py`` say the same to the database.
HOLDING = ("offered", "requested", "confirmed", "checked_in")


class Series(PublicModel):
    """Bookings that recur by a rule, told in the wall time of their premises."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="series")
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="booking_series"
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="booking_series"
    )
    #: The rule of RFC 5545, without its start: ``FREQ=WEEKLY;BYDAY=TU;COUNT=10``.
    rule = LineField(max_length=200)
    first_on = models.DateField()
    begins_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=60, validators=[require_zone])

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(minutes__gte=1), name="series_lasts_some_minutes")]


class SeriesException(models.Model):
    """A day on which a series does not take place."""

    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="exceptions")
    on = models.DateField()

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["series", "on"], name="series_exception_once")]

    def __str__(self) -> str:
        return f"{self.on}"


class Booking(PublicModel):
    """A room for somebody, from one moment until before another."""

    room = models.ForeignKey(Room, on_delete=models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    #: None: the house itself.
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings"
    )
    #: None: whoever stood at the door, or somebody who is no longer known.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="bookings"
    )
    #: Who holds the room instead, as it is named there (a forum, a calendar file); opaque here. It moves and frees what
    #: it holds; nobody is asked to check in, since nobody who comes knows of it from here.
    source = LineField(max_length=120, blank=True)
    #: Read by the organisation itself and by venue staff.
    purpose = LineField(_("what for"), max_length=200, blank=True)
    series = models.ForeignKey(Series, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    #: The day on which the series has it, also after the booking was moved.
    series_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=BookingState)
    #: Why it was declined or cancelled by venue staff.
    reason = LineField(max_length=300, blank=True)
    #: Rises with every change of time, room or standing, so that calendars follow.
    sequence = models.PositiveIntegerField(default=0)
    revised_at = models.DateTimeField(null=True, blank=True)
    credit = models.ForeignKey(CreditMonth, null=True, blank=True, on_delete=models.PROTECT, related_name="bookings")
    credit_minutes = models.PositiveIntegerField(default=0)
    checked_in_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="booking_ends_after_it_starts",
                violation_error_message=_("A booking ends after it starts."),
            ),
            models.CheckConstraint(
                condition=Q(credit_minutes=0) | Q(credit__isnull=False), name="booking_spends_from_a_month"
            ),
            models.UniqueConstraint(
                fields=["room", "source"],
                condition=~Q(source="") & Q(state__in=HOLDING),
                name="room_held_once_by_its_source",
                violation_error_message=_("This room is held for it already."),
            ),
            models.UniqueConstraint(
                fields=["series", "series_on"], condition=Q(series__isnull=False), name="series_has_a_day_once"
            ),
        ]
        indexes = [
            models.Index(fields=["room", "state", "starts_at"]),
            models.Index(fields=["organisation", "starts_at"]),
            models.Index(fields=["state", "starts_at"]),
        ]

    @property
    def minutes(self) -> int:
        """How long it lasts, in whole minutes."""
        return int((self.ends_at - self.starts_at).total_seconds()) // 60


class Closure(PublicModel, BilingualModel):
    """Premises, or one room of them, that cannot be booked from one moment until before another."""

    bilingual_fields = ("name",)

    premises = models.ForeignKey(Premises, on_delete=models.CASCADE, related_name="closures")
    #: None: the whole premises.
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    #: Told to everybody who asks why nothing can be booked.
    name_ko = LineField(_("why (Korean)"), max_length=160, blank=True)
    name_en = LineField(_("why (English)"), max_length=160, blank=True)

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="closure_ends_after_it_starts",
                violation_error_message=_("A closure ends after it starts."),
            ),
            models.CheckConstraint(
                condition=~Q(name_ko="", name_en=""),
                name="closure_says_why",
                violation_error_message=_("Say in Korean or in English why it is closed."),
            ),
        ]


class WaitingState(models.TextChoices):
    """What became of waiting for a room."""

    WAITING = "waiting", pgettext_lazy("for a room", "waiting")
    OFFERED = "offered", pgettext_lazy("for a room", "offered")
    TAKEN = "taken", pgettext_lazy("for a room", "taken")
    MISSED = "missed", pgettext_lazy("for a room", "not taken in time")
    WITHDRAWN = "withdrawn", pgettext_lazy("for a room", "no longer waiting")


class Waiting(PublicModel):
    """An organisation waits for a room at a time; what becomes free is offered to one after the other."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="waiting")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="waiting_for_rooms")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waiting_for_rooms")
    state = models.CharField(max_length=9, choices=WaitingState, default=WaitingState.WAITING)
    #: The booking that holds the room while it is offered.
    offer = models.OneToOneField(Booking, null=True, blank=True, on_delete=models.PROTECT, related_name="offered_to")
    #: Until then the room is held.
    held_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="waiting_ends_after_it_starts"),
            models.CheckConstraint(
                condition=~Q(state=WaitingState.OFFERED) | Q(offer__isnull=False, held_until__isnull=False),
                name="waiting_offer_holds_until",
            ),
            models.UniqueConstraint(
                fields=["room", "starts_at", "ends_at", "person"],
                condition=Q(state__in=["waiting", "offered"]),
                name="waiting_once_per_person_and_time",
                violation_error_message=_("You wait for this room at this time already."),
            ),
        ]
        indexes = [models.Index(fields=["room", "state", "starts_at"])]


class BookingFeed(PublicModel):
    """A person's secret calendar address: of what their organisations book, or of one room; only its hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="booking_feeds")
    #: None: what their organisations book, everywhere.
    room = models.ForeignKey(Room, null=True, blank=True, on_delete=models.CASCADE, related_name="booking_feeds")
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "room"], name="booking_feed_once_per_room"),
            models.UniqueConstraint(fields=["user"], condition=Q(room=None), name="booking_feed_of_all_once"),
        ]
