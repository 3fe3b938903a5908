"""Addresses of programmes, calls and cohorts as everybody reads them, and of a company's own places."""

from __future__ import annotations

from django.urls import include, path

from bridgehead.programmes.views import cohorts, public, reports, tasks

app_name = "programmes"

_CALL = "calls/<uuid:public_id>/"
_MINE = "mine/<uuid:public_id>/"
_TASK = f"{_MINE}tasks/<uuid:task_id>/"

urlpatterns = [
    path("", public.programme_list, name="programmes"),
    path("calls/open.<str:language>.atom", public.open_calls_feed, name="open_calls_feed"),
    path(_CALL, public.call, name="call"),
    path(f"{_CALL}ask/", public.ask, name="ask"),
    path("cohorts/<uuid:public_id>/", cohorts.cohort, name="cohort"),
    path("mine/", cohorts.my_places, name="my_places"),
    path(_MINE, cohorts.my_place, name="my_place"),
    path(f"{_MINE}renewals/<uuid:renewal_id>/withdraw/", cohorts.withdraw_renewal, name="withdraw_renewal"),
    path(f"{_MINE}reports/<uuid:report_id>/", reports.my_report, name="my_report"),
    path(_TASK, tasks.my_task, name="my_task"),
    path(f"{_TASK}reopen/", tasks.reopen_task, name="reopen_task"),
    path(f"{_TASK}file/", tasks.my_task_file, name="my_task_file"),
    path("", include("bridgehead.programmes.applying_urls")),
    path("", include("bridgehead.programmes.reviewing_urls")),
    path("", include("bridgehead.programmes.mentoring_urls")),
    path("<uuid:public_id>/", public.programme, name="programme"),
]
