"""Addresses of the keepers' pages of confirmation, below those of one agreement at the desk."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import confirmations

urlpatterns = [
    path("", confirmations.confirmations, name="confirmations"),
    path("correct/", confirmations.correct, name="confirmations_correct"),
    path("<uuid:question_id>/resend/", confirmations.resend, name="confirmations_resend"),
    path("<uuid:question_id>/withdraw/", confirmations.withdraw, name="confirmations_withdraw"),
    path("<uuid:question_id>/forget/", confirmations.forget, name="confirmations_forget"),
]
