"""Bookings in their person's own calendar: invited when made, moved with them, taken out when they end."""

from __future__ import annotations

import email
from datetime import date, datetime, time
from email.message import EmailMessage
from typing import Any

import icalendar
import pytest
from dateutil.rrule import rrulestr
from django.core import mail

from bridgehead.accounts.models import User
from bridgehead.foundation import notices
from bridgehead.places.actions.bookings import (
    approve_booking,
    book,
    cancel_booking,
    change_booking,
    decline_booking,
)
from bridgehead.places.actions.closures import close
from bridgehead.places.actions.minding import mind_bookings_at
from bridgehead.places.actions.series import Wanted, book_series, end_series, except_date
from bridgehead.places.models import Booking, RoomKind
from tests.factories.places import PremisesFactory, boston, desk_of, member_of, room_at

pytestmark = [pytest.mark.django_db, pytest.mark.database]

FROM, UNTIL, LATER = boston("2023-04-27 16:00"), boston("2023-04-27 17:00"), boston("2023-04-27 18:00")


class House:
    """Hanbit books Pine, and everything is read in English."""

    def __init__(self, **room: Any) -> None:
        self.premises = PremisesFactory()
        self.room = room_at(self.premises, name_en="Pine", **room)
        self.member, self.organisation, _entitlement = member_of(self.premises)
        self.desk = desk_of(self.premises)
        User.objects.update(language="en")
        self.told = {"room_id": self.room.pk, "organisation_id": self.organisation.pk, "by": self.member}


def read(sent: Any) -> tuple[str, list[dict[str, Any]]]:
    """What a mail's calendar says: its method, and each entry."""
    message = email.message_from_bytes(sent.message().as_bytes(), _class=EmailMessage, policy=email.policy.default)
    (part,) = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    found = icalendar.Calendar.from_ical(part.get_content())
    assert part.get_param("method") == str(found["method"])
    return str(found["method"]), [
        {name: each.get(name) for name in ("uid", "sequence", "summary", "status", "attendee", "organizer")}
        | {"span": (each["dtstart"].dt, each["dtend"].dt)}
        for each in found.walk("VEVENT")
    ]


def delivered(now: datetime) -> list[Any]:
    """Deliver what is staged, and return the mails."""
    mail.outbox.clear()
    while notices.deliver_next(now):
        pass
    return list(mail.outbox)


def told(now: datetime) -> list[tuple[str, str, int, tuple[datetime, datetime]]]:
    """Deliver what is staged: the subject of each mail, and what its one calendar entry says."""
    found = []
    for sent in delivered(now):
        method, (entry,) = read(sent)
        found.append((sent.subject, f"{method} {entry['status']}", int(entry["sequence"]), entry["span"]))
    return found


def test_calendar_follows_a_booking_that_its_person_makes_moves_and_cancels(now: datetime) -> None:
    house = House()
    booking = book(starts_at=FROM, ends_at=UNTIL, purpose="Merger", now=now, **house.told)

    (sent,) = delivered(now)
    method, (entry,) = read(sent)
    user = User.objects.get(pk=house.member.user_id)
    assert (method, entry) == (
        "REQUEST",
        {
            "uid": f"booking-{booking.public_id}@bridgehead",
            "sequence": 0,
            "summary": f"Pine – {house.organisation.name_en}",
            "status": "CONFIRMED",
            "attendee": f"mailto:{user.email}",
            "organizer": entry["organizer"],
            "span": (FROM, UNTIL),
        },
    )
    assert "Merger" not in sent.message().as_string() + str(sent.alternatives)

    change_booking(booking_id=booking.pk, starts_at=UNTIL, ends_at=LATER, by=house.member, now=now)
    assert told(now) == [("Your booking was changed: Pine", "REQUEST CONFIRMED", 1, (UNTIL, LATER))]
    cancel_booking(booking_id=booking.pk, by=house.member, now=now)
    assert told(now) == [("Your booking was cancelled: Pine", "CANCEL CANCELLED", 2, (UNTIL, LATER))]
    cancel_booking(booking_id=booking.pk, by=house.member, now=now)
    assert told(now) == []


