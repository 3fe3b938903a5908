"""Addresses of the agency's pages of organisations."""

from __future__ import annotations

from django.urls import path

from bridgehead.directory.views import desk, duplicates, joining, sheets, topics

app_name = "directory_desk"

urlpatterns = [
    path("", desk.waiting, name="waiting"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<uuid:kept_id>/<uuid:gone_id>/", duplicates.compare, name="compare"),
    path("topics/", topics.topics, name="topics"),
    path("topics/<uuid:topic_id>/", topics.topic, name="topic"),
    path("topics/<uuid:topic_id>/merge/", topics.merge_topic, name="merge_topic"),
    path("joining/", joining.joinings, name="joinings"),
    path("joining/<uuid:joining_id>/<slug:verdict>/", joining.decide, name="decide_joining"),
    path("export/", desk.export, name="export"),
    path("import/", sheets.imports, name="imports"),
    path("import/<uuid:sheet_id>/", sheets.sheet, name="sheet"),
    path("import/<uuid:sheet_id>/columns/", sheets.columns, name="columns"),
    path("import/<uuid:sheet_id>/undo/", sheets.undo, name="undo_import"),
    path("import/<uuid:sheet_id>/ask/", sheets.ask_all, name="ask_all"),
    path("import/<uuid:sheet_id>/to-mend/<slug:file_kind>/", sheets.refused, name="refused"),
    path("<uuid:public_id>/ask/", sheets.ask, name="ask"),
    path("<uuid:public_id>/verify/", desk.verify, name="verify"),
    path("<uuid:public_id>/decline/", desk.decline, name="decline"),
]
