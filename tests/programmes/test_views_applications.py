"""The pages of applying: with and without JavaScript, what was typed is kept, and nobody else learns of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.programmes.models import Application, ApplicationFile, Submission, TeamInvitation, TeamMember
from tests.clocks import standing_still
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import applying, call_open
from tests.pages import browser, text

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def _eve(now: datetime) -> Iterator[None]:
    with standing_still(now):
        yield


def of(actor: Actor) -> Client:
    """The browser of somebody."""
    return browser(User.objects.get(pk=actor.person_id))


def at(name: str, application: Application, **ids: Any) -> str:
    """The address of a page of an application."""
    return reverse(f"programmes:{name}", kwargs={"application_id": application.public_id, **ids})


def marks(page: Any) -> dict[str, str]:
    """The marks of what a page shows, as its form sends them back."""
    return dict(re.findall(r'name="(seen-[a-z_]+)" value="([0-9a-f]+)"', page.content.decode()))


def company(application: Application) -> str:
    return at("section", application, section="company")


def money(application: Application) -> str:
    return at("section", application, section="money")


def test_begun_from_the_call(now: datetime) -> None:
    call, person, organisation = call_open(now), UserFactory(), OrganisationFactory(name_en="Ahn Bio")
    MembershipFactory(user=person, organisation=organisation, role="owner")
    client = browser(person)
    address = reverse("programmes:begin", kwargs={"call_id": call.public_id})

    shown = client.get(address)
    begun = client.post(address, {"organisation": str(organisation.public_id)})

    made = Application.objects.get()
    assert "Ahn Bio" in text(shown)
    assert begun.headers["Location"] == at("application", made)
    assert "2 answers are missing or cannot be read." in text(client.get(at("application", made)))


def test_a_section_is_saved_and_leads_on(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    page = client.get(company(application))
    sent = {"plan-ko": "보스턴", "plan-en": "Boston", "cleared": "cleared", "on": "yes", **marks(page)}

    answer = client.post(company(application), sent)

    application.refresh_from_db()
    assert answer.headers["Location"] == money(application)
    assert application.answers == {"plan": {"ko": "보스턴", "en": "Boston"}, "cleared": "cleared"}


def test_what_depends_on_an_answer_is_hidden_until_it_is_given(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    hidden = r'data-question="cleared_on" data-if="cleared" data-is="cleared" hidden'

    assert re.search(hidden, client.get(company(application)).content.decode())
    client.post(company(application), {"cleared": "cleared", **marks(client.get(company(application)))})
    assert not re.search(hidden, client.get(company(application)).content.decode())


def test_what_cannot_be_read_stands_with_its_sentence(now: datetime) -> None:
    application, lead = applying(call_open(now), answers={"cleared": "cleared"})
    client = of(lead)
    sent = {"cleared": "cleared", "cleared_on": "next spring", **marks(client.get(company(application)))}
    client.post(company(application), sent)

    page = client.get(company(application))

    assert 'value="next spring"' in page.content.decode()
    assert "“next spring” is no day. Expected, for example, 2023-04-27." in text(page)


@pytest.mark.parametrize(("written", "wrong"), [("ko", "en"), ("en", "ko")])
def test_what_is_missing_in_one_language_is_said_at_that_language(now: datetime, written: str, wrong: str) -> None:
    application, lead = applying(call_open(now), answers={"plan": {written: "Boston"}})
    page = of(lead).get(company(application)).content.decode()

    assert re.findall(r'<textarea name="plan-(..)"[^>]*aria-invalid', page) == [wrong]


def test_two_tabs_and_both_texts_are_seen(now: datetime) -> None:
    application, lead = applying(call_open(now))
    other = UserFactory()
    TeamMember.objects.create(application=application, user=other)
    mine, theirs = of(lead), browser(other)
    seen = marks(mine.get(company(application)))
    theirs.post(company(application), {"plan-en": "Theirs", **seen})

    refused = mine.post(company(application), {"plan-en": "Mine", "cleared": "no", **seen})

    application.refresh_from_db()
    assert refused.status_code == 422
    assert "Theirs" in text(refused)
    assert "Mine" in text(refused)
    assert application.answers == {"plan": {"en": "Theirs"}, "cleared": "no"}
    mine.post(company(application), {"plan-en": "Mine", "cleared": "no", **marks(refused)})
    application.refresh_from_db()
    assert application.answers == {"plan": {"en": "Mine"}, "cleared": "no"}


def test_autosave_tells_what_became_of_each_field(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    seen = marks(client.get(money(application)))
    address = at("autosave", application, section="money")

    told = client.post(
        address, {"budget-currency": "USD", "budget-item": ["Rent"], "budget-amount": ["12,000"], **seen}
    ).json()
    stale = client.post(
        address, {"budget-currency": "USD", "budget-item": ["Desk"], "budget-amount": ["1"], **seen}
    ).json()

    assert told["totals"] == {"budget": "USD 12,000"}
    assert set(told["marks"]) == {"budget"}
    assert told["theirs"] == {}
    assert "Rent – USD 12,000" in stale["theirs"]["budget"]


def test_typed_before_an_expired_sign_in_comes_back_after_it(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    seen = marks(client.get(company(application)))
    client.logout()

    away = client.post(company(application), {"plan-en": "Typed for an hour", "cleared": "no", **seen})
    client.force_login(User.objects.get(pk=lead.user_id))
    back = client.get(company(application))

    application.refresh_from_db()
    assert away.status_code == 302
    assert "Typed for an hour" in text(back)
    assert "This is what you typed before you signed in." in text(back)
    assert application.answers == {}
    assert "Typed for an hour" not in text(client.get(company(application)))


def test_typed_after_it_was_handed_in_stays_before_its_writer(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    seen = marks(client.get(company(application)))
    Application.objects.filter(pk=application.pk).update(state="submitted")

    refused = client.post(company(application), {"plan-en": "Too late", **seen})

    assert refused.status_code == 422
    assert "Too late" in text(refused)
    assert "What was handed in can no longer be changed." in text(refused)


def test_files_come_with_the_section_and_are_downloads(now: datetime) -> None:
    application, lead = applying(call_open(now))
    client = of(lead)
    seen = marks(client.get(money(application)))
    client.post(money(application), {"deck": SimpleUploadedFile("deck.svg", b"<svg onload='x()'/>"), **seen})
    kept = ApplicationFile.objects.get()
    address = at("application_file", application, file_id=kept.public_id)

    served = client.get(address)
    b"".join(served.streaming_content)  # read to its end, as a browser would: only then is it closed
    stranger = browser(UserFactory()).get(address)
    client.post(at("take_out_file", application, file_id=kept.public_id))

    assert (served.headers["Content-Type"], served.headers["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="deck.svg"',
    )
    assert stranger.status_code == 404
    assert ApplicationFile.objects.count() == 0


def test_handed_in_from_the_page(now: datetime) -> None:
    whole = {
        "plan": {"ko": "글", "en": "Text"},
        "cleared": "no",
        "budget": {"currency": "KRW", "rows": [["집", "5만"]]},
    }
    application, lead = applying(call_open(now), answers=whole)
    client = of(lead)
    review = client.get(at("review", application))

    done = [client.post(at("review", application), {"number": "1"}) for _tap in range(2)]

    made = Submission.objects.get()
    assert "Every answer is there." in text(review)
    assert {each.headers["Location"] for each in done} == {at("submission", application, number=1)}
    page = client.get(at("submission", application, number=1))
    assert made.receipt in text(page)
    assert made.digest in text(page)
    assert client.get(at("receipt", application, number=1)).content.startswith(b"%PDF-")
    assert client.get(at("submission", application, number=2)).status_code == 404


def test_late_by_the_page(now: datetime) -> None:
    call = call_open(now)
    application, lead = applying(call, answers={"plan": {"ko": "글", "en": "Text"}, "cleared": "no"})
    with standing_still(call.closes_at):
        refused = of(lead).post(at("review", application), {"number": "1"})

    assert refused.status_code == 422
    assert "Your draft is kept, but it can no longer be handed in." in text(refused)
    assert Submission.objects.count() == 0


def test_invited_and_joined_by_the_link(now: datetime) -> None:
    application, lead = applying(call_open(now))
    of(lead).post(at("team", application), {"email": "new@example.com", "language": "en"})
    from bridgehead.programmes.actions.teams import new_team_link

    token = new_team_link(TeamInvitation.objects.get().pk, now)
    address = reverse("programmes:join", args=[token])
    newcomer = browser(UserFactory())

    door = Client().get(address)
    page = newcomer.get(address)
    joined = newcomer.post(address)
    used = newcomer.get(address)

    assert door.status_code == 302
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert joined.headers["Location"] == at("application", application)
    assert (used.status_code, application.team.count()) == (404, 2)


def test_a_colleague_who_is_not_of_the_team_finds_nothing(now: datetime) -> None:
    application, _lead = applying(call_open(now), answers={"plan": {"en": "Secret"}})
    colleague = UserFactory()
    MembershipFactory(user=colleague, organisation=application.organisation, role="owner")
    client = browser(colleague)
    addresses = [
        at("application", application), company(application), at("team", application), at("review", application),
    ]  # fmt: skip

    assert [client.get(each).status_code for each in addresses] == [404] * 4
    assert client.post(company(application), {"plan-en": "x"}).status_code == 404
    assert "Companies wanted" not in text(client.get(reverse("programmes:applications")))
