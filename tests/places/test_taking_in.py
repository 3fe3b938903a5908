"""Calendar files: what is read in them, what becomes of each time, and taking them in once, whole or where it fits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bridgehead.accounts.models import User
from bridgehead.foundation.models import AuditEntry, OutboxItem
from bridgehead.foundation.refusals import Refused
from bridgehead.places.actions.bookings import change_booking
from bridgehead.places.actions.erasing import erase_bookings
from bridgehead.places.actions.minding import mind_bookings_at
from bridgehead.places.actions.taking_in import forget_uploads_before, keep_calendar, take_in_calendar
from bridgehead.places.adapters.uploads import read_calendar
from bridgehead.places.models import Booking, BookingState, CalendarUpload, Closure, Premises, Room, TakenIn
from bridgehead.places.queries.people import bookings_kept
from bridgehead.places.queries.uploads import steps_of
from bridgehead.places.rules.taking_in import CalendarTold, Step, mark_of
from tests.clocks import standing_still
from tests.factories.places import BookingFactory, PremisesFactory, boston, desk_of, room_at
from tests.pages import browser, text

BOSTON = ZoneInfo("America/New_York")
#: A Wednesday, eleven days before the clocks there go forward.
NOW = datetime(2023, 3, 1, 12, 0, tzinfo=UTC)


def event(*lines: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"])


def calendar(*events: str) -> str:
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//", *events, "END:VCALENDAR"])


def read(*events: str) -> CalendarTold:
    return read_calendar(calendar(*events), zone=BOSTON, now=NOW)


def times(told: CalendarTold) -> list[tuple[str, str, str]]:
    return [
        (f"{each.starts_at:%m-%d %H:%M}", f"{each.ends_at:%m-%d %H:%M}", each.summary + "!" * each.is_off)
        for each in told.times
    ]


WEEKLY = event(
    "UID:weekly@example.org", "SUMMARY:Sync", "DTSTART;TZID=America/New_York:20230302T100000", "DURATION:PT1H",
    "RRULE:FREQ=WEEKLY;COUNT=5", "EXDATE;TZID=America/New_York:20230316T100000",
)  # fmt: skip


def test_what_recurs_keeps_its_wall_time_and_its_exceptions() -> None:
    told = read(
        WEEKLY,
        event("UID:weekly@example.org", "RECURRENCE-ID:20230323T140000Z", "SEQUENCE:1", "SUMMARY:Sync, late",
              "DTSTART:20230323T190000Z", "DTEND:20230323T200000Z"),
        event("UID:fair", "SUMMARY:Fair", "DTSTART;VALUE=DATE:20230311", "DTEND;VALUE=DATE:20230313"),
        event("UID:gone", "SUMMARY:Gone", "DTSTART;TZID=Eastern Standard Time:20230310T090000", "DURATION:PT30M",
              "STATUS:CANCELLED"),
        event("UID:private", "SUMMARY:Secret", "CLASS:PRIVATE", "DTSTART:20230310T230000", "DURATION:PT30M"),
        event("UID:past", "DTSTART:20230201T100000", "DURATION:PT1H"),
        event("UID:far", "DTSTART:20250201T100000", "DURATION:PT1H"),
        event("UID:daily", "SUMMARY:Daily", "DTSTART:20230220T070000Z", "DURATION:PT5M", "RRULE:FREQ=DAILY"),
    )  # fmt: skip
    daily = [each for each in times(told) if each[2] == "Daily"]

    # The clocks go forward on 12 March: ten o'clock there is then an hour earlier, and the fair an hour shorter.
    assert [each for each in times(told) if each[2] != "Daily"] == [
        ("03-02 15:00", "03-02 16:00", "Sync"),
        ("03-09 15:00", "03-09 16:00", "Sync"),
        ("03-10 14:00", "03-10 14:30", "Gone!"),
        ("03-11 04:00", "03-11 04:30", ""),
        ("03-11 05:00", "03-13 04:00", "Fair"),
        ("03-23 19:00", "03-23 20:00", "Sync, late"),
        ("03-30 14:00", "03-30 15:00", "Sync"),
    ]
    assert (len(daily), daily[0][0], told.over, told.beyond) == (100, "03-02 07:00", 1 + 10, 1 + 268)
    assert CalendarTold.of(told.kept()) == told


def test_what_is_not_understood_is_told_and_hostile_files_are_refused_at_once() -> None:
    told = read(
        event("UID:zone", "SUMMARY:Zone", "DTSTART;TZID=Nowhere/X:20230405T100000", "DURATION:PT1H"),
        event("UID:rule", "SUMMARY:Rule", "DTSTART:20230405T100000", "RRULE:FREQ=SECONDLY", "DURATION:PT1H"),
        event("UID:never", "SUMMARY:Never", "DTSTART:20230201T100000",
              "RRULE:FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30", "DURATION:PT1H"),
        event("SUMMARY:Nameless", "DTSTART:20230405T100000", "DURATION:PT1H"),
        event("UID:start", "SUMMARY:Start", "DTSTART:soon", "DURATION:PT1H"),
        event("UID:twice", "SUMMARY:Twice", "DTSTART:20230405T100000", "DTSTART:20230405T100000"),
        event("UID:end", "SUMMARY:End", "DTSTART:20230405T100000"),
        event("UID:back", "SUMMARY:Back", "DTSTART:20230405T100000", "DTEND:20230405T090000"),
        event("UID:later", "SUMMARY:Later", "RECURRENCE-ID;RANGE=THISANDFUTURE:20230405T100000",
              "DTSTART:20230405T100000", "DURATION:PT1H"),
        event("UID:year", "SUMMARY:Year", "DTSTART:90000405T100000", "DURATION:PT1H"),
    )  # fmt: skip
    assert times(told) == []
    assert {each.summary: each.sentence for each in told.unread} == {
        "Zone": "Its time zone, “Nowhere/X”, is not known here.",
        "Rule": "It recurs by a rule that is not taken in. Daily, weekly and monthly rules are.",
        "Never": "It recurs by a rule that is not taken in. Daily, weekly and monthly rules are.",
        "Nameless": "It has no name (UID) by which a later file could mean it.",
        "Start": "Something in it is not written as calendars write it.",
        "Twice": "Something in it is not written as calendars write it.",
        "End": "It does not say when it ends.",
        "Back": "It ends before it begins, or lasts longer than a month.",
        "Later": "It changes all later times at once. Write each of them, or its rule, anew.",
        "Year": "Its year is further away than is taken in.",
    }

    def often(number: int, rule: str) -> str:
        days = ("DTSTART:20160405T100000", "DURATION:PT1H", rule)
        return calendar(*(event(f"UID:{each}", *days) for each in range(number)))

    zones = "BEGIN:VTIMEZONE\r\nTZID:X\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    no_calendar = "This is no calendar that can be read. A file in the form of iCalendar (.ics) was expected."
    hostile = {
        "": no_calendar,
        "hello": no_calendar,
        "BEGIN:VEVENT\r\nEND:VEVENT": no_calendar,
        "BEGIN:VCALENDAR\r\n" * 9_000: no_calendar,
        "BEGIN:VCALENDAR\r\n" + zones + "BEGIN:VTIME\r\n ZONE\r\n" * 5_000: no_calendar,
        "x" * 300_000: "The file is too large: 200 kB at most.",
        often(490, "RRULE:FREQ=DAILY;COUNT=1000"): (
            "The file tells of too many things: 500 at most, and 100 that recur."
        ),
        often(100, "RRULE:FREQ=DAILY;COUNT=9999"): (
            "The file tells of too many times to come: 500 at most. Take it in in parts."
        ),
    }
    began = perf_counter()
    for written, sentence in hostile.items():
        with pytest.raises(Refused) as refused:
            read_calendar(written, zone=BOSTON, now=NOW)
        assert str(refused.value) == sentence
    assert perf_counter() - began < 20


class House:
    """A house with Pine and Oak, its desk, and a file that was read for the rooms that it names."""

    def __init__(self) -> None:
        self.premises: Premises = PremisesFactory()
        self.pine: Room = room_at(self.premises, name_en="Pine", name_ko="소나무")
        self.oak: Room = room_at(self.premises, name_en="Oak", name_ko="참나무")
        self.desk = desk_of(self.premises)
        User.objects.update(language="en")

    def read(self, *events: str, room: Room | None = None, now: datetime = NOW) -> CalendarUpload:
        told = read_calendar(calendar(*events), zone=BOSTON, now=now)
        room_id = room.pk if room else None
        return keep_calendar(premises_id=self.premises.pk, read=told, room_id=room_id, by=self.desk, now=now)

    def take(self, upload: CalendarUpload, *, only_fitting: bool = False, now: datetime = NOW) -> dict[str, int]:
        seen = mark_of(self.steps(upload, now))
        return dict(take_in_calendar(upload_id=upload.pk, seen=seen, only_fitting=only_fitting, by=self.desk, now=now))

    def steps(self, upload: CalendarUpload, now: datetime = NOW) -> list[Step]:
        rooms = Room.objects.select_related("floor__premises").filter(floor__premises=self.premises)
        return steps_of(CalendarUpload.objects.get(pk=upload.pk), list(rooms), now)

    def held(self) -> list[tuple[str, str, str]]:
        found = Booking.objects.filter(state=BookingState.CONFIRMED).select_related("room")
        return [(each.room.name_en, f"{each.starts_at:%m-%d %H:%M}", each.purpose) for each in found]


def thing(uid: str, start: str, where: str, *lines: str, summary: str = "") -> str:
    said = (f"UID:{uid}", f"SUMMARY:{summary or uid}", f"DTSTART:{start}", "DURATION:PT1H", f"LOCATION:{where}")
    return event(*said, *lines)


@pytest.mark.django_db
@pytest.mark.database
def test_a_file_is_taken_in_once_and_a_later_one_moves_swaps_cancels_and_brings_back() -> None:
    house = House()
    first = [
        thing("a", "20230306T100000", "Pine"), thing("b", "20230306T110000", "참나무"),
        thing("c", "20230307T100000", "pine"), WEEKLY.replace("DURATION", "LOCATION:Oak\r\nDURATION"),
    ]  # fmt: skip
    assert house.take(house.read(*first)) == {"book": 7}
    made = sorted(Booking.objects.values_list("pk", flat=True))
    assert house.held() == [
        ("Oak", "03-02 15:00", "Sync"), ("Pine", "03-06 15:00", "a"), ("Oak", "03-06 16:00", "b"),
        ("Pine", "03-07 15:00", "c"), ("Oak", "03-09 15:00", "Sync"), ("Oak", "03-23 14:00", "Sync"),
        ("Oak", "03-30 14:00", "Sync"),
    ]  # fmt: skip
    # Whoever is in that calendar has it there: nobody is mailed, nobody is asked to check in, and none of it is told.
    assert set(Booking.objects.values_list("organisation", "person")) == {(None, None)}
    mind_bookings_at(boston("2023-03-02 10:30"))
    assert (OutboxItem.objects.count(), CalendarUpload.objects.count()) == (0, 0)
    assert Booking.objects.filter(state=BookingState.RELEASED).count() == 0
    with pytest.raises(Refused, match="It moves with what it is held for"):
        change_booking(booking_id=made[0], by=house.desk, room_id=house.pine.pk, now=NOW)

    # The same file again changes nothing; a later one lets two change places, leaves a day out, cancels and renames.
    assert house.take(house.read(*first)) == {"same": 7}
    later = [
        thing("a", "20230306T110000", "Oak", "SEQUENCE:1"), thing("b", "20230306T100000", "Pine", "SEQUENCE:1"),
        thing("c", "20230307T100000", "Pine", "SEQUENCE:1", "STATUS:CANCELLED"),
        WEEKLY.replace("Sync", "Jour fixe").replace("DURATION", "LOCATION:Oak\r\nEXDATE:20230309T150000Z\r\nDURATION"),
    ]  # fmt: skip
    assert house.take(house.read(*later)) == {"change": 5, "cancel": 2}
    assert house.held() == [
        ("Oak", "03-02 15:00", "Jour fixe"), ("Pine", "03-06 15:00", "b"), ("Oak", "03-06 16:00", "a"),
        ("Oak", "03-23 14:00", "Jour fixe"), ("Oak", "03-30 14:00", "Jour fixe"),
    ]  # fmt: skip
    assert sorted(Booking.objects.values_list("pk", flat=True)) == made

    # An older file is left alone. What was cancelled here comes back when its calendar changes it, and by itself never.
    Booking.objects.filter(purpose="a").update(state=BookingState.CANCELLED)
    stale = house.read(*first[:3], later[0])
    assert [(each.what, each.why) for each in house.steps(stale)] == [
        ("left", "It was cancelled here; when its calendar changes it, it comes back."),
        ("left", "A newer file was taken in before."),
        ("left", "A newer file was taken in before."),
    ]
    back = house.read(
        thing("a", "20230306T110000", "Oak", "SEQUENCE:2"), thing("c", "20230307T120000", "Oak", "SEQUENCE:2"),
        WEEKLY.replace("DURATION", "LOCATION:Oak\r\nDURATION"),
    )  # fmt: skip
    assert house.take(back) == {"book": 3, "change": 3}
    gone = calendar(event("UID:weekly@example.org", "STATUS:CANCELLED", "DTSTART:20230302T150000Z", "DURATION:PT1H"))
    told = read_calendar(gone.replace("VERSION", "METHOD:CANCEL\r\nVERSION"), zone=BOSTON, now=NOW)
    ended = keep_calendar(premises_id=house.premises.pk, read=told, by=house.desk, now=NOW)
    assert house.take(ended) == {"cancel": 4, "left": 1}
    assert [each[2] for each in house.held()] == ["b", "a", "c"]
    changes = AuditEntry.objects.filter(verb="places.calendar_taken_in").order_by("pk").values_list("change", flat=True)
    assert list(changes)[:2] == [{"book": [None, 7]}, {"change": [None, 5], "cancel": [None, 2]}]


@pytest.mark.django_db
@pytest.mark.database
def test_what_does_not_fit_is_told_first_and_left_or_nothing_is_done() -> None:
    house, other = House(), desk_of(PremisesFactory())
    start, end = boston("2023-03-06 10:00"), boston("2023-03-06 11:00")
    BookingFactory(room=house.pine, starts_at=start, ends_at=end, organisation__name_en="Hanbit", purpose="Merger")
    Closure.objects.create(premises=house.premises, starts_at=end, ends_at=end + timedelta(hours=1), name_en="Works")
    upload = house.read(
        thing("met", "20230306T100000", "Pine"), thing("shut", "20230306T110000", "Oak"),
        thing("free", "20230307T100000", "Pine"), thing("twin", "20230307T103000", "Pine"),
        thing("lost", "20230308T100000", "Elm"), thing("seconds", "20230309T100030", "Pine"),
        thing("nowhere", "20230308T100000", ""), event("UID:x", "SUMMARY:broken"),
    )  # fmt: skip
    seen = mark_of(house.steps(upload))
    assert [(each.summary, each.what, each.why) for each in house.steps(upload)] == [
        ("met", "unfit", "The room is taken at this time."),
        ("shut", "unfit", "It is closed at this time, 11:00–12:00 on 6 March 2023 (Boston): Works."),
        ("free", "book", ""),
        ("twin", "unfit", "The room is taken at this time."),
        ("lost", "unfit", "No room here is called “Elm”."),
        ("nowhere", "unfit", "It names no room. Choose one for the whole file, or name one in each place (LOCATION)."),
        ("seconds", "unfit", "Choose times of whole minutes."),
    ]

    def refused(**asked: object) -> str:
        said = {"upload_id": upload.pk, "seen": seen, "by": house.desk, "now": NOW, **asked}
        with pytest.raises(Refused) as refusal:
            take_in_calendar(**said)  # type: ignore[arg-type]  # as the test asks
        return str(refusal.value)

    assert [refused(), refused(seen="x"), refused(by=other)] == [
        "7 things in the file do not fit. Nothing was done.",
        "Something else would come of it by now. Look at it once more.",
        "Only the venue staff of these premises can do that.",
    ]
    assert (Booking.objects.count(), TakenIn.objects.count()) == (1, 0)
    assert house.take(upload, only_fitting=True) == {"unfit": 6, "book": 1}
    assert house.held()[1:] == [("Pine", "03-07 15:00", "free")]

    # What cannot move stays where it is, and nothing is put in its place.
    stuck = house.read(
        thing("free", "20230306T103000", "", "SEQUENCE:1"), thing("new", "20230307T100000", ""), room=house.pine
    )
    assert [(each.summary, each.what) for each in house.steps(stuck)] == [("free", "unfit"), ("new", "unfit")]
    with pytest.raises(Refused, match="nothing that is still to come"):
        house.read(thing("over", "20230201T100000", "Pine"))


@pytest.mark.django_db
def test_the_desk_brings_a_file_or_its_text_looks_and_takes_it_in_or_discards_it() -> None:
    house = House()
    reader = browser(User.objects.get(pk=house.desk.user_id))
    page = reverse("places_desk:calendars", args=[house.premises.public_id])
    both = calendar(thing("a", "20230306T100000", "Pine", summary="<b>Board</b>"), event("UID:x", "SUMMARY:broken"))

    def brought(**typed: object) -> tuple[int, str]:
        answer = reader.post(page, typed)
        return answer.status_code, text(answer)

    with standing_still(NOW):
        wrong = [
            brought(), brought(text=both, file=SimpleUploadedFile("a.ics", both.encode())), brought(text="BEGIN:"),
            brought(file=SimpleUploadedFile("a.ics", "가".encode("euc-kr"))), brought(text="x" * 200_001),
        ]  # fmt: skip
        assert [status for status, _said in wrong] == [422] * 5
        for (_status, said), sentence in zip(wrong, (
            "Choose a file, or paste its text: one of both.", "Choose a file, or paste its text: one of both.",
            "This is no calendar that can be read.", "The file is not written in UTF-8.", "The file is too large",
        ), strict=True):  # fmt: skip
            assert sentence in said
        assert "BEGIN:" in wrong[2][1]

        reader.post(page, {"file": SimpleUploadedFile("a.ics", both.encode())})
        reader.post(page, {"text": both, "room": house.oak.public_id})
        first, second = CalendarUpload.objects.order_by("pk")
        looked = reverse("places_desk:upload", args=[house.premises.public_id, first.public_id])
        shown = reader.get(looked)
        assert "&lt;b&gt;Board&lt;/b&gt;" in shown.content.decode()
        assert "is booked" in text(shown)
        assert Booking.objects.count() == 0
        seen = shown.context["seen"]
        whole = reader.post(looked, {"do": "whole", "seen": seen}, follow=True)
        assert "1 thing in the file does not fit. Nothing was done." in text(whole)
        fits = reader.post(looked, {"do": "fitting", "seen": seen}, follow=True)
        assert "Taken in. Booked: 1, changed: 0, cancelled: 0." in text(fits)
        reader.post(looked.replace(str(first.public_id), str(second.public_id)), {"do": "discard"})
    assert (CalendarUpload.objects.count(), house.held()) == (0, [("Pine", "03-06 15:00", "<b>Board</b>")])

    # What is left lying is forgotten, and with whoever brought it.
    kept = house.read(thing("b", "20230307T100000", "Pine"))
    user_id = house.desk.user_id or 0
    assert bookings_kept(user_id)["calendar_files"] == [
        {"premises": str(house.premises.public_id), "read": kept.created_at.isoformat()}
    ]
    erase_bookings(user_id, NOW)
    assert CalendarUpload.objects.count() == 0
    kept = CalendarUpload.objects.create(premises=house.premises, user_id=user_id, told=CalendarTold().kept())
    forget_uploads_before(kept.created_at)
    assert CalendarUpload.objects.count() == 1
    forget_uploads_before(kept.created_at + timedelta(minutes=1))
    assert CalendarUpload.objects.count() == 0
