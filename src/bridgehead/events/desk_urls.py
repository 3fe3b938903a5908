"""Addresses of the officers' pages of forums."""

from __future__ import annotations

from django.urls import path

from bridgehead.events.views import (
    desk_agenda,
    desk_calling_off,
    desk_check_in,
    desk_forums,
    desk_halls,
    desk_questions,
    desk_registrations,
    desk_terms,
    signing,
    signing_deeds,
)

app_name = "events_desk"

_FORUM = "<uuid:public_id>/"
_AGENDA = f"{_FORUM}agenda/"
_ITEM = f"{_AGENDA}<str:noun>/<uuid:item_id>/"
_SIGNING = f"{_FORUM}signing/"
_SESSION = f"{_SIGNING}<uuid:session_id>/"
_SIGNED = f"{_SESSION}items/<uuid:signing_id>/"
_CHECKS = f"{_SESSION}checklist/"
_REGISTRATIONS = f"{_FORUM}registrations/"
_DOOR = f"{_FORUM}check-in/"

urlpatterns = [
    path("", desk_forums.forum_list, name="forums"),
    path("new/", desk_forums.new_forum, name="new_forum"),
    path(_FORUM, desk_forums.forum, name="forum"),
    path(f"{_FORUM}settings/", desk_forums.settings, name="settings"),
    path(f"{_FORUM}state/", desk_forums.move, name="move"),
    path(f"{_FORUM}call-off/", desk_calling_off.call_off, name="call_off"),
    path(f"{_FORUM}roles/", desk_forums.roles, name="roles"),
    path(f"{_FORUM}roles/<uuid:role_id>/revoke/", desk_forums.revoke, name="revoke_role"),
    path(f"{_FORUM}halls/", desk_halls.halls, name="halls"),
    path(_AGENDA, desk_agenda.agenda, name="agenda"),
    path(f"{_AGENDA}part/new/", desk_agenda.new_part, name="new_part"),
    path(f"{_AGENDA}figure/new/", desk_agenda.new_figure, name="new_figure"),
    path(f"{_AGENDA}part/<uuid:item_id>/session/new/", desk_agenda.new_session, name="new_session"),
    path(f"{_AGENDA}session/<uuid:item_id>/appearance/new/", desk_agenda.new_appearance, name="new_appearance"),
    path(_ITEM, desk_agenda.change_item, name="change_item"),
    path(f"{_ITEM}move/", desk_agenda.move_item, name="move_item"),
    path(f"{_ITEM}remove/", desk_agenda.remove_item, name="remove_item"),
    path(_SIGNING, signing.signing, name="signing"),
    path(_SESSION, signing.signing_order, name="signing_order"),
    path(f"{_SESSION}seating/", signing.signing_seating, name="signing_seating"),
    path(f"{_SESSION}script/", signing.signing_script, name="signing_script"),
    path(f"{_SESSION}article/", signing.signing_article, name="signing_article"),
    path(f"{_SESSION}article/<str:language>/", signing.signing_article_file, name="signing_article_file"),
    path(f"{_SESSION}papers/<str:kind>/", signing.signing_paper, name="signing_paper"),
    path(f"{_SESSION}add/", signing_deeds.add_signing, name="add_signing"),
    path(f"{_SESSION}minutes/", signing_deeds.set_minutes, name="signing_minutes"),
    path(_SIGNED, signing.signing_item, name="signing_item"),
    path(f"{_SIGNED}move/", signing_deeds.move_signing, name="move_signing"),
    path(f"{_SIGNED}remove/", signing_deeds.remove_signing, name="remove_signing"),
    path(f"{_SIGNED}signed/", signing_deeds.note_signed, name="note_signed"),
    path(_CHECKS, signing_deeds.add_check, name="add_check"),
    path(f"{_CHECKS}<uuid:check_id>/", signing_deeds.tick, name="tick"),
    path(f"{_CHECKS}<uuid:check_id>/remove/", signing_deeds.remove_check, name="remove_check"),
    path(_REGISTRATIONS, desk_registrations.registrations, name="registrations"),
    path(f"{_REGISTRATIONS}approve/", desk_registrations.approve_several, name="approve_several"),
    path(f"{_REGISTRATIONS}export/", desk_registrations.export, name="export"),
    path(f"{_REGISTRATIONS}form/", desk_questions.questions, name="questions"),
    path(f"{_REGISTRATIONS}form/new/", desk_questions.new_question, name="new_question"),
    path(f"{_REGISTRATIONS}form/<uuid:question_id>/", desk_questions.question, name="question"),
    path(f"{_REGISTRATIONS}form/<uuid:question_id>/mail/", desk_questions.ask_by_mail, name="ask_by_mail"),
    path(f"{_REGISTRATIONS}form/<uuid:question_id>/<str:step>/", desk_questions.question_deed, name="question_deed"),
    path(f"{_REGISTRATIONS}types/", desk_terms.participant_types, name="participant_types"),
    path(f"{_REGISTRATIONS}types/<str:participant_type>/", desk_terms.participant_type, name="participant_type"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/", desk_registrations.registration, name="registration"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/approve/", desk_registrations.approve, name="approve"),
    path(f"{_REGISTRATIONS}<uuid:registration_id>/decline/", desk_registrations.decline, name="decline"),
    path(_DOOR, desk_check_in.check_in, name="check_in"),
    path(f"{_DOOR}export/", desk_check_in.export, name="export_check_ins"),
    path(f"{_DOOR}walk-ins/", desk_check_in.walk_ins, name="walk_ins"),
    path(f"{_DOOR}walk-ins/<uuid:walk_in_id>/<str:verdict>/", desk_check_in.decide_walk_in, name="decide_walk_in"),
    path(f"{_DOOR}sign-in/", desk_check_in.sign_in_sheet, name="sign_in_sheet"),
    path(f"{_DOOR}badges/", desk_check_in.badges, name="badges"),
    path(f"{_DOOR}badges/<uuid:badge_id>/<str:badge_deed>/", desk_check_in.badge, name="badge"),
    path(f"{_DOOR}<uuid:check_in_id>/undo/", desk_check_in.undo, name="undo_check_in"),
]
