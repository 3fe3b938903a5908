"""Addresses of office hours: as companies book them, and as a mentor keeps them."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import mentoring

_HOURS = "mine/<uuid:public_id>/office-hours/"

urlpatterns = [
    path(_HOURS, mentoring.office_hours, name="office_hours"),
    path(f"{_HOURS}<uuid:hour_id>/", mentoring.book_hour, name="book_hour"),
    path(f"{_HOURS}bookings/<uuid:booking_id>/cancel/", mentoring.cancel_hour, name="cancel_hour"),
    path("mentoring/", mentoring.mentoring, name="mentoring"),
    path("mentoring/<uuid:booking_id>/cancel/", mentoring.cancel_as_mentor, name="cancel_as_mentor"),
]
