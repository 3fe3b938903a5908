"""Addresses of the delegates' partnering pages."""

from __future__ import annotations

from django.urls import path

from bridgehead.partnering.views import (
    afterwards,
    availability,
    day,
    going,
    hall,
    inbox,
    meetings,
    partners,
    pocket,
    requests,
    rounds,
    spots,
)

app_name = "partnering"

urlpatterns = [
    path("", rounds.start, name="start"),
    path("calendar/", meetings.calendar, name="calendar"),
    path("calendar/meetings.ics", meetings.calendar_file, name="calendar_file"),
    path("calendar/mails/", meetings.meeting_mails, name="meeting_mails"),
    path("calendar/new/", meetings.new_calendar, name="new_calendar"),
    path("calendar/end/", meetings.end_calendar, name="end_calendar"),
    path("<uuid:round_id>/", rounds.today, name="today"),
    path("<uuid:round_id>/partners/", partners.partners, name="partners"),
    path("<uuid:round_id>/partners/<uuid:delegation_id>/", partners.partner, name="partner"),
    path("<uuid:round_id>/partners/<uuid:delegation_id>/no-thanks/", partners.no_thanks, name="no_thanks"),
    path(
        "<uuid:round_id>/partners/<uuid:delegation_id>/meet-after-all/", partners.meet_after_all, name="meet_after_all"
    ),
    path("<uuid:round_id>/requests/", inbox.received, name="requests"),
    path("<uuid:round_id>/requests/answer/", inbox.answer_requests, name="answer_requests"),
    path("<uuid:round_id>/requests/take-back/", inbox.take_back_answers, name="take_back_answers"),
    path("<uuid:round_id>/requests/sent/", requests.sent, name="requests_sent"),
    path("<uuid:round_id>/availability/", availability.availability, name="availability"),
    path("<uuid:round_id>/afterwards/", afterwards.afterwards, name="afterwards"),
    path("requests/<uuid:request_id>/afterwards/", afterwards.say, name="say_afterwards"),
    path("follow-ups/<uuid:follow_up_id>/", afterwards.became, name="became"),
    path("<uuid:round_id>/pocket/", pocket.pocket, name="pocket"),
    path("<uuid:round_id>/pocket/meetings.json", pocket.meetings, name="pocket_meetings"),
    path("<uuid:round_id>/worker.js", pocket.worker, name="worker"),
    path("<uuid:round_id>/my-forum.webmanifest", pocket.manifest, name="manifest"),
    path("<uuid:round_id>/cannot-come/", day.cannot_come, name="cannot_come"),
    path("<uuid:round_id>/cannot-come/back/", day.come_after_all, name="come_after_all"),
    path("<uuid:round_id>/hall-name/", hall.hall_name, name="hall_name"),
    path("<uuid:round_id>/free-now/", spots.free_now, name="free_now"),
    path("<uuid:round_id>/free-now/choose/", spots.on_the_spot, name="on_the_spot"),
    path("spots/<uuid:spot_id>/accept/", spots.accept_spot, name="accept_spot"),
    path("spots/<uuid:spot_id>/decline/", spots.decline_spot, name="decline_spot"),
    path("spots/<uuid:spot_id>/withdraw/", spots.withdraw_spot, name="withdraw_spot"),
    path("<uuid:round_id>/who-goes/", going.who_goes, name="who_goes"),
    path("<uuid:round_id>/timetable/", meetings.timetable, name="timetable"),
    path("<uuid:round_id>/timetable/table/", meetings.timetable_table, name="timetable_table"),
    path("<uuid:round_id>/timetable/timetable.pdf", meetings.timetable_file, name="timetable_file"),
    path("requests/<uuid:request_id>/", requests.request_page, name="request"),
    path("requests/<uuid:request_id>/accept/", requests.accept, name="accept"),
    path("requests/<uuid:request_id>/strength/", requests.strength, name="strength"),
    path("requests/<uuid:request_id>/decline/", requests.decline, name="decline"),
    path("requests/<uuid:request_id>/say/", requests.say, name="say"),
    path("requests/<uuid:request_id>/withdraw/", requests.withdraw, name="withdraw"),
    path("requests/<uuid:request_id>/late/", requests.late, name="late"),
    path("requests/<uuid:request_id>/call-off/", requests.call_off, name="call_off"),
]
