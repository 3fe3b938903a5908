"""Addresses of the exchange rates."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import rates

app_name = "rates_desk"

urlpatterns = [path("", rates.rates, name="rates")]
