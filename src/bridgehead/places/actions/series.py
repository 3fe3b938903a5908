"""Bookings that recur: planned and told before, made in one deed, with days left out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import Actor
from bridgehead.foundation import clock, idempotency, notices
from bridgehead.foundation.records import Change
from bridgehead.foundation.refusals import Refused, require
from bridgehead.places.actions.credit import give_back
from bridgehead.places.actions.holding import hold, require_room_seen
from bridgehead.places.actions.records import locked_entitlements, locked_room, locked_rooms, revise, told
from bridgehead.places.actions.waiting import offer_what_is_free
from bridgehead.places.models import Booking, BookingState, Entitlement, Room, Series, SeriesException
from bridgehead.places.rules import Occurrence, may_book_for, occurrences

_DEED = "places.series"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to recur: by which rule, from which day on, at which wall time of the premises, for how long."""

    rule: str
    first_on: date
    begins_at: time
    minutes: int
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """One time of a series, and the sentence that says why it does not fit; None where it does."""

    occurrence: Occurrence
    why_not: str | None


@dataclass(frozen=True, slots=True)
class Made:
    """A series as it was booked, with every time of its rule."""

    series: Series
    placed: list[Placed]


class _Undone(Exception):
    """Takes a trial back."""


def preview_series(
    *, room_id: int, organisation_id: int | None, wanted: Wanted, by: Actor, now: datetime | None = None
) -> list[Placed]:
    """Return what booking a series would come to: it is booked, and all of it taken back again."""
    placed: list[Placed] = []
    try:
        with transaction.atomic():
            made = _place(room_id=room_id, organisation_id=organisation_id, wanted=wanted, by=by, now=now)
            placed = made.placed
            raise _Undone
    except _Undone:
        return placed


@transaction.atomic
def book_series(
    *,
    room_id: int,
    organisation_id: int | None,
    wanted: Wanted,
    only_fitting: bool = False,
    by: Actor,
    now: datetime | None = None,
    idempotency_key: str = "",
) -> Series:
    """Book every time of a rule; where some do not fit none is booked, or only those that do (``only_fitting``)."""
    actor_id, key = by.user_id or 0, idempotency_key if by.user_id else ""
    known = idempotency.made_before(actor_id=actor_id, deed=_DEED, key=key)
    if known:
        return Series.objects.get(public_id=known)
    now = clock.deciding(now)
    made = _place(room_id=room_id, organisation_id=organisation_id, wanted=wanted, by=by, now=now)
    unfit = [each for each in made.placed if each.why_not]
    if unfit and not only_fitting:
        raise Refused(
            ngettext(
                "%(number)d of %(all)d times does not fit. Nothing was booked.",
                "%(number)d of %(all)d times do not fit. Nothing was booked.",
                len(unfit),
            )
            % {"number": len(unfit), "all": len(made.placed)}
        )
    require(len(unfit) < len(made.placed), _("None of these times fits. Nothing was booked."))
    SeriesException.objects.bulk_create(SeriesException(series=made.series, on=each.occurrence.on) for each in unfit)
    _tell("booked", made.series, len(made.placed) - len(unfit), by=by, now=now)
    idempotency.remember(actor_id=actor_id, deed=_DEED, key=key, made=str(made.series.public_id))
    return made.series


@transaction.atomic
def except_date(*, series_id: int, on: date, by: Actor, now: datetime | None = None) -> None:
    """Leave a day out of a series: its booking is cancelled, and it stays out. Doing it twice changes nothing."""
    series = _locked(series_id, by)
    now = clock.deciding(now)
    _leave_out(series, on=on, by=by, now=now)
    left_out = SeriesException.objects.get_or_create(series=series, on=on)[1]
    if left_out:
        _tell("day_left_out", series, 1, by=by, now=now, change={"on": (None, on.isoformat())})


@transaction.atomic
def end_series(*, series_id: int, by: Actor, now: datetime | None = None) -> int:
    """Cancel every booking of a series that has not begun; return how many."""
    series = _locked(series_id, by)
    now = clock.deciding(now)
    count = _leave_out(series, on=None, by=by, now=now)
    if count:
        _tell("ended", series, count, by=by, now=now)
    return count


