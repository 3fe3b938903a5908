"""Meetings as invitations by mail: what each calendar is sent, until it shows what its person's timetable shows."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import icalendar
import pytest

from bridgehead.accounts.actions import erase_person
from bridgehead.accounts.models import User
from bridgehead.events.models import Registration
from bridgehead.foundation.models import OutboxItem
from bridgehead.partnering.actions import feeds
from bridgehead.partnering.actions.day import call_off_meeting, move_times
from bridgehead.partnering.actions.delegations import end_delegacies, join_round
from bridgehead.partnering.actions.invitations import choose_mails, keep_invited
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import Delegate, Invitation, MeetingMails, MeetingRequest, Slot
from bridgehead.partnering.queries.invitations import my_mails
from tests.clocks import standing_still
from tests.factories.forums import RegistrationFactory
from tests.factories.partnering import AcceptedRequestFactory
from tests.factories.people import actor_of
from tests.partnering.invited import SmallCalendar, calendar_parts, deliver
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

HOUR = timedelta(hours=1)
SLOT = timedelta(minutes=20)


@pytest.fixture
def scene(now: datetime) -> InForce:
    return InForce(now)


@pytest.fixture
def hanbit(scene: InForce) -> User:
    return person(scene.hanbit)


def uid_of(request: MeetingRequest) -> str:
    return f"meeting-{request.public_id}@bridgehead"


def told(mails: list[object], reader: User) -> list[tuple[str, str, int, str]]:
    """What the calendar parts say: method, id, sequence, status."""
    found = []
    for method, text in calendar_parts(mails, reader):
        [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
        found.append((method, str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"])))
    return found


def test_each_meeting_comes_as_one_event_under_the_id_of_the_feed(scene: InForce, hanbit: User) -> None:
    mails = deliver(scene.now)

    assert told(mails, hanbit) == [
        ("REQUEST", uid_of(each), 1, "CONFIRMED") for each in (scene.with_acme, scene.with_beacon)
    ]
    subjects = [each.subject for each in mails if hanbit.email in each.to[0]]
    assert subjects == [
        f"{scene.round.forum.name_ko} 미팅 시간표",
        "달력에 담기: Acme 미팅",
        "달력에 담기: Beacon 미팅",
    ]


def test_an_invitation_names_no_people_and_says_who_sends_it_to_whom(scene: InForce, hanbit: User) -> None:
    mails = deliver(scene.now)

    [text] = [text for _method, text in calendar_parts(mails, person(scene.acme))]
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    assert (str(event["ORGANIZER"]), str(event["ATTENDEE"])) == (
        "mailto:bridgehead@localhost",
        f"mailto:{person(scene.acme).email}",
    )
    assert (str(event["SUMMARY"]), hanbit.full_name("en") in text) == ("Meeting with Hanbit", False)
    body = next(each.body for each in mails if each.subject == "For your calendar: meeting with Hanbit")
    assert "09:00–09:20 Boston" in body
    assert "Table 1" in body


def test_a_meeting_that_moves_and_is_called_off_moves_and_goes(scene: InForce, hanbit: User) -> None:
    calendar = SmallCalendar(hanbit)
    calendar.take(deliver(scene.now))
    first, fourth = scene.slots[0].starts_at, scene.slots[3].starts_at
    assert calendar.shows() == [(first, "Acme 미팅"), (fourth, "Beacon 미팅")]

    move_times(slot_id=scene.slots[0].pk, minutes=10, version=1, by=scene.by, now=scene.now + HOUR)
    calendar.take(deliver(scene.now + HOUR))
    assert calendar.shows() == [(first + SLOT / 2, "Acme 미팅"), (fourth + SLOT / 2, "Beacon 미팅")]

    call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=scene.now + 2 * HOUR)
    last = deliver(scene.now + 2 * HOUR)
    calendar.take(last)
    assert calendar.shows() == [(fourth + SLOT / 2, "Beacon 미팅")]
    assert told(last, hanbit) == [("CANCEL", uid_of(scene.with_acme), 3, "CANCELLED")]


def test_mails_that_come_in_another_order_leave_the_same(scene: InForce, hanbit: User) -> None:
    mails = deliver(scene.now)
    for hours, minutes in ((1, 10), (2, 20)):
        at = scene.now + hours * HOUR
        move_times(slot_id=scene.slots[0].pk, minutes=minutes, version=hours, by=scene.by, now=at)
        mails += deliver(at)
    call_off_meeting(request_id=scene.with_acme.pk, by=scene.by, now=scene.now + 3 * HOUR)
    mails += deliver(scene.now + 3 * HOUR)

    for _attempt in range(20):
        random.shuffle(mails)
        calendar = SmallCalendar(hanbit)
        calendar.take(mails)
        calendar.take(mails)
        assert calendar.shows() == [(scene.slots[3].starts_at + 30 * SLOT / 20, "Beacon 미팅")]


def test_nothing_is_sent_twice_however_often_it_is_kept(scene: InForce, hanbit: User) -> None:
    first = deliver(scene.now)
    for delegate in Delegate.objects.all():
        keep_invited(delegate_id=delegate.pk, now=scene.now)
    assert deliver(scene.now) == []
    OutboxItem.objects.update(delivered_at=None, available_at=scene.now)

    again = deliver(scene.now)

    # The same notices once more, as after a worker that died: each mail has the id of one that its reader has.
    ids = [{each.extra_headers["Message-ID"] for each in mails} for mails in (first, again)]
    assert (ids[0], len(again)) == (ids[1], len(first))


def test_what_is_changed_before_a_mail_went_out_is_told_as_it_is(scene: InForce, hanbit: User) -> None:
    move_times(slot_id=scene.slots[0].pk, minutes=10, version=1, by=scene.by, now=scene.now)
    call_off_meeting(request_id=scene.with_beacon.pk, by=scene.by, now=scene.now)

    mails = deliver(scene.now)

    calendar = SmallCalendar(hanbit)
    calendar.take(mails)
    assert [method for method, *_ in told(mails, hanbit)] == ["REQUEST"]
    assert calendar.shows() == [(scene.slots[0].starts_at + SLOT / 2, "Acme 미팅")]


def test_who_leaves_loses_the_meetings_and_who_comes_back_gets_them(scene: InForce, hanbit: User) -> None:
    calendar, at = SmallCalendar(hanbit), scene.now + HOUR
    given = RegistrationFactory(
        forum=scene.round.forum,
        user=hanbit,
        organisation=scene.hanbit.organisation,
        state="approved",
        wants_partnering=True,
    )
    calendar.take(deliver(scene.now))

    end_delegacies(Delegate.objects.filter(user=hanbit), at)
    left = deliver(at)
    calendar.take(left)
    assert (calendar.shows(), [method for method, *_ in told(left, hanbit)]) == ([], ["CANCEL", "CANCEL"])

    MeetingRequest.objects.filter(asking=scene.hanbit).update(state="accepted")
    join_round(registration_id=given.pk, now=at)
    calendar.take(deliver(at))
    assert [summary for _start, summary in calendar.shows()] == ["Acme 미팅", "Beacon 미팅"]
    assert Registration.objects.count() == 1


def test_who_has_a_calendar_address_is_sent_none_but_what_was_sent_is_kept_right(scene: InForce, hanbit: User) -> None:
    acme = person(scene.acme)
    feeds.new_feed(by=actor_of(acme), now=scene.now)
    assert told(deliver(scene.now), acme) == []
    feeds.new_feed(by=actor_of(hanbit), now=scene.now)
    newcomer = AcceptedRequestFactory(asking=scene.saebyeok, asked=scene.acme)
    draft = scene.run([(scene.with_acme, scene.slots[1], scene.tables[0]), (newcomer, scene.slots[2], scene.tables[0])])
    publish_timetable(timetable_id=draft.pk, by=scene.by, now=scene.now + HOUR)

    mails = deliver(scene.now + HOUR)

    assert told(mails, acme) == []
    assert told(mails, hanbit) == [
        ("REQUEST", uid_of(scene.with_acme), 2, "CONFIRMED"),
        ("CANCEL", uid_of(scene.with_beacon), 2, "CANCELLED"),
    ]


def test_the_choice_is_remembered_and_turned_on_sends_what_stands(scene: InForce) -> None:
    acme = person(scene.acme)
    page, posted = address("partnering:calendar"), address("partnering:meeting_mails")
    choose_mails(invites=False, reminds=True, by=actor_of(acme), now=scene.now)
    assert told(deliver(scene.now), acme) == []
    before = browser(acme).get(page).content.decode()

    feeds.new_feed(by=actor_of(acme), now=scene.now)
    with standing_still(scene.now):
        answer = browser(acme).post(posted, {"invites": "on"})

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert list(MeetingMails.objects.values_list("user_id", "invites", "reminds")) == [(acme.pk, True, False)]
    assert told(deliver(scene.now), acme) == [("REQUEST", uid_of(scene.with_acme), 1, "CONFIRMED")]
    after = browser(acme).get(page).content.decode()
    assert [_ticked(text) for text in (before, after)] == [["reminds"], ["invites"]]


def _ticked(page: str) -> list[str]:
    return [name for name in ("invites", "reminds") if f'name="{name}"' in page and _is_on(page, name)]


def _is_on(page: str, name: str) -> bool:
    tag = page[page.rindex("<input", 0, page.index(f'name="{name}"')) :]
    return "checked" in tag[: tag.index(">")]


def test_who_wants_invitations_without_an_address_wants_them_until_there_is_one(scene: InForce, hanbit: User) -> None:
    by = actor_of(hanbit)
    choose_mails(invites=True, reminds=False, by=by, now=scene.now)
    before = my_mails(by)

    feeds.new_feed(by=by, now=scene.now)

    assert (before, my_mails(by)) == ({"invites": True, "reminds": False}, {"invites": False, "reminds": False})


def test_a_meeting_that_has_begun_is_neither_sent_nor_taken_out(scene: InForce, hanbit: User) -> None:
    begun = scene.slots[0].starts_at
    deliver(scene.now)
    end_delegacies(Delegate.objects.filter(user=hanbit), begun)

    assert told(deliver(begun), hanbit) == [("CANCEL", uid_of(scene.with_beacon), 2, "CANCELLED")]
    late = InForce(scene.now)
    assert told(deliver(late.slots[0].starts_at), person(late.acme)) == []


def test_who_is_erased_is_sent_nothing_and_nothing_is_kept(scene: InForce, hanbit: User) -> None:
    deliver(scene.now)

    erase_person(user_id=hanbit.pk, by=actor_of(hanbit), now=scene.now)

    assert (told(deliver(scene.now), hanbit), Invitation.objects.filter(user=hanbit).count()) == ([], 0)
    assert Slot.objects.count() == 6
