"""Publishing: everybody's own timetable at once, and word to those whose timetable has changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.core import mail as sent_mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bridgehead.accounts import queries as accounts
from bridgehead.accounts.actions import erase_person, withdraw_consent
from bridgehead.accounts.actor import Actor
from bridgehead.accounts.models import User
from bridgehead.events.models import Registration
from bridgehead.foundation import notices
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.partnering.actions import feeds, timetables
from bridgehead.partnering.models import (
    CalendarFeed,
    Meeting,
    MeetingRequest,
    MeetingSeat,
    PartneringRound,
    PersonalTimetable,
    RequestState,
    RoundPhase,
    Slot,
    Table,
    Timetable,
)
from tests.factories.forums import (
    ApprovedRegistrationFactory,
    ForumSessionFactory,
    PartFactory,
    PickFactory,
    officer_of,
)
from tests.factories.partnering import (
    AcceptedRequestFactory,
    DelegateFactory,
    RoundFactory,
    TimetableFactory,
    day_of,
    delegation_of,
    meeting_in,
)
from tests.factories.people import ConsentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)


class Placed:
    """A round of two pairs with a draft: Hanbit meets Acme in the first slot, Saebyeok meets Beacon in the second."""

    def __init__(self) -> None:
        self.round = RoundFactory(phase=RoundPhase.PLACE)
        self.slots, self.tables = day_of(self.round, slots=3, tables=2)
        self.officer = officer_of(self.round.forum)
        self.home = [delegation_of(self.round, name_ko=ko, name_en=en) for ko, en in HOME]
        self.abroad = [delegation_of(self.round, "US", name_ko="", name_en=en) for en in ("Acme", "Beacon")]
        self.requests = [
            AcceptedRequestFactory(asking=one, asked=other)
            for (one, _actor), (other, _other) in zip(self.home, self.abroad, strict=True)
        ]

    def draft(self, *slots: int) -> Timetable:
        """Make a draft that places the requests in these slots, each at its own table."""
        made = TimetableFactory(round=self.round)
        for request, slot, table in zip(self.requests, slots, self.tables, strict=False):
            meeting_in(made, request, self.slots[slot], table)
        return made

    def publish(self, *slots: int, now: datetime) -> Timetable:
        """Publish such a draft."""
        return timetables.publish_timetable(timetable_id=self.draft(*slots).pk, by=self.officer, now=now)


HOME = [("한빛바이오", "Hanbit Bio"), ("새벽제약", "Saebyeok Pharma")]


def own(actor: Actor, timetable: Timetable) -> list[dict[str, object]]:
    return PersonalTimetable.objects.get(user_id=actor.user_id, timetable=timetable).entries


def told() -> list[int]:
    """Whom the staged notices tell."""
    staged = OutboxItem.objects.filter(kind="partnering/timetable_published").order_by("pk")
    return sorted(item.payload["user_id"] for item in staged)


def test_publishing_writes_everybodys_own_timetable(now: datetime) -> None:
    placed = Placed()
    ConsentFactory(user_id=placed.abroad[0][1].user_id, user=None)

    published = placed.publish(0, 1, now=now)

    assert (published.state, published.version, published.published_at) == ("published", 1, now)
    _hanbit, hanbit_person = placed.home[0]
    acme, acme_person = placed.abroad[0]
    person = User.objects.get(pk=acme_person.user_id)
    meeting = Meeting.objects.get(timetable=published, request=placed.requests[0])
    assert own(hanbit_person, published) == [
        {
            "meeting": str(meeting.public_id),
            "request": str(placed.requests[0].public_id),
            "sequence": 1,
            "starts_at": "2023-04-28T13:00:00+00:00",
            "ends_at": "2023-04-28T13:20:00+00:00",
            "table": 1,
            "area_ko": "",
            "area_en": "",
            "with_ko": "Acme",
            "with_en": "Acme",
            "with_id": str(acme.public_id),
            "is_sample": False,
            "people": [
                {
                    "id": str(person.public_id),
                    "name_ko": person.full_name("ko"),
                    "name_en": person.full_name("en"),
                    "title_ko": "",
                    "title_en": "",
                }
            ],
        }
    ]
    assert [entry["with_ko"] for entry in own(acme_person, published)] == ["한빛바이오"]
    assert told() == sorted(actor.user_id for _delegation, actor in (*placed.home, *placed.abroad))
    assert AuditEntry.objects.filter(verb="partnering.timetable_published").count() == 1


def test_a_timetable_names_only_who_consents_to_be_listed(client: Client, now: datetime) -> None:
    placed = Placed()
    hanbit, acme = placed.home[0][1], placed.abroad[0][1]
    ConsentFactory(user_id=acme.user_id, user=None)
    name = User.objects.get(pk=acme.user_id).full_name("ko")
    first = placed.publish(0, 1, now=now)
    address = f"/feeds/{feeds.new_feed(by=hanbit, now=now)}/timetable.ics"
    before = client.get(address)

    withdraw_consent(by=acme, purpose="listed", now=now)

    assert [[len(entry["people"]) for entry in own(each, first)] for each in (hanbit, acme)] == [[0], [0]]
    after = client.get(address, headers={"If-None-Match": before["ETag"]})
    assert (name in before.content.decode(), after.status_code, name in after.content.decode()) == (True, 200, False)
    second = placed.publish(0, 1, now=now)
    assert [len(entry["people"]) for entry in own(hanbit, second)] == [0]
    assert sorted(told()) == sorted(actor.user_id for _delegation, actor in (*placed.home, *placed.abroad))


def test_second_version_tells_only_those_whose_timetable_changed(now: datetime) -> None:
    placed = Placed()
    first = placed.publish(0, 1, now=now)
    OutboxItem.objects.all().delete()

    second = placed.publish(0, 2, now=now + timedelta(hours=1))

    first.refresh_from_db()
    assert (first.state, first.version, second.state, second.version) == ("superseded", 1, "published", 2)
    assert told() == sorted(actor.user_id for _delegation, actor in (placed.home[1], placed.abroad[1]))
    assert [own(placed.home[n][1], second)[0]["sequence"] for n in (0, 1)] == [1, 2]


def test_published_timetable_leaves_out_what_was_taken_back_and_seats_who_is_there_now(now: datetime) -> None:
    placed = Placed()
    draft = placed.draft(0, 1)
    MeetingRequest.objects.filter(pk=placed.requests[0].pk).update(state=RequestState.WITHDRAWN)
    newcomer = DelegateFactory(delegation=placed.home[1][0])

    published = timetables.publish_timetable(timetable_id=draft.pk, by=placed.officer, now=now)

    assert list(Meeting.objects.filter(timetable=published).values_list("request_id", flat=True)) == [
        placed.requests[1].pk
    ]
    seated = MeetingSeat.objects.filter(timetable=published).values_list("delegate__user_id", flat=True)
    assert sorted(seated) == sorted([placed.home[1][1].user_id, placed.abroad[1][1].user_id, newcomer.user_id])
    assert own(placed.home[0][1], published) == []


def test_publishing_holds_the_requests_that_it_places(now: datetime) -> None:
    """Or one taken back at that moment would be agreed when it is looked at and gone when the timetable is in force."""
    placed = Placed()
    draft = placed.draft(0, 1)

    with CaptureQueriesContext(connection) as written:
        timetables.publish_timetable(timetable_id=draft.pk, by=placed.officer, now=now)

    asked = [query["sql"] for query in written.captured_queries]
    held = next(n for n, sql in enumerate(asked) if sql.startswith('SELECT "partnering_meetingrequest"'))
    sifted = next(n for n, sql in enumerate(asked) if 'FROM "partnering_meeting" ' in sql and "accepted" in sql)
    assert held < sifted
    assert asked[held].endswith("FOR NO KEY UPDATE") == connection.features.has_select_for_update


def test_only_officers_publish_and_only_while_the_round_is_placed(now: datetime) -> None:
    placed = Placed()
    draft = placed.draft(0, 1)

    with pytest.raises(Refused, match="officer"):
        timetables.publish_timetable(timetable_id=draft.pk, by=placed.home[0][1], now=now)
    PartneringRound.objects.update(phase=RoundPhase.REQUEST)
    with pytest.raises(Refused, match="placing"):
        timetables.publish_timetable(timetable_id=draft.pk, by=placed.officer, now=now)

    draft.refresh_from_db()
    assert (draft.state, PersonalTimetable.objects.count(), told()) == ("draft", 0, [])


def test_mail_tells_the_meetings_on_both_clocks_in_the_readers_language(now: datetime) -> None:
    placed = Placed()
    placed.publish(0, 1, now=now)

    while notices.deliver_next(FAR_AHEAD):
        pass

    person = User.objects.get(pk=placed.abroad[0][1].user_id)
    mail = next(each for each in sent_mail.outbox if person.email in each.to[0])
    assert "09:00–09:20" in mail.body
    assert "22:00" in mail.body
    assert "Hanbit Bio" in mail.body
    assert len(sent_mail.outbox) == 4


def test_feed_shows_the_published_meetings_with_their_zone(client: Client, now: datetime) -> None:
    placed = Placed()
    placed.publish(0, 1, now=now)
    token = feeds.new_feed(by=placed.abroad[0][1], now=now)

    answer = client.get(f"/feeds/{token}/timetable.ics")

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = icalendar.Calendar.from_ical(answer.content)
    (event,) = read.walk("VEVENT")
    assert str(event["UID"]) == f"meeting-{placed.requests[0].public_id}@bridgehead"
    assert (int(event["SEQUENCE"]), str(event["SUMMARY"])) == (1, "Meeting with Hanbit Bio")
    assert event["DTSTART"].dt.isoformat() == "2023-04-28T09:00:00-04:00"
    assert [str(zone["TZID"]) for zone in read.walk("VTIMEZONE")] == ["America/New_York"]
    again = client.get(f"/feeds/{token}/timetable.ics", headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_feed_shows_the_sessions_that_the_person_has_picked_and_nobody_elses(client: Client, now: datetime) -> None:
    placed = Placed()
    placed.publish(0, 1, now=now)
    mine, others = (placed.home[n][1] for n in (0, 1))
    starts = datetime(2023, 4, 28, 18, 0, tzinfo=UTC)
    part = PartFactory(forum=placed.round.forum)
    for person, start in ((mine, starts), (others, starts), (mine, None)):
        session = ForumSessionFactory(part=part, starts_at=start, ends_at=start and start + timedelta(minutes=40))
        had = Registration.objects.filter(forum=part.forum, user_id=person.user_id).first()
        came = had or ApprovedRegistrationFactory(forum=part.forum, user=User.objects.get(pk=person.user_id))
        PickFactory(session=session, registration=came)
    address = f"/feeds/{feeds.new_feed(by=mine, now=now)}/timetable.ics"

    answer = client.get(address)

    found = [
        (str(event["UID"]).split("-")[0], event["DTSTART"].dt.astimezone(UTC), str(event["STATUS"]))
        for event in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    ]
    meeting = placed.slots[0].starts_at
    assert sorted(found) == [("meeting", meeting, "CONFIRMED"), ("session", starts, "CONFIRMED")]
    Registration.objects.filter(user_id=mine.user_id).update(state="withdrawn")
    after = client.get(address, headers={"If-None-Match": answer["ETag"]})
    assert (after.status_code, after.content.count(b"BEGIN:VEVENT")) == (200, 1)


def test_feed_ends_with_its_token(client: Client, now: datetime) -> None:
    placed = Placed()
    person = placed.home[0][1]
    old = feeds.new_feed(by=person, now=now)
    new = feeds.new_feed(by=person, now=now)

    assert [client.get(f"/feeds/{token}/timetable.ics").status_code for token in (old, new, "x")] == [404, 200, 404]
    feeds.end_feed(by=person, now=now)
    assert client.get(f"/feeds/{new}/timetable.ics").status_code == 404
    assert CalendarFeed.objects.count() == 0


def test_feed_keeps_wall_times_over_the_change_of_clocks(client: Client, now: datetime) -> None:
    placed = Placed()
    for slot, start in zip(placed.slots, (datetime(2023, 11, 4, 13, tzinfo=UTC), datetime(2023, 11, 5, 14, tzinfo=UTC)),
                           strict=False):  # fmt: skip
        Slot.objects.filter(pk=slot.pk).update(starts_at=start, ends_at=start + timedelta(minutes=20))
    AcceptedRequestFactory(asking=placed.home[0][0], asked=placed.abroad[1][0])
    draft = placed.draft(0, 2)
    meeting_in(draft, MeetingRequest.objects.latest("pk"), placed.slots[1], Table.objects.first())
    timetables.publish_timetable(timetable_id=draft.pk, by=placed.officer, now=now)
    token = feeds.new_feed(by=placed.home[0][1], now=now)

    read = icalendar.Calendar.from_ical(client.get(f"/feeds/{token}/timetable.ics").content)

    assert [event["DTSTART"].dt.isoformat() for event in read.walk("VEVENT")] == [
        "2023-11-04T09:00:00-04:00",
        "2023-11-05T09:00:00-05:00",
    ]


def test_erased_person_is_gone_from_everybodys_timetable_and_words(now: datetime) -> None:
    placed = Placed()
    published = placed.publish(0, 1, now=now)
    gone = placed.abroad[0][1]
    feeds.new_feed(by=gone, now=now)
    MeetingRequest.objects.filter(pk=placed.requests[0].pk).update(sent_by=gone.user_id, message="my words")
    kept = accounts.personal_data_of(gone, user_id=gone.user_id or 0, now=now)["partnering"]

    erase_person(user_id=gone.user_id or 0, by=gone, now=now)

    assert kept == {
        "rounds": [str(placed.round.public_id)],
        "requests": [{"request": str(placed.requests[0].public_id), "message": "my words"}],
        "messages": [],
        "timetables": [kept["timetables"][0]],
        "afterwords": [],
        "calendar_address": True,
        "meeting_mails": [],
        "reminders": [],
        "away": [],
        "sent_to": [],
        "asked_on_the_spot": [],
        "invitations": [],
    }
    assert [entry["with_en"] for entry in kept["timetables"][0]["entries"]] == ["Hanbit Bio"]
    assert [entry["people"] for entry in own(placed.home[0][1], published)] == [[]]
    assert MeetingRequest.objects.get(pk=placed.requests[0].pk).message == ""
    assert [model.objects.filter(user_id=gone.user_id).count() for model in (CalendarFeed, PersonalTimetable)] == [0, 0]
