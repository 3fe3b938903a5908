"""A forum that is called off: told once to everybody, taken out of calendars, closed for good, safe to be stopped."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

import icalendar
import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.http import http_date

from bridgehead.accounts.models import User
from bridgehead.events.actions.calling_off import call_off_forum
from bridgehead.events.actions.forums import change_forum, move_forum
from bridgehead.events.actions.halls import hold_hall
from bridgehead.events.actions.registrations import approve_registration, register, withdraw_registration
from bridgehead.events.adapters import forum_calendar
from bridgehead.events.models import Forum, ForumState
from bridgehead.events.queries import coming_forums, held_forums
from bridgehead.foundation import notices
from bridgehead.foundation.models import OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.foundation.tokens import new_token, token_hash
from bridgehead.partnering.actions.feeds import new_feed
from bridgehead.partnering.actions.invitations import keep_invited
from bridgehead.partnering.actions.reminders import remind
from bridgehead.partnering.actions.rounds import move_to_phase
from bridgehead.partnering.models import (
    HALL_PURPOSE,
    Delegate,
    HallScreen,
    Invitation,
    MeetingRequest,
    RequestState,
    RoundPhase,
)
from bridgehead.partnering.queries.afterwards import delegations_to_ask, silent_meetings
from bridgehead.partnering.queries.lookups import place_or_404
from bridgehead.partnering.queries.timetables import personal_timetable
from bridgehead.places.models import Booking
from tests.clocks import standing_still
from tests.factories.forums import (
    AppearanceFactory,
    ForumSessionFactory,
    PartFactory,
    RegistrationFactory,
)
from tests.factories.organisations import MembershipFactory
from tests.factories.partnering import RequestFactory
from tests.factories.people import UserFactory, actor_of
from tests.partnering.invited import SmallCalendar, deliver
from tests.partnering.scenes import InForce, address, browser, person

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHY = {"reason_ko": "태풍 때문입니다.", "reason_en": "A typhoon is coming."}


class Planned(InForce):
    """Hanbit meets Acme and Beacon; somebody waits for an answer; one speaks in a session, one has only registered."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        forum = self.round.forum
        Forum.objects.filter(pk=forum.pk).update(state=ForumState.OPEN)
        forum.refresh_from_db()
        self.forum = forum
        self.waiting = RequestFactory(asking=self.beacon, asked=self.saebyeok)
        coming = RegistrationFactory(
            forum=forum, user=person(self.hanbit), organisation=self.hanbit.organisation, wants_partnering=True
        )
        self.registered = approve_registration(registration_id=coming.pk, by=self.by, now=now)
        self.applied = RegistrationFactory(forum=forum)
        session = ForumSessionFactory(part=PartFactory(forum=forum))
        appearing = AppearanceFactory(session=session).organisation
        self.speaker: User = MembershipFactory(organisation=appearing, role="owner").user
        self.stranger: User = UserFactory()
        deliver(now)
        self.later = now + timedelta(minutes=5)

    def off(self, at: datetime | None = None, **why: Any) -> Forum:
        return call_off_forum(forum_id=self.forum.pk, by=self.by, now=at or self.later, **{**WHY, **why})


@pytest.fixture
def planned(now: datetime) -> Iterator[Planned]:
    with standing_still(now):
        yield Planned(now)


def test_everybody_is_told_once_in_their_own_language_and_calendars_take_it_out(planned: Planned) -> None:
    hanbit = person(planned.hanbit)
    before = SmallCalendar(hanbit)
    before.take(mail.outbox)
    assert len(before.shows()) == 3  # the forum and two meetings
    mail.outbox.clear()

    done = planned.off()
    assert planned.off(at=planned.later + timedelta(hours=1)) == done
    mails = deliver(planned.later)

    told = _with_the_reason(mails)
    delegates = {person(each).email for each in (planned.hanbit, planned.saebyeok, planned.acme, planned.beacon)}
    expected = delegates | {planned.speaker.email, planned.applied.user.email, planned.officer.email}
    why = {parseaddr(each.to[0])[1]: str(each.body) for each in told}
    assert (len(told), set(why)) == (len(expected), expected)
    assert (WHY["reason_ko"] in why[hanbit.email], WHY["reason_en"] in why[person(planned.acme).email]) == (True, True)
    before.take(mails)
    assert before.shows() == []
    assert deliver(planned.later + timedelta(days=1)) == []


