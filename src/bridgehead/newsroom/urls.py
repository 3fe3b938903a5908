"""Addresses of the newsroom's public pages (below ``/news/``)."""

from __future__ import annotations

from django.urls import path

from bridgehead.newsroom.views import embed, follows, press, public, recommended, search

app_name = "newsroom"

urlpatterns = [
    path("", public.front_page, name="front"),
    path("search/", search.search, name="search"),
    path("for-you/", recommended.for_you, name="for_you"),
    path("follow/", follows.follow, name="follow"),
    path("following/", follows.following, name="following"),
    path("confirm/<str:token>/", follows.confirm, name="confirm_follow"),
    path("follow/<str:token>/", follows.followed, name="followed"),
    path("follow/<str:token>/leave/", follows.leave, name="leave"),
    path("embed/", embed.frame, name="embed"),
    path("embed/hand-out/", embed.hand_out, name="hand_out"),
    path("archive/", public.archive, name="archive"),
    path("archive/<int:year>/<int:month>/", public.archive, name="month"),
    path("sections/<slug:slug>/", public.section, name="section"),
    path("topics/<uuid:public_id>/", public.topic, name="topic"),
    path("organisations/<uuid:public_id>/", public.organisation, name="organisation"),
    path("press/<str:token>/", press.under_embargo, name="press"),
    path("<uuid:key>/", public.article, name="article"),
]
