"""Addresses of the officers' pages of applications, below those of a call."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_applications, desk_checks, desk_ranking

_APPLICATION = "<uuid:application_id>/"
_MORE = f"{_APPLICATION}more/"

urlpatterns = [
    path("", desk_applications.applications, name="applications"),
    path("export/<str:sheet>/", desk_applications.export_applications, name="export_applications"),
    path(_APPLICATION, desk_applications.application, name="application"),
    path(f"{_APPLICATION}files/<uuid:file_id>/", desk_applications.application_file, name="application_file"),
    path(f"{_APPLICATION}checks/", desk_checks.checks, name="checks"),
    path(f"{_APPLICATION}points/", desk_ranking.points, name="points"),
    path(f"{_APPLICATION}trail/", desk_checks.application_trail, name="application_trail"),
    path(_MORE, desk_applications.ask_more, name="ask_more"),
    path(f"{_MORE}<uuid:request_id>/extend/", desk_applications.extend_more, name="extend_more"),
    path(f"{_MORE}<uuid:request_id>/close/", desk_applications.close_more, name="close_more"),
]
