"""Every template tag, whole output, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from bridgehead.foundation.money import Exactness, Money
from bridgehead.web.formats import City

BOSTON = City("America/New_York", "Boston", "보스턴")
FORUM = datetime(2023, 4, 27, 20, 0, tzinfo=UTC)


@dataclass
class Place:
    zone: str
    city_ko: str
    city_en: str


@dataclass
class Thing:
    name_ko: str
    name_en: str
    pk: int = 3
    kind: str = "company"


def written(source: str, language: str, **context: Any) -> str:
    with translation.override(language):
        return Template("{% load bridgehead %}" + source).render(Context(context))


def both(source: str, **context: Any) -> list[str]:
    return [written(source, language, **context) for language in ("ko", "en")]


def reader(zone: str) -> Any:
    request = RequestFactory().get("/")
    request.actor = SimpleNamespace(zone=zone)  # type: ignore[attr-defined]  # the edge's own attribute
    return request


def test_clocks_of_two_places() -> None:
    assert both("{% clocks moment near far %}", moment=FORUM, near=BOSTON, far="Asia/Seoul") == [
        '<span class="clocks"><time datetime="2023-04-27T16:00-04:00">16:00 보스턴</time> '
        '<time datetime="2023-04-28T05:00+09:00">익일 05:00 서울</time></span>',
        '<span class="clocks"><time datetime="2023-04-27T16:00-04:00">16:00 Boston</time> '
        '<time datetime="2023-04-28T05:00+09:00">05:00 +1 Seoul</time></span>',
    ]


DAYS = datetime(2026, 12, 9, 14, 30, tzinfo=UTC), datetime(2026, 12, 10, 22, 0, tzinfo=UTC)
FIRST_STARTS = [
    '<time datetime="2026-12-09T09:30-05:00">09:30 보스턴</time> '
    '<time datetime="2026-12-09T23:30+09:00">23:30 서울</time></span>',
    '<time datetime="2026-12-09T09:30-05:00">09:30 Boston</time> '
    '<time datetime="2026-12-09T23:30+09:00">23:30 Seoul</time></span>',
]


@pytest.mark.parametrize(
    ("style", "korean", "english"),
    [
        ("", "첫날", "first day"),
        ("medium", "2026년 12월 9–10일 · 첫날", "9–10 December 2026 · first day"),
        ("long", "2026년 12월 9일 (수) – 10일 (목) · 첫날", "Wed 9 – Thu 10 December 2026 · first day"),
    ],
)
def test_what_lasts_days_tells_its_days_and_the_start_of_the_first(style: str, korean: str, english: str) -> None:
    starts, ends = DAYS
    source = '{% clocks starts near "Asia/Seoul" ends=ends day=style %}'
    assert both(source, starts=starts, ends=ends, near=BOSTON, style=style) == [
        f'<span class="clocks"><span class="day">{said}</span> {times}'
        for said, times in zip((korean, english), FIRST_STARTS, strict=True)
    ]


def test_days_of_a_span_are_those_at_its_place() -> None:
    starts, ends = DAYS
    source = '{% day starts "long" zone ends=ends %}'
    assert both(source, starts=starts, ends=ends, zone="America/New_York") == [
        "2026년 12월 9일 (수) – 10일 (목)",
        "Wed 9 – Thu 10 December 2026",
    ]
    assert both(source, starts=starts, ends=ends, zone="Asia/Seoul")[1] == "Wed 9 – Fri 11 December 2026"


def test_an_evening_that_ends_after_midnight_is_one_day() -> None:
    ends = FORUM + timedelta(hours=10)
    source = '{% day starts "long" zone ends=ends %}|{% clocks starts near near ends=ends %}'
    assert written(source, "en", starts=FORUM, ends=ends, zone="America/New_York", near=BOSTON) == (
        '<time datetime="2023-04-27">Thursday 27 April 2023</time>|'
        '<span class="clocks"><time datetime="2023-04-27T16:00-04:00">16:00–02:00 +1 Boston</time></span>'
    )


def test_clocks_take_a_forum_and_the_readers_own_zone() -> None:
    forum = Place("America/New_York", "보스턴", "")
    source = "{% clocks moment forum %}"
    assert written(source, "en", moment=FORUM, forum=forum, request=reader("Europe/London")) == (
        '<span class="clocks"><time datetime="2023-04-27T16:00-04:00">16:00 보스턴</time> '
        '<time datetime="2023-04-27T21:00+01:00">21:00 London</time></span>'
    )


def test_a_reader_at_the_forum_sees_the_clock_at_home() -> None:
    shown = written("{% clocks moment near %}", "en", moment=FORUM, near=BOSTON, request=reader("America/New_York"))
    assert "05:00 +1 Seoul" in shown


def test_a_reader_at_home_of_a_forum_at_home_sees_one_clock() -> None:
    shown = written("{% clocks moment near %}", "ko", moment=FORUM, near="Asia/Seoul", request=reader("Asia/Seoul"))
    assert shown == '<span class="clocks"><time datetime="2023-04-28T05:00+09:00">05:00 서울</time></span>'


def test_clocks_with_the_day_and_an_end() -> None:
    source = '{% clocks moment near far ends=ends day="short" %}'
    context = {"moment": FORUM, "near": BOSTON, "far": "Asia/Seoul", "ends": FORUM + timedelta(minutes=90)}
    assert both(source, **context) == [
        '<span class="clocks"><span class="day">4월 27일 (목)</span> '
        '<time datetime="2023-04-27T16:00-04:00">16:00–17:30 보스턴</time> '
        '<time datetime="2023-04-28T05:00+09:00">익일 05:00–06:30 서울</time></span>',
        '<span class="clocks"><span class="day">Thu 27 April</span> '
        '<time datetime="2023-04-27T16:00-04:00">16:00–17:30 Boston</time> '
        '<time datetime="2023-04-28T05:00+09:00">05:00–06:30 +1 Seoul</time></span>',
    ]


def test_clockbridge_tells_both_banks() -> None:
    shown = both("{% clockbridge moment near far %}", moment=FORUM, near=BOSTON, far="Asia/Seoul")
    for words in (
        ("서울이 13시간 앞섭니다", "보스턴", "4월 27일 (목)", "<b>익일</b> 4월 28일 (금)"),
        ("Seoul is 13 hours ahead", "Boston", "Thu 27 April", "<b>+1 day</b> Fri 28 April"),
    ):
        assert [word for word in words if word not in shown[words[1] == "Boston"]] == []


def test_days_distances_and_lengths() -> None:
    context = {
        "first": date(2023, 4, 27),
        "last": date(2023, 4, 28),
        "moment": FORUM,
        "now": FORUM - timedelta(hours=1),
    }
    days = '{% day first "short" %}|{% day moment "medium" "Asia/Seoul" %}|{% days first last %}'
    source = days + "|{% ago moment now %}|{{ 90|minutes }}"
    assert both(source, **context) == [
        '<time datetime="2023-04-27">4월 27일 (목)</time>|<time datetime="2023-04-28">2023년 4월 28일</time>|'
        '2023년 4월 27–28일|<time datetime="2023-04-27T20:00+00:00">1시간 뒤</time>|1시간 30분',
        '<time datetime="2023-04-27">Thu 27 April</time>|<time datetime="2023-04-28">28 April 2023</time>|'
        '27–28 April 2023|<time datetime="2023-04-27T20:00+00:00">in 1 hour</time>|1 h 30 min',
    ]


def test_what_is_not_known_is_a_dash_that_can_be_heard() -> None:
    dash = '<span class="none"><span aria-hidden="true">–</span><span class="unseen">{}</span></span>'
    source = "{% clocks none near %}{% money none %}{% figure none %}{% day none %}{% none %}"
    assert both(source, none=None, near=BOSTON) == [dash.format("기록 없음") * 5, dash.format("no record") * 5]


def test_money_as_a_value_and_in_parts() -> None:
    contract = Money(Decimal(635_300_000_000), "KRW", Exactness.ABOUT)
    announced = Money(Decimal(670_000_000_000), "KRW", Exactness.AT_LEAST)
    source = "{% money contract %}|{% money announced %}|{% money amount 'USD' %}"
    assert both(source, contract=contract, announced=announced, amount=Decimal("1300.5")) == [
        '<span class="money"><span class="exact">약</span> 6,353억 원</span>|'
        '<span class="money">6,700억 원 <span class="exact">이상</span></span>|<span class="money">1,300.50달러</span>',
        '<span class="money"><span class="exact">about</span> KRW 635.3 bn</span>|'
        '<span class="money"><span class="exact">at least</span> KRW 670 bn</span>|'
        '<span class="money">USD 1,300.50</span>',
    ]
    assert both("{% money contract split=True %}", contract=contract) == [
        '<span class="money"><span class="exact">약</span> 6,353<span>억 원</span></span>',
        '<span class="money"><span class="exact">about</span> <span>KRW</span> 635.3<span> bn</span></span>',
    ]


def test_figures_carry_unit_and_exactness() -> None:
    assert written('{% figure 1100 "명" "about" %}|{% figure 9 "건" %}|{% figure 9 "명" "at_least" %}', "ko") == (
        '<span class="unit">약</span> 1,100<span class="unit">명</span>|9<span class="unit">건</span>|'
        '9<span class="unit">명 이상</span>'
    )
    assert written('{% figure 100 "" "about" %}|{% figure 9 %}', "en") == '<span class="unit">about</span> 100|9'
    assert written('{% figure 100 "people" %}', "en") == '100 <span class="unit">people</span>'


def test_names_say_which_language_they_are_in() -> None:
    context = {"pair": Thing("한올", "HanAll & Co"), "one": Thing("", "JW Theriac"), "other": Thing("지엠에스", "")}
    source = '{% name pair %}|{% twin pair tag="small" %}|{% name one %}|{% twin one %}|{% name other %}'
    assert both(source, **context) == [
        '한올|<small lang="en">HanAll &amp; Co</small>|<span lang="en">JW Theriac</span>||지엠에스',
        'HanAll &amp; Co|<small lang="ko">한올</small>|JW Theriac||<span lang="ko">지엠에스</span>',
    ]


def test_emblems_and_faces() -> None:
    company, agency = Thing("한올바이오파마", "HanAll Biopharma"), Thing("보건복지부", "", kind="agency")
    assert both(
        "{% emblem company %}{% emblem agency 'small' %}{% face person %}{% face 'Morgan Lee' 'large' %}",
        company=company,
        agency=agency,
        person=Thing("김도윤", "Kim Doyun"),
    ) == [
        '<span class="emblem" data-hue="2" aria-hidden="true">한올</span>'
        '<span class="emblem small agency" data-hue="2" aria-hidden="true">보건</span>'
        '<span class="face" aria-hidden="true">도윤</span><span class="face large" aria-hidden="true">ML</span>',
        '<span class="emblem" data-hue="1" aria-hidden="true">HB</span>'
        '<span class="emblem small agency" data-hue="2" aria-hidden="true">보건</span>'
        '<span class="face" aria-hidden="true">KD</span><span class="face large" aria-hidden="true">ML</span>',
    ]


def test_names_are_escaped_wherever_they_stand() -> None:
    wicked = Thing("<script>", "")
    shown = "".join(
        both("{% name t %}{% twin t %}{% emblem t %}{% face t %}{% icon 'check' label=t.name_ko %}", t=wicked)
    )
    assert "<script>" not in shown


def test_icons_are_silent_unless_named() -> None:
    assert written("{% icon 'check' %}{% icon 'lock' '잠김' css='big' %}", "ko") == (
        '<svg class="icon" aria-hidden="true"><use href="/static/web/icons.svg#i-check"/></svg>'
        '<svg class="icon big" role="img" aria-label="잠김"><use href="/static/web/icons.svg#i-lock"/></svg>'
    )


def test_an_icon_that_is_not_drawn_is_warned_about() -> None:
    with pytest.warns(RuntimeWarning, match="no icon “unicorn”"):
        assert "#i-unicorn" in written("{% icon 'unicorn' %}", "ko")


@pytest.mark.parametrize(("number", "shown"), [(1, "12-12"), (6, "1-567-12"), (12, "1-1112")])
def test_page_numbers_leave_out_the_middle(number: int, shown: str) -> None:
    page = Paginator(range(120), 10).page(number)
    source = "{% page_numbers page as all %}{% for each in all %}{{ each|default:'-' }}{% endfor %}"
    assert written(source, "ko", page=page) == shown


def test_query_goes_on_without_a_key() -> None:
    source = '{% query_without "page" as query %}{{ query }}'
    assert written(source, "ko", request=RequestFactory().get("/?q=a&page=2&q=%EB%82%98")) == "q=a&amp;q=%EB%82%98&amp;"
    assert written(source, "ko", request=RequestFactory().get("/?page=2")) == ""