def test_what_waits_for_approval_is_tentative_until_it_is_answered(now: datetime) -> None:
    house = House(kind=RoomKind.HALL, needs_approval=True)
    first = book(starts_at=FROM, ends_at=UNTIL, now=now, **house.told)
    second = book(starts_at=UNTIL, ends_at=LATER, now=now, **house.told)

    asked = told(now)
    approve_booking(booking_id=first.pk, by=house.desk, now=now)
    decline_booking(booking_id=second.pk, reason="Fair", by=house.desk, now=now)

    assert asked == [
        ("Waits for approval: Pine", "REQUEST TENTATIVE", 0, (FROM, UNTIL)),
        ("Waits for approval: Pine", "REQUEST TENTATIVE", 0, (UNTIL, LATER)),
    ]
    assert told(now) == [
        ("Booked: Pine", "REQUEST CONFIRMED", 1, (FROM, UNTIL)),
        ("Not approved: Pine", "CANCEL CANCELLED", 1, (UNTIL, LATER)),
    ]


def test_what_is_released_or_closed_leaves_the_calendar(now: datetime) -> None:
    house = House()
    book(starts_at=FROM, ends_at=UNTIL, now=now, **house.told)
    book(starts_at=UNTIL, ends_at=LATER, now=now, **house.told)
    delivered(now)

    close(premises_id=house.premises.pk, starts_at=UNTIL, ends_at=LATER, name_en="Fair", by=house.desk, now=now)
    mind_bookings_at(boston("2023-04-27 16:15"))

    assert told(boston("2023-04-27 16:15")) == [
        ("Your booking was cancelled: Pine", "CANCEL CANCELLED", 1, (UNTIL, LATER)),
        ("Your booking was released: Pine", "CANCEL CANCELLED", 1, (FROM, UNTIL)),
    ]


def series_in(house: House, now: datetime) -> Any:
    """Three Thursdays across nothing but themselves."""
    wanted = Wanted("FREQ=WEEKLY;BYDAY=TH;COUNT=3", date(2023, 4, 27), time(16), 60)
    return book_series(wanted=wanted, now=now, **house.told)


def times_in(sent: Any) -> tuple[str, int, list[tuple[str, str]]]:
    """What a calendar makes of a series: the method, the highest number, and when and where it takes place."""
    found = icalendar.Calendar.from_ical(sent.alternatives[0][0])
    whole, *moved = found.walk("VEVENT")
    assert {str(each["uid"]) for each in moved} <= {str(whole["uid"])}, "a calendar takes one thing from an invitation"
    times = dict.fromkeys(rrulestr(whole["rrule"].to_ical().decode(), dtstart=whole["dtstart"].dt), whole)
    besides = whole["exdate"].dts if "exdate" in whole else []
    for moment in besides:
        del times[moment.dt]
    for each in moved:
        del times[each["recurrence-id"].dt]
        times[each["dtstart"].dt] = each
    return (
        str(found["method"]),
        max(int(each["sequence"]) for each in (whole, *moved)),
        [(f"{moment:%m-%d %H:%M}", str(times[moment]["location"]).split(",")[0]) for moment in sorted(times)],
    )


def test_series_is_one_entry_that_follows_each_of_its_days(now: datetime) -> None:
    house = House()
    oak = room_at(house.premises, name_en="Oak")
    series = series_in(house, now)
    made = delivered(now)
    second = Booking.objects.get(series_on=date(2023, 5, 4))
    change_booking(
        booking_id=second.pk, room_id=oak.pk, starts_at=boston("2023-05-04 17:00"), ends_at=boston("2023-05-04 18:00"),
        by=house.member, now=now,
    )  # fmt: skip
    moved = delivered(now)
    except_date(series_id=series.pk, on=date(2023, 5, 11), by=house.member, now=now)
    left_out = delivered(now)
    end_series(series_id=series.pk, by=house.member, now=now)
    ended = delivered(now)

    assert [(sent.subject, times_in(sent)) for sent in (*made, *moved, *left_out)] == [
        (
            "Series booked: Pine",
            ("REQUEST", 0, [("04-27 16:00", "Pine"), ("05-04 16:00", "Pine"), ("05-11 16:00", "Pine")]),
        ),
        (
            "Your booking was changed: Oak",
            ("REQUEST", 1, [("04-27 16:00", "Pine"), ("05-04 17:00", "Oak"), ("05-11 16:00", "Pine")]),
        ),
        (
            "A day of your series is left out: Pine",
            ("REQUEST", 2, [("04-27 16:00", "Pine"), ("05-04 17:00", "Oak")]),
        ),
    ]
    (last,) = ended
    method, (entry,) = read(last)
    assert (last.subject, method, entry["uid"], int(entry["sequence"])) == (
        "Series ended: Pine", "CANCEL", f"series-{series.public_id}@bridgehead", 4,
    )  # fmt: skip