def test_who_withdrew_a_moment_before_has_it_taken_out_all_the_same(planned: Planned) -> None:
    hanbit = person(planned.hanbit)
    kept = SmallCalendar(hanbit)
    kept.take(mail.outbox)
    withdraw_registration(registration_id=planned.registered.pk, by=actor_of(hanbit), now=planned.later)

    planned.off()
    kept.take(deliver(planned.later))

    assert kept.shows() == []


def test_the_feed_says_cancelled_under_the_same_id_with_a_higher_number(planned: Planned) -> None:
    hanbit = person(planned.hanbit)
    token = new_feed(by=actor_of(hanbit), now=planned.now)
    at = f"/feeds/{token}/timetable.ics"
    before = _events(Client().get(at).text)
    public = _events(forum_calendar(planned.forum, "en").decode())

    done = planned.off()

    again = Client().get(at, headers={"If-Modified-Since": http_date(planned.now.timestamp())})
    after = _events(again.text)
    assert {uid: (status, number - before[uid][1]) for uid, (status, number) in after.items()} == {
        f"meeting-{each.public_id}@bridgehead": ("CANCELLED", 1) for each in (planned.with_acme, planned.with_beacon)
    }
    ((uid, (status, number)),) = _events(forum_calendar(done, "en").decode()).items()
    assert (status, number) == ("CANCELLED", public[uid][1] + 1)


def _with_the_reason(mails: list[Any]) -> list[Any]:
    """The mails that tell of the forum itself, not of a single meeting."""
    return [each for each in mails if any(reason in str(each.body) for reason in WHY.values())]


def _events(text: str) -> dict[str, tuple[str, int]]:
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {str(each["UID"]): (str(each.get("STATUS", "")), int(each["SEQUENCE"])) for each in events}


def test_nothing_goes_on_and_nothing_brings_it_back(planned: Planned) -> None:
    done = planned.off()
    forum, by, now = planned.forum, planned.by, planned.later

    planned.waiting.refresh_from_db()
    planned.round.refresh_from_db()
    assert (planned.waiting.state, planned.round.phase) == ("expired", "closed")
    agreed = MeetingRequest.objects.filter(round=planned.round, state=RequestState.ACCEPTED).count()
    assert agreed == 2  # what was agreed stays as the record
    for deed in (
        lambda: move_forum(forum_id=forum.pk, state="open", by=by, now=now),
        lambda: change_forum(forum_id=forum.pk, by=by, now=now, capacity=5),
        lambda: approve_registration(registration_id=planned.applied.pk, by=by, now=now),
        lambda: move_to_phase(round_id=planned.round.pk, phase=RoundPhase.RUN, by=by, now=now),
        lambda: hold_hall(forum_id=forum.pk, room_id=0, by=by, now=now),
        lambda: register(
            forum_id=forum.pk,
            organisation_id=planned.hanbit.organisation_id,
            participant_type="company",
            by=actor_of(planned.stranger),
            now=now,
        ),
    ):
        with pytest.raises(Refused):
            deed()
    with pytest.raises(IntegrityError, match="called_off_forum_stays_so"), transaction.atomic():
        Forum.objects.filter(pk=forum.pk).update(state=ForumState.OPEN, called_off_at=None)
    forum.refresh_from_db()
    assert (forum.state, forum.called_off_at) == (ForumState.CALLED_OFF, done.called_off_at)
    assert Booking.objects.count() == 0


