"""Office hours: opened and withdrawn by officers, booked by companies with what they want to ask, cancelled in time.

The order of locks is programme, mentor, place, hour, booking, audit trail.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bridgehead.accounts.actor import SYSTEM, Actor
from bridgehead.foundation import notices
from bridgehead.foundation.bilingual import reading_language
from bridgehead.foundation.records import Change, found
from bridgehead.foundation.refusals import Refused, require, require_valid
from bridgehead.programmes.actions.mentors import run_mentor
from bridgehead.programmes.actions.records import run_programme, told
from bridgehead.programmes.hours import Span, month_of, spans_of
from bridgehead.programmes.models import (
    CohortPlace,
    HourBooking,
    HourState,
    Mentor,
    MentorState,
    OfficeHour,
    Programme,
)
from bridgehead.programmes.rules import holds_on, may_speak_for, runs
from bridgehead.web.formats import format_day

_BOOKED_ONCE = "office_hour_booked_once"


@transaction.atomic
def open_hours(
    *, mentor_id: int, first: datetime, minutes: int, number: int, by: Actor, now: datetime, where: str = "",
    until: date | None = None,
) -> list[OfficeHour]:  # fmt: skip
    """Open a mentor's times from a wall time of the programme on, and again each week; those that stand already stay.

    ``first`` is naive, as the programme's clocks show it.
    """
    mentor, programme = run_mentor(mentor_id, by)
    require(mentor.user_id is not None, _("This person is no longer known here."))
    zone = ZoneInfo(programme.zone)
    spans = spans_of(first, minutes=minutes, number=number, until=until, zone=zone)
    require(spans[0][0] > now, _("This moment lies in the past."), field="first")
    standing = {(each.starts_at, each.ends_at) for each in _standing(mentor, spans)}
    fresh = [span for span in spans if span not in standing]
    for span in fresh:
        if any(starts < span[1] and span[0] < ends for starts, ends in standing):
            day = format_day(span[0].astimezone(zone).date(), reading_language())
            raise Refused(_("On %(day)s the mentor has other office hours then.") % {"day": day}, field="first")
    made = [OfficeHour(mentor=mentor, starts_at=starts, ends_at=ends, where=where) for starts, ends in fresh]
    for each in made:
        require_valid(each)
    OfficeHour.objects.bulk_create(made)
    if made:
        change: Change = {"hours": (None, len(made)), "first": (None, made[0].starts_at.isoformat())}
        told("programmes.hours_opened", mentor, programme=programme, by=by, now=now, change=change)
    return made


def _standing(mentor: Mentor, spans: list[Span]) -> list[OfficeHour]:
    standing = mentor.hours.filter(withdrawn_at=None)
    return list(standing.filter(starts_at__lt=spans[-1][1], ends_at__gt=spans[0][0]))


@transaction.atomic
def withdraw_hour(*, hour_id: int, by: Actor, now: datetime, reason: str = "") -> None:
    """Offer a time no longer; a booking of it is cancelled with a reason that the company reads."""
    known = found(OfficeHour.objects.select_related("mentor"), hour_id)
    programme = run_programme(known.mentor.programme_id, by)
    hour = OfficeHour.objects.select_for_update().get(pk=known.pk)
    if hour.withdrawn_at is not None:
        return
    require(now < hour.starts_at, _("This time has begun already."))
    booked = hour.bookings.select_for_update().filter(state=HourState.BOOKED).first()
    if booked is not None:
        require(bool(reason.strip()), _("Say why, in a sentence that the company will read."), field="reason")
        _cancel(booked, programme, reason, by=by, now=now)
    hour.withdrawn_at = now
    hour.save(update_fields=["withdrawn_at"])
    told("programmes.hour_withdrawn", hour, programme=programme, by=by, now=now)


@transaction.atomic
def book_hour(*, hour_id: int, place_id: int, asks: str, by: Actor, now: datetime) -> HourBooking:
    """Book a mentor's free time for a company, within its limit of the month; a second time changes nothing."""
    place, programme = _booking_place(place_id, by)
    require(bool(asks.strip()), _("Say what you want to ask."), field="asks")
    hour = _offered(hour_id, programme)
    require(now < hour.starts_at, _("This time has begun already."))
    zone = ZoneInfo(programme.zone)
    require(holds_on(place, hour.starts_at.astimezone(zone).date()), _("Your place does not last until then."))
    booked = hour.bookings.filter(state=HourState.BOOKED).first()
    if booked is not None and booked.place_id == place.pk:
        return booked
    require(booked is None, _("Another company has booked this time meanwhile."))
    _require_within_limit(place, programme, month_of(hour.starts_at, zone))
    booking = HourBooking(hour=hour, place=place, person_id=by.user_id, asks=asks.strip())
    try:
        with transaction.atomic():
            require_valid(booking)
            booking.save()
    except IntegrityError as refusal:
        if _BOOKED_ONCE not in str(refusal) and "hour_id" not in str(refusal):
            raise
        raise Refused(_("Another company has booked this time meanwhile.")) from refusal
    told("programmes.hour_booked", booking, programme=programme, by=by, now=now)
    _tell(booking, "booked", now)
    return booking


