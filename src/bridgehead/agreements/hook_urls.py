"""Where the provider of signatures says that something has happened; no language in the address."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import hooks

app_name = "hooks"

urlpatterns = [path("signing/", hooks.signing, name="signing")]
