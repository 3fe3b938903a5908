"""Addresses of the officers' pages of forums."""

from __future__ import annotations

from django.urls import path

from bridgehead.events.views import desk_agenda, desk_forums, desk_registrations

app_name = "events_desk"

_FORUM = "<uuid:public_id>/"
_AGENDA = f"{_FORUM}agenda/"
_ITEM = f"{_AGENDA}<str:noun>/<uuid:item_id>/"
_REGISTRATIONS = f"{_FORUM}registrations/"

urlpatterns = [
    path("", desk_forums.forum_list, name="forums"),
    path("new/", desk_forums.new_forum, name="new_forum"),
    path(_FORUM, desk_forums.forum, name="forum"),
    path(f"{_FORUM}settings/", desk_forums.settings, name="settings"),
    path(f"{_FORUM}state/", desk_forums.move, name="move"),
    path(f"{_FORUM}roles/", desk_forums.roles, name="roles"),
    path(f"{_FORUM}roles/<uuid:role_id>/revoke/", desk_forums.revoke, name="revoke_role"),
    path(_AGENDA, desk_agenda.agenda, name="agenda"),
    path(f"{_AGENDA}part/new/", desk_agenda.new_part, name="new_part"),
    path(f"{_AGENDA}figure/new/", desk_agenda.new_figure, name="new_figure"),
    path(f"{_AGENDA}part/<uuid:item_id>/session/new/", desk_agenda.new_session, name="new_session"),
    path(f"{_AGENDA}session/<uuid:item_id>/appearance/new/", desk_agenda.new_appearance, name="new_appearance"),
    path(_ITEM, desk_agenda.change_item, name="change_item"),
    path(f"{_ITEM}move/", desk_agenda.move_item, name="move_item"),
    path(f"{_ITEM}remove/", desk_agenda.remove_item, name="remove_item"),
    path(_REGISTRATIONS, desk_registrations.registrations, name="registrations"),
    path(f"{_REGISTRATIONS}approve/", desk_registrations.approve_several, name="approve_several"),
    path(f"{_REGISTRATIONS}export/", desk_registrations.export, name="export"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/", desk_registrations.registration, name="registration"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/approve/", desk_registrations.approve, name="approve"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/decline/", desk_registrations.decline, name="decline"),
]
