"""Addresses of photographs: the same in both languages."""

from __future__ import annotations

from django.urls import path

from bridgehead.newsroom.views import files

app_name = "news_files"

urlpatterns = [
    path("news/photos/<uuid:public_id>/<slug:shape>/", files.photo, name="photo"),
    path("news/drawn/<uuid:public_id>/", files.drawn, name="drawn"),
]
