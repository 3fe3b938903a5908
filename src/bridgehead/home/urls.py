"""Addresses of the pages that combine contexts."""

from __future__ import annotations

from django.urls import path

from bridgehead.home import views

app_name = "home"

urlpatterns = [
    path("", views.start, name="start"),
    path("desk/", views.desk, name="desk"),
    path("desk/forums/<uuid:public_id>/trail/", views.trail, name="trail"),
    path("my/", views.my_forums, name="my_forums"),
    path("my/week/", views.my_week, name="my_week"),
    path("my/onward/", views.onward, name="onward"),
    path("search/", views.search, name="search"),
]
