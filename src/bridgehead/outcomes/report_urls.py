"""Addresses of the report builder."""

from __future__ import annotations

from django.urls import path

from bridgehead.outcomes.views import reports

app_name = "reports_desk"

_ONE = "<uuid:public_id>/"

urlpatterns = [
    path("", reports.reports, name="reports"),
    path("new/", reports.new, name="new"),
    path(_ONE, reports.report, name="report"),
    path(f"{_ONE}change/", reports.change, name="change"),
    path(f"{_ONE}publish/", reports.publish, name="publish"),
    path(f"{_ONE}editions/<int:number>/files/", reports.make_files, name="make_files"),
    path(f"{_ONE}discard/", reports.discard, name="discard"),
]
