"""What a screen at a door says: free, taken or shut, from when until when, and what can be done there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from bridgehead.foundation.tokens import keyed_digest
from bridgehead.places.models import Booking, BookingState, Premises

#: Less than this is not worth being used at once.
LEAST_FREE = timedelta(minutes=5)
_CODE_DIGITS = 6


@dataclass(frozen=True, slots=True)
class DoorSpan:
    """From one moment until before another a room is ``taken`` or ``shut``; between spans it is free."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    #: What takes it; never told beyond its organisation's name.
    booking: Booking | None = None


def code_of(booking: Booking) -> str:
    """Return the six digits by which whoever reads a booking checks in or ends it at the door."""
    digest = keyed_digest(str(booking.public_id), purpose="places.booking_code")
    return f"{int(digest, 16) % 10**_CODE_DIGITS:0{_CODE_DIGITS}}"


def spans_between(
    start: datetime,
    end: datetime,
    *,
    bookings: Sequence[Booking],
    shut: Sequence[tuple[datetime, datetime]],
) -> list[DoorSpan]:
    """Return what takes or shuts a room within a span, in order and without overlap; what is booked goes first."""
    edges = {start, end}
    for begins, ends in (*((each.starts_at, each.ends_at) for each in bookings), *shut):
        edges |= {moment for moment in (begins, ends) if start < moment < end}
    found: list[DoorSpan] = []
    marks = sorted(edges)
    for begins, ends in pairwise(marks):
        booking = next((each for each in bookings if each.starts_at <= begins < each.ends_at), None)
        if booking is None and not any(one <= begins < other for one, other in shut):
            continue
        kind = "taken" if booking else "shut"
        before = found[-1] if found else None
        if before and (before.kind, before.booking, before.ends_at) == (kind, booking, begins):
            found[-1] = DoorSpan(kind, before.starts_at, ends, booking)
        else:
            found.append(DoorSpan(kind, begins, ends, booking))
    return found


def span_at(spans: Sequence[DoorSpan], moment: datetime) -> DoorSpan | None:
    """Return what takes or shuts a room at a moment; None while it is free."""
    return next((each for each in spans if each.starts_at <= moment < each.ends_at), None)


def free_until(spans: Sequence[DoorSpan], moment: datetime, *, minutes: int) -> datetime | None:
    """Return until when a room could be used at once from a moment; None where it is not free for long enough."""
    if not minutes or span_at(spans, moment) is not None:
        return None
    start = moment.replace(second=0, microsecond=0)
    coming = [each.starts_at for each in spans if each.starts_at > moment]
    until = min([start + timedelta(minutes=minutes), *coming])
    return until if until - moment >= LEAST_FREE else None


def is_nobodys(booking: Booking) -> bool:
    """Whether a booking was taken at the door: the house's own, of no person; whoever stands there may end it."""
    of_nobody = booking.organisation_id is None and booking.person_id is None and not booking.source
    return of_nobody and booking.series_id is None and booking.state == BookingState.CHECKED_IN


def shut_between(
    day_spans: Sequence[tuple[datetime, datetime] | None], start: datetime, end: datetime
) -> list[tuple[datetime, datetime]]:
    """Return when it is shut within a span, given when it is open on each of its days."""
    found, since = [], start
    for span in day_spans:
        if span is None or span[1] <= since:
            continue
        if span[0] > since:
            found.append((since, min(span[0], end)))
        since = span[1]
    if since < end:
        found.append((since, end))
    return [(one, other) for one, other in found if one < other]


def courtesy_minutes(premises: Premises, *, needs_approval: bool) -> int:
    """Return for how long a free room may be used at once; 0 where it may not."""
    return 0 if needs_approval else premises.door_minutes
