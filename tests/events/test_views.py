"""The public pages of forums: what readers see, and how somebody registers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts.models import Consent, User
from bridgehead.events.models import AppearanceRole, Forum, ForumState, Registration, RegistrationState
from tests.clocks import standing_still
from tests.factories.forums import (
    AppearanceFactory,
    ApprovedRegistrationFactory,
    ForumFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
    ReportedFigureFactory,
)
from tests.factories.organisations import MembershipFactory, OrganisationFactory
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

NOW = datetime(2023, 4, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _on_the_day() -> object:
    with standing_still(NOW):
        yield


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    return " ".join(answer.content.decode().split())


def boston() -> Forum:
    """A held forum with an agenda, figures and an organisation whose English name is not known."""
    forum: Forum = ForumFactory(
        name_ko="한미 포럼", name_en="Korea–US Forum", state=ForumState.CLOSED, place_ko="미국 매사추세츠주 보스턴"
    )
    session = ForumSessionFactory(part=PartFactory(forum=forum, number=1), order=1)
    AppearanceFactory(session=session, organisation=OrganisationFactory(name_ko="지엠에스헬스케어", name_en=""))
    AppearanceFactory(session=session, role=AppearanceRole.MOVES_IN, year=2022)
    ReportedFigureFactory(forum=forum)
    return forum


def test_forum_page_tells_both_clocks_and_its_source_in_both_languages() -> None:
    forum = boston()

    korean, english = (text(Client(), f"/{language}/forums/{forum.public_id}/") for language in ("ko", "en"))

    for page, said in (
        (
            korean,
            ["16:00 보스턴", "익일 05:00 서울", "끝난 포럼", "미국 매사추세츠주 보스턴", "약", "영문 이름 확인 중"],
        ),
        (
            english,
            ["16:00 Boston", "05:00 +1 Seoul", "Held", "English name not known yet", "As a daily paper reported"],
        ),
    ):
        assert [words for words in said if words not in page] == []
    assert '<time datetime="2023-04-27T16:00-04:00">' in korean
    assert '<span lang="ko">지엠에스헬스케어</span>' in english
    assert 'href="#source-1"' in korean
    assert 'id="source-1"' in korean
    assert "Only the start is known" in english
    forum.parts.update(starts_at=forum.starts_at + timedelta(hours=1))
    english = text(Client(), f"/en/forums/{forum.public_id}/")
    assert ("Only the start is known" in english, "17:00 Boston" in english) == (False, True)


@pytest.mark.parametrize("address", ["/en/forums/", "/ko/forums/{}/", "/en/forums/{}/"])
def test_public_page_needs_no_inline_style_or_script(address: str) -> None:
    page = text(Client(), address.format(boston().public_id))

    assert "style=" not in page
    assert "<script>" not in page
    assert "onclick" not in page


def test_draft_is_the_same_404_as_a_forum_that_never_was() -> None:
    draft = ForumFactory(state=ForumState.DRAFT)

    for tail in ("", "forum.ics", "register/", "registration/"):
        real = Client().get(f"/en/forums/{draft.public_id}/{tail}")
        never = Client().get(f"/en/forums/00000000-0000-4000-8000-000000000000/{tail}")
        assert (real.status_code, never.status_code) == (404, 404)
        assert real.content.replace(str(draft.public_id).encode(), b"") == never.content.replace(
            b"00000000-0000-4000-8000-000000000000", b""
        )
    assert draft.name_en not in text(Client(), "/en/forums/")


def test_calendar_file_holds_the_forum_in_its_zone() -> None:
    forum = boston()

    answer = Client().get(f"/en/forums/{forum.public_id}/forum.ics")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert (event.decoded("DTSTART"), str(event["SUMMARY"])) == (forum.starts_at, "Korea–US Forum")
    assert f"{event.decoded('DTSTART'):%H:%M}" == "16:00"
    assert "Only the start is known." in str(event["DESCRIPTION"])


def test_visitor_is_led_to_sign_in_and_back() -> None:
    forum = ForumFactory()

    answer = Client().get(f"/ko/forums/{forum.public_id}/register/")

    assert (answer.status_code, answer["Location"]) == (
        302,
        f"/ko/account/login/?next=/ko/forums/{forum.public_id}/register/",
    )


def test_person_registers_with_consents_of_their_choice() -> None:
    forum, held = ForumFactory(), MembershipFactory()
    client, address = signed_in(held.user), f"/en/forums/{forum.public_id}/register/"
    page = text(client, address)
    assert "Be listed among the participants" in page

    sent = {
        "organisation": str(held.organisation.public_id),
        "participant_type": "company",
        "consent_listed": "on",
        "token": "one-form",
    }
    answers = [client.post(address, sent) for _twice in range(2)]

    assert [(each.status_code, each["Location"]) for each in answers] == [
        (303, f"/en/forums/{forum.public_id}/registration/"),
        (302, f"/en/forums/{forum.public_id}/registration/"),
    ]
    made = Registration.objects.get()
    assert (made.organisation, made.state, made.wants_partnering, made.may_be_listed) == (
        held.organisation,
        "applied",
        False,
        True,
    )
    assert list(Consent.objects.values_list("user", "purpose", "language")) == [(held.user_id, "listed", "en")]
    assert "Your registration is with the hosts." in text(client, f"/en/forums/{forum.public_id}/registration/")


def test_refused_registration_keeps_what_was_chosen() -> None:
    forum, held = ForumFactory(), MembershipFactory()
    foreign = OrganisationFactory()

    answer = signed_in(held.user).post(
        f"/en/forums/{forum.public_id}/register/",
        {"organisation": str(foreign.public_id), "participant_type": "investor", "consent_third_party": "on"},
    )

    page = " ".join(answer.content.decode().split())
    assert answer.status_code == 422
    assert "Choose one of your own organisations." in page
    assert 'value="investor"' in page
    assert page.count("checked") >= 2
    assert (Registration.objects.count(), Consent.objects.count()) == (0, 0)


def test_who_has_no_organisation_is_told_what_to_do_first() -> None:
    page = text(signed_in(UserFactory()), f"/en/forums/{ForumFactory().public_id}/register/")

    assert "First, which organisation are you from?" in page
    assert 'href="/en/companies/new/' in page


def test_only_listed_organisations_lead_to_their_profile() -> None:
    forum = boston()
    session = forum.parts.get().sessions.get()
    shown, hidden = (AppearanceFactory(session=session, organisation__is_listed=listed) for listed in (True, False))

    page = text(Client(), f"/en/forums/{forum.public_id}/")

    assert page.count(f"/en/companies/{shown.organisation.public_id}/") == 1
    assert hidden.organisation.name_en in page
    assert f"/en/companies/{hidden.organisation.public_id}/" not in page


def test_closed_registration_leads_to_the_forum_which_says_why() -> None:
    forum, held = ForumFactory(registration_closes_at=NOW), MembershipFactory()
    client = signed_in(held.user)

    answer = client.get(f"/en/forums/{forum.public_id}/register/")

    assert (answer.status_code, answer["Location"]) == (302, f"/en/forums/{forum.public_id}/")
    assert "Registration for this forum is over." in text(client, answer["Location"])


def test_registration_sent_a_moment_too_late_keeps_what_was_chosen_and_says_the_minute() -> None:
    held = MembershipFactory()
    forum = ForumFactory(registration_closes_at=NOW)
    chosen = {"organisation": str(held.organisation.public_id), "participant_type": "investor"}

    answer = signed_in(held.user).post(f"/en/forums/{forum.public_id}/register/", chosen)

    assert (answer.status_code, Registration.objects.exists()) == (422, False)
    assert (
        "Registration for this forum closed on Wednesday 19 April 2023, 21:00 Boston · 10:00 +1 Seoul." in answer.text
    )
    assert re.search(r'<input type="radio" name="participant_type" value="investor"[^>]* checked', answer.text)


def test_held_forum_points_to_the_next_open_one() -> None:
    coming = ForumFactory(name_en="Next Forum", starts_at=NOW + timedelta(days=90), capacity=2)
    ApprovedRegistrationFactory(forum=coming)

    page = text(Client(), f"/en/forums/{boston().public_id}/#register")

    assert "This forum has been held. Registration is over." in page
    assert "Next Forum" in page
    assert "1 place left" in page


def test_who_waits_sees_their_place_in_the_line() -> None:
    forum = ForumFactory(capacity=1)
    RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=NOW - timedelta(days=2))
    mine = RegistrationFactory(forum=forum, state=RegistrationState.WAITING, waiting_since=NOW - timedelta(days=1))

    page = text(signed_in(mine.user), f"/en/forums/{forum.public_id}/registration/")

    assert "You are number 2 on the waiting list." in page


def test_declined_person_reads_the_hosts_words_as_text() -> None:
    mine = RegistrationFactory(state=RegistrationState.DECLINED, reason="<b>Only companies</b>")

    page = text(signed_in(mine.user), f"/en/forums/{mine.forum.public_id}/registration/")

    assert "&lt;b&gt;Only companies&lt;/b&gt;" in page


def test_person_withdraws_and_may_register_again() -> None:
    mine = ApprovedRegistrationFactory()
    client, address = signed_in(mine.user), f"/en/forums/{mine.forum.public_id}/registration/"

    answer = client.post(f"{address}withdraw/")

    mine.refresh_from_db()
    assert (answer.status_code, answer["Location"], mine.state) == (303, address, "withdrawn")
    assert "Register again" in text(client, address)
    assert client.get(f"/en/forums/{mine.forum.public_id}/register/").status_code == 200


def test_looking_changes_nothing_and_only_posting_withdraws() -> None:
    mine = ApprovedRegistrationFactory()

    answer = signed_in(mine.user).get(f"/en/forums/{mine.forum.public_id}/registration/withdraw/")

    mine.refresh_from_db()
    assert (answer.status_code, mine.state) == (405, "approved")


def test_stranger_cannot_withdraw_what_is_not_theirs() -> None:
    held = ApprovedRegistrationFactory()

    answer = signed_in(UserFactory()).post(f"/en/forums/{held.forum.public_id}/registration/withdraw/")

    held.refresh_from_db()
    assert (answer.status_code, held.state) == (404, "approved")


@pytest.mark.parametrize("address", ["/en/forums/", "/en/forums/{}/"])
def test_page_costs_the_same_however_much_there_is(address: str) -> None:
    forum = boston()
    session = ForumSessionFactory(part=PartFactory(forum=forum, number=2), order=1)
    costs = []
    for more in (5, 30):
        for _each in range(more):
            AppearanceFactory(session=session)
            ForumFactory(starts_at=NOW + timedelta(days=30))
            ReportedFigureFactory(forum=forum)
        with CaptureQueriesContext(connection) as captured:
            text(Client(), address.format(forum.public_id))
        costs.append(len(captured))

    assert costs[0] == costs[1]
    assert costs[0] <= 12


@pytest.mark.parametrize(("language", "moved_in"), [("ko", "입주 (2023)"), ("en", "Moves in (2023)")])
def test_company_page_shows_its_forums_to_a_reader(client: Client, language: str, moved_in: str) -> None:
    company = OrganisationFactory()
    stands = AppearanceFactory(organisation=company, role=AppearanceRole.MOVES_IN, year=2023)

    shown = client.get(f"/{language}/companies/{company.public_id}/").content.decode()

    session = f"/{language}/forums/{stands.session.part.forum.public_id}/#s-{stands.session.public_id}"
    assert f'{moved_in} · <a href="{session}">' in shown
