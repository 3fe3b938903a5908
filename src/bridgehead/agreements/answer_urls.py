"""The address behind a party's link; the token in it is the right to answer."""

from __future__ import annotations

from django.urls import path

from bridgehead.agreements.views import answers

app_name = "confirm"

urlpatterns = [path("<str:token>/", answers.answer, name="answer")]
