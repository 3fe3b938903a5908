"""Both clocks, days and numbers, as a reader of either language expects them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgehead.web import formats
from bridgehead.web.formats import City, Clock

BOSTON = City("America/New_York", "Boston", "보스턴")
SEOUL = City("Asia/Seoul")
FORUM = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)


def told(moment: datetime, near: City, far: City, language: str, ends: datetime | None = None) -> list[str]:
    return [one.text for one in formats.two_clocks(moment, near, far, language, ends=ends)]


def test_forum_starts_on_both_clocks() -> None:
    assert formats.two_clocks(FORUM, BOSTON, SEOUL, "ko") == (
        Clock("16:00 보스턴", "2023-04-27T16:00-04:00", "보스턴", 0),
        Clock("익일 05:00 서울", "2023-04-28T05:00+09:00", "서울", 1),
    )
    assert formats.two_clocks(FORUM, BOSTON, SEOUL, "en") == (
        Clock("16:00 Boston", "2023-04-27T16:00-04:00", "Boston", 0),
        Clock("05:00 +1 Seoul", "2023-04-28T05:00+09:00", "Seoul", 1),
    )


def test_day_before_and_same_day_are_told() -> None:
    assert told(FORUM, SEOUL, BOSTON, "ko") == ["05:00 서울", "전일 16:00 보스턴"]
    assert told(FORUM, SEOUL, BOSTON, "en") == ["05:00 Seoul", "16:00 −1 Boston"]
    morning = datetime(2023, 4, 27, 13, 30, tzinfo=UTC)
    assert told(morning, BOSTON, SEOUL, "ko") == ["09:30 보스턴", "22:30 서울"]
    assert told(morning, BOSTON, SEOUL, "en") == ["09:30 Boston", "22:30 Seoul"]


def test_two_days_apart_are_counted() -> None:
    late = datetime(2023, 4, 27, 11, 30, tzinfo=UTC)
    kiritimati, baker = City("Pacific/Kiritimati"), City("Etc/GMT+12", "Baker Island", "베이커섬")
    assert told(late, baker, kiritimati, "ko") == ["23:30 베이커섬", "+2일 01:30 키리티마티"]
    assert told(late, baker, kiritimati, "en") == ["23:30 Baker Island", "01:30 +2 Kiritimati"]


def test_spans_tell_the_day_of_each_end_once() -> None:
    ends = FORUM + timedelta(minutes=90)
    assert told(FORUM, BOSTON, SEOUL, "ko", ends) == ["16:00–17:30 보스턴", "익일 05:00–06:30 서울"]
    assert told(FORUM, BOSTON, SEOUL, "en", ends) == ["16:00–17:30 Boston", "05:00–06:30 +1 Seoul"]


def test_span_over_midnight_in_one_city() -> None:
    starts = datetime(2023, 4, 27, 14, 50, tzinfo=UTC)
    ends = starts + timedelta(minutes=20)
    assert told(starts, BOSTON, SEOUL, "ko", ends) == ["10:50–11:10 보스턴", "23:50–익일 00:10 서울"]
    assert told(starts, BOSTON, SEOUL, "en", ends) == ["10:50–11:10 Boston", "23:50–00:10 +1 Seoul"]


def test_daylight_saving_moves_only_the_clock_that_has_it() -> None:
    before, after = datetime(2023, 3, 12, 6, 30, tzinfo=UTC), datetime(2023, 3, 12, 7, 30, tzinfo=UTC)
    assert [one.iso for one in formats.two_clocks(before, BOSTON, SEOUL, "en")] == [
        "2023-03-12T01:30-05:00",
        "2023-03-12T15:30+09:00",
    ]
    assert [one.iso for one in formats.two_clocks(after, BOSTON, SEOUL, "en")] == [
        "2023-03-12T03:30-04:00",
        "2023-03-12T16:30+09:00",
    ]
    assert formats.lead(before, BOSTON, SEOUL, "en") == "Seoul is 14 hours ahead"
    assert formats.lead(after, BOSTON, SEOUL, "en") == "Seoul is 13 hours ahead"


def test_repeated_hour_keeps_its_offset_apart() -> None:
    first, second = datetime(2023, 11, 5, 5, 30, tzinfo=UTC), datetime(2023, 11, 5, 6, 30, tzinfo=UTC)
    assert formats.clock(first, BOSTON, "en") == Clock("01:30 Boston", "2023-11-05T01:30-04:00", "Boston", 0)
    assert formats.clock(second, BOSTON, "en") == Clock("01:30 Boston", "2023-11-05T01:30-05:00", "Boston", 0)


def test_clocks_that_agree_are_told_once() -> None:
    assert told(FORUM, SEOUL, City("Asia/Tokyo"), "ko") == ["05:00 서울"]


@given(
    st.integers(631_152_000 // 60, 2_114_380_800 // 60),
    st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata"]),
    st.sampled_from(["Asia/Seoul", "America/New_York", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Kolkata"]),
)
def test_both_clocks_are_the_same_moment_and_the_shift_leads_from_one_day_to_the_other(
    minute: int, near: str, far: str
) -> None:
    clocks = formats.two_clocks(datetime.fromtimestamp(minute * 60, UTC), City(near), City(far), "en")
    local = [datetime.fromisoformat(one.iso) for one in clocks]
    assert len({moment.astimezone(UTC) for moment in local}) == 1
    assert local[0].date() + timedelta(days=clocks[-1].shift) == local[-1].date()


@pytest.mark.parametrize(
    ("near", "far", "korean", "english"),
    [
        (BOSTON, SEOUL, "서울이 13시간 앞섭니다", "Seoul is 13 hours ahead"),
        (SEOUL, BOSTON, "보스턴이 13시간 늦습니다", "Boston is 13 hours behind"),
        (City("Asia/Kolkata"), SEOUL, "서울이 3.5시간 앞섭니다", "Seoul is 3.5 hours ahead"),
        (City("Europe/Berlin"), City("Europe/London"), "런던이 1시간 늦습니다", "London is 1 hour behind"),
        (SEOUL, SEOUL, "두 곳의 시각이 같습니다", "Both places show the same time"),
    ],
)
def test_lead_of_the_far_clock(near: City, far: City, korean: str, english: str) -> None:
    assert (formats.lead(FORUM, near, far, "ko"), formats.lead(FORUM, near, far, "en")) == (korean, english)


@pytest.mark.parametrize(
    ("zone", "korean", "english"),
    [
        ("Asia/Seoul", "서울", "Seoul"),
        ("America/New_York", "뉴욕", "New York"),
        ("Asia/Kolkata", "콜카타", "Kolkata"),
        ("America/Argentina/Buenos_Aires", "부에노스 아이레스", "Buenos Aires"),
        ("UTC", "UTC", "UTC"),
    ],
)
def test_city_of_a_zone(zone: str, korean: str, english: str) -> None:
    assert (formats.city_of_zone(zone, "ko"), formats.city_of_zone(zone, "en")) == (korean, english)


def test_city_with_one_name_uses_it_in_both_languages() -> None:
    assert City("America/New_York", name_en="Boston").name("ko") == "Boston"
    assert City("America/New_York", name_ko="보스턴").name("en") == "보스턴"


def test_particle_follows_the_last_sound() -> None:
    assert [formats.subject_particle(word) for word in ("서울", "도쿄", "Boston", "")] == [
        "이",
        "가",
        "이(가)",
        "이(가)",
    ]


@pytest.mark.parametrize(
    ("style", "korean", "english"),
    [
        ("short", "4월 27일 (목)", "Thu 27 April"),
        ("medium", "2023년 4월 27일", "27 April 2023"),
        ("long", "2023년 4월 27일 목요일", "Thursday 27 April 2023"),
        ("numeric", "2023. 4. 27.", "27 Apr 2023"),
        ("month", "2023년 4월", "April 2023"),
    ],
)
def test_days_in_every_style(style: str, korean: str, english: str) -> None:
    day = date(2023, 4, 27)
    assert (formats.format_day(day, "ko", style=style), formats.format_day(day, "en-gb", style=style)) == (
        korean,
        english,
    )


@pytest.mark.parametrize(
    ("last", "korean", "english"),
    [
        (date(2023, 4, 27), "2023년 4월 27일", "27 April 2023"),
        (date(2023, 4, 28), "2023년 4월 27–28일", "27–28 April 2023"),
        (date(2023, 5, 2), "2023년 4월 27일 – 5월 2일", "27 April – 2 May 2023"),
        (date(2024, 1, 2), "2023년 4월 27일 – 2024년 1월 2일", "27 April 2023 – 2 January 2024"),
    ],
)
def test_spans_of_days_say_what_they_share_once(last: date, korean: str, english: str) -> None:
    first = date(2023, 4, 27)
    assert (formats.format_days(first, last, "ko"), formats.format_days(first, last, "en")) == (korean, english)


@pytest.mark.parametrize(
    ("away", "korean", "english"),
    [
        (timedelta(minutes=12), "12분 뒤", "in 12 minutes"),
        (timedelta(hours=-3), "3시간 전", "3 hours ago"),
        (timedelta(days=3), "3일 뒤", "in 3 days"),
        (timedelta(seconds=20), "방금", "just now"),
    ],
)
def test_distances(away: timedelta, korean: str, english: str) -> None:
    assert (formats.format_distance(FORUM + away, FORUM, "ko"), formats.format_distance(FORUM + away, FORUM, "en")) == (
        korean,
        english,
    )


def test_lengths_numbers_and_enumerations() -> None:
    assert [formats.format_minutes(minutes, "ko") for minutes in (90, 120, 20, 0)] == [
        "1시간 30분",
        "2시간",
        "20분",
        "0분",
    ]
    assert [formats.format_minutes(minutes, "en") for minutes in (90, 120, 20, 0)] == [
        "1 h 30 min",
        "2 h",
        "20 min",
        "0 min",
    ]
    assert [formats.format_number(number, "ko") for number in (11172, Decimal("0.5"))] == ["11,172", "0.5"]
    assert formats.join_words(["가", "나", "다"], "ko") == "가, 나, 다"
    assert [formats.join_words(words, "en") for words in ([], ["A"], ["A", "B"], ["A", "B", "C"])] == [
        "",
        "A",
        "A and B",
        "A, B and C",
    ]


@pytest.mark.parametrize(
    ("first", "last", "korean", "english"),
    [
        (date(2026, 12, 9), date(2026, 12, 10), "2026년 12월 9일 (수) – 10일 (목)", "Wed 9 – Thu 10 December 2026"),
        (
            date(2026, 11, 30),
            date(2026, 12, 1),
            "2026년 11월 30일 (월) – 12월 1일 (화)",
            "Mon 30 November – Tue 1 December 2026",
        ),
        (
            date(2026, 12, 31),
            date(2027, 1, 1),
            "2026년 12월 31일 (목) – 2027년 1월 1일 (금)",
            "Thu 31 December 2026 – Fri 1 January 2027",
        ),
    ],
)
def test_days_with_their_weekdays(first: date, last: date, korean: str, english: str) -> None:
    assert (formats.format_weekdays(first, last, "ko"), formats.format_weekdays(first, last, "en")) == (korean, english)
