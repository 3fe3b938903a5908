"""Addresses of the pages on which people keep their own account (below ``/me/``)."""

from __future__ import annotations

from django.urls import path

from bridgehead.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.me, name="me"),
    path("security/", views.security, name="security"),
    path("security/sign-out-everywhere/", views.leave_everywhere, name="leave_everywhere"),
    path("security/second-factor/", views.second_factor, name="second_factor"),
    path("consents/", views.consents, name="consents"),
    path("consents/<slug:purpose>/give/", views.give, name="give_consent"),
    path("consents/<slug:purpose>/withdraw/", views.withdraw, name="withdraw_consent"),
    path("data/", views.own_data, name="own_data"),
    path("data/export/", views.export, name="export"),
]
