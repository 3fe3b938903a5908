"""Addresses of the page at the door: all that its worker keeps lies below the page itself."""

from __future__ import annotations

from django.urls import path

from bridgehead.events.views import check_in

app_name = "check_in"

urlpatterns = [
    path("<uuid:public_id>/", check_in.door, name="door"),
    path("<uuid:public_id>/list.json", check_in.door_list, name="list"),
    path("<uuid:public_id>/scans/", check_in.scans, name="scans"),
    path("<uuid:public_id>/worker.js", check_in.worker, name="worker"),
    path("<uuid:public_id>/door.webmanifest", check_in.manifest, name="manifest"),
]
