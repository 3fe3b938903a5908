"""Addresses of the demo's own pages; mounted in the demo only."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "demo"

urlpatterns: list[URLPattern] = []
