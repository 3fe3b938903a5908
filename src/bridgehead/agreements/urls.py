"""Addresses of what anybody may see of agreements."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import public

app_name = "agreements"

urlpatterns = [
    path("<uuid:public_id>/", public.agreement, name="agreement"),
    path("<uuid:public_id>/documents/<slug:sha256>/", public.document, name="document"),
]
