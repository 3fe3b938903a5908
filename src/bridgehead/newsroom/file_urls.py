"""Addresses of photographs and cards: below no language, for they are no pages."""

from __future__ import annotations

from django.urls import path

from bridgehead.newsroom.views import files, press

app_name = "news_files"

urlpatterns = [
    path("news/photos/<uuid:public_id>/<slug:shape>/", files.photo, name="photo"),
    path("news/cards/<str:language>/<uuid:key>/<slug:digest>/", files.card, name="card"),
    path("news/drawn/<uuid:public_id>/", files.drawn, name="drawn"),
    path("news/press/<str:token>/photos/<uuid:public_id>/<slug:shape>/", press.photo, name="press_photo"),
]