def _place(*, room_id: int, organisation_id: int | None, wanted: Wanted, by: Actor, now: datetime | None) -> Made:
    """Book each time of a rule that fits, inside the caller's transaction."""
    if by.user_id is None:
        raise Refused(_("Please sign in to book."))
    known = Room.objects.filter(pk=room_id).values_list("floor__premises_id", flat=True).first()
    entitlements = locked_entitlements(known or 0, organisation_id)
    room = require_room_seen(locked_rooms([room_id]).get(room_id), entitlements, by)
    now = clock.deciding(now)
    require(wanted.minutes >= 1, _("A booking ends after it starts."), field="ends_at")
    require(may_book_for(by, organisation_id, room.floor.premises_id), _("Choose an organisation that you belong to."))
    zone = room.floor.premises.zone
    times = occurrences(
        wanted.rule,
        first_on=wanted.first_on,
        begins_at=wanted.begins_at,
        minutes=wanted.minutes,
        zone=ZoneInfo(zone),
    )
    series = Series.objects.create(
        room=room,
        organisation_id=organisation_id,
        person_id=by.user_id,
        rule=wanted.rule.upper().strip(),
        first_on=wanted.first_on,
        begins_at=wanted.begins_at,
        minutes=wanted.minutes,
        zone=zone,
    )
    return Made(
        series, [_place_one(series, each, wanted.purpose, entitlements=entitlements, by=by, now=now) for each in times]
    )


def _place_one(
    series: Series,
    each: Occurrence,
    purpose: str,
    *,
    entitlements: Sequence[Entitlement],
    by: Actor,
    now: datetime,
) -> Placed:
    booking = Booking(
        room=series.room,
        starts_at=each.starts_at,
        ends_at=each.ends_at,
        organisation_id=series.organisation_id,
        person_id=series.person_id,
        purpose=" ".join(purpose.split()),
        series=series,
        series_on=each.on,
    )
    try:
        with transaction.atomic():
            hold(booking, entitlements=entitlements, by=by, now=now)
    except Refused as refusal:
        return Placed(each, str(refusal.sentence))
    return Placed(each, None)


def _leave_out(series: Series, *, on: date | None, by: Actor, now: datetime) -> int:
    """Cancel the bookings of a series that have not begun, of one day or (None) of all."""
    found = series.bookings.filter(state__in=[BookingState.REQUESTED, BookingState.CONFIRMED], starts_at__gt=now)
    if on is not None:
        found = found.filter(series_on=on)
    cancelled = list(found.select_for_update(of=("self",)).order_by("starts_at"))
    for booking in cancelled:
        give_back(booking)
        booking.state = BookingState.CANCELLED
        revise(booking, now)
        booking.save()
    for booking in cancelled:
        offer_what_is_free(series.room, booking.starts_at, booking.ends_at, by=by, now=now)
    return len(cancelled)


def _locked(series_id: int, by: Actor) -> Series:
    """Return a series with its organisation's entitlements and its room locked; there is none for who may not."""
    series = Series.objects.select_related("room__floor").filter(pk=series_id).first()
    if series is None or not may_book_for(by, series.organisation_id, series.room.floor.premises_id):
        raise Refused(_("There is no such series."))
    locked_entitlements(series.room.floor.premises_id, series.organisation_id)
    series.room = locked_room(series.room_id)
    return series


def _tell(what: str, series: Series, count: int, *, by: Actor, now: datetime, change: Change | None = None) -> None:
    """Write into the trail what became of a series, and mail its person once for all of it."""
    premises = series.room.floor.premises
    change = change or {"bookings": (None, count)}
    told(f"places.series_{what}", series, premises=premises, by=by, now=now, change=change)
    if series.person_id is not None:
        notices.after_commit(
            "places/series", key=f"places/series_{what}:{series.pk}:{now.isoformat()}", now=now,
            series_id=series.pk, what=what, count=count,
        )  # fmt: skip
