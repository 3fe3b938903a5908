"""Addresses of the officers' partnering pages."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "partnering_desk"

urlpatterns: list[URLPattern] = []
