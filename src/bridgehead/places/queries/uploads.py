"""Calendar files that wait to be taken in, and what would become of each of their times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from bridgehead.places.models import Booking, BookingState, CalendarUpload, Closure, Premises, Room, TakenIn
from bridgehead.places.queries.free import held_between
from bridgehead.places.rules.taking_in import Around, CalendarTold, Known, Span, Step, plan

_TO_COME = {BookingState.REQUESTED, BookingState.CONFIRMED}
_OFF = {BookingState.CANCELLED, BookingState.DECLINED, BookingState.RELEASED}


def uploads_at(premises: Premises) -> QuerySet[CalendarUpload]:
    """Return the calendar files that wait at premises that the actor was found to serve at, without what they tell."""
    return premises.uploads.select_related("room", "user").defer("told").order_by("created_at", "pk")


def upload_or_404(premises: Premises, public_id: UUID) -> CalendarUpload:
    """Return one calendar file that waits at premises that the actor was found to serve at."""
    found = premises.uploads.filter(public_id=public_id).select_related("room", "user").first()
    if found is None:
        raise Http404
    return found


def steps_of(upload: CalendarUpload, rooms: Sequence[Room], now: datetime) -> list[Step]:
    """Return what becomes of each time of a file as things stand: six queries, whatever it tells.

    ``rooms`` are those of its premises that are booked, each with its floor and premises.
    """
    read = CalendarTold.of(upload.told)
    known = _known(upload, read, now)
    ends = [*(each.ends_at for each in read.times), *(each.ends_at for each in known.values()), now]
    starts = [*(each.starts_at for each in read.times), *(each.starts_at for each in known.values()), now]
    held = held_between({each.pk for each in rooms}, min(starts), max(ends), "pk")
    closures = Closure.objects.filter(premises=upload.premises_id, starts_at__lt=max(ends), ends_at__gt=min(starts))
    around = Around(
        rooms=rooms,
        chosen=next((each for each in rooms if each.pk == upload.room_id), None),
        held=[Span(*row) for row in held],
        closures=list(closures.order_by("starts_at", "pk")),
        known=known,
        now=now,
    )
    return plan(read, around)


def _known(upload: CalendarUpload, read: CalendarTold, now: datetime) -> dict[tuple[str, str], Known]:
    """What was made before of what bears the names of this file."""
    names = {each.name for each in read.times} | set(read.whole)
    rows = TakenIn.objects.filter(premises=upload.premises_id, name__in=names).select_related("booking")
    return {(row.name, row.occurs): _as_it_stands(row, now) for row in rows.order_by("pk")}


def _as_it_stands(row: TakenIn, now: datetime) -> Known:
    booking = row.booking
    return Known(
        booking_id=booking.pk,
        sequence=row.sequence,
        room_id=booking.room_id,
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        purpose=booking.purpose,
        is_to_come=booking.state in _TO_COME and booking.starts_at > now,
        is_off=booking.state in _OFF,
    )


def bookings_met(steps: Iterable[Step]) -> dict[int, Booking]:
    """Return the bookings that stand in the way, by their key, for the venue staff: one query."""
    keys = {span.booking_id for step in steps for span in step.met if span.booking_id}
    return Booking.objects.select_related("organisation").in_bulk(keys)
