"""Addresses of the officers' pages of mentors, below those of a programme."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_mentoring

_MENTOR = "<uuid:mentor_id>/"
_HOURS = f"{_MENTOR}office-hours/"

urlpatterns = [
    path("", desk_mentoring.mentors, name="mentors"),
    path(_MENTOR, desk_mentoring.mentor, name="mentor"),
    path(f"{_MENTOR}rest/", desk_mentoring.rest_mentor, name="rest_mentor"),
    path(_HOURS, desk_mentoring.hours, name="hours"),
    path(f"{_HOURS}<uuid:hour_id>/withdraw/", desk_mentoring.withdraw_hour, name="withdraw_hour"),
]