@transaction.atomic
def cancel_hour(*, booking_id: int, by: Actor, now: datetime, reason: str = "") -> HourBooking:
    """Cancel a booking: its company until the programme's moment, its mentor and officers later too, with a reason."""
    known = found(HourBooking.objects.select_related("hour__mentor__programme", "place"), booking_id)
    mentor, programme = known.hour.mentor, known.hour.mentor.programme
    leads = runs(by, programme.pk) or (by.user_id is not None and by.user_id == mentor.user_id)
    speaks = may_speak_for(by, known.place.organisation_id)
    require(leads or speaks, _("Only owners and representatives of the company can do that."))
    OfficeHour.objects.select_for_update().get(pk=known.hour_id)
    booking = HourBooking.objects.select_for_update().get(pk=known.pk)
    if booking.state == HourState.CANCELLED:
        return booking
    require(now < known.hour.starts_at, _("This time has begun already."))
    if not (speaks and now < cancelled_until(known.hour, programme)):
        require(leads, _too_late(programme))
        require(bool(reason.strip()), _("Say why, in a sentence that the company will read."), field="reason")
    _cancel(booking, programme, reason, by=by, now=now)
    return booking


def cancelled_until(hour: OfficeHour, programme: Programme) -> datetime:
    """Return before which moment a company can cancel a booking."""
    return hour.starts_at - timedelta(hours=programme.hours_notice)


def cancel_of_mentor(mentor: Mentor, now: datetime) -> None:
    """Withdraw what a mentor who was erased still offers, and cancel what is booked; the companies are told."""
    coming = list(OfficeHour.objects.select_for_update().filter(mentor=mentor, withdrawn_at=None, starts_at__gt=now))
    for booked in HourBooking.objects.filter(hour__in=coming, state=HourState.BOOKED):
        _cancel(booked, mentor.programme, "", by=SYSTEM, now=now)
    OfficeHour.objects.filter(pk__in=[each.pk for each in coming]).update(withdrawn_at=now)


def _cancel(booking: HourBooking, programme: Programme, reason: str, *, by: Actor, now: datetime) -> None:
    booking.state, booking.cancelled_at, booking.reason = HourState.CANCELLED, now, reason.strip()
    require_valid(booking)
    booking.save()
    told("programmes.hour_cancelled", booking, programme=programme, by=by, now=now)
    _tell(booking, "cancelled", now)


def _tell(booking: HourBooking, what: str, now: datetime) -> None:
    key = f"programmes-hour:{booking.public_id}:{what}"
    notices.after_commit("programmes/office_hour", key=key, now=now, booking_id=booking.pk, what=what)


def _booking_place(place_id: int, by: Actor) -> tuple[CohortPlace, Programme]:
    """Return a place for which somebody books, with every place of its company in the programme locked: they count."""
    known = CohortPlace.objects.select_related("cohort__programme").filter(pk=place_id).first()
    if known is None or not may_speak_for(by, known.organisation_id):
        raise Refused(_("Only owners and representatives of the company can do that."))
    programme = known.cohort.programme
    held = CohortPlace.objects.select_for_update(of=("self",)).order_by("pk")
    places = list(held.filter(organisation_id=known.organisation_id, cohort__programme=programme))
    return next(each for each in places if each.pk == known.pk), programme


def _offered(hour_id: int, programme: Programme) -> OfficeHour:
    hour = OfficeHour.objects.select_for_update(of=("self",)).select_related("mentor").filter(pk=hour_id).first()
    if (
        hour is None
        or hour.withdrawn_at is not None
        or hour.mentor.programme_id != programme.pk
        or hour.mentor.state != MentorState.ACTIVE
    ):
        raise Refused(_("This time is no longer offered."))
    return hour


def _require_within_limit(place: CohortPlace, programme: Programme, month: Span) -> None:
    booked = HourBooking.objects.filter(
        place__organisation_id=place.organisation_id, place__cohort__programme=programme, state=HourState.BOOKED,
        hour__starts_at__gte=month[0], hour__starts_at__lt=month[1],
    )  # fmt: skip
    most = programme.most_hours
    sentence = ngettext(
        "A company books %(most)d time of office hours a month at most.",
        "A company books %(most)d times of office hours a month at most.",
        most,
    )
    require(booked.count() < most, sentence % {"most": most})


def _too_late(programme: Programme) -> str:
    sentence = ngettext(
        "A company can cancel until %(hours)d hour before. Write to the officers.",
        "A company can cancel until %(hours)d hours before. Write to the officers.",
        programme.hours_notice,
    )
    return sentence % {"hours": programme.hours_notice}
