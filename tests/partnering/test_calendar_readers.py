"""A delegate's calendar as three independent libraries read it, on the days on which Boston's clocks change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import icalendar
import ics
import pytest
import vobject
from django.test import Client

from bridgehead.accounts.models import User
from bridgehead.partnering.actions import feeds
from bridgehead.partnering.actions.day import call_off_meeting
from bridgehead.partnering.actions.invitations import choose_mails
from bridgehead.partnering.actions.timetables import publish_timetable
from bridgehead.partnering.models import RoundPhase, Slot, Timetable
from tests.factories.forums import ForumFactory, officer_of
from tests.factories.partnering import (
    AcceptedRequestFactory,
    RoundFactory,
    TableFactory,
    TimetableFactory,
    delegation_of,
    meeting_in,
)
from tests.factories.people import actor_of
from tests.partnering.invited import calendar_parts, deliver

pytestmark = [pytest.mark.django_db, pytest.mark.database]

#: What a reader finds: by the event's own id its start and end in UTC, and what it is called.
Found = dict[str, tuple[datetime, datetime, str]]
#: How long before the first meeting a timetable is published.
AHEAD = timedelta(days=2)
NEW_YORK, SEOUL = "America/New_York", "Asia/Seoul"
#: An hour before and an hour after the clocks go forward at two, or back at two; in Seoul they never do.
FORWARD = [datetime(2023, 3, 12, 6, 0, tzinfo=UTC), datetime(2023, 3, 12, 8, 0, tzinfo=UTC)]
BACK = [datetime(2023, 11, 5, 4, 0, tzinfo=UTC), datetime(2023, 11, 5, 8, 0, tzinfo=UTC)]


def by_icalendar(text: str) -> Found:
    events = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return {
        str(each["UID"]): (each.start.astimezone(UTC), each.end.astimezone(UTC), str(each["SUMMARY"]))
        for each in events
    }


def by_vobject(text: str) -> Found:
    """It knows no zone by its name: it goes by the rules of the first file that told it of the zone."""
    events = vobject.readOne(text).vevent_list
    return {
        each.uid.value: (
            each.dtstart.value.astimezone(UTC),
            each.dtend.value.astimezone(UTC),
            each.summary.value,
        )
        for each in events
    }


def by_ics(text: str) -> Found:
    events = ics.Calendar(text).events
    return {each.uid: (each.begin.to("utc").datetime, each.end.to("utc").datetime, each.name) for each in events}


READERS: list[Callable[[str], Found]] = [by_icalendar, by_vobject, by_ics]


def published(zone: str, starts: list[datetime]) -> tuple[Timetable, Client, str]:
    """Publish meetings of one Korean delegate at these moments; return the timetable and the delegate's feed."""
    forum = ForumFactory(zone=zone, starts_at=starts[0], ends_at=starts[-1] + timedelta(hours=2))
    held = RoundFactory(forum=forum, phase=RoundPhase.PLACE)
    hanbit, person = delegation_of(held, name_ko="한빛", name_en="Hanbit")
    table = TableFactory(round=held)
    draft = TimetableFactory(round=held)
    for number, start in enumerate(starts):
        slot = Slot.objects.create(round=held, starts_at=start, ends_at=start + timedelta(minutes=20))
        other, _actor = delegation_of(held, "US", name_ko="", name_en=f"Acme {number}")
        meeting_in(draft, AcceptedRequestFactory(asking=hanbit, asked=other), slot, table)
    now = starts[0] - AHEAD
    made = publish_timetable(timetable_id=draft.pk, by=officer_of(forum), now=now)
    return made, Client(), f"/feeds/{feeds.new_feed(by=person, now=now)}/timetable.ics"


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("starts", [FORWARD, BACK], ids=["forward", "back"])
@pytest.mark.parametrize("zone", [NEW_YORK, SEOUL])
def test_every_reader_finds_the_same_moments(reader: Callable[[str], Found], starts: list[datetime], zone: str) -> None:
    _timetable, client, feed = published(zone, starts)

    text = client.get(feed).content.decode()

    found = sorted(reader(text).values())
    assert [(start, end) for start, end, _name in found] == [(each, each + timedelta(minutes=20)) for each in starts]
    assert [name.count(f"Acme {number}") for number, (_start, _end, name) in enumerate(found)] == [1, 1]
    assert f"TZID={zone}:" in text


@pytest.mark.parametrize("reader", READERS)
def test_every_reader_goes_by_the_same_ids_from_version_to_version(reader: Callable[[str], Found]) -> None:
    timetable, client, feed = published(NEW_YORK, BACK)
    before = reader(client.get(feed).content.decode())
    [first, second] = timetable.meetings.order_by("slot__starts_at")
    now = BACK[0] - timedelta(days=1)

    call_off_meeting(request_id=first.request_id, by=officer_of(timetable.round.forum), now=now)

    after = reader(client.get(feed).content.decode())
    kept = {uid: told for uid, told in before.items() if told[0] == second.slot.starts_at}
    assert {uid: told for uid, told in after.items() if uid in kept} == kept
    assert len(kept) == 1


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("starts", [FORWARD, BACK], ids=["forward", "back"])
@pytest.mark.parametrize("zone", [NEW_YORK, SEOUL])
def test_every_reader_finds_in_the_mails_what_the_feed_tells(
    reader: Callable[[str], Found], starts: list[datetime], zone: str
) -> None:
    timetable, client, feed = published(zone, starts)
    person, at = User.objects.get(calendar_feed__isnull=False), starts[0] - AHEAD
    choose_mails(invites=True, reminds=True, by=actor_of(person), now=at)

    parts = calendar_parts(deliver(at), person)
    found = [reader(text) for _method, text in parts]

    assert [method for method, _text in parts] == ["REQUEST", "REQUEST"]
    assert {uid: told for each in found for uid, told in each.items()} == reader(client.get(feed).content.decode())
    assert [[start for start, _end, _name in each.values()] for each in found] == [[each] for each in starts]

    call_off_meeting(request_id=timetable.meetings.earliest("slot__starts_at").request_id,
                     by=officer_of(timetable.round.forum), now=at)  # fmt: skip
    [(method, text)] = calendar_parts(deliver(at), person)
    assert (method, reader(text), "STATUS:CANCELLED" in text) == ("CANCEL", found[0], True)
