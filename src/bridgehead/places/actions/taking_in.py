"""Taking in a calendar file: it is read and kept, looked at, and then done at once, whole or as far as it fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock
from bridgehead.foundation.jobs import Claim, job
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.records import desk_premises, locked_rooms, revise, told
from bridgehead.places.actions.waiting import offer_what_is_free
from bridgehead.places.models import (
    BOOKED_KINDS,
    Booking,
    BookingState,
    CalendarUpload,
    Premises,
    Room,
    TakenIn,
)
from bridgehead.places.queries.uploads import steps_of
from bridgehead.places.rules.taking_in import CalendarTold, Step, counted, mark_of

#: So long a file waits to be taken in; then it is forgotten.
UPLOADS_KEPT = timedelta(days=7)
#: So many wait at one house.
_MOST_WAITING = 20


@transaction.atomic
def keep_calendar(
    *, premises_id: int, read: CalendarTold, room_id: int | None = None, by: Actor, now: datetime
) -> CalendarUpload:
    """Keep what a calendar file tells, for one room or (None) for those that it names, until it is taken in."""
    premises = desk_premises(premises_id, by)
    if by.user_id is None:
        raise Refused(_("Only the venue staff of these premises can do that."))
    if room_id is not None:
        there = Room.objects.filter(pk=room_id, floor__premises=premises, kind__in=BOOKED_KINDS)
        require(there.exists(), _("There is no such room."), field="room")
    is_known = TakenIn.objects.filter(premises=premises, name__in=list(read.whole)).exists()
    require(
        bool(read.times or read.unread or is_known), _("The file tells of nothing that is still to come."), field="file"
    )
    require(
        premises.uploads.count() < _MOST_WAITING,
        _("%(most)d files wait here already. Take one of them in, or discard it.") % {"most": _MOST_WAITING},
    )
    return CalendarUpload.objects.create(premises=premises, room_id=room_id, user_id=by.user_id, told=read.kept())


@transaction.atomic
def discard_calendar(*, upload_id: int, by: Actor) -> None:
    """Forget a file that waits, and take nothing in. Doing it twice changes nothing."""
    upload = CalendarUpload.objects.filter(pk=upload_id).first()
    if upload is not None:
        desk_premises(upload.premises_id, by)
        upload.delete()


@transaction.atomic
def take_in_calendar(
    *, upload_id: int, seen: str, only_fitting: bool = False, by: Actor, now: datetime | None = None
) -> Counter[str]:
    """Take in a file that waits: where something does not fit nothing is done, or only what fits (``only_fitting``).

    ``seen`` is the mark of what was shown: where something else would come of it by now, nothing happens.
    """
    upload = CalendarUpload.objects.filter(pk=upload_id).first()
    if upload is None:
        raise Refused(_("This file has been taken in or discarded by now."))
    premises = desk_premises(upload.premises_id, by)
    ids = Room.objects.filter(floor__premises=premises, kind__in=BOOKED_KINDS).values_list("pk", flat=True)
    rooms = locked_rooms(list(ids))
    now = clock.deciding(now)
    steps = steps_of(upload, list(rooms.values()), now)
    if mark_of(steps) != seen:
        raise Refused(_("Something else would come of it by now. Look at it once more."))
    unfit = counted(steps)["unfit"] + len(CalendarTold.of(upload.told).unread)
    require(
        only_fitting or not unfit,
        ngettext(
            "%(number)d thing in the file does not fit. Nothing was done.",
            "%(number)d things in the file do not fit. Nothing was done.",
            unfit,
        )
        % {"number": unfit},
    )
    _take(steps, premises, rooms, by=by, now=now)
    done = counted(steps)
    change = {what: (None, done[what]) for what in ("book", "change", "cancel", "unfit") if done[what]}
    if set(change) - {"unfit"}:
        told("places.calendar_taken_in", premises, premises=premises, by=by, now=now, change=change)
    upload.delete()
    return done


@job("places.forget_uploads")
def forget_uploads(claim: Claim) -> None:
    """Forget calendar files that nobody took in."""
    forget_uploads_before(clock.now() - UPLOADS_KEPT)


def forget_uploads_before(moment: datetime) -> None:
    """Forget the files that were read before a moment; safe to run twice."""
    CalendarUpload.objects.filter(created_at__lt=moment).delete()


def _take(steps: Sequence[Step], premises: Premises, rooms: Mapping[int, Room], *, by: Actor, now: datetime) -> None:
    """Free what is freed before anything is given, so that what changes places can."""
    freed = [each for each in steps if each.what == "cancel" or (each.what == "change" and each.is_moved)]
    bookings = Booking.objects.in_bulk([each.known.booking_id for each in steps if each.known])
    _free(freed, bookings, now)
    for step in steps:
        if step.what == "change" and step.known is not None:
            _change(bookings[step.known.booking_id], step, now)
    made = _book([each for each in steps if each.what == "book"], now)
    _remember([each for each in steps if each.what in {"book", "change", "cancel", "same"}], made, premises)
    for step in freed:
        known = step.known
        if known is not None and known.room_id in rooms:
            offer_what_is_free(rooms[known.room_id], known.starts_at, known.ends_at, by=by, now=now)


def _free(freed: Iterable[Step], bookings: Mapping[int, Booking], now: datetime) -> None:
    for step in freed:
        if step.known is not None:
            booking = bookings[step.known.booking_id]
            booking.state = BookingState.CANCELLED
            revise(booking, now)
            booking.save(update_fields=["state", "sequence", "revised_at"])


def _change(booking: Booking, step: Step, now: datetime) -> None:
    """Give a booking what its file says by now; where it was moved it holds its room again."""
    booking.purpose = step.summary
    if step.is_moved:
        booking.room_id, booking.starts_at, booking.ends_at = step.room_id or 0, step.starts_at, step.ends_at
        booking.state = BookingState.CONFIRMED
    booking.save()


def _book(steps: Sequence[Step], now: datetime) -> dict[tuple[str, str], Booking]:
    """Book what is new, as uses of the house: nobody is mailed, since it stands in the calendar that it came from."""
    wanted = [(step.time.key, step) for step in steps if step.time]
    made = Booking.objects.bulk_create(
        Booking(
            room_id=step.room_id or 0,
            starts_at=step.starts_at,
            ends_at=step.ends_at,
            purpose=step.summary,
            source=f"calendar:{':'.join(key)}",
            state=BookingState.CONFIRMED,
            revised_at=now,
        )
        for key, step in wanted
    )
    return {key: booking for (key, _step), booking in zip(wanted, made, strict=True)}


def _remember(steps: Sequence[Step], made: Mapping[tuple[str, str], Booking], premises: Premises) -> None:
    """Keep under which name each booking was made, and by which number it was last changed."""
    # Left out by its rule: should a later file have it again, it is booked anew.
    gone = [step.known.booking_id for step in steps if step.known and step.time is None]
    TakenIn.objects.filter(premises=premises, booking_id__in=gone).delete()
    times = {
        step.time.key: (step.known.booking_id if step.known else made[step.time.key].pk, step.time.sequence)
        for step in steps
        if step.time
    }
    rows = {
        (row.name, row.occurs): row for row in TakenIn.objects.filter(premises=premises, name__in={k[0] for k in times})
    }
    changed = []
    for key, row in rows.items():
        if key in times and (row.booking_id, row.sequence) != times[key]:
            row.booking_id, row.sequence = times[key]
            changed.append(row)
    TakenIn.objects.bulk_update(changed, ["booking", "sequence"])
    TakenIn.objects.bulk_create(
        TakenIn(premises=premises, name=key[0], occurs=key[1], booking_id=booking_id, sequence=sequence)
        for key, (booking_id, sequence) in times.items()
        if key not in rows
    )
