"""Addresses that carry no language: logos."""

from __future__ import annotations

from django.urls import path

from bridgehead.directory.views import public

app_name = "files"

urlpatterns = [path("files/logos/<uuid:public_id>/<uuid:logo_id>/", public.logo, name="logo")]
