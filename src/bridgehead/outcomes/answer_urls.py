"""The address behind a party's link at a follow-up; the token in it is the right to answer."""

from __future__ import annotations

from django.urls import path

from bridgehead.outcomes.views import words

app_name = "follow_up"

urlpatterns = [path("<str:token>/", words.answer, name="answer")]
