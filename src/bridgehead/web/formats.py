"""Times, dates and numbers as a reader of either language expects them. Pure: no request, no clock, no database.

``language`` is "ko" or "en" (a longer tag such as "en-gb" is read by its first part). Moments are aware.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from babel import Locale
from babel.core import get_global
from babel.dates import format_date, format_timedelta, get_timezone_location
from babel.numbers import format_decimal

LOCALES = {"ko": "ko_KR", "en": "en_GB"}
DATE_PATTERNS = {
    "ko": {
        "short": "M월 d일 (EEE)",
        "medium": "y년 M월 d일",
        "long": "y년 M월 d일 EEEE",
        "numeric": "y. M. d.",
        "month": "y년 M월",
    },
    "en": {
        "short": "EEE d MMMM",
        "medium": "d MMMM y",
        "long": "EEEE d MMMM y",
        "numeric": "d MMM y",
        "month": "MMMM y",
    },
}
SHIFTED_DAYS = {-1: "전일", 1: "익일"}
FIRST_DAY = {"ko": "첫날", "en": "first day"}
MINUS = "\N{MINUS SIGN}"
EN_DASH = "\N{EN DASH}"


def spoken(language: str) -> str:
    """The one of our two languages that a language tag belongs to."""
    return "ko" if language.split("-", maxsplit=1)[0].split("_", maxsplit=1)[0] == "ko" else "en"


@dataclass(frozen=True)
class City:
    """A place with a clock. Without names it is called after its time zone (Asia/Seoul → Seoul, 서울)."""

    zone: str
    name_en: str = ""
    name_ko: str = ""

    def name(self, language: str) -> str:
        named = self.name_ko if spoken(language) == "ko" else self.name_en
        return named or self.name_en or self.name_ko or city_of_zone(self.zone, language)


@lru_cache(maxsize=1024)
def city_of_zone(zone: str, language: str) -> str:
    """The city a zone is named after, in the reader's language: Asia/Seoul → 서울, America/New_York → New York."""
    language = spoken(language)
    known = Locale.parse(LOCALES[language]).time_zones
    aliases = get_global("zone_aliases")  # old name → new; the names of cities sit under the old ones
    for name in chain([zone], (old for old, new in aliases.items() if new == zone)):
        city = known.get(name, {}).get("city")
        if city:
            return str(city)
    return str(get_timezone_location(zone, locale=LOCALES[language], return_city=True)).split("/")[-1]


def is_older_name(zone: str) -> bool:
    """Whether a zone has a newer name: Asia/Calcutta is Asia/Kolkata, US/Eastern is America/New_York."""
    return zone in get_global("zone_aliases")


@dataclass(frozen=True)
class Clock:
    """One ``<time>``: what it says, and the machine's form with the offset (2023-04-27T16:00-04:00)."""

    text: str
    iso: str
    place: str
    shift: int = 0


def clock(
    moment: datetime, city: City, language: str, *, day_of: date | None = None, ends: datetime | None = None
) -> Clock:
    """A moment, or the span up to ``ends``, on the clock of one city.

    ``day_of`` is the day the reader already has in mind; another day is marked 익일 / +1 (전일 / −1).
    """
    local = moment.astimezone(ZoneInfo(city.zone))
    shift = (local.date() - (day_of or local.date())).days
    until = ends.astimezone(ZoneInfo(city.zone)) if ends else None
    until_shift = (until.date() - (day_of or local.date())).days if until else shift
    place = city.name(language)
    write = _korean_clock if spoken(language) == "ko" else _english_clock
    return Clock(
        f"{write(local, shift, until, until_shift)} {place}", local.isoformat(timespec="minutes"), place, shift
    )


def _korean_clock(local: datetime, shift: int, until: datetime | None, until_shift: int) -> str:
    start = f"{_korean_shift(shift)}{local:%H:%M}"
    if until is None:
        return start
    return f"{start}{EN_DASH}{_korean_shift(until_shift) if until_shift != shift else ''}{until:%H:%M}"


def _english_clock(local: datetime, shift: int, until: datetime | None, until_shift: int) -> str:
    if until is None or until_shift == shift:
        end = f"{EN_DASH}{until:%H:%M}" if until else ""
        return f"{local:%H:%M}{end}{_english_shift(shift)}"
    return f"{local:%H:%M}{_english_shift(shift)}{EN_DASH}{until:%H:%M}{_english_shift(until_shift)}"


def _korean_shift(days: int) -> str:
    return "" if days == 0 else f"{SHIFTED_DAYS.get(days, signed(days) + '일')} "


def _english_shift(days: int) -> str:
    return "" if days == 0 else f" {signed(days)}"


def signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"{MINUS}{-number}"


@lru_cache(maxsize=4096)
def two_clocks(
    moment: datetime, near: City, far: City | None, language: str, *, ends: datetime | None = None
) -> tuple[Clock, ...]:
    """The forum's clock first, then the reader's with its day told against the forum's; one if both show the same."""
    first = clock(moment, near, language, ends=ends)
    if far is None or same_clock(moment, near.zone, far.zone):
        return (first,)
    day = moment.astimezone(ZoneInfo(near.zone)).date()
    return (first, clock(moment, far, language, day_of=day, ends=ends))


