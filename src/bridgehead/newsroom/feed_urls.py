"""Addresses of feeds, the news sitemap and the beacon: the language is a part of them, not their beginning."""

from __future__ import annotations

from django.urls import path

from bridgehead.newsroom import feeds
from bridgehead.newsroom.views import readings

app_name = "news_feeds"

urlpatterns = [
    path("news/read/<str:language>/<uuid:key>/", readings.read, name="read"),
    path("news/sitemap.xml", feeds.sitemap, name="sitemap"),
    path("news/feeds/<str:language>/<slug:form>/", feeds.whole, name="whole"),
    path("news/feeds/<str:language>/sections/<slug:slug>/<slug:form>/", feeds.of_section, name="section"),
    path("news/feeds/<str:language>/topics/<uuid:public_id>/<slug:form>/", feeds.of_topic, name="topic"),
]
