"""Addresses that carry no language: calendar feeds, boards in halls."""

from __future__ import annotations

from django.urls import path

from bridgehead.partnering import feeds
from bridgehead.partnering.views import hall

app_name = "feeds"

_BOARD = "hall/<str:token>/"

urlpatterns = [
    path("feeds/<str:token>/timetable.ics", feeds.timetable, name="timetable"),
    path(_BOARD, hall.board, name="board"),
    path(f"{_BOARD}board.json", hall.board_file, name="board_file"),
    path(f"{_BOARD}worker.js", hall.worker, name="board_worker"),
]
