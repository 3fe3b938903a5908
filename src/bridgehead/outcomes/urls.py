"""Addresses of the results."""

from __future__ import annotations

from django.urls import path

from bridgehead.outcomes.views import public, published

app_name = "outcomes"

_REPORT = "reports/<uuid:report_id>/"
_EDITION = f"{_REPORT}<int:number>/"

urlpatterns = [
    path("", public.results, name="results"),
    path("definitions/", published.definitions, name="definitions"),
    path("reports/", published.reports, name="reports"),
    path(_REPORT, published.report, name="report"),
    path(_EDITION, published.edition, name="edition"),
    path(f"{_EDITION}figures/<int:position>/", published.figure, name="figure"),
    path(f"{_EDITION}files/<slug:paper>/", published.file, name="file"),
    path("widget/", public.widget, name="widget"),
    path("<slug:rung>/", public.rung, name="rung"),
]
