"""Addresses of the ledger desk."""

from __future__ import annotations

from django.urls import include, path

app_name = "agreements_desk"

urlpatterns = [path("<uuid:agreement_id>/confirmations/", include("bridgehead.agreements.confirm_urls"))]
