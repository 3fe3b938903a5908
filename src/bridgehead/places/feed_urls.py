"""Addresses that carry no language: calendars of bookings."""

from __future__ import annotations

from django.urls import path

from bridgehead.places.views import calendars

app_name = "place_feeds"

urlpatterns = [path("feeds/<str:token>/bookings.ics", calendars.bookings, name="bookings")]
