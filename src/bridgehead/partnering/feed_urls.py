"""Addresses that carry no language: calendar feeds."""

from __future__ import annotations

from django.urls import path

from bridgehead.partnering import feeds

app_name = "feeds"

urlpatterns = [path("feeds/<str:token>/timetable.ics", feeds.timetable, name="timetable")]
