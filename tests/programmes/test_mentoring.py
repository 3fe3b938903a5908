"""Office hours: opened once, booked by one company within its limit, cancelled in time, told to both sides."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry
from bridgehead.foundation.refusals import Refused
from bridgehead.programmes.actions.erasing import erase_mentor
from bridgehead.programmes.actions.mentors import rest_mentor
from bridgehead.programmes.actions.office_hours import book_hour, cancel_hour, open_hours, withdraw_hour
from bridgehead.programmes.models import HourBooking, Mentor, OfficeHour
from bridgehead.programmes.queries.mentoring import free_hours, kept_of_mentor
from tests.clocks import standing_still
from tests.factories.cohorts import CohortPlaceFactory, speaker_of
from tests.factories.mentoring import booked, hour_of, mentor_of
from tests.factories.organisations import MembershipFactory
from tests.factories.people import UserFactory
from tests.factories.programmes import ProgrammeFactory, officer_of

pytestmark = [pytest.mark.django_db, pytest.mark.database]

SOON = timedelta(days=3)


def _deliver(moment: datetime) -> list[Any]:
    with standing_still(moment):
        while notices.deliver_next(moment):
            pass
    told = sorted(mail.outbox, key=lambda each: each.recipients()[0].split("<")[-1])
    mail.outbox.clear()
    return told


def _invitation(sent: Any) -> tuple[str, ...]:
    ((content, media_type),) = sent.alternatives
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    said = (event[each] for each in ("SUMMARY", "SEQUENCE", "STATUS", "LOCATION"))
    return media_type, *(str(each) for each in said), event["DTSTART"].dt.isoformat(), str(event["UID"])


def test_company_books_once_and_cancels_in_time_and_both_are_told(now: datetime) -> None:
    place = CohortPlaceFactory(cohort__programme__zone="America/New_York", organisation__name_ko="한빛")
    company = speaker_of(place)
    User.objects.filter(pk=company.user_id).update(email="a@example.com", language="en", zone="Asia/Seoul")
    person = UserFactory(email="b@example.com", language="ko", zone="Asia/Seoul", given_name_en="Dana",
                         family_name_en="Cole", given_name_ko="", family_name_ko="")  # fmt: skip
    mentor, _by = mentor_of(place.cohort.programme, person)
    hour = hour_of(mentor, now + SOON, where="Room 4")
    told = {"hour_id": hour.pk, "place_id": place.pk, "by": company, "now": now}

    booking = book_hour(asks="How are prices set?", **told)
    again = book_hour(asks="Once more", **told)
    first = _deliver(now)
    for _twice in range(2):
        cancel_hour(booking_id=booking.pk, by=company, now=now)
    last = _deliver(now)
    anew = book_hour(asks="After all", **told)

    assert (again, anew.pk != booking.pk) == (booking, True)
    uid, starts = f"office-hour-{booking.public_id}@bridgehead", "2023-04-29T09:00:00-04:00"
    stands, gone = (("0", "CONFIRMED", "Room 4", starts, uid), ("1", "CANCELLED", "Room 4", starts, uid))
    asks, cancels = "text/calendar; method=REQUEST", "text/calendar; method=CANCEL"
    assert [[str(each.subject), *_invitation(each)] for each in (*first, *last)] == [
        ["Office hours with Dana Cole", asks, "Office hours: Dana Cole", *stands],
        ["멘토링 시간 예약: 한빛", asks, "멘토링: 한빛", *stands],
        ["Office hours cancelled: Dana Cole", cancels, "Office hours: Dana Cole", *gone],
        ["멘토링 시간 취소: 한빛", cancels, "멘토링: 한빛", *gone],
    ]  # fmt: skip
    body = str(first[0].body)
    assert "29 April 2023, 09:00–09:30 New York · 22:00–22:30 Seoul" in body
    # What is to be asked stands on the pages alone.
    assert not any("prices" in each.message().as_string() + str(each.body) for each in first)
    assert list(AuditEntry.objects.order_by("position").values_list("verb", flat=True)) == [
        "programmes.hour_booked", "programmes.hour_cancelled", "programmes.hour_booked",
    ]  # fmt: skip


def test_what_cannot_be_booked_is_refused_with_its_sentence(now: datetime) -> None:
    place = CohortPlaceFactory(cohort__programme__most_hours=1)
    programme = place.cohort.programme
    company, member = speaker_of(place), speaker_of(place, "member")
    rival = CohortPlaceFactory(cohort=place.cohort)
    stranger = CohortPlaceFactory()
    mentor, _by = mentor_of(programme)
    resting, _other = mentor_of(programme, state="resting")
    free = [hour_of(mentor, now + SOON + timedelta(hours=number)) for number in range(3)]
    taken = booked(free[2], rival).hour
    told = {"place_id": place.pk, "asks": "Why?", "by": company, "now": now}
    refusals: list[tuple[dict[str, Any], str]] = [
        ({"hour_id": free[0].pk, "by": member}, "Only owners and representatives"),
        ({"hour_id": free[0].pk, "place_id": rival.pk}, "Only owners and representatives"),
        ({"hour_id": free[0].pk, "asks": "  "}, "Say what you want to ask"),
        ({"hour_id": free[0].pk, "now": now + SOON}, "has begun already"),
        ({"hour_id": taken.pk}, "Another company has booked"),
        ({"hour_id": hour_of(resting, now + SOON).pk}, "no longer offered"),
        ({"hour_id": hour_of(mentor_of(stranger.cohort.programme)[0], now + SOON).pk}, "no longer offered"),
        ({"hour_id": hour_of(mentor, now + SOON + timedelta(hours=5), withdrawn_at=now).pk}, "no longer offered"),
        ({"hour_id": hour_of(mentor, datetime.fromisoformat("2024-01-02T01:00:00Z")).pk}, "does not last until then"),
    ]
    for other, sentence in refusals:
        with pytest.raises(Refused, match=sentence):
            book_hour(**told | other)
    assert HourBooking.objects.count() == 1

    book_hour(hour_id=free[0].pk, **told)
    with pytest.raises(Refused, match="1 time of office hours a month at most"):
        book_hour(hour_id=free[1].pk, **told)
    # Another month counts anew, and so does another company.
    book_hour(hour_id=hour_of(mentor, datetime.fromisoformat("2023-05-02T01:00:00Z")).pk, **told)
    with pytest.raises(IntegrityError, match=r"office_hour_booked_once|hour_id"), transaction.atomic():
        booked(free[0], rival)
    assert list(free_hours(place, now).filter(pk__in=[each.pk for each in free])) == [free[1]]


def test_bookings_are_cancelled_until_the_programmes_moment_then_with_a_reason(now: datetime) -> None:
    place = CohortPlaceFactory()
    company, rival = speaker_of(place), speaker_of(CohortPlaceFactory(cohort=place.cohort))
    mentor, person = mentor_of(place.cohort.programme)
    booking = booked(hour_of(mentor, now + timedelta(hours=24)), place)

    with pytest.raises(Refused, match="Only owners and representatives"):
        cancel_hour(booking_id=booking.pk, by=rival, now=now)
    with pytest.raises(Refused, match="until 24 hours before"):
        cancel_hour(booking_id=booking.pk, by=company, now=now)
    with pytest.raises(Refused, match="Say why"):
        cancel_hour(booking_id=booking.pk, by=person, now=now)
    with pytest.raises(Refused, match="has begun already"):
        cancel_hour(booking_id=booking.pk, reason="Ill", by=person, now=now + timedelta(hours=24))
    booking.refresh_from_db()
    assert booking.state == "booked"

    cancelled = cancel_hour(booking_id=booking.pk, reason="Ill", by=person, now=now)
    assert (cancelled.state, cancelled.reason, cancelled.cancelled_at) == ("cancelled", "Ill", now)


def test_hours_are_opened_once_and_withdrawn_with_a_reason_where_booked(now: datetime) -> None:
    place = CohortPlaceFactory()
    mentor, person = mentor_of(place.cohort.programme)
    _person, officer = officer_of(place.cohort.programme)
    told: dict[str, Any] = {"mentor_id": mentor.pk, "minutes": 30, "number": 2, "now": now}
    first, until = datetime.fromisoformat("2023-05-04T10:00"), date(2023, 5, 11)

    with pytest.raises(Refused, match="Only the officers"):
        open_hours(first=first, by=person, **told)
    with pytest.raises(Refused, match="lies in the past"):
        open_hours(first=datetime.fromisoformat("2023-04-01T10:00"), by=officer, **told)
    made = open_hours(first=first, until=until, by=officer, where="Room 4", **told)
    again = open_hours(first=first, until=until, by=officer, **told)
    with pytest.raises(Refused, match="On 11 May 2023 the mentor has other office hours"):
        open_hours(first=datetime.fromisoformat("2023-05-11T10:15"), by=officer, **told)

    assert ([each.starts_at.isoformat() for each in made], again) == (
        [f"2023-05-{day}T01:{minute}:00+00:00" for day in ("04", "11") for minute in ("00", "30")], [],
    )  # fmt: skip
    booking = booked(made[0], place)
    with pytest.raises(Refused, match="Say why"):
        withdraw_hour(hour_id=made[0].pk, by=officer, now=now)
    for each, reason in ((made[0], "Ill"), (made[1], ""), (made[1], "")):
        withdraw_hour(hour_id=each.pk, reason=reason, by=officer, now=now)
    booking.refresh_from_db()
    assert (booking.state, booking.reason) == ("cancelled", "Ill")
    assert OfficeHour.objects.filter(withdrawn_at=None).count() == 2
    rest_mentor(mentor_id=mentor.pk, by=officer, now=now)
    assert not free_hours(place, now).exists()
    assert list(AuditEntry.objects.order_by("position").values_list("verb", flat=True)) == [
        "programmes.hours_opened", "programmes.hour_cancelled", "programmes.hour_withdrawn",
        "programmes.hour_withdrawn", "programmes.mentor_rested",
    ]  # fmt: skip


def test_what_is_kept_of_a_mentor_is_exported_and_forgotten_and_their_companies_are_told(now: datetime) -> None:
    place = CohortPlaceFactory()
    company = speaker_of(place)
    mentor, person = mentor_of(place.cohort.programme, about_en="Thirty years in devices")
    hour = hour_of(mentor, now + SOON)
    booked(hour, place, person_id=company.user_id)

    assert kept_of_mentor(person.person_id) == {
        "mentors_for": [{
            "programme": str(place.cohort.programme.public_id), "about_ko": "", "about_en": "Thirty years in devices",
            "topics": [], "hours": [hour.starts_at.isoformat()],
        }],
        "office_hours": [],
    }  # fmt: skip
    assert kept_of_mentor(company.person_id)["office_hours"] == [
        {"from": hour.starts_at.isoformat(), "asks": "How are prices set?", "state": "booked"}
    ]
    with transaction.atomic():
        erase_mentor(person.person_id, now)
    User.objects.filter(pk=company.user_id).update(language="en")
    (told,) = _deliver(now)

    assert str(told.subject) == "Office hours cancelled: somebody who was erased"
    assert list(Mentor.objects.values_list("user", "about_en", "state")) == [(None, "", "resting")]
    assert not OfficeHour.objects.filter(withdrawn_at=None).exists()


def _browser(person: User, language: str = "en") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(person)
    return client


def test_pages_lead_from_naming_a_mentor_to_a_booked_hour_which_no_rival_sees(now: datetime) -> None:
    place = CohortPlaceFactory()
    rival = CohortPlaceFactory(cohort=place.cohort)
    programme = place.cohort.programme
    officer, person = _browser(officer_of(programme)[0]), UserFactory(given_name_en="Dana", family_name_en="Cole")
    member = {each.pk: MembershipFactory(organisation=each.organisation, role="owner").user for each in (place, rival)}
    company, other = _browser(member[place.pk]), _browser(member[rival.pk])
    stranger = _browser(officer_of(ProgrammeFactory())[0])
    desk, mine = f"/en/desk/programmes/{programme.public_id}/mentors/", f"/en/programmes/mine/{place.public_id}/"
    theirs = f"/en/programmes/mine/{rival.public_id}/office-hours/"
    hours = {"first": "2023-05-04T10:00", "minutes": "30", "number": "2", "where": "Room 4"}

    with standing_still(now):
        assert "Nobody mentors for this programme yet" in officer.get(desk).content.decode()
        officer.post(desk, {"email": person.email, "about_en": "Thirty years in devices"})
        at = f"{desk}{Mentor.objects.get().public_id}/"
        wrong = officer.post(f"{at}office-hours/", hours | {"number": "0"})
        opened = officer.post(f"{at}office-hours/", hours, follow=True).content.decode()
        changed = officer.post(at, {"about_en": "Thirty years", "about_ko": "의료기기 30년"}, follow=True)
        first, second = OfficeHour.objects.all()
        assert "Ask a mentor" in company.get(mine).content.decode()
        book = f"{mine}office-hours/{first.public_id}/"
        free = company.get(f"{mine}office-hours/").content.decode()
        assert "Thirty years" in company.get(book).content.decode()
        empty = company.post(book, {"asks": ""})
        done = company.post(book, {"asks": "How are prices set?"}, follow=True).content.decode()
        booking = HourBooking.objects.get()
        seen = other.get(theirs).content.decode()
        own = _browser(person).get("/en/programmes/mentoring/").content.decode()
        cancel = f"/en/programmes/mentoring/{booking.public_id}/cancel/"
        answers = [
            other.get(f"{theirs}{first.public_id}/"), other.post(f"{theirs}bookings/{booking.public_id}/cancel/"),
            other.get(f"{mine}office-hours/"), other.post(cancel), stranger.get(desk),
        ]  # fmt: skip
        told = officer.get(f"{at}office-hours/").content.decode()
        _browser(person).post(cancel, {"reason": "I am ill"})
        korean = _browser(member[place.pk], "ko").get(f"{mine}office-hours/".replace("/en/", "/ko/")).content.decode()
        officer.post(f"{at}office-hours/{second.public_id}/withdraw/")
        officer.post(f"{at}rest/")

    assert (wrong.status_code, changed.status_code, empty.status_code) == (422, 200, 422)
    assert "2 times are open now" in opened
    assert all(each in done for each in ("The time is booked", "How are prices set?", "Room 4", "possible until"))
    assert all(each in own for each in ("How are prices set?", "My office hours", place.organisation.name_en))
    # One mentor's times of one day stand together.
    assert [free.count(each) for each in ("Dana Cole", ">10:00–10:30<", ">10:30–11:00<")] == [1, 1, 1]
    assert "How are prices set?" in told
    # A rival finds the other time alone, and nothing of who has the first, where it is or what is asked.
    assert (seen.count("/office-hours/" + str(second.public_id)), str(first.public_id) in seen) == (1, False)
    assert not any(each in seen for each in ("How are prices set?", "Room 4", place.organisation.name_en))
    assert [each.status_code for each in answers] == [404] * 5
    assert all(each in korean for each in ("멘토링 시간", "I am ill", "취소"))
    assert (Mentor.objects.get().state, OfficeHour.objects.get(pk=second.pk).withdrawn_at) == ("resting", now)
