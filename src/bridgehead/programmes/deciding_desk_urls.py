"""Addresses of the officers' pages where a call is decided, below those of the call."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_appeals, desk_decisions, desk_ranking

urlpatterns = [
    path("bonuses/", desk_ranking.bonuses, name="bonuses"),
    path("bonuses/<uuid:bonus_id>/remove/", desk_ranking.remove_bonus, name="remove_bonus"),
    path("ranking/", desk_ranking.ranking, name="ranking"),
    path("ranking/freeze/", desk_ranking.freeze, name="freeze_ranking"),
    path("ranking/export/<str:sheet>/", desk_ranking.export_ranking, name="export_ranking"),
    path("ranking/<int:ranking_number>/", desk_ranking.frozen, name="frozen_ranking"),
    path("ranking/<int:ranking_number>/follow/", desk_appeals.follow, name="follow_ranking"),
    path("decisions/", desk_decisions.decisions, name="decisions"),
    path("letters/", desk_decisions.letters, name="letters"),
    path(
        "applications/<uuid:application_id>/letter.<str:language>.pdf",
        desk_decisions.letter_preview,
        name="letter_preview",
    ),
    path("appeals/<uuid:appeal_id>/", desk_appeals.appeal, name="appeal"),
]
