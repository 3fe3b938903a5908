"""Addresses of the officers' partnering pages."""

from __future__ import annotations

from django.urls import path

from bridgehead.partnering.views import afterwards, agreements, desk, desk_day, grid, hall, places, studio

app_name = "partnering_desk"

_MEETING = "<uuid:round_id>/meetings/<uuid:request_id>/"
_BY_HAND = "timetables/<uuid:timetable_id>/by-hand/<uuid:request_id>/"

urlpatterns = [
    path("", desk.rounds, name="rounds"),
    path("open/<uuid:forum_id>/", desk.open_round, name="open"),
    path("<uuid:round_id>/", desk.overview, name="overview"),
    path("<uuid:round_id>/report/", desk.report, name="report"),
    path("<uuid:round_id>/table-cards.pdf", desk.cards, name="table_cards"),
    path("<uuid:round_id>/phase/", desk.phase, name="phase"),
    path("<uuid:round_id>/settings/", desk.settings, name="settings"),
    path("<uuid:round_id>/delegations/", desk.delegations, name="delegations"),
    path("<uuid:round_id>/delegations/<uuid:delegation_id>/side/", desk.side, name="side"),
    path("<uuid:round_id>/requests/", desk.requests, name="requests"),
    path(_MEETING, agreements.meeting, name="meeting"),
    path(f"{_MEETING}begin/", agreements.begin, name="begin_agreement"),
    path(f"{_MEETING}link/", agreements.link, name="link_agreement"),
    path(f"{_MEETING}links/<uuid:link_id>/remove/", agreements.unlink, name="unlink_agreement"),
    path(f"{_MEETING}call-off/", desk_day.call_off, name="call_off"),
    path("<uuid:round_id>/afterwards/", afterwards.desk, name="afterwards"),
    path("<uuid:round_id>/day/", desk_day.day, name="day"),
    path("<uuid:round_id>/day/times/", desk_day.move_times, name="move_times"),
    path("<uuid:round_id>/day/absent/", desk_day.absence, name="absence"),
    path("<uuid:round_id>/day/absent/<uuid:delegation_id>/back/", desk_day.back, name="back"),
    path("<uuid:round_id>/day/tables/", desk_day.missing_table, name="missing_table"),
    path("<uuid:round_id>/day/tables/<uuid:table_id>/back/", desk_day.table_back, name="table_back"),
    path("<uuid:round_id>/day/slots/", desk_day.shut_slot, name="shut_slot"),
    path("<uuid:round_id>/day/slots/<uuid:slot_id>/open/", desk_day.open_slot, name="open_slot"),
    path("<uuid:round_id>/hall/", hall.desk, name="hall"),
    path("<uuid:round_id>/places/", places.places, name="places"),
    path("<uuid:round_id>/places/tables/", places.tables, name="tables"),
    path("<uuid:round_id>/places/slots/remove/", places.remove_day, name="remove_day"),
    path("<uuid:round_id>/places/slots/<uuid:slot_id>/remove/", places.remove_slot, name="remove_slot"),
    path("<uuid:round_id>/studio/", studio.studio, name="studio"),
    path("runs/<uuid:run_id>/", studio.progress, name="run"),
    path("runs/<uuid:run_id>/accept/", studio.accept_repair, name="accept_repair"),
    path("runs/<uuid:run_id>/cancel/", studio.cancel, name="cancel_run"),
    path("timetables/<uuid:timetable_id>/repair/", studio.repair, name="repair"),
    path("timetables/<uuid:timetable_id>/publish/", studio.publish, name="publish"),
    path("timetables/<uuid:timetable_id>/fill/", grid.fill, name="fill"),
    path("timetables/<uuid:timetable_id>/by-hand/copy/", grid.copy, name="copy"),
    path("timetables/<uuid:timetable_id>/by-hand/undo/", grid.undo, name="undo"),
    path(_BY_HAND, grid.by_hand, name="by_hand"),
    path(f"{_BY_HAND}ways/", grid.ways, name="ways"),
    path(f"{_BY_HAND}lock/", grid.lock, name="lock"),
    path(f"{_BY_HAND}out/", grid.take_out, name="take_out"),
    path("timetables/<uuid:timetable_id>/discard/", studio.discard, name="discard"),
]
