"""Addresses of the partnering pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "partnering"

urlpatterns: list[URLPattern] = []
