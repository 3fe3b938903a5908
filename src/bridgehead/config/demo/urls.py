"""Addresses of the demo's own pages; mounted in the demo only."""

from __future__ import annotations

from django.urls import path

from bridgehead.config.demo import views

app_name = "demo"

urlpatterns = [
    path("", views.roles, name="roles"),
    path("enter/<uuid:public_id>/", views.enter, name="enter"),
    path("leave/", views.leave, name="leave"),
    path("mail/", views.mails, name="mails"),
]
