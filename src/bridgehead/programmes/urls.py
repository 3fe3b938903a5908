"""Addresses of programmes and calls as everybody reads them."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import public

app_name = "programmes"

_CALL = "calls/<uuid:public_id>/"

urlpatterns = [
    path("", public.programme_list, name="programmes"),
    path("calls/open.<str:language>.atom", public.open_calls_feed, name="open_calls_feed"),
    path(_CALL, public.call, name="call"),
    path(f"{_CALL}ask/", public.ask, name="ask"),
    path("<uuid:public_id>/", public.programme, name="programme"),
]
