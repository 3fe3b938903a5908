"""The address behind a signatory's link to the test provider; the token in it is the right to sign."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.local_provider import views

app_name = "local_provider"

urlpatterns = [
    path("<str:token>/", views.sign, name="sign"),
    path("<str:token>/paper/", views.paper, name="document"),
]
