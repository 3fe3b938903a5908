"""Addresses of the agency's pages of organisations."""

from __future__ import annotations

from django.urls import path

from bridgehead.directory.views import desk

app_name = "directory_desk"

urlpatterns = [
    path("", desk.waiting, name="waiting"),
    path("<uuid:public_id>/verify/", desk.verify, name="verify"),
    path("<uuid:public_id>/decline/", desk.decline, name="decline"),
]
