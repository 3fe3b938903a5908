"""Addresses of the way in (below ``/account/``), by the names that allauth asks for.

Only what is used is mounted: no password, no sign-up of its own, no social login can be reached.
"""

from __future__ import annotations

from allauth.account import views as allauth_views
from django.urls import include, path

from bridgehead.accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("login/", views.sign_in, name="account_request_login_code"),
    path("login/code/", views.confirm_code, name="account_confirm_login_code"),
    path("logout/", allauth_views.logout, name="account_logout"),
    path("inactive/", allauth_views.account_inactive, name="account_inactive"),
    path("email/", allauth_views.email, name="account_email"),
    path("email/confirm/", allauth_views.email_verification_sent, name="account_email_verification_sent"),
    path("2fa/", include("allauth.mfa.urls")),
]
