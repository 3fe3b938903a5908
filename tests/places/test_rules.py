"""Opening hours, recurrence across daylight saving, and who may do what at premises."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError

from bridgehead.accounts.actor import ANONYMOUS, SYSTEM, Actor
from bridgehead.foundation.refusals import Refused
from bridgehead.places import rules
from bridgehead.places.forms.bookings import BookForm
from bridgehead.places.models import Booking, BookingState, Floor, Premises, Room
from bridgehead.places.models.premises import require_week
from bridgehead.places.rules import Occurrence
from bridgehead.places.rules.deeds import NEXT_BOOKING_STATES, NEXT_TENANCY_STATES
from bridgehead.places.rules.recurrence import Shift
from bridgehead.places.templatetags.places import on_plan
from bridgehead.places.trail import VERBS
from bridgehead.web.formats import format_day
from tests.conftest import ROOT
from tests.factories.places import WEEK, boston

BOSTON = ZoneInfo("America/New_York")
NOW = datetime(2023, 4, 26, 13, 0, tzinfo=UTC)


def a_room(**fields: object) -> Room:
    house = Premises(name_en="House", zone="America/New_York", city_en="Boston", hours=WEEK)
    return Room(floor=Floor(premises=house, number=1), kind="meeting", name_en="Room", **fields)


def test_every_state_says_what_may_follow() -> None:
    assert set(NEXT_BOOKING_STATES) == set(BookingState.values)
    assert set(NEXT_TENANCY_STATES) == {"planned", "living", "left", "cancelled"}


@pytest.mark.parametrize(
    ("start", "end", "says"),
    [
        ("2023-04-27 16:00", "2023-04-27 17:00", None),
        ("2023-04-27 08:00", "2023-04-27 10:00", None),
        ("2023-04-27 21:00", "2023-04-27 22:00", None),
        (
            "2023-04-27 07:59",
            "2023-04-27 09:00",
            "It is open from 08:00 to 22:00 on 27 April 2023. Choose a time within these hours.",
        ),
        (
            "2023-04-27 21:30",
            "2023-04-27 22:01",
            "It is open from 08:00 to 22:00 on 27 April 2023. Choose a time within these hours.",
        ),
        ("2023-04-29 10:00", "2023-04-29 11:00", "It is closed on Saturday 29 April 2023. Choose another day."),
        ("2023-04-27 10:00", "2023-04-27 14:01", "One booking lasts 4 h at most. Choose a shorter time."),
        ("2023-04-26 08:00", "2023-04-26 09:00", "This time is over. Choose one that is still to come."),
        ("2023-04-27 10:00", "2023-04-27 10:00", "A booking ends after it starts."),
        (
            "2023-06-26 10:00",
            "2023-06-26 11:00",
            "This room can be booked up to 60 days ahead: until 25 June 2023.",
        ),
        ("2023-04-27 10:00:30", "2023-04-27 11:00", "Choose times of whole minutes."),
    ],
)
def test_hours_and_house_rules_say_why_not(start: str, end: str, says: str | None) -> None:
    assert rules.why_not_at(a_room(), boston(start), boston(end), NOW) == says


def test_own_rules_of_a_room_go_before_those_of_its_premises() -> None:
    room = a_room(longest_minutes=60, needs_approval=True, hours=[[0, 1440]] * 7)

    assert rules.why_not_at(room, boston("2023-04-29 22:30"), boston("2023-04-29 23:30"), NOW) is None
    assert rules.why_not_at(room, boston("2023-04-29 22:00"), boston("2023-04-29 23:30"), NOW) == (
        "One booking lasts 1 h at most. Choose a shorter time."
    )
    assert rules.house_rules(room).needs_approval


def test_house_itself_is_bound_by_no_hours() -> None:
    at_night = (boston("2023-04-29 02:00"), boston("2023-04-29 12:00"))

    assert rules.why_not_at(a_room(), *at_night, NOW, for_the_house=True) is None


def test_whole_day_on_which_clocks_change_is_open_for_its_real_hours() -> None:
    always = [[0, 1440]] * 7
    spans = [rules.open_span(always, day, BOSTON) for day in (date(2023, 3, 12), date(2023, 11, 5), date(2023, 4, 27))]

    assert [(span[1] - span[0]).total_seconds() / 3600 for span in spans if span] == [23, 25, 24]


def test_series_keeps_its_wall_time_across_the_change_of_clocks() -> None:
    found = rules.occurrences(
        "FREQ=WEEKLY;BYDAY=SU;COUNT=3", first_on=date(2023, 3, 5), begins_at=time(10), minutes=90, zone=BOSTON
    )

    assert found == [
        Occurrence(date(2023, 3, 5), datetime(2023, 3, 5, 15, tzinfo=UTC), datetime(2023, 3, 5, 16, 30, tzinfo=UTC)),
        Occurrence(date(2023, 3, 12), datetime(2023, 3, 12, 14, tzinfo=UTC), datetime(2023, 3, 12, 15, 30, tzinfo=UTC)),
        Occurrence(date(2023, 3, 19), datetime(2023, 3, 19, 14, tzinfo=UTC), datetime(2023, 3, 19, 15, 30, tzinfo=UTC)),
    ]


def test_skipped_time_begins_later_and_repeated_time_means_the_first() -> None:
    spring = rules.occurrences(
        "FREQ=DAILY;COUNT=2", first_on=date(2023, 3, 11), begins_at=time(2, 30), minutes=60, zone=BOSTON
    )
    autumn = rules.occurrences(
        "FREQ=DAILY;COUNT=2", first_on=date(2023, 11, 4), begins_at=time(1, 30), minutes=60, zone=BOSTON
    )

    assert [(each.starts_at, each.shift) for each in spring] == [
        (datetime(2023, 3, 11, 7, 30, tzinfo=UTC), Shift.NONE),
        (datetime(2023, 3, 12, 7, 30, tzinfo=UTC), Shift.SKIPPED),
    ]
    assert [(each.starts_at, each.shift) for each in autumn] == [
        (datetime(2023, 11, 4, 5, 30, tzinfo=UTC), Shift.NONE),
        (datetime(2023, 11, 5, 5, 30, tzinfo=UTC), Shift.REPEATED),
    ]


def test_last_day_of_a_rule_belongs_to_it_and_exceptions_do_not() -> None:
    found = rules.occurrences(
        "FREQ=WEEKLY;BYDAY=TU,TH;UNTIL=20230509",
        first_on=date(2023, 5, 1),
        begins_at=time(9),
        minutes=30,
        zone=BOSTON,
        besides={date(2023, 5, 4)},
    )

    assert [each.on for each in found] == [date(2023, 5, 2), date(2023, 5, 9)]


NO_RULE = "This is no rule that can be read. Expected, for example, FREQ=WEEKLY;BYDAY=TU;COUNT=10."
NO_END = "Say how often it takes place, or until which day: one of both."


@pytest.mark.parametrize(
    ("rule", "says"),
    [
        ("", NO_RULE),
        ("weekly", NO_RULE),
        ("FREQ=SECONDLY;COUNT=3", NO_RULE),
        ("FREQ=HOURLY;COUNT=3", NO_RULE),
        ("FREQ=WEEKLY;BYDAY=XX;COUNT=3", NO_RULE),
        ("FREQ=WEEKLY;BYHOUR=3;COUNT=3", NO_RULE),
        ("FREQ=DAILY;INTERVAL=0;COUNT=3", NO_RULE),
        ("FREQ=DAILY;INTERVAL=-1;COUNT=3", NO_RULE),
        ("FREQ=DAILY;COUNT=many", NO_RULE),
        ("FREQ=DAILY;UNTIL=tomorrow", NO_RULE),
        ("FREQ=DAILY;COUNT=3\nDTSTART:19700101T000000", NO_RULE),
        ("FREQ=WEEKLY;BYDAY=MO\nRRULE:FREQ=DAILY;COUNT=3", NO_RULE),
        ("FREQ=WEEKLY", NO_END),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20230601", NO_END),
        ("FREQ=DAILY;COUNT=101", "A series has 100 bookings at most."),
        ("FREQ=DAILY;UNTIL=20220101", "By this rule it never takes place."),
        ("FREQ=DAILY;BYMONTHDAY=31;BYSETPOS=2;COUNT=1", NO_RULE),
        ("FREQ=MONTHLY;BYDAY=1MO;BYMONTHDAY=31;COUNT=1", NO_RULE),
        ("FREQ=MONTHLY;BYDAY=6MO;COUNT=1", NO_RULE),
        ("FREQ=DAILY;COUNT=0", "By this rule it never takes place."),
    ],
)
def test_rule_that_cannot_be_kept_is_refused(rule: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        rules.occurrences(rule, first_on=date(2023, 5, 1), begins_at=time(9), minutes=30, zone=BOSTON)

    assert (str(refused.value), refused.value.field) == (says, "rule")


def test_last_friday_of_each_month() -> None:
    found = rules.occurrences(
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=3", first_on=date(2023, 5, 1), begins_at=time(9), minutes=30, zone=BOSTON
    )

    assert [each.on for each in found] == [date(2023, 5, 26), date(2023, 6, 30), date(2023, 7, 28)]


@pytest.mark.parametrize(
    ("rhythm", "first_on", "rule", "said"),
    [
        ("daily", date(2023, 5, 2), "FREQ=DAILY", "each day"),
        ("workdays", date(2023, 5, 2), "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "each working day"),
        ("weekly", date(2023, 5, 2), "FREQ=WEEKLY;BYDAY=TU", "each week"),
        ("fortnightly", date(2023, 5, 2), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", "every 2 weeks"),
        ("four_weekly", date(2023, 5, 2), "FREQ=WEEKLY;INTERVAL=4;BYDAY=TU", "every 4 weeks"),
        ("monthly_day", date(2023, 5, 31), "FREQ=MONTHLY;BYMONTHDAY=31", "each month"),
        ("monthly_weekday", date(2023, 5, 9), "FREQ=MONTHLY;BYDAY=2TU", "each month"),
        ("monthly_weekday", date(2023, 5, 30), "FREQ=MONTHLY;BYDAY=-1TU", "each month"),
    ],
)
def test_rhythm_is_written_as_a_rule_that_begins_on_its_first_day(
    rhythm: str, first_on: date, rule: str, said: str
) -> None:
    until = rules.rule_of(rhythm, first_on, until=date(2023, 12, 31))
    often = rules.rule_of(rhythm, first_on, count=3)

    assert (until, often) == (f"{rule};UNTIL=20231231T235959", f"{rule};COUNT=3")
    found = rules.occurrences(often, first_on=first_on, begins_at=time(9), minutes=30, zone=BOSTON)
    assert (len(found), found[0].on) == (3, first_on)
    last = format_day(found[-1].on, "en")
    assert rules.rule_in_words(often, first_on, time(9)) == f"{said} until {last}"


def test_every_rhythm_that_is_offered_is_read() -> None:
    assert [key for key, _label in BookForm.base_fields["repeats"].choices if key] == list(rules.RHYTHMS)


@pytest.mark.parametrize(
    "week", [None, [], [None] * 6, [[600, 540]] + [None] * 6, [[0, 1441]] + [None] * 6, [["9", 1]] * 7]
)
def test_week_that_is_none_is_refused(week: object) -> None:
    with pytest.raises(ValidationError):
        require_week(week)


@pytest.mark.parametrize(
    ("name", "width", "shown"),
    [
        ("Pine Room", 3, "Pine Room"),
        ("Desk 12", 1, "12"),
        ("Pine Room", 1, "Pine"),
        ("소나무 회의실", 3, "소나무 회의실"),
        ("소나무 회의실", 1, "소나무"),
        ("Commonwealth Room", 1, "Co…"),
    ],
)
def test_name_is_shown_on_the_plan_as_far_as_it_fits(name: str, width: int, shown: str) -> None:
    assert on_plan(Room(name_ko=name, name_en=name, width=width)) == shown


def test_every_verb_of_premises_has_its_words() -> None:
    listed = Path(ROOT, "docs", "reference", "audit-verbs.md").read_text()

    wanted = set(re.findall(r"`(places\.[a-z_]+)`", listed))
    wanted |= {f"places.booking_{state}" for state in BookingState.values}
    wanted |= {"places.waiting_missed", "places.waiting_withdrawn"}
    wanted |= {f"places.tenancy_{state}" for state in ("living", "left", "cancelled")}
    assert wanted - set(VERBS) == set()


def test_who_may_book_for_whom() -> None:
    member = Actor(user_id=1, organisations=frozenset({(7, "member")}))
    staff = Actor(user_id=2, roles=frozenset({("premises_desk", 5)}))

    asked = [(7, 5), (8, 5), (None, 5)]
    assert [[rules.may_book_for(who, *each) for each in asked] for who in (ANONYMOUS, member, staff, SYSTEM)] == [
        [False, False, False],
        [True, False, False],
        [True, True, True],
        [True, True, True],
    ]
    assert not rules.may_book_for(staff, None, 6)


@pytest.mark.parametrize(
    ("state", "now", "says"),
    [
        ("confirmed", "2023-04-27 15:44", "One can check in from 15 minutes before the start."),
        ("confirmed", "2023-04-27 15:45", None),
        ("confirmed", "2023-04-27 17:00", "This booking is over; there is nothing left to check in to."),
        ("released", "2023-04-27 16:20", "This booking is over; there is nothing left to check in to."),
        ("requested", "2023-04-27 15:50", "This booking has not been approved yet."),
    ],
)
def test_when_one_can_check_in(state: str, now: str, says: str | None) -> None:
    booking = Booking(starts_at=boston("2023-04-27 16:00"), ends_at=boston("2023-04-27 17:00"), state=state)

    found = rules.why_not_checking_in(booking, boston(now))

    assert (found and str(found)) == says
