"""The one place that reads the clock; edges call it and pass the moment down."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

#: Of what is held or reported here; near the ends of the calendar a moment has no time of day in every zone.
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200


def now() -> datetime:
    """Return this moment, aware, in UTC."""
    return timezone.now()


def database_now() -> datetime:
    """Return the database's moment, aware, in UTC: one clock for all processes, on whatever machines they run."""
    if connection.vendor == "sqlite":
        # SQLite runs in this process, and knows no other clock.
        return now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found.astimezone(UTC)


def day_at_home(moment: datetime) -> date:
    """Return the day that it is at a moment where the agency is."""
    return moment.astimezone(ZoneInfo(settings.HOME_ZONE)).date()


def deciding(moment: datetime | None) -> datetime:
    """Return the moment by which a deed with a deadline is decided; called in its transaction, once it holds its locks.

    The edge passes None, and the database's clock decides: a moment that was read before the wait for a lock would let
    a deed through that came to its turn too late. What is told after the fact, as in the demo, passes its own moment.
    """
    return database_now() if moment is None else moment


def require_zone(name: str) -> None:
    """Refuse a name that is no IANA time zone; a model-field validator."""
    if zone_or_none(name) is None:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Expected a name such as Asia/Seoul or America/New_York."),
            params={"zone": name},
            code="zone",
        )


def require_usual_year(of: date) -> None:
    """Refuse a day or a moment of a year that nobody can mean, such as 0026 for 2026; a validator of fields."""
    if not EARLIEST_YEAR <= of.year <= LATEST_YEAR:
        raise ValidationError(
            _("A year from %(first)s to %(last)s was expected."),
            params={"first": EARLIEST_YEAR, "last": LATEST_YEAR},
            code="year",
        )


def zone_or_none(name: str) -> ZoneInfo | None:
    """Return the IANA zone of that name, or None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def wall_moment(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the UTC moment at which a zone's clocks show ``wall`` (naive).

    ``wall`` bears no zone of its own. A time that the spring change skips, or of a year that nobody can mean, is
    refused with ``ValueError``; of a time that happens twice the first is meant.
    """
    if wall.tzinfo is not None:
        raise ValueError("a wall time has no zone of its own")
    if not EARLIEST_YEAR <= wall.year <= LATEST_YEAR:
        raise ValueError(f"a year from {EARLIEST_YEAR} to {LATEST_YEAR} was expected")
    moment = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != wall:
        raise ValueError(f"{wall:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks jump over it")
    return moment


def millis_of(moment: datetime) -> int:
    """Return a moment in milliseconds since 1970, as scripts count."""
    return int(moment.timestamp() * 1000)


def day_bounds(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open UTC interval of the calendar day that holds ``moment`` in a zone."""
    start = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (start.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
    return start.astimezone(UTC), following.astimezone(UTC)
