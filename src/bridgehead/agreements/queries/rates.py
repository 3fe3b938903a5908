"""Which rate holds on a day: the newest that was published by then, crossed where there is no direct one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, Max, Min

from bridgehead.agreements.models import ExchangeRate
from bridgehead.foundation.money import Rate

#: Banks close at most so long (Chuseok, New Year); an older rate is none.
LONGEST_GAP = timedelta(days=10)
#: What sources publish against, in the order of preference.
_CROSSINGS = ("KRW", "USD", "EUR")


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A rate as a file tells it: ``rate`` units of ``quote`` for one ``base``."""

    base: str
    quote: str
    on: date
    rate: Decimal
    source: str


def rates_on(day: date) -> list[Rate]:
    """Return the newest rate of each pair and source that was published by a day and is not too old: one query."""
    published = ExchangeRate.objects.filter(on__lte=day, on__gt=day - LONGEST_GAP).order_by(
        "base", "quote", "-on", "pk"
    )
    newest: dict[tuple[str, str], Rate] = {}
    for each in published:
        newest.setdefault((each.base, each.quote), each.value)
    return list(newest.values())


def rate_between(base: str, quote: str, known: Iterable[Rate]) -> Rate | None:
    """Return the rate from one currency to another: as published, read the other way round, or crossed; else None."""
    by_pair = {(each.base, each.quote): each for each in known}
    by_pair |= {(each.quote, each.base): each.inverse() for each in known if (each.quote, each.base) not in by_pair}
    direct = by_pair.get((base, quote))
    if direct is not None:
        return direct
    for middle in _CROSSINGS:
        first, second = by_pair.get((base, middle)), by_pair.get((middle, quote))
        if first and second:
            return first.through(second)
    return None


@dataclass(frozen=True, slots=True)
class Series:
    """The rates of one pair by one source: from when until when, how many."""

    base: str
    quote: str
    source: str
    first: date
    last: date
    number: int


def series_kept() -> list[Series]:
    """Return each pair and source of which rates are kept."""
    pairs = ExchangeRate.objects.order_by().values("base", "quote", "source")
    counted = pairs.annotate(first=Min("on"), last=Max("on"), number=Count("pk"))
    return [Series(**each) for each in counted.order_by("base", "quote", "source")]
