"""Addresses of the results."""

from __future__ import annotations

from django.urls import path

from bridgehead.outcomes.views import public

app_name = "outcomes"

urlpatterns = [
    path("", public.results, name="results"),
    path("<slug:rung>/", public.rung, name="rung"),
]
