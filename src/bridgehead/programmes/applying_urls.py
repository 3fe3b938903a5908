"""Addresses of applying: written by a team, handed in. They stand among those of programmes."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import application_files, applications, decisions, handing_in, teams

_APPLICATION = "applications/<uuid:application_id>/"
_SECTION = f"{_APPLICATION}sections/<slug:section>/"
_TEAM = f"{_APPLICATION}team/"
_FILE = f"{_APPLICATION}files/<uuid:file_id>/"
_SUBMISSION = f"{_APPLICATION}submissions/<int:number>/"

urlpatterns = [
    path("calls/<uuid:call_id>/apply/", applications.begin, name="begin"),
    path("applications/", applications.application_list, name="applications"),
    path("applications/join/<str:token>/", teams.join, name="join"),
    path(_APPLICATION, applications.application, name="application"),
    path(_SECTION, applications.section, name="section"),
    path(f"{_SECTION}save/", applications.autosave, name="autosave"),
    path(_FILE, application_files.application_file, name="application_file"),
    path(f"{_FILE}take-out/", application_files.take_out_file, name="take_out_file"),
    path(_TEAM, teams.team, name="team"),
    path(f"{_TEAM}<uuid:member_id>/<str:change>/", teams.team_deed, name="team_deed"),
    path(
        f"{_TEAM}invitations/<uuid:invitation_id>/withdraw/",
        teams.withdraw_team_invitation,
        name="withdraw_team_invitation",
    ),
    path(f"{_APPLICATION}review/", handing_in.review, name="review"),
    path(f"{_APPLICATION}withdraw/", handing_in.withdraw, name="withdraw"),
    path(f"{_APPLICATION}decision/", decisions.decision, name="decision"),
    path(f"{_APPLICATION}decision/letter.<str:language>.pdf", decisions.decision_letter, name="decision_letter"),
    path(f"{_APPLICATION}place/<str:place_answer>/", decisions.answer_place, name="answer_place"),
    path(f"{_APPLICATION}trail/", decisions.application_trail, name="application_trail"),
    path(_SUBMISSION, handing_in.submission, name="submission"),
    path(f"{_SUBMISSION}receipt.pdf", handing_in.receipt, name="receipt"),
]
