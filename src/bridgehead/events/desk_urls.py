"""Addresses of the officers' events pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "events_desk"

urlpatterns: list[URLPattern] = []