def test_what_would_have_been_is_neither_reminded_nor_asked_about_and_what_was_held_is(planned: Planned) -> None:
    during = planned.slots[0].ends_at + timedelta(minutes=1)
    planned.move(RoundPhase.RUN)
    planned.off(at=during)
    evening, after = planned.slots[3].starts_at - timedelta(minutes=1), planned.slots[5].ends_at + timedelta(days=1)
    OutboxItem.objects.all().delete()

    for delegate in Delegate.objects.filter(round=planned.round):
        remind(delegate_id=delegate.pk, day=planned.slots[3].starts_at.date(), now=evening)
    assert [each for each in deliver(evening) if "reminder" in str(each.subject)] == []
    # Hanbit met Acme before; Beacon it never met.
    assert [silent_meetings(each, now=after) for each in (planned.hanbit, planned.acme, planned.beacon)] == [1, 1, 0]
    assert set(delegations_to_ask(after)) == {planned.hanbit.pk, planned.acme.pk}
    actor = actor_of(person(planned.hanbit))
    own = personal_timetable(actor, place_or_404(actor, planned.round.public_id).held)
    assert [entry["with_en"] for entry in (own.entries if own else [])] == ["Acme"]
    page = browser(person(planned.hanbit)).get(address("partnering:today", planned.round.public_id)).text
    said = "This forum was called off while it was being held.", "This forum was called off. It does not take place."
    assert [each in page for each in said] == [True, False]


def test_pages_say_so_to_everybody(planned: Planned) -> None:
    forum, hanbit = planned.forum, browser(person(planned.hanbit))
    officer = browser(planned.officer)
    at, token = address("events_desk:call_off", forum.public_id), new_token()
    HallScreen.objects.create(round=planned.round, token_hash=token_hash(token, purpose=HALL_PURPOSE))
    assert "4 people are told" in officer.get(at).text
    unsure = officer.post(at, {"reason_en": WHY["reason_en"]})
    assert (unsure.status_code, "Tick this box" in unsure.text, WHY["reason_en"] in unsure.text) == (422, True, True)
    no_reason = officer.post(at, {"sure": "on"})
    assert (no_reason.status_code, "Say why" in no_reason.text) == (422, True)

    answer = officer.post(at, {"reason_en": WHY["reason_en"], "sure": "on"})

    assert answer.headers["Location"] == address("events_desk:forum", forum.public_id)
    pages = [
        Client().get(address("events:forum", forum.public_id)),
        hanbit.get(address("events:registration", forum.public_id)),
        hanbit.get(address("partnering:today", planned.round.public_id)),
        hanbit.get(address("partnering:timetable", planned.round.public_id)),
        hanbit.get(address("partnering:availability", planned.round.public_id)),
        officer.get(at),
    ]
    assert [(page.status_code, WHY["reason_en"] in page.text) for page in pages] == [(200, True)] * 6
    assert all("Acme" not in page.text for page in pages[2:5])
    assert "The meetings have begun" not in pages[4].text
    board = Client().get(f"/hall/{token}/").text
    assert ("Called off: no meeting takes place any more" in board, "Acme" in board) == (True, False)
    mine, week = hanbit.get(address("home:my_forums")), hanbit.get(f"{address('home:my_week')}?week=2023-04-24")
    lines = [line.title for _day, found in week.context["week"].days for line in found]
    assert ("Called off" in mine.text, lines) == (True, [])
    anyone = actor_of(planned.stranger)
    coming = [list(coming_forums(anyone, now=at)) for at in (forum.starts_at, forum.starts_at + timedelta(minutes=1))]
    assert (coming, list(held_forums(anyone))) == ([[forum], []], [])


def test_a_worker_that_is_stopped_goes_on_where_it_was(planned: Planned) -> None:
    planned.off()
    staged = OutboxItem.objects.filter(delivered_at=None).count()
    mail.outbox.clear()
    for _ in range(3):
        notices.deliver_next(now=planned.later)
    # The worker died here: what it had delivered is not delivered again, also when the deed is repeated.
    planned.off()
    rest = deliver(planned.later)

    assert OutboxItem.objects.filter(delivered_at=None).count() == 0
    told = [each.to[0] for each in _with_the_reason(mail.outbox)]
    assert (len(told), len(set(told)), len(rest) < len(mail.outbox), staged > 0) == (7, 7, True, True)


def test_calendars_are_cleared_once_however_often_it_runs(planned: Planned) -> None:
    planned.off()
    deliver(planned.later)
    kept = list(Invitation.objects.order_by("pk").values_list("pk", "sequence", "stands"))
    assert kept
    assert not any(stands for _pk, _sequence, stands in kept)

    for delegate in Delegate.objects.filter(round=planned.round):
        keep_invited(delegate_id=delegate.pk, now=planned.later)

    assert list(Invitation.objects.order_by("pk").values_list("pk", "sequence", "stands")) == kept
