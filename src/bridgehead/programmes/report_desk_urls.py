"""Addresses of the officers' pages of company reports, below those of a programme."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_report_form, desk_reports

_PERIOD = "periods/<uuid:period_id>/"
_REPORT = f"{_PERIOD}<uuid:report_id>/"
_FORM = "form/"

urlpatterns = [
    path("", desk_reports.reports, name="reports"),
    path(_FORM, desk_report_form.report_form, name="report_form"),
    path(f"{_FORM}new/", desk_report_form.indicator, name="new_indicator"),
    path(f"{_FORM}<slug:indicator_key>/", desk_report_form.indicator, name="indicator"),
    path(_PERIOD, desk_reports.report_period, name="report_period"),
    path(f"{_PERIOD}export/<str:sheet>/", desk_reports.export_reports, name="export_reports"),
    path(_REPORT, desk_reports.report, name="report"),
    path(f"{_REPORT}lock/", desk_reports.lock_report, name="lock_report"),
    path(f"{_REPORT}versions/<uuid:version_id>/", desk_reports.decide_correction, name="decide_correction"),
]
