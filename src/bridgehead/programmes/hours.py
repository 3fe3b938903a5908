"""Office hours as times: one after the other on a day, and the same again each week. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import WEEKLY, rrule
from django.utils.translation import gettext as _

from bridgehead.foundation.refusals import require

#: So many hours are opened by one deed at most.
MOST_AT_ONCE = 200
Span = tuple[datetime, datetime]


def spans_of(first: datetime, *, minutes: int, number: int, until: date | None, zone: ZoneInfo) -> list[Span]:
    """Return ``number`` times one after the other from a wall time on, and again each week until a day.

    The wall time stays the same when the clocks change, where it is skipped the times begin as much later; each lasts
    real minutes. In UTC and half-open, in order. ``Refused`` where there are none, or more than ``MOST_AT_ONCE``.
    """
    last = until or first.date()
    require(last >= first.date(), _("The last week lies before the first day."), field="until")
    weeks = (last - first.date()).days // 7 + 1
    require(
        weeks * number <= MOST_AT_ONCE,
        _("At most %(most)d times are opened at once.") % {"most": MOST_AT_ONCE},
        field="until",
    )
    days = rrule(WEEKLY, dtstart=first, until=datetime.combine(last, time.max))
    begins = [wall.replace(tzinfo=zone, fold=0).astimezone(UTC) for wall in days]
    length = timedelta(minutes=minutes)
    return [(begin + at * length, begin + (at + 1) * length) for begin in begins for at in range(number)]


def month_of(moment: datetime, zone: ZoneInfo) -> Span:
    """Return the calendar month of a zone that holds a moment, in UTC and half-open."""
    first = moment.astimezone(zone).replace(day=1, hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    start, end = (wall.replace(tzinfo=zone).astimezone(UTC) for wall in (first, following))
    return start, end
