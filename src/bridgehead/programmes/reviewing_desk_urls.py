"""Addresses of the officers' pages of reviewing, below those of a call."""

from __future__ import annotations

from django.urls import path

from bridgehead.programmes.views import desk_reviews, desk_stages

_CRITERION = "criteria/<uuid:criterion_id>/"
_STAGE = "stages/<uuid:stage_id>/"
_PROPOSAL = f"{_STAGE}proposals/<uuid:proposal_id>/"
_PAPER = f"{_STAGE}applications/<uuid:passage_id>/"
_GIVEN = f"{_PAPER}given/<uuid:assignment_id>/"

urlpatterns = [
    path("", desk_stages.reviewing, name="reviewing"),
    path(_CRITERION, desk_stages.criterion, name="criterion"),
    path(f"{_CRITERION}<str:step>/", desk_stages.criterion_deed, name="criterion_deed"),
    path(_STAGE, desk_reviews.stage, name="stage"),
    path(f"{_STAGE}settings/", desk_stages.stage_settings, name="stage_settings"),
    path(f"{_STAGE}compute/<str:how>/", desk_reviews.compute, name="compute_assignment"),
    path(f"{_STAGE}remind/", desk_reviews.remind, name="remind_reviewers"),
    path(f"{_STAGE}calibration/", desk_reviews.calibration, name="calibration"),
    path(_PROPOSAL, desk_reviews.proposal, name="proposal"),
    path(f"{_PROPOSAL}take/", desk_reviews.take, name="take_proposal"),
    path(_PAPER, desk_reviews.paper, name="stage_paper"),
    path(f"{_PAPER}give/", desk_reviews.give, name="give_paper"),
    path(f"{_PAPER}decide/", desk_reviews.decide, name="decide_passage"),
    path(f"{_GIVEN}take/", desk_reviews.take_from, name="take_paper"),
    path(f"{_GIVEN}reopen/", desk_reviews.reopen, name="reopen_review"),
    path(f"{_STAGE}<str:step>/", desk_stages.stage_deed, name="stage_deed"),
]
