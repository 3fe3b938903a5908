"""Addresses of the public pages of forums."""

from __future__ import annotations

from django.urls import path

from bridgehead.events.views import forums, picks, registrations

app_name = "events"

urlpatterns = [
    path("", forums.forum_list, name="forums"),
    path("<uuid:public_id>/", forums.forum_page, name="forum"),
    path("<uuid:public_id>/forum.ics", forums.forum_file, name="forum_calendar"),
    path("<uuid:public_id>/my-agenda/", picks.my_agenda, name="my_agenda"),
    path("<uuid:public_id>/my-agenda.ics", picks.my_agenda_file, name="my_agenda_file"),
    path("<uuid:public_id>/my-agenda/<uuid:session_id>/", picks.pick, name="pick"),
    path("<uuid:public_id>/register/", registrations.register, name="register"),
    path("<uuid:public_id>/registration/", registrations.my_registration, name="registration"),
    path("<uuid:public_id>/registration/answers/", registrations.answers, name="answers"),
    path("<uuid:public_id>/registration/withdraw/", registrations.withdraw, name="withdraw"),
]
