"""The demo has a call that is open, whenever it is started, and an application that is being written."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from bridgehead.config.demo.calls import has_calls, load_calls
from bridgehead.config.demo.company import found_company
from bridgehead.config.demo.files import read
from bridgehead.config.demo.gathering import call_forum, dates_from
from bridgehead.config.demo.queries import sample_delegate
from bridgehead.programmes.models import Application
from bridgehead.programmes.rules import is_open
from bridgehead.web.questionnaire import problems, questionnaire_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_call_is_open_and_the_delegate_has_begun_to_write(now: datetime) -> None:
    told = read("sample/forum.yaml")
    call_forum(told, found_company(), dates_from(told["forum"], now), now)
    before = has_calls()
    call = load_calls(now)
    application = Application.objects.get()
    with translation.override("en"):
        lacking = problems(questionnaire_of(application.form.definition), application.answers, {})

    assert (before, has_calls(), is_open(call, now), is_open(call, now + timedelta(days=19))) == (
        False, True, True, True,
    )  # fmt: skip
    assert (application.team.get().user, call.questions.count()) == (sample_delegate(), 2)
    assert lacking == {
        "plan": "This is not answered in English yet.",
        "deck": "A file is missing here.",
        "supported": "This is not answered yet.",
    }
