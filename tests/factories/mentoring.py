"""Mentors of a programme, their office hours, and what is booked."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.programmes.models import CohortPlace, HourBooking, Mentor, OfficeHour, Programme
from tests.factories.people import UserFactory, actor_of


def mentor_of(programme: Programme, person: User | None = None, **fields: Any) -> tuple[Mentor, Actor]:
    """Somebody who mentors for a programme."""
    mentor = Mentor.objects.create(programme=programme, user=person or UserFactory(), **fields)
    assert mentor.user is not None
    return mentor, actor_of(mentor.user)


def hour_of(mentor: Mentor, starts_at: datetime, **fields: Any) -> OfficeHour:
    """Half an hour of a mentor."""
    return OfficeHour.objects.create(
        mentor=mentor, starts_at=starts_at, ends_at=starts_at + timedelta(minutes=30), **fields
    )


def booked(hour: OfficeHour, place: CohortPlace, asks: str = "How are prices set?", **fields: Any) -> HourBooking:
    """A booking of an hour by the company of a place."""
    return HourBooking.objects.create(hour=hour, place=place, asks=asks, **fields)
