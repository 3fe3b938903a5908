"""Mentors and office hours as far as the actor may see them: a company its bookings and what is free, a mentor theirs.

What is booked by another company is not offered, and nothing says by whom.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Value
from django.http import Http404

from bridgehead.accounts.actor import HOLDS, Actor, PartRows
from bridgehead.programmes.models import (
    CohortPlace,
    HourBooking,
    HourState,
    Mentor,
    MentorState,
    OfficeHour,
    PlaceState,
    Programme,
)
from bridgehead.programmes.rules import MENTOR

_BOOKED = HourBooking.objects.filter(hour=OuterRef("pk"), state=HourState.BOOKED)


def mentoring_of(user_id: int) -> PartRows:
    """Return for which programmes a person mentors, as ``("mentor", programme id)``: part of their Actor."""
    return Mentor.objects.filter(user_id=user_id).values_list(Value(HOLDS), Value(MENTOR), "programme_id")


# --- What a company sees ----------------------------------------------------------------------------------------------


def free_hours(place: CohortPlace, now: datetime) -> QuerySet[OfficeHour]:
    """Return what a place that the actor was found to see can book: free times of its mentors, while it lasts.

    Days are those of the programme's calendar as near as UTC tells them; the deed looks once more.
    """
    found = OfficeHour.objects.filter(
        ~Exists(_BOOKED), mentor__programme_id=place.cohort.programme_id, mentor__state=MentorState.ACTIVE,
        mentor__user__isnull=False, withdrawn_at=None, starts_at__gt=now,
    )  # fmt: skip
    if place.state != PlaceState.ACTIVE:
        found = found.none()
    elif place.ends_on is not None:
        found = found.filter(starts_at__date__lt=place.ends_on)
    return found.select_related("mentor__user").prefetch_related("mentor__topics").order_by("starts_at", "pk")


def free_hour_or_404(place: CohortPlace, public_id: UUID, now: datetime) -> OfficeHour:
    """Return one time that a place can book."""
    hour = free_hours(place, now).filter(public_id=public_id).first()
    if hour is None:
        raise Http404
    return hour


def coming_bookings(place: CohortPlace, now: datetime) -> QuerySet[HourBooking]:
    """Return what a place that the actor was found to see has booked and is to come, the first first."""
    return _with_hour(place.hour_bookings.filter(state=HourState.BOOKED, hour__ends_at__gt=now))


def past_bookings(place: CohortPlace, now: datetime) -> QuerySet[HourBooking]:
    """Return what a place that the actor was found to see had booked, the latest first; what was cancelled, too."""
    over = Q(hour__ends_at__lte=now) | Q(state=HourState.CANCELLED)
    return _with_hour(place.hour_bookings.filter(over)).order_by("-hour__starts_at", "-pk")


def own_booking_or_404(place: CohortPlace, public_id: UUID) -> HourBooking:
    """Return a booking of a place that the actor was found to see."""
    booking = place.hour_bookings.filter(public_id=public_id).first()
    if booking is None:
        raise Http404
    return booking


def _with_hour(bookings: QuerySet[HourBooking]) -> QuerySet[HourBooking]:
    return bookings.select_related("hour__mentor__user").order_by("hour__starts_at", "pk")


# --- What a mentor sees -----------------------------------------------------------------------------------------------


def my_hours(actor: Actor, now: datetime) -> QuerySet[OfficeHour]:
    """Return the actor's own times to come, each with its booking as ``booked`` (a list of one at most)."""
    mine = OfficeHour.objects.filter(mentor__user_id=actor.person_id, withdrawn_at=None, ends_at__gt=now)
    return _with_booked(mine)


def my_booking_or_404(actor: Actor, public_id: UUID) -> HourBooking:
    """Return a booking of the actor's own times; to everybody else there is none."""
    found = HourBooking.objects.filter(public_id=public_id, hour__mentor__user_id=actor.person_id)
    booking = found.first()
    if booking is None:
        raise Http404
    return booking


def _with_booked(hours: QuerySet[OfficeHour]) -> QuerySet[OfficeHour]:
    booked = HourBooking.objects.filter(state=HourState.BOOKED).select_related("place__organisation", "person")
    found = hours.select_related("mentor__programme").order_by("starts_at", "pk")
    return found.prefetch_related(Prefetch("bookings", booked, to_attr="booked"))


# --- What officers see ------------------------------------------------------------------------------------------------


def mentors_run(programme: Programme, now: datetime) -> QuerySet[Mentor]:
    """Return who mentors for a programme that the actor was found to run, with how many times are free and taken."""
    coming = Q(hours__withdrawn_at=None, hours__starts_at__gt=now)
    taken = Q(hours__bookings__state=HourState.BOOKED)
    return programme.mentors.select_related("user").prefetch_related("topics").annotate(
        coming=Count("hours", filter=coming, distinct=True),
        taken=Count("hours", filter=coming & taken, distinct=True),
        free=F("coming") - F("taken"),
    ).order_by("state", "pk")  # fmt: skip


def mentor_or_404(programme: Programme, public_id: UUID) -> Mentor:
    """Return one mentor of a programme that the actor was found to run."""
    mentor = programme.mentors.select_related("user").filter(public_id=public_id).first()
    if mentor is None:
        raise Http404
    return mentor


def hours_run(mentor: Mentor, now: datetime) -> QuerySet[OfficeHour]:
    """Return the times to come of a mentor whose programme the actor was found to run, as ``my_hours`` does."""
    return _with_booked(OfficeHour.objects.filter(mentor=mentor, withdrawn_at=None, ends_at__gt=now))


def hour_or_404(mentor: Mentor, public_id: UUID) -> OfficeHour:
    """Return one time of a mentor whose programme the actor was found to run."""
    hour = mentor.hours.filter(public_id=public_id).first()
    if hour is None:
        raise Http404
    return hour


# --- What is told of them by mail, and exported -----------------------------------------------------------------------


def booking_told(booking_id: int) -> HourBooking | None:
    """Return a booking with all that a mail tells of it."""
    found = HourBooking.objects.select_related(
        "hour__mentor__user", "hour__mentor__programme", "place__organisation", "person"
    )
    return found.filter(pk=booking_id).first()


def kept_of_mentor(user_id: int) -> dict[str, Any]:
    """Return what is kept of a person as a mentor, and what they booked and asked: part of the export."""
    mine = Mentor.objects.filter(user_id=user_id).select_related("programme").prefetch_related("topics", "hours")
    booked = HourBooking.objects.filter(person_id=user_id).select_related("hour").order_by("pk")
    return {
        "mentors_for": [
            {
                "programme": str(each.programme.public_id),
                "about_ko": each.about_ko,
                "about_en": each.about_en,
                "topics": [topic.name_en for topic in each.topics.order_by("pk")],
                "hours": [hour.starts_at.isoformat() for hour in each.hours.all()],
            }
            for each in mine.order_by("pk")
        ],
        "office_hours": [
            {"from": each.hour.starts_at.isoformat(), "asks": each.asks, "state": each.state} for each in booked
        ],
    }
