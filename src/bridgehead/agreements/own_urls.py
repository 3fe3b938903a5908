"""Addresses of the agreements that bind one's own organisation."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import own

app_name = "own_agreements"

urlpatterns = [
    path("", own.agreements, name="agreements"),
    path("<uuid:public_id>/", own.agreement, name="agreement"),
    path("<uuid:public_id>/documents/<uuid:document_id>/", own.document, name="document"),
]
