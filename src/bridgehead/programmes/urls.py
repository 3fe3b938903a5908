"""Addresses of programmes, calls and cohorts as everybody reads them, and of a company's own places."""

from __future__ import annotations

from django.urls import include, path

from bridgehead.programmes.views import cohorts, public

app_name = "programmes"

_CALL = "calls/<uuid:public_id>/"
_MINE = "mine/<uuid:public_id>/"

urlpatterns = [
    path("", public.programme_list, name="programmes"),
    path("calls/open.<str:language>.atom", public.open_calls_feed, name="open_calls_feed"),
    path(_CALL, public.call, name="call"),
    path(f"{_CALL}ask/", public.ask, name="ask"),
    path("cohorts/<uuid:public_id>/", cohorts.cohort, name="cohort"),
    path("mine/", cohorts.my_places, name="my_places"),
    path(_MINE, cohorts.my_place, name="my_place"),
    path(f"{_MINE}renewals/<uuid:renewal_id>/withdraw/", cohorts.withdraw_renewal, name="withdraw_renewal"),
    path("", include("bridgehead.programmes.applying_urls")),
    path("<uuid:public_id>/", public.programme, name="programme"),
]
