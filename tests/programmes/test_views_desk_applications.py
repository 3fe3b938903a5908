"""The officers' pages of applications: what was handed in and nothing of a draft; more is asked and answered."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from bridgehead.accounts.actor import Actor
from bridgehead.programmes.actions.applications import save_answers
from bridgehead.programmes.actions.attachments import bring_file
from bridgehead.programmes.actions.handing_in import hand_in
from bridgehead.programmes.models import Application, Call, CallState, MoreRequest
from tests.clocks import standing_still
from tests.factories.organisations import OrganisationFactory
from tests.factories.programmes import applying, call_open, officer_of
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHOLE: dict[str, Any] = {"plan": {"ko": "=보스턴", "en": "A company in Boston"}, "cleared": "no"}


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def desk(now: datetime) -> tuple[Application, Actor, Client]:
    """An application that was handed in with a file, who leads it, and the browser of an officer."""
    call = call_open(now)
    organisation = OrganisationFactory(name_en="Ahn Bio", name_ko="안바이오")
    application, lead = applying(call, answers=WHOLE, organisation=organisation)
    deck = ContentFile(b"%PDF-1.7", name="deck.pdf")
    bring_file(application_id=application.pk, field="deck", given=deck, by=lead, now=now)
    hand_in(application_id=application.pk, number=1, by=lead, now=now)
    person, _actor = officer_of(call.programme)
    return application, lead, browser(person)


def at(name: str, application: Application, **ids: Any) -> str:
    """The address of a page at the desk."""
    call = application.call
    held = {"public_id": call.programme.public_id, "call_id": call.public_id}
    one = {} if name in {"applications", "export_applications"} else {"application_id": application.public_id}
    return reverse(f"programmes_desk:{name}", kwargs={**held, **one, **ids})


def test_drafts_are_nowhere_and_what_was_handed_in_is_listed(now: datetime) -> None:
    application, _lead, officer = desk(now)
    draft, _writer = applying(application.call, answers=WHOLE, organisation=OrganisationFactory(name_en="Secret Bio"))
    listed = text(officer.get(at("applications", application)))

    assert "Ahn Bio" in listed
    assert "Secret Bio" not in listed
    assert officer.get(at("application", draft)).status_code == 404
    assert "Ahn Bio" not in text(officer.get(at("applications", application), {"state": "withdrawn"}))


def test_nothing_more_is_asked_once_the_call_is_decided(now: datetime) -> None:
    application, _lead, officer = desk(now)
    page, form = at("application", application), f'action="{at("ask_more", application)}"'
    before = form in officer.get(page).content.decode()
    Call.objects.filter(pk=application.call_id).update(state=CallState.DECIDED)

    assert (before, form in officer.get(page).content.decode()) == (True, False)


def test_more_is_asked_and_what_changed_is_shown(now: datetime) -> None:
    application, lead, officer = desk(now)
    due = (now + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M")
    refused = officer.post(at("ask_more", application), {"text_en": "More.", "due_at": "2001-01-01T10:00"})
    asked = {"text_en": "Write more.", "fields_opened": ["plan", "deck"], "due_at": due}
    officer.post(at("ask_more", application), asked)
    request = MoreRequest.objects.get()
    mine = {"application_id": application.pk, "by": lead, "now": now}
    save_answers(typed={"plan": {"ko": "새 글", "en": "A clinic in Boston"}}, seen={}, **mine)
    unsent = bring_file(field="deck", given=ContentFile(b"new", name="new.pdf"), **mine)
    before = officer.get(at("application", application))
    hidden = officer.get(at("application_file", application, file_id=unsent.public_id))
    hand_in(number=2, **mine)

    after = officer.get(at("application", application))
    served = officer.get(at("application_file", application, file_id=unsent.public_id))
    b"".join(served.streaming_content)  # read to its end, as a browser would: only then is it closed

    assert refused.status_code == 422
    assert request.fields == ["plan", "deck"]
    assert "A clinic in Boston" not in text(before)
    assert hidden.status_code == 404
    assert "What changed with" in text(after)
    assert "A clinic in Boston" in text(after)
    assert served.status_code == 200


def test_more_time_and_none_any_more(now: datetime) -> None:
    application, _lead, officer = desk(now)
    day = [(now + timedelta(days=days)).strftime("%Y-%m-%dT%H:%M") for days in (3, 5)]
    officer.post(at("ask_more", application), {"text_en": "More.", "fields_opened": ["plan"], "due_at": day[1]})
    request = MoreRequest.objects.get()

    earlier = officer.post(at("extend_more", application, request_id=request.public_id), {"due_at": day[0]})
    officer.post(at("close_more", application, request_id=request.public_id))

    application.refresh_from_db()
    assert earlier.status_code == 422
    assert application.state == "submitted"


def test_taken_out_as_text(now: datetime) -> None:
    application, _lead, officer = desk(now)

    csv = officer.get(at("export_applications", application, sheet="csv"))
    book = officer.get(at("export_applications", application, sheet="xlsx"))

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert rows[1][1:3] == ["안바이오", "Ahn Bio"]
    assert rows[1][6] == "=보스턴\nA company in Boston"
    assert "'=보스턴" in csv.content.decode()
    assert officer.get(at("export_applications", application, sheet="exe")).status_code == 404
