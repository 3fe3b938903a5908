"""The one place that reads the clock; edges call it and pass the moment down."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

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
    """Return the database's moment, aware, in UTC: the clock that deadlines and embargoes obey."""
    sql = "SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')" if connection.vendor == "sqlite" else "SELECT clock_timestamp()"
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()[0]
    return datetime.fromisoformat(found).replace(tzinfo=UTC) if isinstance(found, str) else found.astimezone(UTC)


def require_zone(name: str) -> None:
    """Refuse a name that is no IANA time zone; a model-field validator."""
    if zone_or_none(name) is None:
        raise ValidationError(
            _("“%(zone)s” is not a time zone. Expected a name such as Asia/Seoul or America/New_York."),
            params={"zone": name},
            code="zone",
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


def day_bounds(moment: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open UTC interval of the calendar day that holds ``moment`` in a zone."""
    start = moment.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    following = (start.replace(tzinfo=None) + timedelta(days=1)).replace(tzinfo=zone)
    return start.astimezone(UTC), following.astimezone(UTC)
