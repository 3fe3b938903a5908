"""Addresses that carry no language: calendars of bookings, screens at doors."""

from __future__ import annotations

from django.urls import path

from bridgehead.places.views import calendars, doors

app_name = "place_feeds"

_DOOR = "doors/<str:token>/"

urlpatterns = [
    path("feeds/<str:token>/bookings.ics", calendars.bookings, name="bookings"),
    path(_DOOR, doors.screen, name="door"),
    path(f"{_DOOR}day.json", doors.day, name="door_day"),
    path(f"{_DOOR}<str:doing>/", doors.deed, name="door_deed"),
]
