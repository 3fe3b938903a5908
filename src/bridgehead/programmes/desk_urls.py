"""Addresses of the officers' pages of programmes."""

from __future__ import annotations

from django.urls import include, path

from bridgehead.programmes.views import desk_calls, desk_cohorts, desk_form, desk_programmes, desk_reviewers

app_name = "programmes_desk"

_PROGRAMME = "<uuid:public_id>/"
_OFFICERS = f"{_PROGRAMME}officers/"
_REVIEWERS = f"{_PROGRAMME}reviewers/"
_CALLS = f"{_PROGRAMME}calls/"
_CALL = f"{_CALLS}<uuid:call_id>/"
_FORM = f"{_CALL}form/"
_SECTION = f"{_FORM}sections/<str:section_key>/"
_QUESTIONS = f"{_CALL}questions/"
_COHORTS = f"{_PROGRAMME}cohorts/"
_COHORT = f"{_COHORTS}<uuid:cohort_id>/"
_PLACE = f"{_PROGRAMME}places/<uuid:place_id>/"
_PREMISES = f"{_PROGRAMME}premises/"

urlpatterns = [
    path("", desk_programmes.programme_list, name="programmes"),
    path("new/", desk_programmes.new_programme, name="new_programme"),
    path(_PROGRAMME, desk_programmes.programme, name="programme"),
    path(f"{_PROGRAMME}overview/", desk_programmes.overview, name="overview"),
    path(f"{_PROGRAMME}settings/", desk_programmes.settings, name="settings"),
    path(f"{_PROGRAMME}trail/", desk_programmes.trail, name="trail"),
    path(_OFFICERS, desk_programmes.officers, name="officers"),
    path(f"{_OFFICERS}<uuid:role_id>/dismiss/", desk_programmes.dismiss, name="dismiss"),
    path(f"{_CALLS}new/", desk_calls.new_call, name="new_call"),
    path(_CALL, desk_calls.call, name="call"),
    path(f"{_CALL}announce/", desk_calls.announce, name="announce"),
    path(f"{_CALL}cancel/", desk_calls.cancel, name="cancel"),
    path(_FORM, desk_form.form, name="form"),
    path(f"{_FORM}take-over/", desk_form.take_over, name="take_over"),
    path(_SECTION, desk_form.section, name="section"),
    path(f"{_SECTION}questions/new/", desk_form.field, name="new_field"),
    path(f"{_SECTION}questions/<str:field_key>/", desk_form.field, name="field"),
    path(f"{_FORM}parts/<str:part_key>/<str:step>/", desk_form.part_deed, name="part_deed"),
    path(f"{_CALL}applications/", include("bridgehead.programmes.applying_desk_urls")),
    path(_CALL, include("bridgehead.programmes.deciding_desk_urls")),
    path(f"{_CALL}reviewing/", include("bridgehead.programmes.reviewing_desk_urls")),
    path(_REVIEWERS, desk_reviewers.reviewers, name="reviewers"),
    path(f"{_REVIEWERS}<uuid:reviewer_id>/", desk_reviewers.reviewer, name="reviewer"),
    path(f"{_REVIEWERS}<uuid:reviewer_id>/rest/", desk_reviewers.rest, name="rest_reviewer"),
    path(_QUESTIONS, desk_calls.questions, name="questions"),
    path(f"{_QUESTIONS}<uuid:question_id>/", desk_calls.question, name="question"),
    path(_COHORTS, desk_cohorts.cohorts, name="cohorts"),
    path(f"{_COHORTS}new/", desk_cohorts.new_cohort, name="new_cohort"),
    path(_COHORT, desk_cohorts.cohort, name="cohort"),
    path(f"{_COHORT}settings/", desk_cohorts.cohort_settings, name="cohort_settings"),
    path(_PLACE, desk_cohorts.place, name="place"),
    path(f"{_PLACE}end/", desk_cohorts.end_place, name="end_place"),
    path(f"{_PLACE}renewals/<uuid:renewal_id>/", desk_cohorts.renewal, name="renewal"),
    path(f"{_PROGRAMME}places/<str:standing>/", desk_cohorts.places, name="places"),
    path(f"{_PROGRAMME}reports/", include("bridgehead.programmes.report_desk_urls")),
    path(f"{_PROGRAMME}tasks/", include("bridgehead.programmes.task_desk_urls")),
    path(f"{_PROGRAMME}mentors/", include("bridgehead.programmes.mentoring_desk_urls")),
    path(_PREMISES, desk_cohorts.premises, name="premises"),
    path(f"{_PREMISES}<uuid:benefit_id>/shut/", desk_cohorts.shut_premises, name="shut_premises"),
]