@lru_cache(maxsize=4096)
def same_clock(moment: datetime, one: str, other: str) -> bool:
    """Whether two zones show the same time at this moment."""
    return moment.astimezone(ZoneInfo(one)).utcoffset() == moment.astimezone(ZoneInfo(other)).utcoffset()


def lead(moment: datetime, near: City, far: City, language: str) -> str:
    """How far the far clock is ahead: "Seoul is 13 hours ahead", "서울이 13시간 앞섭니다"."""
    ahead = _offset(moment, far.zone) - _offset(moment, near.zone)
    name, hours = far.name(language), format_number(Decimal(abs(ahead).total_seconds()) / 3600, language)
    if spoken(language) == "ko":
        if not ahead:
            return "두 곳의 시각이 같습니다"
        return f"{name}{subject_particle(name)} {hours}시간 {'앞섭니다' if ahead > timedelta(0) else '늦습니다'}"
    if not ahead:
        return "Both places show the same time"
    return f"{name} is {hours} {'hour' if hours == '1' else 'hours'} {'ahead' if ahead > timedelta(0) else 'behind'}"


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta(0)


def subject_particle(word: str) -> str:
    """이 after a closed syllable, 가 after an open one; 이(가) where the last sign is not Hangul."""
    last = ord(word[-1]) - 0xAC00 if word else -1
    if not 0 <= last < 11172:
        return "이(가)"
    return "이" if last % 28 else "가"


@lru_cache(maxsize=4096)
def format_day(day: date, language: str, *, style: str = "medium") -> str:
    """``style``: short (Thu 27 April), medium, long (with the weekday and year), numeric, month."""
    language = spoken(language)
    return str(format_date(day, DATE_PATTERNS[language][style], locale=LOCALES[language]))


def format_days(first: date, last: date, language: str) -> str:
    """Both days included, said once where they agree: 27–28 April 2023, 2023년 4월 27–28일."""
    if first == last:
        return format_day(first, language)
    if spoken(language) == "ko":
        return _korean_days(first, last)
    if first.year != last.year:
        return f"{format_day(first, language)} {EN_DASH} {format_day(last, language)}"
    if first.month != last.month:
        return f"{first.day} {format_date(first, 'MMMM', locale=LOCALES['en'])} {EN_DASH} {format_day(last, language)}"
    return f"{first.day}{EN_DASH}{format_day(last, language)}"


def _korean_days(first: date, last: date) -> str:
    start = format_day(first, "ko")
    if first.year != last.year:
        return f"{start} {EN_DASH} {format_day(last, 'ko')}"
    if first.month != last.month:
        return f"{start} {EN_DASH} {last.month}월 {last.day}일"
    return f"{start.removesuffix('일')}{EN_DASH}{last.day}일"


def lasts_days(starts: datetime, ends: datetime | None) -> bool:
    """Whether a span is told by its days; an evening that ends after midnight is not."""
    return ends is not None and ends - starts > timedelta(days=1)


def format_weekdays(first: date, last: date, language: str) -> str:
    """Days with their weekdays: 2026년 12월 9일 (수) – 10일 (목), Wed 9 – Thu 10 December 2026."""
    language = spoken(language)
    same_year, same_month = first.year == last.year, (first.year, first.month) == (last.year, last.month)
    if language == "ko":
        until = "d일 (EEE)" if same_month else "M월 d일 (EEE)" if same_year else "y년 M월 d일 (EEE)"
        since = "y년 M월 d일 (EEE)"
    else:
        since = "EEE d" if same_month else "EEE d MMMM" if same_year else "EEE d MMMM y"
        until = "EEE d MMMM y"
    said = (format_date(day, pattern, locale=LOCALES[language]) for day, pattern in ((first, since), (last, until)))
    return f" {EN_DASH} ".join(said)


def format_distance(moment: datetime, now: datetime, language: str) -> str:
    """How long ago or until: 12 minutes ago, 사흘 뒤 in figures (3일 후)."""
    difference = moment - now
    if abs(difference) < timedelta(minutes=1):
        return "방금" if spoken(language) == "ko" else "just now"
    said = str(format_timedelta(difference, add_direction=True, threshold=0.99, locale=LOCALES[spoken(language)]))
    return said.replace("후", "뒤") if spoken(language) == "ko" else said


def format_minutes(minutes: int, language: str) -> str:
    """A length of time: 90 → 1시간 30분, 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    units = ("시간", "분") if spoken(language) == "ko" else (" h", " min")
    parts = [f"{number}{unit}" for number, unit in zip((hours, rest), units, strict=True) if number]
    return " ".join(parts) or f"0{units[1]}"


def format_number(number: int | Decimal, language: str) -> str:
    """Grouped figures, at most two decimals: 11,172 · 0.5."""
    return str(format_decimal(number, format="#,##0.##", locale=LOCALES[spoken(language)]))


def join_words(words: Iterable[str], language: str) -> str:
    """An enumeration in running text: A, B and C; 가, 나, 다."""
    listed = list(words)
    if spoken(language) == "ko" or len(listed) < 2:
        return ", ".join(listed)
    return f"{', '.join(listed[:-1])} and {listed[-1]}"
