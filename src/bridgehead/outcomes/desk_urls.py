"""Addresses of the officers' desk of outcomes."""

from __future__ import annotations

from django.urls import path

from bridgehead.outcomes.views import attribution, company_reports, desk, effects, follow_ups

app_name = "outcomes_desk"

_ONE = "<uuid:public_id>/"
_FOLLOW_UP = "follow-ups/<uuid:follow_up_id>/"
_INQUIRY = f"{_FOLLOW_UP}inquiries/<uuid:inquiry_id>/"
_EFFECT = "effects/<uuid:effect_id>/"

urlpatterns = [
    path("", desk.outcomes, name="outcomes"),
    path("new/", desk.new, name="new"),
    path("agreements/<uuid:agreement_id>/realised/", desk.realised, name="realised"),
    path("attribution/", attribution.attribution, name="attribution"),
    path("stated/", company_reports.stated, name="stated"),
    path("follow-ups/", follow_ups.follow_ups, name="follow_ups"),
    path(_FOLLOW_UP, follow_ups.follow_up, name="follow_up"),
    path(f"{_FOLLOW_UP}reopen/", follow_ups.reopen, name="reopen_follow_up"),
    path(f"{_FOLLOW_UP}ask/", follow_ups.ask, name="ask_parties"),
    path(f"{_INQUIRY}resend/", follow_ups.resend, name="resend_inquiry"),
    path(f"{_INQUIRY}withdraw/", follow_ups.withdraw, name="withdraw_inquiry"),
    path(f"{_INQUIRY}forget/", follow_ups.forget, name="forget_inquiry"),
    path(f"{_INQUIRY}take-over/", follow_ups.take_over, name="take_over"),
    path("effects/", effects.effects, name="effects"),
    path("effects/new/", effects.new, name="new_effect"),
    path(_EFFECT, effects.effect, name="effect"),
    path(f"{_EFFECT}withdraw/", effects.withdraw, name="withdraw_effect"),
    path(_ONE, desk.outcome, name="outcome"),
    path(f"{_ONE}sayer/", desk.name_sayer, name="name_sayer"),
    path(f"{_ONE}public/", desk.agree, name="agree"),
    path(f"{_ONE}withdraw/", desk.withdraw, name="withdraw"),
    path(f"{_ONE}document/", desk.document, name="document"),
]
